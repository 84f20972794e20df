"""From codings to what agreement is computed on: which codes each coder put on each segment.

Only the independent layer enters, which stands as each coder finished and which reconciliation cannot
change. The segments are the units, given in advance and the same for all coders; the rule that assigns a
coding to segments has been applied already, in the table of coding segments.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import pandas as pd

    from themetrail.agreement.statistics import Ratings

CodeSets = list[tuple[frozenset[str], ...]]


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
        segments: Schema SEGMENTS, only those that every coder read.
        coders: The columns.

    Returns:
        A row for each segment, in their order, with a set for each coder, in theirs.
    """
    # ASSUME every coder read every segment given, so that a segment without a code was judged to have none.
    rows = {segment_id: row for row, segment_id in enumerate(segments["segment_id"])}
    columns = {coder: column for column, coder in enumerate(coders)}
    sets: list[list[set[str]]] = [[set() for _ in coders] for _ in rows]
    placed = independent(codings, coders).merge(coding_segments, on="coding_id")
    placed = placed[placed["segment_id"].isin(rows)]
    for segment_id, coder, code in zip(placed["segment_id"], placed["coder"], placed["code"], strict=True):
        sets[rows[segment_id]][columns[coder]].add(code)
    return [tuple(frozenset(codes) for codes in row) for row in sets]


def presence(sets: CodeSets, codes: Iterable[str], n_coders: int) -> Ratings:
    """Segments × coders: 1 where a coder put any of the codes on the segment, else 0."""
    wanted = frozenset(codes)
    rows = [[not wanted.isdisjoint(own) for own in row] for row in sets]
    return np.array(rows, dtype=np.float64).reshape(len(sets), n_coders)


def ratings(
    codings: pd.DataFrame,
    coding_segments: pd.DataFrame,
    segments: pd.DataFrame,
    code: str,
    coders: Sequence[str],
) -> Ratings:
    """Ratings of one code: segments × coders, 1 where the coder put it on the segment, else 0.

    Args:
        codings: Schema CODINGS; only the independent layer counts.
        coding_segments: Schema CODING_SEGMENTS.
        segments: Schema SEGMENTS, only those that every coder read.
        code: The code.
        coders: The columns, in their order.
    """
    return presence(code_sets(codings, coding_segments, segments, coders), [code], len(coders))
