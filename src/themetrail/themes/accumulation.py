"""Code accumulation: how many different codes have come up after so many sessions, in whatever order they are read.

The order in which sessions were held is one of many, so the curve is given over all of them: every order where they
are few, a fixed sample where they are many. New information is judged as Guest, Namey and Chen (2020,
doi:10.1371/journal.pone.0232076) do: the new codes of a run of sessions as a share of the codes of a base. Where the
sessions are fewer than base and run together it is not assessable, and nothing here says that saturation was reached.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import permutations
from math import factorial
from statistics import median
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Whole = NDArray[np.int64]

MOST_ORDERS = 5040  # every order of seven sessions
SAMPLED_ORDERS = 2000
_SEED = 20200505  # any fixed number: the same sample in every run


@dataclass(frozen=True)
class Step:
    """Different codes after so many sessions: the least, the median and the most over the orders."""

    sessions: int
    least: int
    median: float
    most: int


@dataclass(frozen=True)
class NewInformation:
    """New codes of the last sessions as a share of those of the first, in the sessions' own order and in all.

    Attributes:
        base: Codes of the first sessions, in the sessions' own order.
        new: Codes that only the last sessions brought, in that order.
        share: ``new`` of ``base``; None where the base has no code.
        median: Of the shares over the orders; orders whose base has no code have none.
        least: The smallest share.
        most: The largest.
        below: Orders in which the share is at or below the threshold.
    """

    base: int
    new: int
    share: float | None
    median: float
    least: float
    most: float
    below: int


@dataclass(frozen=True)
class Accumulation:
    """The curve, over how many orders, whether these are all, and new information (None: not assessable)."""

    curve: list[Step]
    orders: int
    exact: bool
    new_information: NewInformation | None


def accumulate(codes: Sequence[frozenset[str]], base_size: int, run_length: int, threshold: float) -> Accumulation:
    """Code accumulation of sessions.

    Args:
        codes: The codes of each session, in the order in which the sessions were held.
        base_size: Sessions of the base, from the first.
        run_length: Sessions of the run, up to the last.
        threshold: Share of new codes that is little.
    """
    exact = factorial(len(codes)) <= MOST_ORDERS
    orders = np.array(list(permutations(range(len(codes)))) if exact else _sample(len(codes)), dtype=np.int64)
    curves = _curves(codes, orders)
    steps = [
        Step(number, int(column.min()), float(np.median(column)), int(column.max()))
        for number, column in enumerate(curves.T, start=1)
    ]
    assessable = len(codes) >= base_size + run_length
    own = _curves(codes, np.arange(len(codes))[None, :])[0]
    found = _new_information(own, curves, base_size, run_length, threshold) if assessable else None
    return Accumulation(steps, len(orders), exact, found)


def _sample(n: int) -> Whole:
    """Orders × sessions: orders drawn at random, the same in every run."""
    draws = np.random.default_rng(_SEED)
    return draws.permuted(np.tile(np.arange(n), (SAMPLED_ORDERS, 1)), axis=1)


def _curves(codes: Sequence[frozenset[str]], orders: Whole) -> Whole:
    """Orders × sessions: different codes after each session of each order."""
    place = np.argsort(orders, axis=1)
    new = np.zeros(orders.shape, dtype=np.int64)
    for name in sorted(frozenset().union(*codes)):
        first = place[:, [name in own for own in codes]].min(axis=1)
        new[np.arange(len(orders)), first] += 1
    return new.cumsum(axis=1)


def _new_information(
    own: Whole, curves: Whole, base_size: int, run_length: int, threshold: float
) -> NewInformation | None:
    bases, last = curves[:, base_size - 1].tolist(), (curves[:, -1] - curves[:, -1 - run_length]).tolist()
    shares = [new / base for base, new in zip(bases, last, strict=True) if base]
    if not shares:
        return None
    base, new = int(own[base_size - 1]), int(own[-1] - own[-1 - run_length])
    below = sum(share <= threshold for share in shares)
    share = new / base if base else None
    return NewInformation(base, new, share, float(median(shares)), min(shares), max(shares), below)
