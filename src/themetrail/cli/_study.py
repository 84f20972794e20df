"""What several commands ask of a study's folder.

This and the other modules with an underscore are kept apart, since a command is run again when a module changes
that it imports anything from.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from themetrail.study.load import TRANSCRIPTS, Tables, read_tables_of, transcript_paths

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path


def tables_of(study: Path) -> Tables:
    """The study's tables; their problems are the gate's to report."""
    return read_tables_of(study)[0]


def shown_path(study: Path, session_id: str) -> str:
    """A session's transcript as messages name it."""
    return shown_paths(study, [session_id])[session_id]


def shown_paths(study: Path, sessions: Iterable[str]) -> dict[str, str]:
    """:func:`shown_path` of many sessions; the folder is looked into once."""
    there = transcript_paths(study)
    return {
        session: shown_name(there[session][0].name) if session in there else f"{TRANSCRIPTS}/{session}"
        for session in sessions
    }


def shown_name(file_name: str) -> str:
    """A transcript's path for messages, by session and ending; what stands between them may name a person."""
    session, *between, ending = file_name.split(".") if "." in file_name else (file_name, "")
    return f"{TRANSCRIPTS}/{'.'.join(filter(None, (session, '…' if between else '', ending)))}"
