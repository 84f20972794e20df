"""Candidate codes as the desk shows them: groups of segments that no code explains, with words that are typical."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from themetrail.review.sources import PRIVATE
from themetrail.study.problems import InputError
from themetrail.study.sheets import Column, Sheet, read_sheet

if TYPE_CHECKING:
    from collections.abc import Iterator

    from themetrail.review.sources import Sources

CANDIDATES = Sheet(
    "candidate_codes",
    (
        Column("candidate", required=True),
        Column("segments", kind="integer", required=True),
        Column("speakers", kind="integer", required=True),
        Column("sessions", kind="integer", required=True),
        Column("terms"),
        Column("typical"),
        Column("nearest_code"),
    ),
)


def candidates_of(sources: Sources) -> dict[str, Any]:
    """The candidate codes of the last run, and whether a run has made them.

    Raises:
        InputError: when their file is not as a run writes it.
    """
    path = sources.study / PRIVATE / f"{CANDIDATES.name}.csv"
    if not path.exists():
        return {"made": False, "candidates": []}
    rows, problems = read_sheet(path, CANDIDATES, f"{PRIVATE}/{path.name}")
    if problems:
        raise InputError(problems)
    told = [
        {
            "name": row["candidate"],
            **{name: int(row[name]) for name in ("segments", "speakers", "sessions")},
            "terms": [term for term in row["terms"].split(", ") if term],
            "typical": [one for segment_id in row["typical"].split() for one in _typical(sources, segment_id)],
            "nearest_code": row["nearest_code"],
        }
        for row in rows
    ]
    return {"made": True, "candidates": told}


def _typical(sources: Sources, segment_id: str) -> Iterator[dict[str, Any]]:
    """A segment's place and words; nothing where the transcript has changed since and it is not there any more."""
    name = segment_id.partition("-")[0]
    if name not in sources.session_ids:
        return
    session = sources.session(name)
    speakers = {turn.turn: turn.speaker_id for turn in session.turns}
    for segment in session.segments:
        if segment.segment_id == segment_id:
            start, _ = session.text.to_released(segment.start, segment.end)
            words = session.text.quote(segment.start, segment.end)
            yield {"session_id": name, "start": start, "speaker": speakers[segment.turn], "words": words}
