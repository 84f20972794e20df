"""What the decisions say of each segment: which codes it has, which it has not, and what is not known.

A code that counts as a finding is held. A segment is a negative only where somebody says so: a ``none``, or another
code, by a lead coder who finished the session, says that it has no further code; a ``reject`` says so of one code.
Everything else is not known and is not learnt from.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

import numpy as np

from themetrail.ledger.coverage import covered
from themetrail.ledger.replay import active_acts, finished_sessions
from themetrail.study.machine_tables import records
from themetrail.suggestion.model import Decided

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd

    from themetrail.ledger.acts import Act

Pair = tuple[str, str]


def coded_pairs(codings: pd.DataFrame, coding_segments: pd.DataFrame) -> frozenset[Pair]:
    """Pairs (segment_id, code) of the codings that count as findings."""
    counted = codings.loc[codings["layer"] == "findings", ["coding_id", "code"]]
    joined = counted.merge(coding_segments, on="coding_id")
    return frozenset(zip(joined["segment_id"], joined["code"], strict=True))


def refused_pairs(
    ledgers: Mapping[str, Sequence[Act]], leads: Mapping[str, str], segments: pd.DataFrame, overlap_min: int
) -> frozenset[Pair]:
    """Pairs (segment_id, code) that a session's lead coder refused; the code is "" for "nothing to code here".

    Args:
        ledgers: Acts of each coder.
        leads: Lead coder of each session.
        segments: Schema SEGMENTS.
        overlap_min: As for codings, see :func:`ledger.coverage.covered`.
    """
    decided = {act.session_id for acts in ledgers.values() for act in acts}
    ordered = segments[segments["session_id"].isin(decided)].sort_values(["session_id", "start"])
    own = {str(session): list(records(rows)) for session, rows in ordered.groupby("session_id", sort=True)}
    found: set[Pair] = set()
    for coder, acts in sorted(ledgers.items()):
        for act in active_acts(acts):
            if leads.get(act.session_id) != coder or act.start is None or act.end is None:
                continue
            code = {"none": "", "reject": act.code}.get(act.action)
            if code is None:
                continue
            there = own.get(act.session_id, [])
            spans = [(segment.start, segment.end) for segment in there]
            found |= {(there[n].segment_id, code) for n, _ in covered((act.start, act.end), spans, overlap_min)}
    return frozenset(found)


def finished_by_lead(ledgers: Mapping[str, Sequence[Act]], leads: Mapping[str, str]) -> frozenset[str]:
    """Sessions that their lead coder has finished."""
    finished = {coder: finished_sessions(ledgers.get(coder, [])) for coder in set(leads.values())}
    return frozenset(session for session, coder in leads.items() if session in finished[coder])


def decided(
    segments: Sequence[tuple[str, str]],
    codes: Sequence[str],
    held: frozenset[Pair],
    refused: frozenset[Pair],
    finished: frozenset[str],
) -> Decided:
    """What may be learnt from.

    Args:
        segments: Session and segment_id of each unit, in the units' order.
        codes: Codes, in the order of the scores.
        held: Pairs (segment_id, code) that count as findings.
        refused: Pairs of :func:`refused_pairs`.
        finished: Sessions that their lead coder finished.
    """
    number = {code: n for n, code in enumerate(codes)}
    has: dict[str, set[str]] = defaultdict(set)
    has_not: dict[str, set[str]] = defaultdict(set)
    for segment, code in held:
        has[segment].add(code)
    for segment, code in refused:
        has_not[segment].add(code)
    rows, held_rows, known_rows = [], [], []
    for row, (session, segment) in enumerate(segments):
        own, against = has.get(segment, set()), has_not.get(segment, set())
        # A code that is retired by now still says that the segment was read.
        whole = session in finished and bool(own or "" in against)
        given = np.array([code in own for code in codes], dtype=bool)
        known = given | np.array([whole or code in against for code in codes], dtype=bool)
        if known.any():
            rows.append(row)
            held_rows.append(given)
            known_rows.append(known)
    shape = (len(rows), len(number))
    return Decided(
        np.array(rows, dtype=np.int64),
        np.array(held_rows, dtype=bool).reshape(shape),
        np.array(known_rows, dtype=bool).reshape(shape),
    )
