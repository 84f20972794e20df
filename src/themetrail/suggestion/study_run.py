"""One run over a study: everything that the suggestion step makes, from what was read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from themetrail.study.machine_tables import READING, empty
from themetrail.study.sheets import write_sheet
from themetrail.suggestion.candidates import TYPICAL, Candidate, candidates
from themetrail.suggestion.model import Decided, Prepared, Units
from themetrail.suggestion.reading import Left, codings_left, information, order_of_reading
from themetrail.suggestion.suggest import Learnt, Wish, engine_hash, learn, suggestions

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from themetrail.codebook.model import Code
    from themetrail.suggestion.model import Engine
    from themetrail.suggestion.passages import Passage

CANDIDATES = ("candidate", "segments", "speakers", "sessions", "terms", "typical", "nearest_code")
PROCESS = 0.5
SURE, READ, DECIDED, PROCESS_TALK, NOT_ASKED = "sure", "read", "decided", "process", "not_asked"


@dataclass(frozen=True)
class Made:
    """What a run makes: the tables of suggestions and of reading, candidate codes, and what the card tells of."""

    suggestions: pd.DataFrame
    reading: pd.DataFrame
    candidates: list[Candidate]
    prepared: Prepared
    learnt: Learnt
    left: Left
    engine: str


def run_study(
    codes: Sequence[Code],
    passages: Sequence[Passage],
    lexical: Mapping[tuple[str, str], float],
    decided: Decided,
    wish: Wish,
    *,
    weights: Mapping[str, float],
    groups: Mapping[str, str],
    more: Sequence[Engine] = (),
    processes: int = 1,
) -> Made:
    """Suggest, order the reading, and group what no code explains.

    Args:
        codes: Active codes.
        passages: Segments that may be coded, by session in the order of the talk.
        lexical: The lexical engine's score of (segment_id, code).
        decided: What people decided of them.
        wish: What the analyst wants to see.
        weights: The engines that speak; see :class:`Prepared`.
        groups: Speaker group of each speaker.
        more: Further engines.
        processes: How many parts are worked on at once.
    """
    units = Units(
        [passage.text for passage in passages],
        [passage.before for passage in passages],
        [passage.role for passage in passages],
        [passage.session_id for passage in passages],
    )
    prepared = Prepared(codes, units, lexical=_matrix(codes, passages, lexical), weights=weights, more=more)
    learnt = learn(prepared, decided, wish, processes)
    engine = engine_hash(
        [(passage.segment_id, passage.text) for passage in passages],
        [code.id for code in codes],
        sorted(lexical.items()),
        decided.rows,
        decided.held,
        decided.known,
        sorted(weights.items()),
        wish,
        learnt.confidence,
    )
    whole = np.zeros(len(passages), dtype=bool)
    whole[decided.rows] = decided.known.all(axis=1)
    held = np.zeros(prepared.allowed.shape, dtype=bool)
    held[decided.rows] = decided.held
    return Made(
        suggestions(prepared, passages, learnt, wish, engine, processes=processes),
        _reading(prepared, passages, learnt, whole, [groups.get(p.speaker_id, "") for p in passages]),
        candidates(
            prepared,
            _unexplained(prepared, learnt, whole, held, wish.least_confidence),
            [passage.segment_id for passage in passages],
            [passage.speaker_id for passage in passages],
        ),
        prepared,
        learnt,
        codings_left(learnt.confidence, whole, held, units.sessions),
        engine,
    )


def candidates_sheet(found: Sequence[Candidate]) -> str:
    """Candidate codes as a table for people."""
    rows = (
        {
            "candidate": one.name,
            "segments": len(one.segments),
            "speakers": one.speakers,
            "sessions": one.sessions,
            "terms": ", ".join(one.terms),
            "typical": " ".join(one.segments[:TYPICAL]),
            "nearest_code": one.nearest_code,
        }
        for one in found
    )
    return write_sheet(CANDIDATES, rows)


def _matrix(
    codes: Sequence[Code], passages: Sequence[Passage], lexical: Mapping[tuple[str, str], float]
) -> NDArray[np.float64]:
    scores = np.zeros((len(passages), len(codes)))
    column = {code.id: number for number, code in enumerate(codes)}
    row = {passage.segment_id: number for number, passage in enumerate(passages)}
    for (segment_id, code), score in lexical.items():
        if segment_id in row and code in column:
            scores[row[segment_id], column[code]] = score
    return scores


def _reading(
    prepared: Prepared,
    passages: Sequence[Passage],
    learnt: Learnt,
    whole: NDArray[np.bool_],
    groups: Sequence[str],
) -> pd.DataFrame:
    """The order of review: what nobody decided, by expected information; the rest after it."""
    if not passages:
        return empty(READING)
    confidence = learnt.confidence
    worth = information(confidence, learnt.decided.held.sum(axis=0))
    highest = confidence.max(axis=1, initial=0.0)
    of_process = np.array([code.kind == "process" for code in prepared.codes], dtype=bool)
    process = confidence[:, of_process].max(axis=1, initial=0.0) >= PROCESS
    kinds = np.select(
        [whole, ~prepared.allowed.any(axis=1), process, highest >= learnt.sure],
        [DECIDED, NOT_ASKED, PROCESS_TALK, SURE],
        READ,
    )
    to_read = np.isin(kinds, [READ, SURE])
    strata = [(passage.session_id, group) for passage, group in zip(passages, groups, strict=True)]
    asked = np.flatnonzero(to_read)
    first = asked[order_of_reading(worth[asked], [strata[row] for row in asked])]
    order = np.concatenate([first, np.flatnonzero(~to_read)])
    place = np.empty(len(order), dtype=np.int64)
    place[order] = np.arange(1, len(order) + 1)
    return pd.DataFrame(
        {
            "session_id": [passage.session_id for passage in passages],
            "segment_id": [passage.segment_id for passage in passages],
            "place": place,
            "information": np.round(worth, 4),
            "highest": highest,
            "verdict": kinds,
        }
    )


def _unexplained(
    prepared: Prepared,
    learnt: Learnt,
    whole: NDArray[np.bool_],
    held: NDArray[np.bool_],
    least: float,
) -> NDArray[np.int64]:
    """Segments that may carry a finding, that nobody coded, and for which no code is likely; those read count too."""
    coded = whole & held.any(axis=1)
    unlikely = learnt.confidence.max(axis=1, initial=0.0) < least
    # What facilitators say may be of the process only.
    of_findings = np.array([code.kind != "process" for code in prepared.codes], dtype=bool)
    return np.flatnonzero(~coded & unlikely & prepared.allowed[:, of_findings].any(axis=1))
