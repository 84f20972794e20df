"""The scores of a session's segments as a table, evidence as places in the text of record."""

from __future__ import annotations

import json
from collections import defaultdict
from typing import TYPE_CHECKING, Any

import pandas as pd

from themetrail.study.machine_tables import SCORES, empty, records

if TYPE_CHECKING:
    from collections.abc import Iterable

    from spacy.tokens import Doc

    from themetrail.annotation.annotate import ReleasedSession
    from themetrail.suggestion.lexical import Evidence, LexicalEngine

_LEFT_OUT = frozenset({"backchannel", "no_words"})


def score_session(
    session: ReleasedSession, docs: Iterable[Doc], segments: pd.DataFrame, engine: LexicalEngine
) -> pd.DataFrame:
    """Lexical scores of every segment (schema SCORES), backchannels and wordless segments left out.

    Evidence is a JSON list of ``[start, end, why]`` with offsets in the text of record.
    """
    rows = []
    by_turn: dict[int, list[Any]] = defaultdict(list)
    for segment in records(segments):
        by_turn[segment.turn].append(segment)
    for turn, doc in zip(records(session.turns), docs, strict=True):
        own = [s for s in by_turn[turn.turn] if not _LEFT_OUT & set(s.flags.split())]
        base, _ = session.offsets.to_released(turn.start, turn.end)
        released = [session.offsets.to_released(s.start, s.end) for s in own]
        spans = [(start - base, end - base) for start, end in released]
        for segment, found in zip(own, engine.score(doc, spans, turn.role) if own else (), strict=True):
            rows += [
                {
                    "session_id": session.session_id,
                    "segment_id": segment.segment_id,
                    "code": score.code,
                    "lexical": round(score.score, 4),
                    "evidence_for": _places(session, base, score.evidence_for),
                    "evidence_against": _places(session, base, score.evidence_against),
                }
                for score in found
            ]
    return pd.DataFrame(rows) if rows else empty(SCORES)


def _places(session: ReleasedSession, base: int, evidence: Iterable[Evidence]) -> str:
    places = [[*session.offsets.to_record(base + e.start, base + e.end), e.why] for e in evidence]
    return json.dumps(places, ensure_ascii=False)
