"""What the whole workflow costs, from six sessions to thousands: every stage, every change, and the floors beneath.

Generates a study of each size, runs the workflow on it cold, then with nothing to do, with one transcript changed and
with one decision changed. In the same run: the same number of jobs that do nothing, and spaCy's pipe with the same
model over the same text. Rows of sizes that are not measured now stay in the results.

    python benchmarks/workflow/run.py --sizes 6 60 600 --results benchmarks/workflow/results.csv
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import shutil
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pandas as pd
from generate import make_study
from measured import REPOSITORY, Run, idle, snakemake

from themetrail.ledger.acts import FOLDER, Act, read_ledger
from themetrail.ledger.ulid import ulid_of_number
from themetrail.ledger.write import append_acts
from themetrail.study.files import write_bytes, write_text
from themetrail.study.load import TRANSCRIPTS
from themetrail.study.new import FIRST_CODER
from themetrail.study.plan import plan_study
from themetrail.study.settings import CONFIG

PIPE_AT = 60  # sessions at which spaCy's pipe is measured
NAMES_OFF_FROM = 6_000
COLUMNS = (
    "study", "sessions", "words", "run", "stage", "jobs", "seconds", "cpu_s", "peak_mb", "written_mb", "pipe_words",
    "cores", "load", "date", "machine",
)  # fmt: skip
NO_OP = """
rule all:
    input:
        expand("made/{{number}}", number=range({jobs})),


rule one:
    output:
        "made/{{number}}",
    shell:
        "touch {{output}}"
"""


def processor() -> str:
    """The model of the processor, as Linux names it."""
    lines = Path("/proc/cpuinfo").read_text("utf-8").splitlines() if Path("/proc/cpuinfo").exists() else []
    named = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(named, platform.machine())


class Results:
    """Rows as they come, written after each run, so that a benchmark that is stopped keeps what it has."""

    def __init__(self, path: Path, cores: int) -> None:
        """Begin with the rows that an earlier benchmark left."""
        self._path, self._cores = path, cores
        self._about: dict[str, Any] = {}
        self.rows: list[dict[str, Any]] = []
        if path.exists():
            self.rows = pd.read_csv(path).to_dict("records")

    def begin(self, study: str, sessions: int, words: int) -> None:
        """Say what the next rows are about, and drop those that an earlier benchmark measured there."""
        self._about = {"study": study, "sessions": sessions, "words": words}
        self.rows = [row for row in self.rows if (row["study"], row["sessions"]) != (study, sessions)]
        print(f"{study} study: {sessions} sessions, {words:,} words", flush=True)

    def add(self, run: str, stage: str, **figures: float) -> None:
        """Add one row."""
        machine = f"{os.cpu_count()} cores, {processor()}, Python {platform.python_version()}"
        where = {"cores": self._cores, "load": round(os.getloadavg()[0], 1), "machine": machine}
        when = {"date": f"{datetime.now(UTC):%Y-%m-%d}"}
        rounded = {name: float(f"{value:.6g}") for name, value in figures.items()}
        self.rows.append(self._about | {"run": run, "stage": stage} | rounded | where | when)

    def add_run(self, name: str, run: Run) -> None:
        """Add a run of the workflow: the whole, Snakemake by itself, the time in which no stage ran, each stage."""
        jobs = pd.DataFrame(run.jobs)
        most = max([run.snakemake_mb, *(job.peak_mb for job in run.jobs)])
        written = sum(job.written_mb for job in run.jobs)
        whole = {"jobs": len(jobs), "seconds": run.seconds, "cpu_s": run.cpu_s, "peak_mb": most, "written_mb": written}
        own = {"cpu_s": run.cpu_s - sum(job.cpu_s for job in run.jobs), "peak_mb": run.snakemake_mb}
        self.add(name, "whole", **whole)
        self.add(name, "snakemake", seconds=idle(run), **own)
        if len(jobs):
            jobs["seconds"] = jobs["ended"] - jobs["began"]
            for stage, own_jobs in jobs.groupby("stage"):
                sums = {one: own_jobs[one].sum() for one in ("seconds", "cpu_s", "written_mb")}
                self.add(name, str(stage), jobs=len(own_jobs), peak_mb=own_jobs["peak_mb"].max(), **sums)
        print(f"{name}: {run.seconds:.0f} s, {run.cpu_s:.0f} CPU-s, {len(jobs)} jobs", flush=True)
        self.write()

    def write(self) -> None:
        """Write the file."""
        frame = pd.DataFrame(self.rows, columns=list(COLUMNS)).sort_values(["study", "sessions"], kind="stable")
        write_text(self._path, frame.to_csv(index=False, lineterminator="\n"))


def change_transcript(study: Path) -> None:
    """Let the last speaker of a session that nobody has coded say a sentence more."""
    path = sorted((study / TRANSCRIPTS).glob("*.txt"))[-1]
    text = path.read_text(encoding="utf-8")
    write_bytes(path, text.replace("\n\nEnd of transcript", " That was all.\n\nEnd of transcript").encode())


def change_decision(study: Path) -> None:
    """Give the last passage that was coded another code."""
    path = study / FOLDER / f"{FIRST_CODER}.csv"
    acts, _ = read_ledger(path, path.name)
    last = next(act for act in reversed(acts) if act.action == "add")
    other = next(act.code for act in acts if act.code and act.code != last.code)
    seq = acts[-1].seq + 1
    changed = {"action": "change", "target": last.decision_id, "from_code": last.code, "code": other, "seq": seq}
    cells = last.cells() | changed | {"decision_id": ulid_of_number((1 << 121) + seq)}
    append_acts(path, [Act(**cells)])


def turn_names_off(study: Path) -> None:
    """Let the language model look for no names."""
    config = (study / CONFIG).read_text(encoding="utf-8")
    write_text(study / CONFIG, config.replace("\n  names: true\n", "\n  names: false\n"))


def pipe(study: Path, cores: int) -> dict[str, float]:
    """Words, seconds and CPU-seconds of spaCy's pipe over the released turns, by as many processes as cores."""
    command = [sys.executable, str(Path(__file__).with_name("pipe.py")), str(study)]
    environment = os.environ | {"OMP_NUM_THREADS": "1", "PYTHONPATH": str(REPOSITORY / "src")}
    began = time.perf_counter()
    parts = [
        subprocess.Popen([*command, str(part), str(cores)], env=environment, stdout=subprocess.PIPE)
        for part in range(cores)
    ]
    found = [json.loads(part.communicate()[0]) for part in parts]
    return {"pipe_words": sum(one["words"] for one in found), "seconds": time.perf_counter() - began} | {
        "cpu_s": sum(one["cpu_s"] for one in found),
        "peak_mb": max(one["peak_mb"] for one in found),
    }


def files_in(folder: Path) -> dict[str, float]:
    """How many files a folder holds, and how large they are together, in MiB."""
    files = [path for path in folder.rglob("*") if path.is_file()]
    return {"jobs": len(files), "written_mb": sum(path.stat().st_size for path in files) / 2**20}


def measure_demonstration(cores: int, results: Results, work: Path) -> None:
    """The repository's own study, cold and with nothing to do."""
    study, scratch = work / "demonstration", work / "scratch"
    shutil.rmtree(study, ignore_errors=True)
    scratch.mkdir(parents=True, exist_ok=True)
    for part in ("config", "data"):
        shutil.copytree(REPOSITORY / part, study / part)
    sessions = len(plan_study(study).transcripts)
    cold = snakemake(REPOSITORY / "Snakefile", study, "paper", cores, scratch)
    records = (study / "results/private/record").glob("*.txt")
    results.begin("demonstration", sessions, sum(len(path.read_text("utf-8").split()) for path in records))
    results.add_run("cold", cold)
    results.add_run("nothing", snakemake(REPOSITORY / "Snakefile", study, "paper", cores, scratch))


def measure(sessions: int, cores: int, results: Results, work: Path) -> None:
    """Everything about a generated study of one size."""
    study, scratch = work / f"study_{sessions}", work / "scratch"
    shutil.rmtree(study, ignore_errors=True)
    scratch.mkdir(parents=True, exist_ok=True)
    results.begin("generated", sessions, make_study(study, sessions))
    if sessions >= NAMES_OFF_FROM:
        turn_names_off(study)
    snakefile = REPOSITORY / "Snakefile"
    cold = snakemake(snakefile, study, "paper", cores, scratch)
    results.add_run("cold", cold)
    results.add("cold", "files of results", **files_in(study / "results"))
    results.add("cold", "files of Snakemake", **files_in(study / ".snakemake"))
    if sessions == PIPE_AT:
        results.add("pipe", "annotate", **pipe(study, cores))
    for name, change in (("nothing", None), ("transcript", change_transcript), ("decision", change_decision)):
        if change:
            change(study)
        results.add_run(name, snakemake(snakefile, study, "paper", cores, scratch))
    empty = work / f"no_op_{sessions}"
    shutil.rmtree(empty, ignore_errors=True)
    empty.mkdir()
    write_text(empty / "Snakefile", NO_OP.format(jobs=len(cold.jobs)))
    results.add_run("no-op", snakemake(empty / "Snakefile", empty, "all", cores, scratch))


def main() -> None:
    """Measure the demonstration study, and every size that is asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--results", type=Path, required=True, help="figures to write (CSV)")
    parser.add_argument("--sizes", type=int, nargs="+", default=[6, 60, 600], help="numbers of sessions")
    parser.add_argument("--cores", type=int, default=2, help="jobs at one time")
    parser.add_argument("--work", type=Path, help="folder for the studies, which are kept; else a temporary one")
    args = parser.parse_args()
    results = Results(args.results, args.cores)
    with tempfile.TemporaryDirectory() as folder:
        work = args.work.resolve() if args.work else Path(folder)
        measure_demonstration(args.cores, results, work)
        for sessions in args.sizes:
            measure(sessions, args.cores, results, work)


if __name__ == "__main__":
    main()
