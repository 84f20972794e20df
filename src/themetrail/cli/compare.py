"""Public results and what is expected of them in; what differs, and a status for CI, out."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from themetrail.cli._options import path_arguments

if TYPE_CHECKING:
    import argparse

HELP = "compare public results with expected/: values first, then bytes"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("--public", type=Path, required=True, metavar="FOLDER", help="results/public of a run")
    parser.add_argument("--expected", type=Path, required=True, metavar="FOLDER", help="what was accepted")
    path_arguments(parser, lock="requirements.lock")


def run(args: argparse.Namespace) -> int:
    """Print every difference; status 1 when there is any."""
    from themetrail.provenance.compare import compare

    found = compare(args.public, args.expected, args.lock)
    for heading, lines in (("Values changed:", found.values), ("Bytes changed:", found.bytes)):
        if lines:
            print(heading, *lines, sep="\n  ")
    if found.machine:
        print(found.machine)
    if found.same:
        print(f"{args.public} is what {args.expected} says.")
    else:
        print("If this is meant, run 'make accept' and commit expected/ with the reason.")
    return 0 if found.same else 1
