"""From the engines' scores to a confidence: a logistic model with shared coefficients and departures of each code.

The shared coefficients are drawn to stated ones, and a code's own to the shared (both by a Gaussian penalty), so that
a confidence moves smoothly from what is assumed, with no decision, over what holds for all codes to what holds for
this one, as decisions come in. It is fitted to scores of units by models that did not see their session, as Platt
(1999) has it for support vectors.
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
    Cube = NDArray[np.float64]

# ASSUME before any decision: how much a score says, in log odds, and how rare a code is (on four sets of talk and
# answers the fitted values lay near these). Confidence that rests on them alone is shown as not calibrated.
ASSUMED = {"learned": 8.0, "semantic": 9.0, "lexical": 3.0, "transformer": 6.0}
ASSUMED_BASE = -4.3
SHARED_PENALTY, OWN_PENALTY, OWN_BASE_PENALTY = 0.1, 10.0, 30.0
# The shape is fitted to a unit's first few codes, where they are not out of the question.
LOOKED_AT, UNLIKELY, SHAPE_PENALTY = 5, -3.0, 1.0
_STEPS, _ENOUGH = 50, 1e-8


@dataclass(frozen=True)
class Calibration:
    """Log odds of a code: ``coefficients[code] · scores`` plus the last coefficient.

    Attributes:
        coefficients: Codes × (engines + 1).
        shared: The coefficients that the codes' own are drawn to.
        positives: Decisions for each code that it rests on.
    """

    coefficients: Matrix
    shared: Vector
    positives: NDArray[np.int64]

    def log_odds(self, scores: Cube) -> Matrix:
        """Log odds (units × codes) of scores (units × codes × engines)."""
        odds: Matrix = np.einsum("uce,ce->uc", scores, self.coefficients[:, :-1]) + self.coefficients[:, -1]
        return odds


def assumed(engines: Sequence[str], weights: Sequence[float], codes: int) -> Calibration:
    """What is assumed before any decision; ``weights`` multiply what is assumed of each engine."""
    shared = np.array([*(ASSUMED[name] * weight for name, weight in zip(engines, weights, strict=True)), ASSUMED_BASE])
    return Calibration(np.tile(shared, (codes, 1)), shared, np.zeros(codes, dtype=np.int64))


def calibrate(start: Calibration, scores: Cube, held: NDArray[np.bool_], known: NDArray[np.bool_]) -> Calibration:
    """Fit to decided pairs.

    Args:
        start: What is assumed before any decision.
        scores: Units × codes × engines, by models that did not see the unit's session.
        held: Units × codes, whether the unit has the code.
        known: Units × codes, whether that was decided.
    """
    with_base = np.concatenate([scores, np.ones((*held.shape, 1))], axis=2)
    penalty = np.full(len(start.shared), SHARED_PENALTY)
    shared = _logistic(with_base[known], held[known].astype(float), start.shared, penalty)
    own_penalty = np.array([OWN_PENALTY] * scores.shape[2] + [OWN_BASE_PENALTY])
    own = [
        _logistic(with_base[known[:, code], code], held[known[:, code], code].astype(float), shared, own_penalty)
        for code in range(held.shape[1])
    ]
    return Calibration(np.array(own), shared, (held & known).sum(axis=0))


def probability(log_odds: Matrix) -> Matrix:
    """Log odds as probabilities."""
    shares: Matrix = 1.0 / (1.0 + np.exp(-np.clip(log_odds, -30.0, 30.0)))
    return shares


@dataclass(frozen=True)
class Shape:
    """The last step, alike for all codes: ``rise · log p - fall · log(1 - p) + base`` are the log odds that are shown.

    A logistic model is fitted to all pairs, most of them plainly no; among the few that are shown its curve may be
    bent. Three numbers straighten it (beta calibration; Kull, Silva Filho & Flach 2017, doi 10.1214/17-EJS1338SI).
    """

    rise: float = 1.0
    fall: float = 1.0
    base: float = 0.0

    def of(self, log_odds: Matrix) -> Matrix:
        """Log odds, straightened; their order is kept."""
        low, high = _logs(log_odds)
        straight: Matrix = self.rise * low - self.fall * high + self.base
        return straight


def straighten(log_odds: Matrix, held: NDArray[np.bool_], known: NDArray[np.bool_]) -> Shape:
    """Fit the shape to the pairs that would be shown.

    Args:
        log_odds: Units × codes, by models that did not see the unit's session.
        held: As for :func:`calibrate`.
        known: As for :func:`calibrate`.
    """
    ranks = np.argsort(np.argsort(-log_odds, axis=1, kind="stable"), axis=1, kind="stable")
    would_be_shown = known & (ranks < LOOKED_AT) & (log_odds >= UNLIKELY)
    low, high = _logs(log_odds[would_be_shown])
    rows = np.stack([low, -high, np.ones_like(low)], axis=-1)
    found = _logistic(rows, held[would_be_shown].astype(float), np.array([1.0, 1.0, 0.0]), np.full(3, SHAPE_PENALTY))
    rise, fall = np.maximum(found[:2], 0.05)
    return Shape(float(rise), float(fall), float(found[2]))


def _logs(log_odds: Matrix) -> tuple[Matrix, Matrix]:
    """``log p`` and ``log(1 - p)``."""
    within = np.clip(log_odds, -30.0, 30.0)
    return -np.logaddexp(0.0, -within), -np.logaddexp(0.0, within)


def _logistic(rows: Matrix, answers: Vector, prior: Vector, penalty: Vector) -> Vector:
    """Newton's method on the logistic loss, with a Gaussian penalty around the prior; bad steps are cut."""
    found = prior.copy()
    loss = _loss(rows, answers, found, prior, penalty)
    for _ in range(_STEPS if len(rows) else 0):
        expected = probability(rows @ found)
        gradient = rows.T @ (expected - answers) + penalty * (found - prior)
        curvature = (rows * (expected * (1 - expected))[:, None]).T @ rows + np.diag(penalty)
        step = np.linalg.solve(curvature, gradient)
        while (tried := _loss(rows, answers, found - step, prior, penalty)) > loss and np.abs(step).max() >= _ENOUGH:
            step = step / 2
        if np.abs(step).max() < _ENOUGH:
            break
        found, loss = found - step, tried
    return found


def _loss(rows: Matrix, answers: Vector, found: Vector, prior: Vector, penalty: Vector) -> float:
    odds = rows @ found
    return float((np.logaddexp(0.0, odds) - answers * odds).sum() + (penalty * (found - prior) ** 2).sum() / 2)
