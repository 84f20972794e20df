"""How commands open a session as it may be shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from themetrail.annotation.annotate import ReleasedSession
from themetrail.cleaning.release import OffsetMap
from themetrail.cleaning.withdrawn import without_withdrawn
from themetrail.study.machine_tables import read_table
from themetrail.study.session_files import session_file

if TYPE_CHECKING:
    from pathlib import Path

KINDS = ("record", "released", "offsets", "turns")


def released_files(private: Path, session_id: str) -> list[Path]:
    """The files that :func:`released_session` reads."""
    return [session_file(private, kind, session_id) for kind in KINDS]


def released_session(private: Path, session_id: str) -> ReleasedSession:
    """A session from a run's private results."""
    record, released, offsets, turns = released_files(private, session_id)
    return ReleasedSession(
        session_id=session_id,
        record=record.read_text(encoding="utf-8"),
        released=released.read_text(encoding="utf-8"),
        offsets=OffsetMap(read_table(offsets)),
        turns=without_withdrawn(read_table(turns)),
    )
