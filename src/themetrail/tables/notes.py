"""The sentences that stand under several tables: whose codings count, what is hidden, what was coded blind."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from themetrail.tables.data import StudyData

LEFT_OUT = "–"


def counted(data: StudyData) -> list[str]:
    """What a table of counts made from codings says: whose they are, and what is hidden."""
    return [data.basis, mask_rule(data.min_speakers)]


def undecided(data: StudyData) -> list[str]:
    """What every table says while nobody has decided anything; nothing after."""
    return [data.basis] if data.codings.empty else []


def mask_rule(min_speakers: int) -> str:
    """The mask setting in words."""
    if min_speakers == 1:
        return "No cell is hidden: masking.min_speakers is 1."
    return (
        f"A cell of fewer than {min_speakers} speakers, but not of none, is hidden and reads <{min_speakers}. A total over "
        f"a hidden cell reads ≥ (at least), and a number from which a hidden one could be worked out reads {LEFT_OUT}."
    )
