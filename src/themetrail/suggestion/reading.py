"""What to read next, how much is likely to be left to find, and when one may stop.

A segment is worth reading when the machine cannot tell what is in it, most of all for codes of which few examples are
known. Sessions and speaker groups take turns, so that no voice is left for last.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Matrix = NDArray[np.float64]
    Vector = NDArray[np.float64]
    Rows = NDArray[np.int64]

RARE = 20
TOGETHER = 50_000  # segments that are weighed at one time


def information(confidence: Matrix, decided: NDArray[np.int64]) -> Vector:
    """Expected information of reading each segment, in bits.

    The uncertainty (entropy) of each code, weighed by ``1 + RARE / (RARE + decisions on it)``, so that a code with few
    decisions counts up to double.

    Args:
        confidence: Segments × codes.
        decided: Positive decisions on each code.
    """
    worth = np.zeros(len(confidence))
    for start in range(0, len(confidence), TOGETHER):
        p = np.clip(confidence[start : start + TOGETHER], 1e-9, 1 - 1e-9)
        bits = -(p * np.log2(p) + (1 - p) * np.log2(1 - p))
        worth[start : start + TOGETHER] = bits @ (1 + RARE / (RARE + decided))
    return worth


@dataclass(frozen=True)
class Left:
    """What is likely to be left to find.

    Attributes:
        found: Codings made so far on segments that were decided.
        expected: Codings expected on segments that were not.
        low, high: Interval of ``expected`` (90 %); NaN where fewer than three sessions are finished.
    """

    found: int
    expected: float
    low: float
    high: float

    def may_stop(self, wish: float) -> bool:
        """The stopping rule: even at the interval's upper end, what is left is no more than may be missed."""
        whole = self.found + self.high
        return bool(np.isfinite(self.high) and whole > 0 and self.high <= (1 - wish) * whole)


LEAST_SESSIONS = 3
_DRAWS = 1000


def order_of_reading(worth: Vector, strata: Sequence[tuple[str, str]]) -> Rows:
    """Segments in the order in which they are to be read: the worthiest of each stratum, then the next of each.

    Args:
        worth: Expected information of each segment.
        strata: Session and speaker group of each; they take turns.
    """
    turn = np.zeros(len(worth), dtype=np.int64)
    taken: dict[tuple[str, str], int] = {}
    for row in np.argsort(-worth, kind="stable"):
        turn[row] = taken.get(strata[row], 0)
        taken[strata[row]] = turn[row] + 1
    order: Rows = np.lexsort((np.arange(len(worth)), -worth, turn))
    return order


def codings_left(
    confidence: Matrix, whole: NDArray[np.bool_], held: NDArray[np.bool_], sessions: Sequence[str]
) -> Left:
    """How many codings are expected on the segments that nobody has decided.

    The confidences of those segments are summed, and held against how many codings there were for each expected one in
    the decided sessions; the interval is a bootstrap over these sessions (Efron 1979, doi 10.1214/aos/1176344552).

    Args:
        confidence: Segments × codes, by models that did not see the segment's session.
        whole: Segments on which every code is decided.
        held: Segments × codes, whether a segment has a code.
        sessions: Session of each segment.
    """
    expected = float(confidence[~whole].sum())
    found = int(held[whole].sum())
    names = np.asarray(sessions)
    done = sorted(set(names[whole]))
    told = np.array([confidence[whole & (names == name)].sum() for name in done])
    real = np.array([held[whole & (names == name)].sum() for name in done])
    if len(done) < LEAST_SESSIONS or told.sum() <= 0:
        return Left(found, round(expected, 1), float("nan"), float("nan"))
    draws = np.random.default_rng(0).integers(0, len(done), (_DRAWS, len(done)))
    rates = real[draws].sum(axis=1) / np.maximum(told[draws].sum(axis=1), 1e-9)
    low, high = np.quantile(rates, [0.05, 0.95])
    middle = expected * float(real.sum() / told.sum())
    return Left(found, round(middle, 1), round(expected * float(low), 1), round(expected * float(high), 1))
