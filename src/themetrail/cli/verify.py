"""A repository and a study in; all made anew from a clean copy, what differs from ``expected/``, and why, out."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from themetrail.cli._options import study_argument

if TYPE_CHECKING:
    import argparse

HELP = "make everything anew from a clean copy, and compare it with expected/"
# Of a run that failed, the end of what it wrote says what to do.
_LINES = 40


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    study_argument(parser)
    parser.add_argument("--repository", type=Path, default=Path(), metavar="FOLDER", help="the clone of ThemeTrail")
    parser.add_argument(
        "--fresh", action="store_true", help="build an environment from requirements.lock for it, instead of this one"
    )
    parser.add_argument("--report", type=Path, metavar="FOLDER", help="where to write the report (results/verify)")


def run(args: argparse.Namespace) -> int:
    """Remake and compare; status 0 when all is the same, 1 when not, 2 when it could not be made or compared."""
    from tempfile import TemporaryDirectory

    from themetrail.provenance.clean_copy import clean_copy, state
    from themetrail.provenance.compare import MANIFEST, compare
    from themetrail.provenance.made_from import read_record
    from themetrail.provenance.report import as_text, write_page
    from themetrail.study.problems import InputError, Problem

    expected = args.study / "expected"
    if not (expected / MANIFEST).is_file():
        remedy = "Run 'make all' and 'make accept' once the results are as they should be, and commit the folder."
        raise InputError([Problem(f"{expected}/{MANIFEST}", "", 0, "nothing has been accepted yet", remedy)])
    print(f"Making everything anew from {state(args.repository)}.", flush=True)
    report = args.report or args.study / "results/verify"
    with TemporaryDirectory(prefix="themetrail-verify-") as folder:
        repository, study = clean_copy(args.repository, args.study, Path(folder))
        if not _remake(repository, study, report / "run.log", fresh=args.fresh):
            return 2
        record = read_record(study / "results/private/made_from.json")
        lock = (repository / "requirements.lock").read_text(encoding="utf-8")
        versions = record.versions if record else {}
        found = compare(study / "results/public", expected, record, lock, versions)
    print(as_text(found, "the results made anew"), end="")
    write_page(found, report, "the results made anew")
    print(f"The same as a page: {report}/index.html")
    return 0 if found.passed else 1


def _remake(repository: Path, study: Path, log: Path, *, fresh: bool) -> bool:
    """Run everything in the copies; whether it ended well. What it says goes into a log."""
    import os
    import subprocess
    import sys

    from themetrail.study.files import write_text

    python = str(repository / ".venv/bin/python") if fresh else sys.executable
    snakemake = [
        *(python, "-m", "snakemake", "--snakefile", str(repository / "Snakefile")),
        *("--profile", str(repository / "profiles/default"), "--directory", str(study), "all"),
    ]
    surroundings = os.environ | {"PYTHONPATH": str(repository / "src")}
    for command in [*([["make", "-C", str(repository), "env"]] if fresh else []), snakemake]:
        ended = subprocess.run(  # noqa: S603 - the words are ours
            command, cwd=repository, env=surroundings, capture_output=True, text=True, check=False
        )
        told = ended.stdout + ended.stderr
        write_text(log, told)
        if ended.returncode:
            print(*told.splitlines()[-_LINES:], sep="\n", file=sys.stderr)
            print(f"It could not be made anew. All that the run wrote: {log}", file=sys.stderr)
            return False
    return True
