"""A deposit in; a folder in which its tables and figures can be made out."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import argparse

HELP = "check a deposit and lay it out to make its tables and figures"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("deposit", type=Path, metavar="DEPOSIT", help="a deposit, its folder or its zip")
    parser.add_argument("--into", type=Path, required=True, metavar="FOLDER", help="new folder, or one of this deposit")


def run(args: argparse.Namespace) -> int:
    """Check every file and write them."""
    from themetrail.provenance.opened import place, read_deposit

    place(read_deposit(args.deposit), args.into)
    return 0
