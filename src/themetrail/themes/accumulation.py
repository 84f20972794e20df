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
from random import Random
from statistics import median
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

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
    names = sorted(frozenset().union(*codes))
    bit = {name: 1 << place for place, name in enumerate(names)}
    sets = [sum(bit[name] for name in own) for own in codes]
    exact = factorial(len(sets)) <= MOST_ORDERS
    orders = list(permutations(range(len(sets)))) if exact else _sample(len(sets))
    curves = [_cumulative(sets, order) for order in orders]
    steps = [
        Step(place + 1, min(column), float(median(column)), max(column))
        for place, column in enumerate(zip(*curves, strict=True))
    ]
    assessable = len(sets) >= base_size + run_length
    own = _cumulative(sets, range(len(sets)))
    found = _new_information(own, curves, base_size, run_length, threshold) if assessable else None
    return Accumulation(steps, len(orders), exact, found)


def _sample(n: int) -> list[tuple[int, ...]]:
    random, order = Random(_SEED), list(range(n))  # noqa: S311 - a sample, no secret
    orders = []
    for _ in range(SAMPLED_ORDERS):
        random.shuffle(order)
        orders.append(tuple(order))
    return orders


def _cumulative(sets: Sequence[int], order: Sequence[int]) -> list[int]:
    """Different codes after each session, the codes of a session being the bits of a number."""
    seen, counts = 0, []
    for place in order:
        seen |= sets[place]
        counts.append(seen.bit_count())
    return counts


def _new_information(
    own: Sequence[int], curves: Sequence[Sequence[int]], base_size: int, run_length: int, threshold: float
) -> NewInformation | None:
    def base_and_new(curve: Sequence[int]) -> tuple[int, int]:
        return curve[base_size - 1], curve[-1] - curve[-1 - run_length]

    pairs = [pair for pair in map(base_and_new, curves) if pair[0]]
    if not pairs:
        return None
    shares = [new / base for base, new in pairs]
    base, new = base_and_new(own)
    below = sum(share <= threshold for share in shares)
    share = new / base if base else None
    return NewInformation(base, new, share, float(median(shares)), min(shares), max(shares), below)
