"""Private results in; quotes of consenting speakers, each with its decision and its place in the source, out."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from themetrail.cli._options import path_arguments, study_argument

if TYPE_CHECKING:
    import argparse

HELP = "choose quotes that may be shown, with the trail behind each"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    study_argument(parser)
    parser.add_argument("--private", type=Path, required=True, metavar="FOLDER", help="results/private of the run")
    path_arguments(parser, quotes="quotes to write (CSV)")


def run(args: argparse.Namespace) -> int:
    """Choose and write the quotes."""
    from themetrail.study.files import write_text
    from themetrail.tables.own_words import load_for_print
    from themetrail.tables.quotes import quotes_table

    data, _ = load_for_print(args.study, args.private)
    quotes = quotes_table(data, args.private)
    write_text(args.quotes, quotes.to_csv(index=False, lineterminator="\n"))
    return 0
