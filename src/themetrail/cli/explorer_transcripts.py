"""Private results in; whole transcripts for the explorer of the team out."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from themetrail.cli._options import path_arguments, study_argument

if TYPE_CHECKING:
    import argparse

HELP = "write the transcripts that the team's explorer shows"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    study_argument(parser)
    parser.add_argument("--private", type=Path, required=True, metavar="FOLDER", help="results/private of the run")
    path_arguments(parser, transcripts="transcripts to write (JSON; private)")


def run(args: argparse.Namespace) -> int:
    """Write the transcripts."""
    from themetrail.explorer.canonical import canonical
    from themetrail.explorer.transcripts import transcripts_of
    from themetrail.study.files import write_text
    from themetrail.tables.data import load_study

    write_text(args.transcripts, canonical(transcripts_of(load_study(args.study, args.private), args.private)))
    return 0
