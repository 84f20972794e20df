"""Private results in; a draft of the methods section, in which no text of a transcript stands, out."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from themetrail.cli._options import path_arguments, study_argument

if TYPE_CHECKING:
    import argparse

HELP = "write what the run knows for the methods section"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    study_argument(parser)
    parser.add_argument("--private", type=Path, required=True, metavar="FOLDER", help="results/private of the run")
    path_arguments(parser, methods="text to write")


def run(args: argparse.Namespace) -> int:
    """Write the draft."""
    from themetrail.study.files import write_text
    from themetrail.tables.methods import methods_text
    from themetrail.tables.own_words import load_for_print

    data, _ = load_for_print(args.study, args.private)
    write_text(args.methods, methods_text(data))
    return 0
