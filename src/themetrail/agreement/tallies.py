"""Ratings counted and put together: what every agreement statistic is made of."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Ratings = NDArray[np.float64]
Counts = NDArray[np.int64]
Values = NDArray[np.float64]
CodeSet = frozenset[str] | None

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


def counts(ratings: Ratings) -> tuple[Counts, Counts]:
    """Ones and zeros of each row."""
    ones, zeros = ratings == 1, ratings == 0
    if not (ones | zeros | np.isnan(ratings)).all():
        raise ValueError("A rating is 1, 0 or missing (NaN).")
    return ones.sum(axis=1, dtype=np.int64), zeros.sum(axis=1, dtype=np.int64)


def tally(ratings: Ratings, times: Counts) -> tuple[Counts, Counts, Counts]:
    """The pairs (ones, zeros) that occur, in order, and how often each does in every weighting."""
    pairs, place = np.unique(np.stack(counts(ratings), axis=1), axis=0, return_inverse=True)
    return pairs[:, 0], pairs[:, 1], grouped(times, place.ravel(), len(pairs))


def grouped(times: Counts, place: NDArray[np.intp], n: int) -> Counts:
    """Weightings × n: the columns of ``times`` added up by their place."""
    sums = np.zeros((n, len(times)), np.int64)
    np.add.at(sums, place, times.T)
    return sums.T


def ratio(above: Values | Counts, below: Values | Counts, undefined: float = np.nan) -> Values:
    """Quotient, or ``undefined`` where the divisor is 0."""
    out = np.full(np.shape(above), undefined)
    return np.divide(above, below, out=out, where=np.asarray(below) != 0)


def nothing_to_compare(ratings: Ratings) -> str:
    """Why nothing can be compared, or ""."""
    if ratings.shape[0] == 0:
        return NO_UNITS
    if ratings.shape[1] < 2:
        return ONE_CODER
    ones, zeros = counts(ratings)
    return "" if (ones + zeros >= 2).any() else NO_PAIRS
