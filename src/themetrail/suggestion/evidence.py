"""Why a code is suggested: the words whose removal lowers its score most, and those whose removal raises it.

Evidence is what the score rests on, by removal: every word of a segment is left out in turn and the segment scored
anew; the stretch of words whose removal costs most is the evidence for, and the word whose removal gains most the
evidence against. It is the same for every engine, so that a test can ask all of them whether removing the evidence
lowers the score more than removing other words.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    Matrix = NDArray[np.float64]
    Vector = NDArray[np.float64]

Span = tuple[int, int]
WORD = re.compile(r"\[[^\[\]\n]{1,120}\]|[^\W_]+(?:['’&][^\W_]+)*")
# Longer evidence explains no more than the whole segment does.
MOST_WORDS = 6
LEAST_GAIN = 0.05


@dataclass(frozen=True)
class Stretch:
    """Characters of a segment's text, and by how much the log odds fall (or, against, rise) without them."""

    start: int
    end: int
    weight: float


@dataclass(frozen=True)
class Explained:
    """The evidence of one code in one segment; ``against`` is None where no word speaks against it."""

    speaks_for: Stretch
    against: Stretch | None


@dataclass(frozen=True)
class Variant:
    """A text to score: what is left of a segment (by its number) without a span, or all of it."""

    text: str
    segment: int
    left_out: Span | None


def words_of(text: str) -> list[Span]:
    """Spans of the words of a text; a bracket tag is one word."""
    return [match.span() for match in WORD.finditer(text)]


def without(text: str, span: Span) -> str:
    """The text with a span left out."""
    return f"{text[: span[0]]} {text[span[1] :]}"


def explain(
    texts: Sequence[str], wanted: Sequence[Sequence[int]], log_odds: Callable[[Sequence[Variant]], Matrix]
) -> list[dict[int, Explained]]:
    """Evidence of some codes in each of some texts.

    Args:
        texts: Segments.
        wanted: For each segment the codes (columns) to explain.
        log_odds: Gives log odds (variants × codes).

    Returns:
        For each segment the evidence by code; empty where it has no word.
    """
    spans = [words_of(text) for text in texts]
    variants = [
        Variant(without(text, span), number, span)
        for number, (text, own) in enumerate(zip(texts, spans, strict=True))
        for span in own
    ]
    scored = log_odds([*(Variant(text, number, None) for number, text in enumerate(texts)), *variants])
    whole, parts = scored[: len(texts)], scored[len(texts) :]
    starts = np.cumsum([0, *map(len, spans)])
    found: list[dict[int, Explained]] = []
    for number, own in enumerate(spans):
        costs = whole[number] - parts[starts[number] : starts[number + 1]]
        found.append({code: _explained(own, costs[:, code]) for code in wanted[number]} if own else {})
    return found


def _explained(spans: Sequence[Span], costs: Vector) -> Explained:
    first, last = _costliest(costs)
    start, end = spans[first][0], spans[last][1]
    gain = int(np.argmin(costs))
    speaks_for = Stretch(start, end, float(costs[first : last + 1].sum()))
    if costs[gain] > -LEAST_GAIN or first <= gain <= last:
        return Explained(speaks_for, None)
    return Explained(speaks_for, Stretch(*spans[gain], float(-costs[gain])))


def _costliest(costs: Vector) -> tuple[int, int]:
    """First and last word of the stretch that costs most beyond what its words cost on average."""
    above = costs - max(0.0, float(costs.mean()))
    most = max(1, min(MOST_WORDS, len(costs) // 2))
    sums = np.concatenate([[0.0], np.cumsum(above)])
    best, place = -np.inf, (0, 0)
    for first in range(len(costs)):
        for last in range(first, min(len(costs), first + most)):
            total = sums[last + 1] - sums[first]
            if total > best + 1e-12:
                best, place = total, (first, last)
    return place
