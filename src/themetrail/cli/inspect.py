"""One file in; what would be read from it shown in the terminal, and nothing written."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from themetrail.cli._options import study_argument
from themetrail.study.inputs import SOURCE_KINDS

if TYPE_CHECKING:
    import argparse

    from themetrail.study.settings import Cleaning

HELP = "show what would be read from one transcript, before anything is run"
_NARROWEST, _WIDEST = 40, 110


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    study_argument(parser)
    parser.add_argument("file", type=Path, metavar="FILE", help="the transcript, wherever it lies")
    kind = "what it is; by default as sessions.csv says of its session, else a transcript"
    parser.add_argument("--kind", choices=SOURCE_KINDS, help=kind)


def run(args: argparse.Namespace) -> int:
    """Show one file as it would be read; 1 when it cannot be."""
    import shutil
    import sys

    from themetrail.cleaning.inspection import Inspected, inspection
    from themetrail.cleaning.roster import Roster
    from themetrail.cli._study import tables_of
    from themetrail.study.load import people_of
    from themetrail.study.problems import InputError, Problem
    from themetrail.transcripts.choose import read_transcript
    from themetrail.transcripts.model import Source

    file: Path = args.file
    if not file.is_file():
        raise InputError([Problem(str(file), "", 0, "there is no such file", "Give the path of a transcript.")])
    session = file.name.split(".")[0]
    tables = tables_of(args.study)
    kind = args.kind or tables.by("sessions", "session_id").get(session, {}).get("source_kind", "transcript")
    roster = Roster.from_rows(*people_of(session, tables["roster"], tables["participants"]))[0]
    source = Source(file.name, file.read_bytes(), kind, frozenset(roster.labels(session)))
    reading = read_transcript(source, file.name)
    width = min(max(shutil.get_terminal_size().columns, _NARROWEST), _WIDEST)
    shown = inspection(Inspected(file.name, session, kind, reading, roster, _cleaning(args.study)), width)
    encoding = sys.stdout.encoding or "utf-8"
    print(shown.encode(encoding, "replace").decode(encoding), end="")
    return 1 if reading.problems else 0


def _cleaning(study: Path) -> Cleaning:
    """The study's settings, or those of a new study where there is none."""
    from themetrail.study.settings import CONFIG, Cleaning, read_settings

    return read_settings(study).cleaning if (study / CONFIG).exists() else Cleaning()
