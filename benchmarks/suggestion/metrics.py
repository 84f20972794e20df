"""What the benchmark measures.

Scores and truth are units × codes; every function says how it handles units without a code.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from sklearn.metrics import label_ranking_average_precision_score

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Matrix = NDArray[np.float64]
    Flags = NDArray[np.bool_]

SHOWN, LEAST = 3, 0.15
BINS = 10
RECALL = 0.95


def cut(scores: Matrix, per_unit: float) -> Flags:
    """The rule that is the same for all: the highest scores of the whole table, ``per_unit`` for each unit."""
    n = min(scores.size, max(1, round(per_unit * len(scores))))
    return scores >= np.sort(scores, axis=None)[-n]


def f1(given: Flags, truth: Flags) -> tuple[float, float]:
    """Macro-F1 over the codes that occur, and micro-F1."""
    hits, both = (given & truth).sum(axis=0), given.sum(axis=0) + truth.sum(axis=0)
    there = truth.any(axis=0)
    macro = (2 * hits / np.maximum(both, 1))[there].mean()
    return float(macro), float(2 * hits.sum() / max(1, both.sum()))


def recall_at(scores: Matrix, truth: Flags, k: int = 3) -> float:
    """Mean share of a unit's codes among its ``k`` highest; units without a code are left out."""
    top = np.argsort(-scores, axis=1, kind="stable")[:, :k]
    found = np.take_along_axis(truth, top, axis=1).sum(axis=1)
    coded = truth.any(axis=1)
    return float((found[coded] / truth.sum(axis=1)[coded]).mean())


def ranking(scores: Matrix, truth: Flags) -> float:
    """Label ranking average precision over units with a code."""
    coded = truth.any(axis=1)
    return float(label_ranking_average_precision_score(truth[coded], scores[coded]))


def kappas(given: Flags, truth: Flags, applies: Flags | None = None) -> Matrix:
    """Cohen's κ of each code over the units where it could apply (all, by default); NaN where it is not defined."""
    found = []
    for code in range(truth.shape[1]):
        rows = np.ones(len(truth), bool) if applies is None else applies[:, code]
        one, other = given[rows, code], truth[rows, code]
        expected = one.mean() * other.mean() + (1 - one.mean()) * (1 - other.mean()) if rows.any() else 1.0
        found.append(np.nan if expected == 1 else ((one == other).mean() - expected) / (1 - expected))
    return np.array(found)


def shown(confidence: Matrix) -> Flags:
    """What an analyst sees: at most three codes a unit, of a confidence of .15 or more."""
    top = np.argsort(-confidence, axis=1, kind="stable")[:, :SHOWN]
    marked = np.zeros(confidence.shape, bool)
    np.put_along_axis(marked, top, values=True, axis=1)
    return marked & (confidence >= LEAST)


def reliability(confidence: Matrix, truth: Flags, seen: Flags) -> list[tuple[float, float, int]]:
    """Mean confidence, share that was right, and number, in bins of equal mass over the pairs that were seen."""
    order = np.argsort(confidence[seen], kind="stable")
    told, right = confidence[seen][order], truth[seen][order]
    parts = np.array_split(np.arange(len(order)), min(BINS, max(1, len(order))))
    return [(float(told[part].mean()), float(right[part].mean()), len(part)) for part in parts if len(part)]


def calibration_error(bins: list[tuple[float, float, int]]) -> float:
    """Mean gap between confidence and share that was right, weighed by the bins' sizes; NaN without any."""
    total = sum(n for *_, n in bins)
    return sum(abs(told - right) * n for told, right, n in bins) / total if total else float("nan")


def work_saved(scores: Matrix, truth: Flags) -> float:
    """Share of units that need not be read, from the highest score down, to find 95 % of a code's; mean over codes."""
    saved = []
    for code in np.flatnonzero(truth.sum(axis=0) >= 5):
        ranks = np.flatnonzero(truth[np.argsort(-scores[:, code], kind="stable"), code])
        needed = int(np.ceil(RECALL * len(ranks)))
        saved.append(1 - (ranks[needed - 1] + 1) / len(truth))
    return float(np.mean(saved)) if saved else float("nan")


def overview(scores: Matrix, truth: Flags, per_unit: float) -> dict[str, float]:
    """The metrics that every system has; F1 and κ after :func:`cut` over the units with a code."""
    coded = truth.any(axis=1)
    given = cut(scores[coded], per_unit)
    macro, micro = f1(given, truth[coded])
    return {
        "macro-F1": macro,
        "micro-F1": micro,
        "recall@3": recall_at(scores, truth),
        "LRAP": ranking(scores, truth),
        "kappa": float(np.nanmean(kappas(given, truth[coded]))),
        "work saved": work_saved(scores, truth),
    }


def of_confidence(confidence: Matrix, truth: Flags) -> dict[str, float]:
    """What only a confidence can be asked: is it right, and what does an analyst see."""
    seen = shown(confidence)
    without = ~truth.any(axis=1)
    return {
        "calibration error": calibration_error(reliability(confidence, truth, seen)),
        "precision shown": float(truth[seen].mean()) if seen.any() else float("nan"),
        "recall shown": float((truth & seen).sum() / truth.sum()),
        "shown per unit": float(seen.sum(axis=1).mean()),
        "false on uncoded": float(seen[without].any(axis=1).mean()) if without.any() else float("nan"),
    }
