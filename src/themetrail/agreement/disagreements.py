"""Where coders disagree, segment by segment, as a list to talk through."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

import pandas as pd

from themetrail.agreement.units import code_sets, independent

if TYPE_CHECKING:
    from collections.abc import Sequence

_DTYPES = {
    "session_id": "str",
    "start": "int64",
    "end": "int64",
    "segment_id": "str",
    "coder_a": "str",
    "codes_a": "str",
    "coder_b": "str",
    "codes_b": "str",
    "kind": "str",
}


def disagreements(
    codings: pd.DataFrame,
    coding_segments: pd.DataFrame,
    segments: pd.DataFrame,
    coders: Sequence[str],
    sessions: Sequence[str],
) -> pd.DataFrame:
    """The segments on which two coders differ, one row and one kind for each segment and pair of coders.

    Kinds: *boundary*, the coders differ only in where a passage with the same code starts or ends; the
    segment holds characters that one of the two overlapping passages covers and the other does not.
    Otherwise *omission*, one coder coded and the other did not; *code*, both coded and share no code;
    *extra*, they share a code and at least one of them has more.

    Args:
        codings: Schema CODINGS; only the independent layer counts.
        coding_segments: Schema CODING_SEGMENTS.
        segments: Schema SEGMENTS, those that coders were asked to code.
        coders: Two coders or more; pairs are formed in this order.
        sessions: The sessions that every one of the coders finished.

    Returns:
        Columns session_id, start, end, segment_id (the segment), coder_a, codes_a, coder_b, codes_b (codes
        sorted and joined by "; "), kind. In the order of the text, then of the coders.
    """
    units = segments[segments["session_id"].isin(sessions)].sort_values(["session_id", "start"])
    sets = code_sets(codings, coding_segments, units, coders)
    pairs = list(combinations(range(len(coders)), 2))
    stretched = {(a, b): _stretched_codes(codings, coding_segments, units, coders[a], coders[b]) for a, b in pairs}
    places = zip(units["session_id"], units["start"], units["end"], units["segment_id"], strict=True)
    rows = []
    for place, own in zip(places, sets, strict=True):
        for a, b in pairs:
            kind = _kind(own[a], own[b], stretched[a, b].get(place[-1], frozenset()))
            if kind:
                rows.append((*place, coders[a], _joined(own[a]), coders[b], _joined(own[b]), kind))
    return pd.DataFrame(rows, columns=list(_DTYPES)).astype(_DTYPES)


def _kind(a: frozenset[str], b: frozenset[str], stretched: frozenset[str]) -> str:
    """Kind of disagreement of two sets of codes, or ""; ``stretched``: codes whose passages end apart."""
    disputed = a ^ b
    if disputed <= stretched:
        return "boundary" if stretched else ""
    if not a or not b:
        return "omission"
    return "extra" if a & b else "code"


def _stretched_codes(
    codings: pd.DataFrame, coding_segments: pd.DataFrame, segments: pd.DataFrame, coder_a: str, coder_b: str
) -> dict[str, frozenset[str]]:
    """Codes by segment whose overlapping passages by the two coders do not start or end together there.

    Only the segments that hold the difference count: the middle of a long passage is not in dispute.
    """
    own = independent(codings, [coder_a, coder_b])
    pairs = own[own["coder"] == coder_a].merge(
        own[own["coder"] == coder_b], on=["session_id", "code"], suffixes=("_a", "_b")
    )
    pairs = pairs[(pairs["start_a"] < pairs["end_b"]) & (pairs["start_b"] < pairs["end_a"])]
    placed = pd.concat(
        [pairs.merge(coding_segments, left_on=f"coding_id_{side}", right_on="coding_id") for side in "ab"]
    ).merge(segments[["segment_id", "start", "end"]], on="segment_id")
    differs = pd.Series(False, index=placed.index)
    for edge in ("start", "end"):
        low = placed[[f"{edge}_a", f"{edge}_b"]].min(axis=1).clip(lower=placed["start"])
        high = placed[[f"{edge}_a", f"{edge}_b"]].max(axis=1).clip(upper=placed["end"])
        differs |= low < high
    found: dict[str, set[str]] = {}
    for segment_id, code in zip(placed.loc[differs, "segment_id"], placed.loc[differs, "code"], strict=True):
        found.setdefault(segment_id, set()).add(code)
    return {segment_id: frozenset(codes) for segment_id, codes in found.items()}


def _joined(codes: frozenset[str]) -> str:
    return "; ".join(sorted(codes))
