"""The figures of a run in; one page that shows them all out."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from themetrail.cli._options import path_arguments, study_argument

if TYPE_CHECKING:
    import argparse

HELP = "write the page that shows all figures"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    study_argument(parser)
    parser.add_argument("--figures", type=Path, required=True, metavar="FOLDER", help="folder of the figures")
    path_arguments(parser, sheet="page to write (HTML), in that folder")


def run(args: argparse.Namespace) -> int:
    """Write the page."""
    from themetrail.figures.sheet import contact_sheet
    from themetrail.study.files import write_text
    from themetrail.study.settings import read_settings

    study = read_settings(args.study).study
    write_text(args.sheet, contact_sheet(args.figures, study.title, synthetic=study.synthetic))
    return 0
