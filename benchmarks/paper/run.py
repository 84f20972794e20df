"""How fast codings become the paper: counts, tables, quotes and figures of a large study, in seconds and memory.

Generates the private results of a run without language processing (seeded; 200 interviews, a segment a turn, 500
codings in each by one coder, no text of anybody), and runs the commands of the workflow's last stages on them as the
workflow does, so many at a time as there are cores. Generating is not measured. Memory is the most that the
processes running at one time can have held, which is the sum of the largest.

    python benchmarks/paper/run.py --cores 2 --page docs/paper-speed.md
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import random
import resource
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pandas as pd

from themetrail.codebook.read import read_codebook
from themetrail.figures.left_out import FIGURES, reasons_of
from themetrail.study.files import write_json, write_text
from themetrail.study.inputs import CODING_TABLES, DECISIONS, RAW_TABLES
from themetrail.study.load import path_of
from themetrail.study.machine_tables import (
    CODING_SEGMENTS,
    CODINGS,
    FINDINGS,
    LOCATORS,
    MARKS,
    OFFSET_MAP,
    SEGMENTS,
    SUGGESTIONS,
    TURNS,
    empty,
    write_table,
)
from themetrail.study.new import new_study
from themetrail.study.sheets import write_sheet

GROUPS = ("Patients", "Carers", "Staff", "Managers")
TURNS_EACH, CODED_EACH, LENGTH = 600, 500, 60
AT = "2024-05-06T09:00:00Z"
REPOSITORY = Path(__file__).resolve().parents[2]


def ulid(number: int) -> str:
    """An id that looks like a ULID, of a number."""
    alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
    letters = []
    for _ in range(24):
        number, place = divmod(number, 32)
        letters.append(alphabet[place])
    return "01" + "".join(reversed(letters))


def make(study: Path, sessions: int) -> int:
    """Write a study and the private results of its run; the number of codings."""
    new_study(study, "A generated study")
    book = REPOSITORY / "data" / "coding" / "codebook.yaml"
    write_text(study / "data" / "coding" / "codebook.yaml", book.read_text(encoding="utf-8"))
    codes = [code.id for code in read_codebook(study).codes if code.kind in {"cause", "solution"}]
    draw, private = random.Random(1), study / "results" / "private"
    people, decisions, codings, joined = [], [], [], []
    names = [f"I{number:03}" for number in range(sessions)]
    for number, session in enumerate(names):
        speakers = [f"P{number:03}a", f"P{number:03}b"]
        people += [
            {"speaker_id": who, "stakeholder_group": GROUPS[number % 4], "role": "participant"} for who in speakers
        ]
        counts = {"units": TURNS_EACH, "unlabelled": 0, "words": 12 * TURNS_EACH}
        text = ("said " * (LENGTH // 5))[: LENGTH - 1] + "\n"
        for kind in ("record", "released"):
            write_text(private / kind / f"{session}.txt", text * TURNS_EACH)
        write_json(private / "ingest" / f"{session}.json", {"reader": "vtt", "dropped": [], "counts": counts})
        turns, segments, places = [], [], []
        for turn in range(TURNS_EACH):
            who, start, end = speakers[turn % 2], turn * LENGTH, (turn + 1) * LENGTH - 1
            turns.append((session, turn, who, "participant", 0.0, 1.0, start, end, ""))
            segments.append((f"{session}-{turn:08x}-1", session, turn, who, "participant", start, end, 12, ""))
            places.append((session, turn, start, end, who, 0.0, 1.0, f"line {turn + 1}"))
        write(turns, TURNS, private / "turns" / f"{session}.parquet")
        write(segments, SEGMENTS, private / "segments" / f"{session}.parquet")
        write(places, LOCATORS, private / "locators" / f"{session}.parquet")
        for kind, schema in (("marks", MARKS), ("findings", FINDINGS), ("names", FINDINGS), ("offsets", OFFSET_MAP)):
            write_table(empty(schema), schema, private / kind / f"{session}.parquet")
        theme = draw.sample(codes, 20)  # a person speaks of some things only
        for turn in sorted(draw.sample(range(TURNS_EACH), CODED_EACH)):
            name, place = draw.choice(theme), ulid(len(codings) + 1)
            start, end = turn * LENGTH, (turn + 1) * LENGTH - 1
            codings.append((place, session, start, end, name, "coder_a", "findings", "hand", place))
            joined.append((place, f"{session}-{turn:08x}-1", end - start))
            cells = {"decision_id": place, "seq": len(codings), "at": AT, "coder": "coder_a", "session_id": session}
            more = {"record_sha256": "0" * 64, "start": start, "end": end, "quote": "said " * 11, "action": "add"}
            done = {"code": name, "blind": "yes", "via": "file"}
            decisions.append(dict.fromkeys(DECISIONS.header, "") | cells | more | done)
    write(codings, CODINGS, private / "codings.parquet")
    write(joined, CODING_SEGMENTS, private / "coding_segments.parquet")
    write_table(empty(SUGGESTIONS), SUGGESTIONS, private / "suggestions.parquet")
    consent = {"quote_consent": "yes", "withdrawn": "no"}
    sheet(study, "participants", [row | consent for row in people])
    fixed = {"phase": "interview", "source_kind": "transcript", "date": "2024-01-01", "duration_min": "60"}
    sheet(study, "sessions", [{"session_id": name, "stratum": GROUPS[n % 4]} | fixed for n, name in enumerate(names)])
    idea = {"title": "A theme", "central_idea": "An idea.", "author": "coder_a", "at": AT}
    sheet(study, "themes", [{"theme_id": f"T{n}"} | idea for n in range(6)])
    sheet(study, "theme_codes", [{"theme_id": f"T{n % 6}", "code": name} for n, name in enumerate(codes)])
    write_text(study / "data/coding/decisions/coder_a.csv", write_sheet(DECISIONS.header, decisions))
    return len(codings)


def write(rows: list[tuple[object, ...]], schema: object, path: Path) -> None:
    """Write rows as a machine table."""
    write_table(pd.DataFrame(rows, columns=list(schema.columns)), schema, path)  # type: ignore[attr-defined]


def sheet(study: Path, name: str, rows: list[dict[str, str]]) -> None:
    """Write a table of the study; columns that a row does not name are empty."""
    header = (RAW_TABLES | CODING_TABLES)[name].header
    write_text(study / path_of(name), write_sheet(header, (dict.fromkeys(header, "") | row for row in rows)))


def stages(study: Path) -> list[list[list[str]]]:
    """The commands of the last stages; those of one list can run at the same time."""
    private, figures, data = ["--private", "results/private"], "results/public/figures", "results/public/data"
    settings = ["--settings", f"{data}/settings.json"]
    drawn = [name for name in FIGURES if name not in reasons_of(study)]
    return [
        [
            ["themes", *private, "--counts", "results/private/counts.parquet"],
            ["table-data", *private, "--data", f"{data}/tables.json", "--withheld", "results/private/withheld.csv"],
            ["quotes", *private, "--quotes", "results/public/quotes.csv"],
            ["methods", *private, "--methods", "results/public/methods.txt"],
            ["draw-data", *private, "--figures", figures, "--left-out", f"{data}/left_out.json"],
            ["public-settings", *settings],
        ],
        [
            ["tables", "--data", f"{data}/tables.json", *settings, "--tables", "results/public/tables"],
            *(["draw", "--data", f"{figures}/{name}.csv", *settings] for name in drawn),
        ],
        [["contact-sheet", "--figures", figures, *settings, "--sheet", f"{figures}/index.html"]],
    ]


def timed(command: list[str], study: Path) -> tuple[str, float, float, float]:
    """Run a command: its name, seconds by the clock and of a core, and the most memory it held, in MiB."""
    environment = os.environ | {"PYTHONPATH": str(REPOSITORY / "src"), "OMP_NUM_THREADS": "1"}
    wrapped = [sys.executable, __file__, "--measure", *command]
    started = time.perf_counter()
    done = subprocess.run(wrapped, cwd=study, env=environment, check=True, capture_output=True, text=True)
    cpu, peak = json.loads(done.stdout.splitlines()[-1])
    name = command[0] if command[0] != "draw" else f"draw {Path(command[2]).stem}"
    return name, time.perf_counter() - started, cpu, peak


def measure(command: list[str]) -> int:
    """Run a command in a process of its own and print what it used."""
    status = subprocess.run([sys.executable, "-m", "themetrail", *command], check=False).returncode
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    print(json.dumps([used.ru_utime + used.ru_stime, used.ru_maxrss / 1024]))
    return status


def main() -> int:
    """Generate, run and write the page."""
    if sys.argv[1:2] == ["--measure"]:
        return measure(sys.argv[2:])
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cores", type=int, default=2)
    parser.add_argument("--sessions", type=int, default=200)
    parser.add_argument("--page", type=Path)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        study = Path(folder) / "study"
        codings = make(study, args.sessions)
        found = []
        started = time.perf_counter()
        for commands in stages(study):
            with ThreadPoolExecutor(args.cores) as pool:
                found += list(pool.map(lambda command: timed(command, study), commands))
        clock = time.perf_counter() - started
    cpu = sum(used for _, _, used, _ in found)
    peak = sum(sorted((peak for *_, peak in found), reverse=True)[: args.cores])
    rows = "\n".join(f"| {name} | {used:.1f} | {most:.0f} |" for name, _, used, most in found)
    load = os.getloadavg()[0]
    page = f"""# How fast codings become the paper

`python benchmarks/paper/run.py --cores {args.cores}` on {platform.machine()}, Python {platform.python_version()}: generated
results of {args.sessions} interviews with {codings:,} codings, counted, tabulated and drawn in **{clock:.0f} s** by the clock on
{args.cores} cores that other work shared (load {load:.0f}), **{cpu:.0f} s** of one core. No two processes at one time held
more than **{peak:.0f} MiB** together.

| command | seconds of a core | most memory, MiB |
|---|---|---|
{rows}

No text of anybody is read, and no language model; how long those take depends on the words, not on the codings.
"""
    print(page)
    if args.page:
        write_text(args.page, page)
    return 0


if __name__ == "__main__":
    sys.exit(main())
