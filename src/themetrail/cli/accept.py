"""Public results in; ``expected/`` as they are now, and what they were made from, out, on purpose."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from themetrail.cli._options import path_arguments

if TYPE_CHECKING:
    import argparse

HELP = "take public results over into expected/"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("--public", type=Path, required=True, metavar="FOLDER", help="results/public of a run")
    parser.add_argument("--expected", type=Path, required=True, metavar="FOLDER", help="folder to replace")
    path_arguments(parser, made_from="results/private/made_from.json of the run")


def run(args: argparse.Namespace) -> int:
    """Replace what is expected."""
    from themetrail.provenance.compare import accept
    from themetrail.provenance.made_from import check_fresh, read_record

    record = check_fresh(args.public, read_record(args.made_from), str(args.public))
    count = accept(args.public, args.expected, record)
    print(f"{args.expected} now holds {count} results; commit it with the reason for the change.")
    return 0
