"""Private results in; every count over groups, sessions and speakers, not masked, out."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from themetrail.cli._options import path_arguments, study_argument

if TYPE_CHECKING:
    import argparse

HELP = "count codes, domains, solutions and themes"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    study_argument(parser)
    parser.add_argument("--private", type=Path, required=True, metavar="FOLDER", help="results/private of the run")
    path_arguments(parser, counts="counts to write (Parquet, private)")


def run(args: argparse.Namespace) -> int:
    """Count."""
    from themetrail.study.machine_tables import COUNTS, write_table
    from themetrail.tables.data import load_study
    from themetrail.themes.counts import count_all

    data = load_study(args.study, args.private)
    theme_codes = [(row["theme_id"], row["code"]) for row in data.inputs["theme_codes"]]
    write_table(count_all(data.mentions, theme_codes), COUNTS, args.counts)
    return 0
