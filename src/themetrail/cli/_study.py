"""What several commands open in the same way."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from themetrail.study.load import TRANSCRIPTS, Tables, read_tables_of, transcript_paths

if TYPE_CHECKING:
    import argparse


def path_arguments(parser: argparse.ArgumentParser, **helps: str) -> None:
    """Required options that take a path: ``path_arguments(parser, record="text of record")``."""
    for name, text in helps.items():
        parser.add_argument(f"--{name.replace('_', '-')}", type=Path, required=True, metavar="FILE", help=text)


def study_argument(parser: argparse.ArgumentParser) -> None:
    """The option ``--study``, the folder of the study; the working directory by default."""
    parser.add_argument("--study", type=Path, default=Path(), metavar="FOLDER", help="the study's folder")


def session_argument(parser: argparse.ArgumentParser) -> None:
    """The required option ``--session``."""
    parser.add_argument("--session", required=True, metavar="ID", help="session_id")


def tables_of(study: Path) -> Tables:
    """The study's tables; their problems are the gate's to report."""
    return read_tables_of(study)[0]


def shown_path(study: Path, session_id: str) -> str:
    """A session's transcript as messages name it."""
    paths = transcript_paths(study).get(session_id, [])
    return f"{TRANSCRIPTS}/{paths[0].name}" if paths else f"{TRANSCRIPTS}/{session_id}"
