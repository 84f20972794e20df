"""Private results in; what the tables of the paper print, masked, with their notes, as one public file out."""

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
    path_arguments(parser, data="data of the tables to write (JSON)")


def run(args: argparse.Namespace) -> int:
    """Build every table and write it as data."""
    from themetrail.study.files import write_json
    from themetrail.tables.all_tables import build_all
    from themetrail.tables.data import load_study
    from themetrail.tables.stored import tables_data

    write_json(args.data, tables_data(build_all(load_study(args.study, args.private))))
    return 0
