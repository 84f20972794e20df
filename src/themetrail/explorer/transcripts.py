"""The sessions turn by turn, as the explorer of the team shows them around a quote. Private: it is the whole text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from themetrail.cleaning.withdrawn import without_withdrawn
from themetrail.study.machine_tables import records
from themetrail.tables.quotes import ReleasedText

if TYPE_CHECKING:
    from pathlib import Path

    from themetrail.tables.data import StudyData

COLUMNS = ["turn", "speaker", "role", "start", "words"]


def transcripts_of(data: StudyData, private: Path) -> dict[str, Any]:
    """The released words of every turn of each session; who withdrew is absent.

    Args:
        data: The study.
        private: Folder of the run's private results, for the texts.

    Returns:
        ``columns`` (see :data:`COLUMNS`) and ``sessions``, the rows by session.
    """
    sessions: dict[str, list[list[Any]]] = {}
    by_session = dict(list(data.turns.groupby("session_id", sort=False)))
    for session in data.sessions:
        text = ReleasedText(private, session)
        own = without_withdrawn(by_session.get(session, data.turns[:0])).sort_values("turn")
        sessions[session] = [
            [turn.turn, turn.speaker_id, turn.role, turn.start, text.quote(turn.start, turn.end)]
            for turn in records(own)
        ]
    return {"columns": COLUMNS, "sessions": sessions}
