"""A codebook that was changed in a spreadsheet, in; its differences shown, and taken when that is asked for."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from themetrail.cli._options import study_argument

if TYPE_CHECKING:
    import argparse

HELP = "show what a codebook from a spreadsheet (.xlsx or .csv) would change; with --take, change it"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    study_argument(parser)
    parser.add_argument("file", type=Path, metavar="FILE", help="the workbook, or its sheet 'Codes' saved as CSV")
    parser.add_argument("--take", action="store_true", help="change the codebook, and not only show what would change")
    parser.add_argument("--who", default="", metavar="NAME", help="who changes it; needed with --take")
    parser.add_argument("--reason", default="", metavar="TEXT", help="why; needed with --take")


def run(args: argparse.Namespace) -> int:
    """Show the differences; take them with ``--take`` when nothing is wrong with them."""
    from themetrail.codebook.history import take
    from themetrail.codebook.read import read_codebook
    from themetrail.review.codebook_sheet import CODES, differences
    from themetrail.review.workbooks import read_filled_in
    from themetrail.study.problems import InputError, Problem, stop_on

    if not args.file.is_file():
        raise InputError([Problem(str(args.file), "", 0, "there is no such file", "Give the path of the workbook.")])
    rows, problems = read_filled_in(args.file.read_bytes(), CODES, "Codes", args.file.name)
    edited, told, more = differences(read_codebook(args.study), rows, args.file.name)
    print("\n".join(told) or "Nothing is different.")
    stop_on([*problems, *more])
    if args.take and edited.log:
        take(args.study, edited, args.who, args.reason)
        print(f"Taken: {len(edited.log)} changes; data/coding/codebook_log.csv says who and why.")
    return 0
