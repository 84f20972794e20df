"""Public results in; ``expected/`` as they are now out, on purpose."""

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
    path_arguments(parser, lock="requirements.lock")


def run(args: argparse.Namespace) -> int:
    """Replace what is expected."""
    from themetrail.provenance.compare import accept

    count = accept(args.public, args.expected, args.lock)
    print(f"{args.expected} now holds {count} results; commit it with the reason for the change.")
    return 0
