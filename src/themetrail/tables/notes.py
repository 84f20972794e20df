"""The sentences that stand under several tables: whose codings count, what is hidden, what was coded blind."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from themetrail.tables.data import StudyData

LEFT_OUT = "–"


def counted(data: StudyData) -> list[str]:
    """What a table of counts made from codings says: whose they are, of which sessions, and what is hidden."""
    return [data.basis, *_unfinished(data), mask_rule(data.min_speakers)]


def undecided(data: StudyData) -> list[str]:
    """What every table says while nobody has decided anything; nothing after."""
    return [data.basis] if data.codings.empty else []


def mask_rule(min_speakers: int) -> str:
    """The mask setting in words."""
    if min_speakers == 1:
        return "No cell is hidden: masking.min_speakers is 1."
    return (
        f"A cell of fewer than {min_speakers} speakers, but not of none, is hidden and reads <{min_speakers}. A total "
        f"over a hidden cell reads ≥ (at least), and what would give a hidden number away reads {LEFT_OUT}."
    )


def kept_back_rule(min_speakers: int) -> str:
    """Why tables that count passages by code leave some out."""
    return f"{LEFT_OUT}: kept back, because a number of fewer than {min_speakers} speakers could be worked out from it."


def _unfinished(data: StudyData) -> list[str]:
    missing = [
        session
        for session, lead in data.lead_of.items()
        if session not in data.agreed and session not in data.finished.get(lead, frozenset())
    ]
    if not missing or data.codings.empty:
        return []
    return [f"Not finished by their lead coder, and counted only as far as they are coded: {', '.join(missing)}."]
