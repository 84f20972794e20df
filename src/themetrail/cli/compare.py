"""Public results and what is expected of them in; what differs, what can be the cause, and a status for CI, out."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from themetrail.cli._options import path_arguments

if TYPE_CHECKING:
    import argparse

HELP = "compare public results with expected/: values first, then bytes"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("--public", type=Path, required=True, metavar="FOLDER", help="results/public of a run")
    parser.add_argument("--expected", type=Path, required=True, metavar="FOLDER", help="what was accepted")
    path_arguments(parser, made_from="results/private/made_from.json of the run", lock="requirements.lock")
    parser.add_argument("--report", type=Path, metavar="FOLDER", help="where to write a page of the differences")


def run(args: argparse.Namespace) -> int:
    """Print every difference; status 1 when there is any, 2 when nothing could be compared."""
    from themetrail.provenance.compare import MANIFEST, compare
    from themetrail.provenance.made_from import installed, read_record
    from themetrail.provenance.report import as_text, write_page
    from themetrail.study.problems import InputError, Problem

    if not (args.expected / MANIFEST).is_file():
        remedy = "Run 'make accept' once the results are as they should be, and commit the folder."
        raise InputError([Problem(f"{args.expected}/{MANIFEST}", "", 0, "nothing has been accepted yet", remedy)])
    lock = args.lock.read_text(encoding="utf-8")
    found = compare(args.public, args.expected, read_record(args.made_from), lock, installed(lock))
    print(as_text(found, "these results"), end="")
    if args.report:
        write_page(found, args.report, "these results")
        print(f"The differences as a page: {args.report}/index.html")
    return 0 if found.passed else 1
