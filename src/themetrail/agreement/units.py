"""From codings to what agreement is computed on: which codes each coder put on each unit of text.

Only the independent layer enters, which stands as each coder finished and which reconciliation cannot
change. The units are given in advance and the same for all coders: the segments that they were asked to
code, the turns these are part of, or their single characters. A coder who did not finish a session has not
rated its units.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    import pandas as pd

    from themetrail.agreement.tallies import CodeSet, Counts, Ratings
    from themetrail.study.settings import AgreementUnit

CodeSets = list[tuple[frozenset[str], ...]]


@dataclass(frozen=True)
class Units:
    """What coders are compared on, a row for each unit or run of units that are alike.

    Attributes:
        kind: What one unit is.
        coders: The coders, the columns of every table of ratings.
        sessions: Session of each row.
        times: How many units each row stands for.
        sets: For each row the codes of each coder, None where the coder did not finish the session.
    """

    kind: AgreementUnit
    coders: tuple[str, ...]
    sessions: list[str]
    times: Counts
    sets: list[tuple[CodeSet, ...]]

    def presence(self, codes: Iterable[str]) -> Ratings:
        """Rows × coders: 1 where a coder put any of the codes, 0 where none of them, NaN where not rated."""
        wanted = frozenset(codes)
        rows = [[np.nan if own is None else float(not wanted.isdisjoint(own)) for own in row] for row in self.sets]
        return np.array(rows, dtype=np.float64).reshape(len(self.sets), len(self.coders))


def units_of(
    kind: AgreementUnit,
    codings: pd.DataFrame,
    coding_segments: pd.DataFrame,
    segments: pd.DataFrame,
    finished: Mapping[str, Collection[str]],
) -> Units:
    """The units of some segments, with the codes that each coder put on them.

    A segment carries a code where the table of coding segments says so; a turn where one of its segments
    does; a character where a coding covers it.

    Args:
        kind: What one unit is.
        codings: Schema CODINGS; only the independent layer counts.
        coding_segments: Schema CODING_SEGMENTS.
        segments: Schema SEGMENTS, those that coders were asked to code.
        finished: For each coder, in the order of the columns, the sessions that they finished. Sessions that
            nobody finished do not count.
    """
    coders = tuple(finished)
    read = {session for own in finished.values() for session in own}
    asked = segments[segments["session_id"].isin(list(read))].sort_values(["session_id", "start"])
    if kind == "character":
        sessions, times, sets = _characters(independent(codings, coders), asked, coders)
    else:
        sessions, sets = list(asked["session_id"]), code_sets(codings, coding_segments, asked, coders)
        if kind == "turn":
            sessions, sets = _turns(list(zip(sessions, asked["turn"], strict=True)), sets)
        times = [1] * len(sets)
    rated = [
        tuple(codes if session in finished[coder] else None for coder, codes in zip(coders, row, strict=True))
        for session, row in zip(sessions, sets, strict=True)
    ]
    return Units(kind, coders, sessions, np.array(times, dtype=np.int64), rated)


def independent(codings: pd.DataFrame, coders: Sequence[str]) -> pd.DataFrame:
    """The codings (schema CODINGS) of the independent layer that the given coders made."""
    return codings[(codings["layer"] == "independent") & codings["coder"].isin(coders)]


def code_sets(
    codings: pd.DataFrame, coding_segments: pd.DataFrame, segments: pd.DataFrame, coders: Sequence[str]
) -> CodeSets:
    """The set of codes of each coder on each segment.

    Args:
        codings: Schema CODINGS; other layers and coders are left out.
        coding_segments: Schema CODING_SEGMENTS.
        segments: Schema SEGMENTS.
        coders: The columns.

    Returns:
        A row for each segment, in their order, with a set for each coder, in theirs.
    """
    rows = {segment_id: row for row, segment_id in enumerate(segments["segment_id"])}
    columns = {coder: column for column, coder in enumerate(coders)}
    sets: list[list[set[str]]] = [[set() for _ in coders] for _ in rows]
    placed = independent(codings, coders).merge(coding_segments, on="coding_id")
    placed = placed[placed["segment_id"].isin(rows)]
    for segment_id, coder, code in zip(placed["segment_id"], placed["coder"], placed["code"], strict=True):
        sets[rows[segment_id]][columns[coder]].add(code)
    return [tuple(frozenset(codes) for codes in row) for row in sets]


def _turns(turns: list[tuple[str, int]], sets: CodeSets) -> tuple[list[str], CodeSets]:
    """The sessions of the turns, and for each coder the codes of all the segments of a turn."""
    together: dict[tuple[str, int], tuple[frozenset[str], ...]] = {}
    for turn, row in zip(turns, sets, strict=True):
        before = together.get(turn)
        together[turn] = row if before is None else tuple(a | b for a, b in zip(before, row, strict=True))
    return [session for session, _ in together], list(together.values())


def _characters(
    codings: pd.DataFrame, segments: pd.DataFrame, coders: Sequence[str]
) -> tuple[list[str], list[int], CodeSets]:
    """Runs of characters of segments that carry the same codes: their sessions, lengths and codes."""
    sessions, lengths, sets = [], [], []
    for session, own in segments.groupby("session_id"):
        made = codings[codings["session_id"] == session]
        edges = sorted({*own["start"], *own["end"], *made["start"], *made["end"]})
        carried: list[list[set[str]]] = [[set() for _ in coders] for _ in edges]
        for coder, code, start, end in zip(made["coder"], made["code"], made["start"], made["end"], strict=True):
            for run in range(bisect_left(edges, start), bisect_left(edges, end)):
                carried[run][coders.index(coder)].add(code)
        inside = {
            run
            for start, end in zip(own["start"], own["end"], strict=True)
            for run in range(bisect_left(edges, start), bisect_left(edges, end))
        }
        for run, (start, end) in enumerate(pairwise(edges)):
            if run in inside:
                sessions.append(str(session))
                lengths.append(end - start)
                sets.append(tuple(frozenset(codes) for codes in carried[run]))
    return sessions, lengths, sets
