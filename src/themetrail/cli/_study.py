"""What several commands open in the same way."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from themetrail.study.load import TRANSCRIPTS, Tables, read_tables_of, transcript_paths

if TYPE_CHECKING:
    import argparse

    from themetrail.annotation.annotate import ReleasedSession
    from themetrail.ledger.acts import Act
    from themetrail.study.problems import Problem
    from themetrail.study.settings import Settings


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


def read_ledgers(study: Path) -> tuple[dict[str, list[Act]], list[Problem]]:
    """The acts of each coder by the coder's name, and the problems of the files by themselves."""
    from themetrail.ledger.acts import FOLDER, read_ledger

    ledgers: dict[str, list[Act]] = {}
    problems: list[Problem] = []
    folder = study / FOLDER
    for path in sorted(folder.glob("*.csv")) if folder.is_dir() else []:
        ledgers[path.stem], found = read_ledger(path, f"{FOLDER}/{path.name}")
        problems += found
    return ledgers, problems


def lead_coders(settings: Settings, sessions: list[str]) -> dict[str, str]:
    """Lead coder of each session, by the settings."""
    coding = settings.coding
    return {session: coding.findings_from_by_session.get(session, coding.findings_from) for session in sessions}


def released_session(args: argparse.Namespace) -> ReleasedSession:
    """A session from the files that ``--record``, ``--released``, ``--offsets`` and ``--turns`` name."""
    from themetrail.annotation.annotate import ReleasedSession
    from themetrail.cleaning.release import OffsetMap
    from themetrail.cleaning.withdrawn import without_withdrawn
    from themetrail.study.machine_tables import read_table

    return ReleasedSession(
        session_id=args.session,
        record=args.record.read_text(encoding="utf-8"),
        released=args.released.read_text(encoding="utf-8"),
        offsets=OffsetMap(read_table(args.offsets)),
        turns=without_withdrawn(read_table(args.turns)),
    )
