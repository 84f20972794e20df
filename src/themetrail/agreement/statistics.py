"""Agreement statistics for one code, as pure functions of a table of ratings.

A table of ratings has a row for each unit and a column for each coder; a cell is 1 (coded), 0 (read and not
coded) or NaN (not rated). A row may stand for many units, as often as ``times`` says; many such weightings of
the same rows, which is what a bootstrap draws, are computed at once. Where a statistic is undefined it says
why: it is reported as NA and never replaced by 0 or 1. Rows are counted in whole numbers and added up in a
fixed order, so that neither the order of the units nor that of the coders changes a digit.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np

from themetrail.agreement.tallies import (
    NO_VARIATION,
    NOT_TWO_CODERS,
    Counts,
    Ratings,
    Statistic,
    Values,
    counts,
    nothing_to_compare,
    ratio,
    tally,
)


class _Formula(Protocol):
    def __call__(self, ratings: Ratings, times: Counts) -> Values:
        """A value for each row of ``times``, NaN where it is undefined."""


@dataclass(frozen=True)
class Coefficient:
    """An agreement statistic.

    Attributes:
        over: Its values for many weightings at once: ratings (rows × coders, 0, 1 or NaN) and times
            (weightings × rows, whole numbers) in, a value for each weighting out, NaN where undefined.
        only_two_coders: Whether it is defined for two coders only.
    """

    over: _Formula
    only_two_coders: bool = False

    def __call__(self, ratings: Ratings, times: Counts | None = None) -> Statistic:
        """The statistic of some ratings.

        Args:
            ratings: Rows × coders, 0, 1 or NaN.
            times: How many units each row stands for, by default one.
        """
        if times is not None:
            ratings, times = ratings[times > 0], times[times > 0]
        reason = nothing_to_compare(ratings)
        if reason:
            return Statistic(None, reason)
        if self.only_two_coders and ratings.shape[1] != 2:
            return Statistic(None, NOT_TWO_CODERS)
        once = np.ones(len(ratings), np.int64) if times is None else times
        value = float(self.over(ratings, once[np.newaxis])[0])
        return Statistic(None, NO_VARIATION) if np.isnan(value) else Statistic(value)


def _percent(ratings: Ratings, times: Counts) -> Values:
    ones, zeros, times = tally(ratings, times)
    raters = ones + zeros
    agreeing = ratio(ones * (ones - 1) + zeros * (zeros - 1), raters * (raters - 1), undefined=0.0)
    return ratio((times * agreeing).sum(axis=1), (times * (raters >= 2)).sum(axis=1))


def _cohen(ratings: Ratings, times: Counts) -> Values:
    both, first_only, second_only, neither = _two_by_two(ratings, times)
    n = both + first_only + second_only + neither
    first, second = both + first_only, both + second_only
    # Observed and expected agreement times n², so that "expected is 1" is a comparison of whole numbers.
    observed = n * (both + neither)
    expected = first * second + (n - first) * (n - second)
    return ratio(observed - expected, n * n - expected)


def _fleiss(ratings: Ratings, times: Counts) -> Values:
    share = _share_of_ones(ratings, times)
    chance_disagreement = 2 * share * (1 - share)
    return ratio(_percent(ratings, times) - (1 - chance_disagreement), chance_disagreement)


def _alpha(ratings: Ratings, times: Counts) -> Values:
    ones, zeros, times = tally(ratings, times)
    paired = ones + zeros >= 2
    ones, zeros, times = ones[paired], zeros[paired], times[:, paired]
    total_ones, total_zeros = (times * ones).sum(axis=1), (times * zeros).sum(axis=1)
    observed = (times * (ones * zeros / (ones + zeros - 1))).sum(axis=1)
    return 1 - ratio(observed * (total_ones + total_zeros - 1), total_ones * total_zeros)


def _ac1(ratings: Ratings, times: Counts) -> Values:
    share = _share_of_ones(ratings, times)
    chance = 2 * share * (1 - share)
    return ratio(_percent(ratings, times) - chance, 1 - chance)


def _brennan_prediger(ratings: Ratings, times: Counts) -> Values:
    return 2 * _percent(ratings, times) - 1


percent_agreement = Coefficient(_percent)
"""Share of the pairs of ratings of a unit that agree, averaged over the units with two ratings or more.

With two coders it is the share of units on which they agree. Between 0 and 1.
"""

cohen_kappa = Coefficient(_cohen, only_two_coders=True)
"""Cohen's κ of two coders, over the units that both rated; chance comes from each coder's own share of ones.

At most 1; undefined where both coders gave one and the same rating throughout.
Source: Cohen (1960), A coefficient of agreement for nominal scales, doi:10.1177/001316446002000104.
"""

fleiss_kappa = Coefficient(_fleiss)
"""Fleiss' κ of any number of coders; chance agreement comes from the share of ones over all coders.

Missing ratings are treated as Gwet does: agreement from the units with two ratings or more, the share of ones
from every unit with a rating, each unit counting the same. Without missing ratings it is Fleiss' own. At most
1; undefined where every rating is the same.
Source: Fleiss (1971), Measuring nominal scale agreement among many raters, doi:10.1037/h0031619; for missing
ratings Gwet (2014), Handbook of inter-rater reliability, 4th edition, ISBN 978-0-9708062-8-4.
"""

krippendorff_alpha_nominal = Coefficient(_alpha)
"""Krippendorff's α for nominal data; any number of coders, missing ratings allowed.

A unit with fewer than two ratings does not count. At most 1; undefined where every rating that can be paired
is the same.
Source: Hayes and Krippendorff (2007), Answering the call for a standard reliability measure for coding data,
doi:10.1080/19312450709336664.
"""

gwet_ac1 = Coefficient(_ac1)
"""Gwet's AC1 of any number of coders; missing ratings are treated as in :data:`fleiss_kappa`.

It stays stable for rare codes, where κ and α collapse, and can flatter. At most 1; defined without variation.
Source: Gwet (2008), Computing inter-rater reliability and its variance in the presence of high agreement,
doi:10.1348/000711006X126600.
"""

brennan_prediger = Coefficient(_brennan_prediger)
"""Brennan and Prediger's κ: chance agreement is one half, as the ratings have two categories.

Between -1 and 1; defined without variation.
Source: Brennan and Prediger (1981), Coefficient kappa: some uses, misuses, and alternatives,
doi:10.1177/001316448104100307.
"""


def two_by_two(ratings: Ratings, times: Counts | None = None) -> tuple[int, int, int, int]:
    """Counts of two coders over the units that both rated: both, first only, second only, neither."""
    once = np.ones(len(ratings), np.int64) if times is None else times
    both, first_only, second_only, neither = (int(n[0]) for n in _two_by_two(ratings, once[np.newaxis]))
    return both, first_only, second_only, neither


def prevalence(ratings: Ratings, times: Counts) -> float | None:
    """Share of ones among all ratings, None where there are none."""
    ones, zeros = counts(ratings)
    total = int((times * (ones + zeros)).sum())
    return int((times * ones).sum()) / total if total else None


def _two_by_two(ratings: Ratings, times: Counts) -> tuple[Counts, Counts, Counts, Counts]:
    rated = ~np.isnan(ratings).any(axis=1)
    first, second = ratings[rated].T.astype(bool)
    counted = times[:, rated]
    both, first_only, second_only, neither = (
        (counted * cell).sum(axis=1) for cell in (first & second, first & ~second, ~first & second, ~first & ~second)
    )
    return both, first_only, second_only, neither


def _share_of_ones(ratings: Ratings, times: Counts) -> Values:
    """Share of ones by unit, averaged over the units with a rating."""
    ones, zeros, times = tally(ratings, times)
    share = ratio(ones, ones + zeros, undefined=0.0)
    return ratio((times * share).sum(axis=1), (times * (ones + zeros >= 1)).sum(axis=1))
