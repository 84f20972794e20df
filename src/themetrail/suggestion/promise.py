"""What may be promised: how low a confidence has to be shown to find what the analyst wishes, and what is sure.

*Finding*: conformal risk control (Angelopoulos et al. 2022, doi 10.48550/arXiv.2208.02814). The loss is the share of
codings that were not shown; the threshold is the highest at which ``(n * loss + 1) / (n + 1)`` stays within what may
be missed, so that codings like those it rests on are found at the wished rate on average. *Being sure*: fixed-sequence
testing (Angelopoulos et al. 2021, doi 10.48550/arXiv.2110.01052): going down from the highest confidence, the lowest
threshold above which the share that is right is the wished one, each step tested by the binomial. Both rest on
confidences by models that did not see the session. They hold for segments like those that were decided; where there
are too few, there is no promise.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy import stats

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Matrix = NDArray[np.float64]
    Vector = NDArray[np.float64]
    Flags = NDArray[np.bool_]

DOUBT = 0.1
STEP = 20
TOGETHER = 50_000  # segments that are ranked at one time


@dataclass(frozen=True)
class Promise:
    """A threshold for each code, and what it rests on.

    Attributes:
        thresholds: Confidence from which each code is shown.
        rests_on: Codings that each threshold rests on: the code's own, or all where ``own`` is False.
        own: Whether the threshold is the code's own.
        holds: Whether the wish can be promised at all; if not, thresholds are 0 and everything may be shown.
    """

    thresholds: Vector
    rests_on: NDArray[np.int64]
    own: Flags
    holds: bool


def finding(confidence: Matrix, held: Flags, known: Flags, wish: float) -> Promise:
    """Thresholds that find a wished share of the codings.

    Args:
        confidence: Decided units × codes, by models that did not see the unit's session.
        held: Which codes the units have.
        known: Where that was decided.
        wish: Share of codings to find, below 1.
    """
    codes = held.shape[1]
    marked = held & known
    pooled = _threshold(confidence[marked], wish)
    if pooled is None:
        none = np.zeros(codes)
        return Promise(none, np.full(codes, int(marked.sum())), np.zeros(codes, dtype=bool), holds=False)
    thresholds, rests_on, own = np.full(codes, pooled), np.full(codes, int(marked.sum())), np.zeros(codes, dtype=bool)
    for code in range(codes):
        found = _threshold(confidence[marked[:, code], code], wish)
        if found is not None:
            thresholds[code], rests_on[code], own[code] = found, int(marked[:, code].sum()), True
    return Promise(thresholds, rests_on, own, holds=True)


def _threshold(confidences: Vector, wish: float) -> float | None:
    """The highest threshold that keeps the wish for these codings, or None where they are too few for it."""
    n = len(confidences)
    may_miss = int(np.floor((1 - wish) * (n + 1) - 1 + 1e-9))
    return float(np.sort(confidences)[may_miss]) if may_miss >= 0 else None


def surely(confidence: Matrix, held: Flags, known: Flags, wish: float) -> float:
    """The confidence from which suggestions are right at the wished rate, in doubt of 10 %; above 1 where none is.

    Args:
        confidence: As for :func:`finding`.
        held: As for :func:`finding`.
        known: As for :func:`finding`.
        wish: Share of suggestions that is to be right.
    """
    told, right = confidence[known], held[known]
    order = np.argsort(-told, kind="stable")
    told, right = told[order], right[order]
    found = 2.0
    for n in range(STEP, len(told) + 1, STEP):
        hits = int(right[:n].sum())
        if stats.binom.sf(hits - 1, n, wish) > DOUBT:
            break
        found = float(told[n - 1])
    return found


def limit(confidence: Matrix, thresholds: Vector, least: float, most: int) -> Flags:
    """What is shown: at or above the code's threshold and the least confidence, at most so many of a unit."""
    shown = np.zeros(confidence.shape, dtype=bool)
    for start in range(0, len(confidence), TOGETHER):
        some = confidence[start : start + TOGETHER]
        ranks = np.argsort(np.argsort(-some, axis=1, kind="stable"), axis=1, kind="stable")
        shown[start : start + TOGETHER] = (some >= np.maximum(thresholds, least)) & (some > 0) & (ranks < most)
    return shown
