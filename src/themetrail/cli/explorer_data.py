"""Private results in; what the explorer shows, masked, out."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from themetrail.cli._options import path_arguments, study_argument

if TYPE_CHECKING:
    import argparse

HELP = "write what the explorer shows"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    study_argument(parser)
    parser.add_argument("--private", type=Path, required=True, metavar="FOLDER", help="results/private of the run")
    path_arguments(parser, data="what the explorer shows, to write (JSON; may leave the team)")


def run(args: argparse.Namespace) -> int:
    """Write the data."""
    from themetrail.explorer.canonical import canonical
    from themetrail.explorer.public import explorer_data
    from themetrail.study.files import write_text
    from themetrail.tables.own_words import load_for_print

    data, _ = load_for_print(args.study, args.private)
    write_text(args.data, canonical(explorer_data(data, args.private)))
    return 0
