"""Who spoke a passage, and whether its words may be shown."""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING

from themetrail.cleaning.withdrawn import withdrawn_spans

if TYPE_CHECKING:
    from themetrail.tables.data import StudyData


def consenting(data: StudyData) -> frozenset[str]:
    """Speakers whose words may be quoted and who have not withdrawn."""
    return frozenset(
        row["speaker_id"]
        for row in data.inputs["participants"]
        if row["quote_consent"] == "yes" and row["withdrawn"] == "no"
    )


def speaker_of(data: StudyData, session: str, start: int, end: int) -> str:
    """The one speaker in whose turn a span of the record lies, or "" where it lies in no single turn."""
    starts, turns = data.turns_by_session.get(session, ([], []))
    place = bisect_right(starts, start) - 1
    if place < 0:
        return ""
    last, speaker = turns[place]
    return speaker if end <= last else ""


def may_show(data: StudyData, session: str, start: str, end: str) -> bool:
    """Whether words that a person copied from the record at a span may be shown.

    They may where one consenting speaker spoke them and no identifier stands in them that was, or is still to
    be, replaced: what a person copied has not passed through the released text.

    Args:
        data: The study.
        session: The session.
        start: Start of the span as a cell of a table, "" where it is not known.
        end: Its end.
    """
    if not start or not end or speaker_of(data, session, int(start), int(end)) not in consenting(data):
        return False
    harmless = {row["hmac"] for row in data.inputs["identifiers"] if row["decision"] != "replace"}
    found = data.findings
    there = (found["session_id"] == session) & (found["source"] == "record")
    there &= (found["start"] < int(end)) & (found["end"] > int(start))
    return set(found.loc[there, "hmac"]) <= harmless


def spans_withdrawn(data: StudyData) -> dict[str, list[tuple[int, int]]]:
    """Spans of withdrawn speakers by session."""
    found: dict[str, list[tuple[int, int]]] = {session: [] for session in sorted(set(data.turns["session_id"]))}
    gone = data.turns[data.turns["flags"].str.contains("withdrawn", regex=False)]
    return found | {str(session): withdrawn_spans(turns) for session, turns in gone.groupby("session_id", sort=True)}


def touches(spans: list[tuple[int, int]], start: int | None, end: int | None) -> bool:
    """Whether a span shares a character with any of others; no span touches nothing."""
    return start is not None and end is not None and any(low < end and start < high for low, high in spans)
