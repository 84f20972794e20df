"""Private results in; what the tables of the paper print, masked, and a private list of what is withheld, out."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from themetrail.cli._options import path_arguments, study_argument

if TYPE_CHECKING:
    import argparse

HELP = "count, mask, and write what each table prints"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    study_argument(parser)
    parser.add_argument("--private", type=Path, required=True, metavar="FOLDER", help="results/private of the run")
    path_arguments(parser, data="data of the tables to write (JSON)", withheld="private list to write (CSV)")


def run(args: argparse.Namespace) -> int:
    """Build every table and write it as data, with the list of texts that are withheld."""
    from themetrail.study.files import write_json, write_text
    from themetrail.tables.all_tables import build_all
    from themetrail.tables.own_words import load_for_print, withheld_list
    from themetrail.tables.stored import tables_data

    data, withheld = load_for_print(args.study, args.private)
    write_json(args.data, tables_data(build_all(data)))
    write_text(args.withheld, withheld_list(withheld))
    return 0
