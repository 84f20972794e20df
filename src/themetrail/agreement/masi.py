"""Agreement on sets of codes: Krippendorff's α with the MASI distance."""

from __future__ import annotations

from collections import Counter
from itertools import combinations
from math import fsum
from typing import TYPE_CHECKING

import numpy as np

from themetrail.agreement.tallies import NO_VARIATION, Statistic, grouped, nothing_to_compare, ratio

if TYPE_CHECKING:
    from collections.abc import Sequence

    from themetrail.agreement.tallies import CodeSet, Counts, Values


def alpha_masi(sets: Sequence[Sequence[CodeSet]], times: Counts | None = None) -> Statistic:
    """Krippendorff's α of the sets of codes that coders gave to each unit, with the MASI distance.

    A set that lies inside the other is closer than one that merely overlaps. Two empty sets agree.

    Source: Passonneau (2006), Measuring agreement on set-valued items (MASI) for semantic and pragmatic
    annotation, LREC, https://aclanthology.org/L06-1392 (it has no DOI).

    Args:
        sets: For each row the set of each coder, None where the coder did not rate it.
        times: How many units each row stands for, by default one.

    Returns:
        α, at most 1; undefined where every set is the same.
    """
    if times is not None:
        sets = [unit for unit, n in zip(sets, times, strict=True) if n]
        times = times[times > 0]
    rated = np.array([[np.nan if one is None else 0.0 for one in unit] for unit in sets])
    reason = nothing_to_compare(rated.reshape(len(sets), -1) if sets else np.empty((0, 0)))
    if reason:
        return Statistic(None, reason)
    once = np.ones(len(sets), np.int64) if times is None else times
    value = float(alpha_masi_over(sets, once[np.newaxis])[0])
    return Statistic(None, NO_VARIATION) if np.isnan(value) else Statistic(value)


def alpha_masi_over(sets: Sequence[Sequence[CodeSet]], times: Counts) -> Values:
    """Values of :func:`alpha_masi` for many weightings at once.

    Args:
        sets: For each row the set of each coder, None where the coder did not rate it.
        times: Weightings × rows, whole numbers.

    Returns:
        A value for each weighting, NaN where it is undefined.
    """
    units = [sorted(tuple(sorted(one)) for one in unit if one is not None) for unit in sets]
    paired = [row for row, unit in enumerate(units) if len(unit) >= 2]
    patterns = sorted({tuple(units[row]) for row in paired})
    place = {pattern: column for column, pattern in enumerate(patterns)}
    tallied = grouped(times[:, paired], np.array([place[tuple(units[row])] for row in paired], int), len(patterns))
    values = sorted({value for pattern in patterns for value in pattern})
    distance = np.array([[masi_distance(frozenset(a), frozenset(b)) for b in values] for a in values])
    held = np.array([[Counter(pattern)[value] for value in values] for pattern in patterns], np.int64)
    if not patterns:
        return np.full(len(times), np.nan)
    apart = np.array(
        [
            fsum(masi_distance(frozenset(a), frozenset(b)) for a, b in combinations(pattern, 2)) / (len(pattern) - 1)
            for pattern in patterns
        ]
    )
    totals = np.einsum("sp,pv->sv", tallied, held)
    # Both are sums over unordered pairs; the factor 2 of ordered pairs and 1/n cancel in their ratio.
    observed = (tallied * apart).sum(axis=1)
    expected = (np.einsum("sv,vw->sw", totals, distance) * totals).sum(axis=1) / 2
    return 1 - ratio((totals.sum(axis=1) - 1) * observed, expected)


def masi_distance(a: frozenset[str], b: frozenset[str]) -> float:
    """MASI distance of two sets: 1 - Jaccard × monotonicity, from 0 (equal) to 1 (nothing shared).

    Monotonicity is 1 for equal sets, 2/3 where one holds the other, 1/3 where they overlap, else 0.
    """
    if a == b:
        return 0.0
    thirds = 2 if a <= b or b <= a else 1
    whole = 3 * len(a | b)
    return (whole - thirds * len(a & b)) / whole
