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
    path_arguments(parser, record="results/private/made_from.json of the run")


def run(args: argparse.Namespace) -> int:
    """Replace what is expected."""
    from themetrail.provenance.compare import accept
    from themetrail.provenance.made_from import public_files, read_record
    from themetrail.study.files import sha256
    from themetrail.study.problems import InputError, Problem

    record = read_record(args.record)
    remedy = "Run 'make all' first: it writes down what the results were made from."
    if record is None:
        raise InputError([Problem(str(args.record), "", 0, "the file is missing", remedy)])
    now = {name: sha256(path.read_bytes()) for name, path in public_files(args.public).items()}
    if now != record.files:
        odd = sorted(name for name in {*now, *record.files} if now.get(name) != record.files.get(name))
        seen = f"not what the last whole run made: {', '.join(odd[:5])}{' …' if odd[5:] else ''}"
        raise InputError([Problem(str(args.public), "", 0, seen, remedy)])
    count = accept(args.public, args.expected, record)
    print(f"{args.expected} now holds {count} results; commit it with the reason for the change.")
    return 0
