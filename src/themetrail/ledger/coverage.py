"""Which segments a coding belongs to: the one rule that counts, agreement and training share."""

from __future__ import annotations

import sys
from bisect import bisect_right
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

Span = tuple[int, int]


def covered(span: Span, segments: Sequence[Span], overlap_min: int) -> list[tuple[int, int]]:
    """Segments that a span belongs to.

    A span belongs to each segment of which it covers at least half, or ``overlap_min`` characters; where that
    holds for none, to the segment of which it covers most, the first of equals (a coder may
    mark three telling words of a long sentence, and a coding never falls through).

    Args:
        span: Start and end, half open.
        segments: Spans in order, not overlapping.
        overlap_min: Characters that suffice whatever the segment's length.

    Returns:
        Pairs of the segment's index and the number of characters covered.
    """
    start, end = span
    first = max(0, bisect_right(segments, (start, sys.maxsize)) - 1)
    overlaps = []
    for index in range(first, len(segments)):
        low, high = segments[index]
        if low >= end:
            break
        shared = min(end, high) - max(start, low)
        if shared > 0:
            overlaps.append((index, shared, high - low))
    enough = [(i, shared) for i, shared, length in overlaps if 2 * shared >= length or shared >= overlap_min]
    if enough or not overlaps:
        return enough
    index, shared, _ = max(overlaps, key=lambda overlap: (overlap[1], -overlap[0]))
    return [(index, shared)]
