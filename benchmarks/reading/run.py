"""How fast transcripts become turns: hour-long Zoom files, read and cleaned in one process.

Generates files of about 9,000 words (seeded), reads and cleans each as the workflow does up to the turns, and gives
words per CPU-second, memory, and CPU-seconds against the number of files. Each measurement is a process of its own;
neither generating the files nor starting Python and importing libraries is part of it. Other programs slow a
processor down even in CPU-seconds, so small sizes are measured several times and the least is taken.

    python benchmarks/reading/run.py --csv benchmarks/reading/results.csv --page docs/reading.md
"""

from __future__ import annotations

import argparse
import json
import math
import os
import platform
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections import Counter
from datetime import UTC, datetime
from itertools import accumulate
from pathlib import Path
from string import Template
from typing import TYPE_CHECKING, NamedTuple

from themetrail.cleaning.marks import find_marks
from themetrail.cleaning.roster import Roster
from themetrail.cleaning.turns import build_turns
from themetrail.cleaning.verbatim import session_removals
from themetrail.study.machine_tables import LOCATORS, TURNS, write_table
from themetrail.study.sheets import Row, write_sheet
from themetrail.transcripts.choose import read_transcript
from themetrail.transcripts.model import Source
from themetrail.transcripts.record import build_record

if TYPE_CHECKING:
    import pandas as pd

REPEATS = {10: 5, 30: 3, 100: 3, 300: 1, 1000: 1}
"""How often each number of files is measured."""

WORDS_A_FILE = 9_000
SPEAKERS = ("P01", "P02", "P03", "P04", "P05", "Facilitator")
VOCABULARY = (
    "the and I you to a of that it was in we they it's so but my have for be not on with this what there at just "
    "don't do like one no yeah know because when had me if all get out about up then people can think said going "
    "would really time well been from group surgery bus waiting list nobody form garden walking Thursday"
)
WORDS = VOCABULARY.split()
FREQUENCIES = list(accumulate(1 / rank for rank in range(1, len(WORDS) + 1)))
LISTENING = ("Mm.", "Yeah.", "Right.", "Okay.", "Yeah, yeah.", "Mm-hm.", "No.")
MARKS = ("[laughs]", "[NAME]", "[inaudible]", "[pause]")


def clock(milliseconds: int) -> str:
    """A stamp as WebVTT writes it."""
    seconds, rest = divmod(milliseconds, 1000)
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}.{rest:03}"


def turn(draw: random.Random) -> str:
    """What one speaker says.

    ASSUME lengths as in recorded conversation between two people: log-normal, half of the turns below nine words, one
    in ten above forty-five.
    """
    length = round(draw.lognormvariate(2.2, 1.3))
    if length <= 2:
        return draw.choice(LISTENING)
    words = draw.choices(WORDS, cum_weights=FREQUENCIES, k=length)
    if draw.random() < length / 250:
        words.insert(draw.randrange(length), draw.choice(MARKS))
    words[0] = words[0].capitalize()
    return " ".join(words) + draw.choice("....?")


def transcript(seed: int) -> bytes:
    """One hour of invented talk as Zoom writes it, in cues of 6 to 16 words or the rest of a turn."""
    draw = random.Random(seed)
    cues = ["WEBVTT"]
    words = at = 0
    speaker = SPEAKERS[-1]
    while words < WORDS_A_FILE:
        left = turn(draw).split()
        words += len(left)
        while left:
            cut = draw.randint(6, 16)
            said, left = left[:cut], left[cut:]
            end = at + 350 * len(said)
            cues.append(f"{len(cues)}\n{clock(at)} --> {clock(end)}\n{speaker}: {' '.join(said)}")
            at = end
        at += draw.randint(0, 1200)
        speaker = draw.choice([one for one in SPEAKERS if one != speaker])
    return ("\n\n".join(cues) + "\n").encode()


def roster() -> Roster:
    """Who the labels stand for, in every session."""
    people = [Row(n, {"speaker_id": one, "role": "participant", "withdrawn": "no"}) for n, one in enumerate(SPEAKERS)]
    labels = [Row(n, {"session_id": "*", "label": one, "speaker_id": one}) for n, one in enumerate(SPEAKERS)]
    return Roster.from_rows(labels, people)[0]


class Read(NamedTuple):
    """A file as it was read: its text of record, its locators and its turns."""

    record: str
    locators: pd.DataFrame
    turns: pd.DataFrame


def one_file(path: Path, known: Roster) -> tuple[dict[str, float], Read]:
    """What reading and cleaning one file took, and what it gave."""
    begun = time.process_time()
    reading = read_transcript(Source(path.name, path.read_bytes(), known_labels=frozenset(SPEAKERS)), path.name)
    read = time.process_time()
    record, locators = build_record(path.stem, reading.units)
    recorded = time.process_time()
    turns, problems = build_turns(path.stem, record, locators, known, 10.0, backchannel_words=3, shown_as=path.name)
    built = time.process_time()
    if reading.problems or problems:
        raise SystemExit(f"{path.name} could not be read")
    counts = {"files": 1, "words": len(record.split()), "cues": len(locators), "turns": len(turns)}
    times = {"read_s": read - begun, "record_s": recorded - read, "turns_s": built - recorded}
    return counts | times | {"cpu_s": built - begun}, Read(record, locators, turns)


def besides(files: list[Read], folder: Path) -> dict[str, float]:
    """What stages do with a file besides, in CPU-seconds on average: writing its tables; finding marks and the view."""
    begun = time.process_time()
    for one in files:
        write_table(one.locators, LOCATORS, folder / "locators.parquet")
        write_table(one.turns, TURNS, folder / "turns.parquet")
    written = time.process_time()
    for one in files:
        find_marks(one.record)
        session_removals(one.record, one.turns)
    viewed = time.process_time()
    return {"tables_s": (written - begun) / len(files), "view_s": (viewed - written) / len(files)}


def measure(folder: Path, files: int) -> dict[str, float]:
    """Read and clean the first ``files`` transcripts of a folder; what it took this process.

    Returns:
        Numbers of files, words, cues and turns; CPU-seconds of reading (bytes, choice of the reader, cues), of the
        text of record with its locators and of the turns; ``cpu_s``, the sum of these; :func:`besides` of the first
        ten files; ``start_s``, what the process took before, to import everything and to read one file; and the most
        memory that it held, in MB.
    """
    known = roster()
    paths = sorted(folder.glob("*.vtt"))[:files]
    besides([one_file(paths[0], known)[1]], folder)
    start_s = time.process_time()
    total: Counter[str] = Counter()
    first = []
    for path in paths:
        figures, read = one_file(path, known)
        total.update(figures)
        if len(first) < 10:
            first.append(read)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e6
    return dict(total) | besides(first, folder) | {"start_s": start_s, "peak_mb": peak}


def best(folder: str, files: int, repeats: int) -> dict[str, float]:
    """The measurement with the fewest CPU-seconds of several, each in a process of its own."""
    command = [sys.executable, __file__, "--measure", folder, str(files)]
    runs = [subprocess.run(command, check=True, capture_output=True, text=True).stdout for _ in range(repeats)]
    return {"repeats": repeats} | min(map(json.loads, runs), key=lambda run: run["cpu_s"])


def exponent(rows: list[dict[str, float]]) -> float:
    """Slope of log CPU-seconds on log words by least squares: 1 where cost grows as the text does."""
    points = [(math.log(row["words"]), math.log(row["cpu_s"])) for row in rows]
    mean_x, mean_y = (sum(values) / len(points) for values in zip(*points, strict=True))
    covered = sum((x - mean_x) * (y - mean_y) for x, y in points)
    return covered / sum((x - mean_x) ** 2 for x, _ in points)


def processor() -> str:
    """The model of the processor, as Linux names it."""
    lines = Path("/proc/cpuinfo").read_text("utf-8").splitlines() if Path("/proc/cpuinfo").exists() else []
    named = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(named, platform.machine())


def page(rows: list[dict[str, float]]) -> str:
    """The page of Markdown that says what was measured and what came out."""
    table = [
        f"| {row['files']:,.0f} | {row['repeats']} | {row['words']:,.0f} | {row['turns']:,.0f} | {row['cpu_s']:.2f} |"
        f" {row['words'] / row['cpu_s']:,.0f} | {row['peak_mb']:.0f} |"
        for row in rows
    ]
    last = rows[-1]
    steps = {name: last[name] / last["files"] for name in ("read_s", "record_s", "turns_s", "cpu_s")}
    steps |= {name: last[name] for name in ("tables_s", "view_s")}
    return Template((Path(__file__).parent / "page.md").read_text("utf-8")).substitute(
        {name: f"{1000 * value:.1f}" for name, value in steps.items()},
        table="\n".join(table),
        exponent=f"{exponent(rows):.2f}",
        files=f"{last['files']:,.0f}",
        words=f"{last['words'] / 1e6:.1f} million",
        speed=f"{last['words'] / last['cpu_s']:,.0f}",
        memory=f"{last['peak_mb']:.0f}",
        cues_a_file=f"{last['cues'] / last['files']:,.0f}",
        turns_a_file=f"{last['turns'] / last['files']:,.0f}",
        start_s=f"{last['start_s']:.1f}",
        load=f"{os.getloadavg()[0]:.0f}",
        date=f"{datetime.now(UTC):%Y-%m-%d}",
        machine=f"{os.cpu_count()} cores, {processor()}",
        python=platform.python_version(),
    )


def main() -> None:
    """Measure every size and write the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--csv", type=Path, help="figures to write")
    parser.add_argument("--page", type=Path, help="page to write")
    parser.add_argument("--sizes", type=int, nargs="+", default=list(REPEATS), help="numbers of files")
    parser.add_argument("--measure", nargs=2, metavar=("FOLDER", "FILES"), help="one measurement, as JSON")
    args = parser.parse_args()
    if args.measure:
        print(json.dumps(measure(Path(args.measure[0]), int(args.measure[1]))))
        return
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        for number in range(max(args.sizes)):
            (Path(folder) / f"S{number:04}.vtt").write_bytes(transcript(number))
        for files in args.sizes:
            rows.append(best(folder, files, REPEATS.get(files, 1)))
            print(f"{files} files: {rows[-1]['words'] / rows[-1]['cpu_s']:,.0f} words per CPU-second", flush=True)
    if args.csv:
        shown = [{name: f"{value:.6g}" if value % 1 else f"{value:.0f}" for name, value in row.items()} for row in rows]
        args.csv.write_text(write_sheet(list(shown[0]), shown), encoding="utf-8")
    if args.page:
        args.page.write_text(page(rows), encoding="utf-8")


if __name__ == "__main__":
    main()
