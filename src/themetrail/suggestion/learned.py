"""The learned engine: regularised least squares, one against the rest, on what the codebook says and people decided.

The codebook's own texts are training units from the start (an exemplar has its code and no other), so that the same
model serves with no decision and with thousands. Least squares with a ridge does as well as logistic regression and
support vectors on sparse text (Rifkin & Klautau 2004, https://www.jmlr.org/papers/v5/rifkin04a.html), all codes are
solved at once, and what a model would have said of a group of units had it not seen them has a closed form
(Pahikkala, Boberg & Salakoski 2006): the residual of a group is ``inv(G[group, group]) @ alpha[group]`` with ``G`` the
inverse of the regularised Gram matrix. Confidence is calibrated on those scores.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy import linalg, sparse

from themetrail.suggestion.space import Joined

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Matrix = NDArray[np.float64]
    Vector = NDArray[np.float64]

RIDGE = 0.7
# A definition is written with more care than any single decision.
DEFINITION_WEIGHT, EXEMPLAR_WEIGHT, DECISION_WEIGHT = 3.0, 1.0, 1.0
OF_THE_CODEBOOK = -1


@dataclass(frozen=True)
class Ridge:
    """A linear score for each code.

    Attributes:
        columns: The sparse features that were learnt from; of all that a study has, they are few.
        sparse: Their weights (columns × codes).
        dense: Weights of the dense features (features × codes).
        base: What each score begins with.
    """

    columns: NDArray[np.int64]
    sparse: Matrix
    dense: Matrix
    base: float

    def score(self, units: Joined) -> Matrix:
        """Scores (units × codes), about 0 for no and 1 for yes."""
        scores: Matrix = units.sparse[:, self.columns] @ self.sparse + units.dense @ self.dense + self.base
        return scores


def fit_ridge(
    rows: Joined,
    targets: Matrix,
    weights: Vector,
    folds: NDArray[np.int64],
    *,
    gram: Matrix | None = None,
    borrowed: Matrix | None = None,
) -> tuple[Ridge, Matrix]:
    """Fit, and say what each fold's units would have scored without that fold.

    Args:
        rows: Units to learn from.
        targets: Rows × codes, 0 to 1.
        weights: Weight of each row, above 0.
        folds: Fold of each row; rows of the fold ``OF_THE_CODEBOOK`` are never left out.
        gram: Similarity of each row to each, where it is known already; it is written over.
        borrowed: What each code borrows from each (codes × codes), as of
            :func:`themetrail.suggestion.domains.borrowed_shares`; by default nothing.

    Returns:
        The model, and the scores of the rows (rows × codes) by models that did not see their fold; for rows of the
        codebook, the scores by the model itself.
    """
    # One base for all codes: how frequent each of them is, is for the calibration to learn.
    base = float(np.average(targets.mean(axis=1), weights=weights))
    if borrowed is not None:
        targets = targets + (targets - base) @ borrowed
    regularised = rows.gram(rows) if gram is None else gram
    regularised[np.diag_indices_from(regularised)] += RIDGE / weights
    factor = linalg.cho_factor(regularised, lower=True, overwrite_a=True, check_finite=False)
    alpha: Matrix = linalg.cho_solve(factor, targets - base, check_finite=False)
    fitted = targets - (RIDGE / weights)[:, None] * alpha
    decided = np.unique(folds[folds != OF_THE_CODEBOOK])
    if len(decided):
        inverse = _inverse(factor[0])
        for fold in decided:
            own = np.flatnonzero(folds == fold)
            fitted[own] = targets[own] - linalg.solve(
                inverse[np.ix_(own, own)], alpha[own], assume_a="pos", check_finite=False
            )
    columns = np.unique(rows.sparse.indices).astype(np.int64)
    return Ridge(columns, rows.sparse[:, columns].T @ alpha, rows.dense.T @ alpha, base), fitted


def _inverse(lower: Matrix) -> Matrix:
    """The inverse of a matrix from its lower Cholesky factor, a third of the work of solving for it."""
    inverse, failed = linalg.lapack.dpotri(lower, lower=1)
    if failed:
        raise np.linalg.LinAlgError("the Gram matrix is not positive definite")
    upper = np.triu_indices_from(inverse, 1)
    inverse[upper] = inverse.T[upper]
    found: Matrix = inverse
    return found


def stack(one: Joined, other: Joined) -> Joined:
    """The units of both, one after the other."""
    return Joined(sparse.vstack([one.sparse, other.sparse], format="csr"), np.vstack([one.dense, other.dense]))
