"""The codebook in; the same as a workbook, out."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from themetrail.cli._options import study_argument

if TYPE_CHECKING:
    import argparse

HELP = "write the codebook as an Excel workbook"
_TOLD = (
    "The codebook as a workbook",
    "Each row of the sheet 'Codes' is a code. Change texts, or add rows for new codes. Patterns, typical words and "
    "roles have a line each in their cell (Alt+Enter).",
    "A row that is taken out changes nothing: codes are merged and retired at the desk, which looks after decisions.",
    "Then: themetrail import-codebook FILE shows what would change; with --take, --who and --reason it is changed.",
)
_WIDTHS = {"label": 28, "definition": 60, "include": 50, "exclude": 50, "patterns": 34, "exemplars": 60}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    study_argument(parser)
    parser.add_argument("file", type=Path, metavar="FILE", help="workbook to write (.xlsx)")


def run(args: argparse.Namespace) -> int:
    """Write the workbook."""
    from themetrail.codebook.model import KINDS
    from themetrail.codebook.read import read_codebook
    from themetrail.review.codebook_sheet import CODES, codebook_rows
    from themetrail.review.workbooks import Page, write_workbook
    from themetrail.study.files import write_bytes

    rows = codebook_rows(read_codebook(args.study))
    page = Page("Codes", CODES.header, rows, _WIDTHS, {"kind": KINDS}, to_fill=CODES.header[3:-1])
    write_bytes(args.file, write_workbook(_TOLD, page))
    print(f"{args.file}: {len(rows)} codes.")
    return 0
