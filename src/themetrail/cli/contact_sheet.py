"""The figures of a run in; one page that shows them all out."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from themetrail.cli._options import path_arguments

if TYPE_CHECKING:
    import argparse

HELP = "write the page that shows all figures"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("--figures", type=Path, required=True, metavar="FOLDER", help="folder of the figures")
    path_arguments(parser, sheet="page to write (HTML), in that folder", settings="public settings (JSON)")


def run(args: argparse.Namespace) -> int:
    """Write the page."""
    from themetrail.figures.sheet import contact_sheet
    from themetrail.study.files import write_text
    from themetrail.study.public_settings import read_public_settings

    study = read_public_settings(args.settings).study
    write_text(args.sheet, contact_sheet(args.figures, study.title, synthetic=study.synthetic))
    return 0
