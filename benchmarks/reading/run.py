"""How fast transcripts become turns: hour-long Zoom files, read and cleaned in one process.

Generates files of about 9,000 words (seeded; cues of 8 to 14 words, six speakers), reads and cleans each as the
workflow does up to the turns, and writes words per CPU-second, memory and CPU-seconds against the number of files.
Generating them is not measured; memory is the most that a process of its own held.

    python benchmarks/reading/run.py --csv docs/reading.csv --page docs/reading.md
"""

from __future__ import annotations

import argparse
import json
import math
import platform
import random
import resource
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

from themetrail.cleaning.roster import Roster
from themetrail.cleaning.turns import build_turns
from themetrail.study.sheets import Row, write_sheet
from themetrail.transcripts.choose import read_transcript
from themetrail.transcripts.model import Source
from themetrail.transcripts.record import build_record

SIZES = (10, 30, 100, 300, 1000)
WORDS_A_FILE = 9_000
SPEAKERS = tuple(f"P{number:02}" for number in range(1, 6)) + ("Facilitator",)
VOCABULARY = """
    the and I you to a of that it was in we they it's so but my have for be not on with this what there at
    just don't do like one no yeah know because when had me if all get out about up then people can think said
    going would really time well been from group surgery bus waiting list nobody form garden walking Thursday
""".split()


def clock(milliseconds: int) -> str:
    """A stamp as WebVTT writes it."""
    seconds, rest = divmod(milliseconds, 1000)
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}.{rest:03}"


def transcript(seed: int) -> bytes:
    """One hour of invented talk as Zoom writes it."""
    draw = random.Random(seed)
    cues = ["WEBVTT"]
    words = at = 0
    speaker = SPEAKERS[0]
    while words < WORDS_A_FILE:
        if draw.random() < 0.3:
            speaker = draw.choice(SPEAKERS)
        said = draw.choices(VOCABULARY, k=draw.randint(8, 14))
        if draw.random() < 0.04:
            said.insert(draw.randrange(len(said)), draw.choice(["[laughs]", "[NAME]", "[inaudible]"]))
        length = 400 * len(said)
        cues.append(f"{len(cues)}\n{clock(at)} --> {clock(at + length)}\n{speaker}: {' '.join(said)}.")
        at += length
        words += len(said)
    return ("\n\n".join(cues) + "\n").encode()


def roster() -> Roster:
    """Who the labels stand for, in every session."""
    people = [Row(n, {"speaker_id": one, "role": "participant", "withdrawn": "no"}) for n, one in enumerate(SPEAKERS)]
    labels = [Row(n, {"session_id": "*", "label": one, "speaker_id": one}) for n, one in enumerate(SPEAKERS)]
    return Roster.from_rows(labels, people)[0]


def measure(folder: Path, files: int) -> dict[str, float]:
    """Read and clean the first ``files`` transcripts of a folder; what it took this process."""
    known = roster()
    words = turns = 0
    before = time.process_time()
    for path in sorted(folder.iterdir())[:files]:
        reading = read_transcript(Source(path.name, path.read_bytes(), known_labels=frozenset(SPEAKERS)), path.name)
        record, locators = build_record(path.stem, reading.units)
        table, problems = build_turns(path.stem, record, locators, known, 10.0, backchannel_words=3, shown_as=path.name)
        if reading.problems or problems:
            raise SystemExit(f"{path.name} could not be read")
        words += len(record.split())
        turns += len(table)
    spent = time.process_time() - before
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"files": files, "words": words, "turns": turns, "cpu_s": spent, "peak_mib": peak}


def exponent(rows: list[dict[str, float]]) -> float:
    """Slope of log CPU-seconds on log words by least squares: 1 where cost grows as the text does."""
    points = [(math.log(row["words"]), math.log(row["cpu_s"])) for row in rows]
    mean_x, mean_y = (sum(values) / len(points) for values in zip(*points, strict=True))
    covered = sum((x - mean_x) * (y - mean_y) for x, y in points)
    return covered / sum((x - mean_x) ** 2 for x, _ in points)


def page(rows: list[dict[str, float]]) -> str:
    """The figures as a page of Markdown."""
    lines = [
        "# Reading and cleaning: how fast",
        "",
        "Hour-long Zoom files of about 9,000 invented words each, read and cleaned into turns in one process;",
        f"`make benchmark-reading`, {datetime.now(UTC):%Y-%m-%d}, Python {platform.python_version()},",
        f"{platform.machine()} {platform.system()}. Aims: 150,000 words per CPU-second, under 500 MB.",
        "",
        "| files | words | turns | CPU-seconds | words per CPU-second | peak memory, MiB |",
        "|--:|--:|--:|--:|--:|--:|",
    ]
    lines += [
        f"| {row['files']:,} | {row['words']:,} | {row['turns']:,} | {row['cpu_s']:.1f} |"
        f" {row['words'] / row['cpu_s']:,.0f} | {row['peak_mib']:.0f} |"
        for row in rows
    ]
    lines += ["", f"CPU-seconds grow as words to the power of {exponent(rows):.2f}.", ""]
    return "\n".join(lines)


def main() -> None:
    """Measure every size in a process of its own and write the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--csv", type=Path)
    parser.add_argument("--page", type=Path)
    parser.add_argument("--sizes", type=int, nargs="+", default=list(SIZES))
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
            command = [sys.executable, __file__, "--measure", folder, str(files)]
            rows.append(json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout))
            print(f"{files} files: {rows[-1]['words'] / rows[-1]['cpu_s']:,.0f} words per CPU-second", flush=True)
    if args.csv:
        args.csv.write_text(write_sheet(list(rows[0]), rows), encoding="utf-8")
    if args.page:
        args.page.write_text(page(rows), encoding="utf-8")


if __name__ == "__main__":
    main()
