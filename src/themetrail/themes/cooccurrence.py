"""Which codes stand together more often than their frequency alone would bring about.

Codes stand together in a unit: a segment, a turn, or turns near one another. Frequent codes meet often whatever they
mean, so each count stands beside its permutation reference: all ways of placing one of the two codes anew on the
coded units of each session, its number there kept. The counts of a session over these ways follow the
hypergeometric distribution and sessions are independent, so the reference is exact and nothing is sampled.

The coefficient c counts pairs of codings instead of units, c = n12 / (n1 + n2 - n12), as ATLAS.ti does.
"""

from __future__ import annotations

from collections import Counter
from functools import cache
from itertools import combinations
from math import exp, lgamma
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

COLUMNS = ["one", "other", "units_one", "units_other", "units", "expected", "tail", "jaccard", "c"]
_PLACE = ["session_id", "turn"]


def together(rows: pd.DataFrame, unit: str, within_turns: int) -> pd.DataFrame:
    """Pairs of items on one unit, each pair once for each unit.

    Args:
        rows: Mentions with a column ``item``.
        unit: "segment" or "turn".
        within_turns: With unit "turn", how far apart in turns the two may stand.

    Returns:
        Columns one, other (``one`` is the rarer item, of equals the first by name), session_id, place (the
        unit's name) and speaker_id and group of who spoke the unit; the unit is one that holds ``one``.
    """
    own = _units(rows, unit)
    counts = own["item"].value_counts()
    rank = {item: (int(counts[item]), str(item)) for item in counts.index}
    near = own if unit == "segment" or not within_turns else _spread(own, within_turns)
    pairs = own.rename(columns={"item": "one"}).merge(
        near[["session_id", "place", "item"]].rename(columns={"item": "other"}), on=["session_id", "place"]
    )
    first = [rank[one] < rank[other] for one, other in zip(pairs["one"], pairs["other"], strict=True)]
    return pairs.loc[first, ["one", "other", "session_id", "place", "speaker_id", "group"]]


def cooccurrence(rows: pd.DataFrame, items: Sequence[str], unit: str, within_turns: int) -> pd.DataFrame:
    """How often each pair of items stands together, and how often it would by their frequencies alone.

    Args:
        rows: Mentions with a column ``item``.
        items: The items, in order.
        unit: "segment" or "turn".
        within_turns: With unit "turn", how far apart in turns the two may stand.

    Returns:
        A row for each pair (``one`` before ``other`` in the order of the items) with the units of each, the
        units that both are on, the number expected over all permutations, ``tail`` (the share of permutations
        with at least as many), Jaccard's index of the two sets of units and the coefficient c of the codings.
    """
    rows = rows[rows["item"].isin(list(items))]
    own = _units(rows, unit)
    near = own if unit == "segment" or not within_turns else _spread(own, within_turns)
    sessions = sorted(own["session_id"].unique())
    universe = own.drop_duplicates(["session_id", "place"])["session_id"].value_counts()
    sizes = [int(universe[session]) for session in sessions]
    exact, wide = (_by_session(frame, items, sessions) for frame in (own, near))
    met = together(rows, unit, within_turns).value_counts(["one", "other"])
    codings = rows.drop_duplicates(["item", "coding_id"])["item"].value_counts()
    overlaps = _overlapping(rows)
    found = []
    for one, other in combinations(items, 2):
        rarer, commoner = (one, other) if (exact[one].sum(), one) < (exact[other].sum(), other) else (other, one)
        n_one, n_other = int(exact[one].sum()), int(exact[other].sum())
        both = int(met.get((rarer, commoner), 0))
        margins = list(zip(sizes, exact[rarer].tolist(), wide[commoner].tolist(), strict=True))
        expected = sum(a * b / size for size, a, b in margins)
        tail = float(_reference(margins)[both:].sum()) if both else 1.0
        joint = int(overlaps.get((min(one, other), max(one, other)), 0))
        coded = int(codings.get(one, 0)) + int(codings.get(other, 0)) - joint
        jaccard = both / (n_one + n_other - both) if n_one + n_other > both else 0.0
        c = joint / coded if coded > 0 else 0.0
        found.append((one, other, n_one, n_other, both, expected, min(tail, 1.0), jaccard, c))
    return pd.DataFrame(found, columns=COLUMNS)


def _units(rows: pd.DataFrame, unit: str) -> pd.DataFrame:
    """Items on units: session_id, place, item, speaker_id, group, each item once on a unit."""
    column = "segment_id" if unit == "segment" else "turn"
    named = rows.assign(place=rows[column])[["session_id", "place", "item", "speaker_id", "group"]]
    return named.drop_duplicates(["session_id", "place", "item"])


def _spread(units: pd.DataFrame, turns: int) -> pd.DataFrame:
    """Items on every coded turn that is at most so many turns from one that holds them."""
    there = units[["session_id", "place"]].drop_duplicates()
    shifted = [units.assign(place=units["place"] + step) for step in range(-turns, turns + 1)]
    return pd.concat(shifted).drop_duplicates(["session_id", "place", "item"]).merge(there, on=["session_id", "place"])


def _by_session(units: pd.DataFrame, items: Sequence[str], sessions: Sequence[str]) -> pd.DataFrame:
    """Units of each item (columns) in each session (rows)."""
    counted = units.groupby(["session_id", "item"]).size().unstack(fill_value=0)
    return counted.reindex(index=list(sessions), columns=list(items), fill_value=0).astype("int64")


def _overlapping(rows: pd.DataFrame) -> dict[tuple[str, str], int]:
    """Pairs of codings of two items that share a segment, by the items in the order of their names."""
    own = rows[["segment_id", "item", "coding_id"]].drop_duplicates()
    pairs = own.merge(own, on="segment_id", suffixes=("_one", "_other"))
    pairs = pairs[pairs["item_one"] < pairs["item_other"]]
    distinct = pairs.drop_duplicates(["coding_id_one", "coding_id_other", "item_one", "item_other"])
    return dict(Counter(zip(distinct["item_one"], distinct["item_other"], strict=True)))


def _reference(margins: Sequence[tuple[int, int, int]]) -> NDArray[np.float64]:
    """Distribution of the units that two items share over all permutations within sessions."""
    total = np.ones(1)
    for size, one, other in margins:
        if one and other:
            total = np.convolve(total, _hypergeometric(size, one, other))
    return total


@cache
def _hypergeometric(size: int, one: int, other: int) -> NDArray[np.float64]:
    """Chances of 0, 1, … units in common when ``one`` of ``size`` units are drawn and ``other`` are marked."""
    least = max(0, one + other - size)
    chances = np.zeros(min(one, other) + 1)
    for k in range(least, len(chances)):
        chances[k] = exp(_choose(other, k) + _choose(size - other, one - k) - _choose(size, one))
    return chances


def _choose(n: int, k: int) -> float:
    """Logarithm of the number of ways to choose ``k`` of ``n``."""
    return lgamma(n + 1) - lgamma(k + 1) - lgamma(n - k + 1)
