"""The scores of a session's segments as a table, evidence as places in the text of record."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pandas as pd

from themetrail.study.machine_tables import SCORES, empty, records

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from spacy.tokens import Doc

    from themetrail.annotation.annotate import ReleasedSession
    from themetrail.suggestion.lexical import Evidence, LexicalEngine


def score_session(
    session: ReleasedSession, docs: Sequence[Doc], segments: pd.DataFrame, engine: LexicalEngine
) -> pd.DataFrame:
    """Lexical scores of every segment (schema SCORES), backchannels and wordless segments left out.

    Evidence is a JSON list of ``[start, end, why]`` with offsets in the text of record.
    """
    rows = []
    by_turn = dict(list(segments.groupby("turn", sort=False)))
    for turn, doc in zip(records(session.turns), docs, strict=True):
        own = by_turn.get(turn.turn)
        if own is None or {"backchannel", "no_words"} & set(turn.flags.split()):
            continue
        base, _ = session.offsets.to_released(turn.start, turn.end)
        released = [session.offsets.to_released(s.start, s.end) for s in records(own)]
        spans = [(start - base, end - base) for start, end in released]
        for segment_id, found in zip(own["segment_id"], engine.score(doc, spans, turn.role), strict=True):
            rows += [
                {
                    "session_id": session.session_id,
                    "segment_id": segment_id,
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
