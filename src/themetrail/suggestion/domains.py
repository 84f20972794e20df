"""Rare codes: a child borrows from its domain.

A code with few examples of its own learns a little from the examples of the other codes of its domain, the domain
itself among them, and the less the more examples it has: shrinkage in a hierarchy of classes (McCallum, Rosenfeld,
Mitchell & Ng 1998, "Improving text classification by shrinkage in a hierarchy of classes", ICML 15, 359-367). For
least squares, whose weights are linear in what is to be learnt, this is to count a share of their examples as its own.
A domain borrows nothing, and neither does a code in a codebook without a hierarchy.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from themetrail.codebook.model import Code

    Matrix = NDArray[np.float64]

# A code without an example borrows three tenths, one with HALF_BORROWED examples half as much.
MOST_BORROWED, HALF_BORROWED = 0.3, 2


def borrowed_shares(codes: Sequence[Code], examples: NDArray[np.int64]) -> Matrix:
    """What each code borrows from each (codes × codes): entry ``[a, b]`` is the share of a's examples that b counts.

    Args:
        codes: The codes; one whose parent is not among them belongs to the domain of that name.
        examples: Each code's own examples: exemplars of the codebook, and decided units that have it.
    """
    by_id = {code.id: code for code in codes}
    domains = np.array([_domain(code, by_id) for code in codes], dtype=object)
    others = (domains[:, None] == domains[None, :]) & ~np.eye(len(codes), dtype=bool)
    others &= np.array([bool(code.parent) for code in codes], dtype=bool)
    each = MOST_BORROWED * HALF_BORROWED / (HALF_BORROWED + examples) / np.maximum(others.sum(axis=0), 1)
    shares: Matrix = others * each
    return shares


def _domain(code: Code, by_id: Mapping[str, Code]) -> str:
    """The highest code above one, by its parents; reading a codebook refuses loops of them."""
    while code.parent in by_id:
        code = by_id[code.parent]
    return code.parent or code.id
