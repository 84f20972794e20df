"""Agreement statistics for one code, as pure functions of a table of ratings.

A table of ratings has a row for each unit and a column for each coder; a cell is 1 (coded), 0 (read and not
coded) or NaN (not rated). Every function gives a :class:`Statistic`, which says why where the value is
undefined: an undefined statistic is reported as NA and never replaced by 0 or 1. Sums are exact (integers,
``math.fsum``), so that neither the order of the units nor that of the coders changes a digit.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from itertools import combinations
from math import fsum
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from collections.abc import Sequence

Ratings = NDArray[np.float64]
Counts = NDArray[np.int64]

NO_UNITS = "no units"
ONE_CODER = "fewer than two coders"
NO_PAIRS = "no unit rated by two coders"
NO_VARIATION = "no variation, every rating is the same"
NOT_TWO_CODERS = "defined for two coders only"


@dataclass(frozen=True)
class Statistic:
    """A value, or None and the reason why there is none."""

    value: float | None
    reason: str = ""


def percent_agreement(ratings: Ratings) -> Statistic:
    """Share of the pairs of ratings of a unit that agree, averaged over the units with two ratings or more.

    With two coders it is the share of units on which they agree.

    Args:
        ratings: Units × coders, 0, 1 or NaN.

    Returns:
        A share between 0 and 1.
    """
    ones, zeros = _counts(ratings)
    reason = _missing_pairs(ratings, ones + zeros)
    return Statistic(None, reason) if reason else Statistic(_observed(ones, zeros))


def cohen_kappa(ratings: Ratings) -> Statistic:
    """Cohen's κ of two coders, over the units that both rated.

    Chance agreement comes from each coder's own share of ones.

    Source: Cohen (1960), A coefficient of agreement for nominal scales, doi:10.1177/001316446002000104.

    Args:
        ratings: Units × 2 coders, 0, 1 or NaN.

    Returns:
        κ, at most 1; undefined where both coders gave one and the same rating throughout.
    """
    ones, zeros = _counts(ratings)
    reason = _missing_pairs(ratings, ones + zeros)
    if reason:
        return Statistic(None, reason)
    if ratings.shape[1] != 2:
        return Statistic(None, NOT_TWO_CODERS)
    both, first_only, second_only, neither = two_by_two(ratings)
    n = both + first_only + second_only + neither
    first, second = both + first_only, both + second_only
    # Observed and expected agreement times n², so that "expected is 1" is an integer comparison.
    observed = n * (both + neither)
    expected = first * second + (n - first) * (n - second)
    if expected == n * n:
        return Statistic(None, NO_VARIATION)
    return Statistic((observed - expected) / (n * n - expected))


def fleiss_kappa(ratings: Ratings) -> Statistic:
    """Fleiss' κ of any number of coders; chance agreement comes from the share of ones over all coders.

    Missing ratings are treated as Gwet does: agreement from the units with two ratings or more, the share
    of ones from every unit with a rating, each unit counting the same. Without missing ratings it is
    Fleiss' own.

    Source: Fleiss (1971), Measuring nominal scale agreement among many raters, doi:10.1037/h0031619; for
    missing ratings Gwet (2014), Handbook of inter-rater reliability, 4th edition, ISBN 978-0-9708062-8-4.

    Args:
        ratings: Units × coders, 0, 1 or NaN.

    Returns:
        κ, at most 1; undefined where every rating is the same.
    """
    ones, zeros = _counts(ratings)
    reason = _missing_pairs(ratings, ones + zeros) or _missing_variation(ones, zeros)
    if reason:
        return Statistic(None, reason)
    share = _share_of_ones(ones, zeros)
    return Statistic(_beyond_chance(_observed(ones, zeros), share**2 + (1 - share) ** 2))


def krippendorff_alpha_nominal(ratings: Ratings) -> Statistic:
    """Krippendorff's α for nominal data; any number of coders, missing ratings allowed.

    Source: Hayes and Krippendorff (2007), Answering the call for a standard reliability measure for coding
    data, doi:10.1080/19312450709336664.

    Args:
        ratings: Units × coders, 0, 1 or NaN; a unit with fewer than two ratings does not count.

    Returns:
        α, at most 1; undefined where every rating that can be paired is the same.
    """
    ones, zeros = _counts(ratings)
    reason = _missing_pairs(ratings, ones + zeros)
    if reason:
        return Statistic(None, reason)
    paired = ones + zeros >= 2
    ones, zeros = ones[paired], zeros[paired]
    reason = _missing_variation(ones, zeros)
    if reason:
        return Statistic(None, reason)
    total_ones, total_zeros = int(ones.sum()), int(zeros.sum())
    observed = fsum(ones * zeros / (ones + zeros - 1))
    expected = total_ones * total_zeros / (total_ones + total_zeros - 1)
    return Statistic(1 - observed / expected)


def gwet_ac1(ratings: Ratings) -> Statistic:
    """Gwet's AC1 of any number of coders; missing ratings are treated as in :func:`fleiss_kappa`.

    It stays stable for rare codes, where κ and α collapse, and can flatter.

    Source: Gwet (2008), Computing inter-rater reliability and its variance in the presence of high agreement,
    doi:10.1348/000711006X126600.

    Args:
        ratings: Units × coders, 0, 1 or NaN.

    Returns:
        AC1, at most 1; defined without variation, too.
    """
    ones, zeros = _counts(ratings)
    reason = _missing_pairs(ratings, ones + zeros)
    if reason:
        return Statistic(None, reason)
    share = _share_of_ones(ones, zeros)
    return Statistic(_beyond_chance(_observed(ones, zeros), 2 * share * (1 - share)))


def brennan_prediger(ratings: Ratings) -> Statistic:
    """Brennan and Prediger's κ: chance agreement is one half, as the ratings have two categories.

    Source: Brennan and Prediger (1981), Coefficient kappa: some uses, misuses, and alternatives,
    doi:10.1177/001316448104100307.

    Args:
        ratings: Units × coders, 0, 1 or NaN.

    Returns:
        A value between -1 and 1; defined without variation, too.
    """
    ones, zeros = _counts(ratings)
    reason = _missing_pairs(ratings, ones + zeros)
    return Statistic(None, reason) if reason else Statistic(_beyond_chance(_observed(ones, zeros), 0.5))


def alpha_masi(sets: Sequence[Sequence[frozenset[str] | None]]) -> Statistic:
    """Krippendorff's α of the sets of codes that coders gave to each unit, with the MASI distance.

    A set that lies inside the other is closer than one that merely overlaps. Two empty sets agree.

    Source: Passonneau (2006), Measuring agreement on set-valued items (MASI) for semantic and pragmatic
    annotation, LREC, https://aclanthology.org/L06-1392 (it has no DOI).

    Args:
        sets: For each unit the set of each coder, None where the coder did not rate it.

    Returns:
        α, at most 1; undefined where every set is the same.
    """
    if not sets:
        return Statistic(None, NO_UNITS)
    if len(sets[0]) < 2:
        return Statistic(None, ONE_CODER)
    units = [[value for value in unit if value is not None] for unit in sets]
    paired = [unit for unit in units if len(unit) >= 2]
    if not paired:
        return Statistic(None, NO_PAIRS)
    totals = Counter(value for unit in paired for value in unit)
    if len(totals) == 1:
        return Statistic(None, NO_VARIATION)
    # Both are sums over unordered pairs; the factor 2 of ordered pairs and 1/n cancel in their ratio.
    observed = fsum(masi_distance(a, b) / (len(unit) - 1) for unit in paired for a, b in combinations(unit, 2))
    expected = fsum(totals[a] * totals[b] * masi_distance(a, b) for a, b in combinations(totals, 2))
    return Statistic(1 - (totals.total() - 1) * observed / expected)


def masi_distance(a: frozenset[str], b: frozenset[str]) -> float:
    """MASI distance of two sets: 1 - Jaccard × monotonicity, from 0 (equal) to 1 (nothing shared).

    Monotonicity is 1 for equal sets, 2/3 where one holds the other, 1/3 where they overlap, else 0.
    """
    if a == b:
        return 0.0
    thirds = 2 if a <= b or b <= a else 1
    whole = 3 * len(a | b)
    return (whole - thirds * len(a & b)) / whole


def two_by_two(ratings: Ratings) -> tuple[int, int, int, int]:
    """Counts of two coders over the units that both rated: both, first only, second only, neither."""
    first, second = ratings[~np.isnan(ratings).any(axis=1)].T.astype(bool)
    pairs = (first & second, first & ~second, ~first & second, ~first & ~second)
    both, first_only, second_only, neither = (int(pair.sum()) for pair in pairs)
    return both, first_only, second_only, neither


def _counts(ratings: Ratings) -> tuple[Counts, Counts]:
    """Ones and zeros of each unit."""
    ones, zeros = ratings == 1, ratings == 0
    if not (ones | zeros | np.isnan(ratings)).all():
        raise ValueError("A rating is 1, 0 or missing (NaN).")
    return ones.sum(axis=1, dtype=np.int64), zeros.sum(axis=1, dtype=np.int64)


def _missing_pairs(ratings: Ratings, raters: Counts) -> str:
    """Why nothing can be compared, or ""; ``raters`` is the number of ratings of each unit."""
    if ratings.shape[0] == 0:
        return NO_UNITS
    if ratings.shape[1] < 2:
        return ONE_CODER
    return "" if (raters >= 2).any() else NO_PAIRS


def _missing_variation(ones: Counts, zeros: Counts) -> str:
    return "" if ones.any() and zeros.any() else NO_VARIATION


def _observed(ones: Counts, zeros: Counts) -> float:
    """Agreeing pairs of ratings by unit, as a share, averaged over the units with a pair."""
    raters = ones + zeros
    paired = raters >= 2
    agreeing = ones * (ones - 1) + zeros * (zeros - 1)
    return fsum(agreeing[paired] / (raters * (raters - 1))[paired]) / int(paired.sum())


def _share_of_ones(ones: Counts, zeros: Counts) -> float:
    """Share of ones by unit, averaged over the units with a rating."""
    raters = ones + zeros
    rated = raters >= 1
    return fsum(ones[rated] / raters[rated]) / int(rated.sum())


def _beyond_chance(observed: float, expected: float) -> float:
    return (observed - expected) / (1 - expected)
