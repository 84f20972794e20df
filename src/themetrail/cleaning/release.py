"""The released text: the record with the study's replacements applied, and the way between the two.

Whatever people read is released text; whatever is stored points into the record. An :class:`OffsetMap` takes
spans from one to the other; a span that touches a replaced stretch grows to hold all of it, so that no part
of a replaced name can be shown.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import pandas as pd

from themetrail.study.machine_tables import OFFSET_MAP, empty

if TYPE_CHECKING:
    from collections.abc import Iterable


@dataclass(frozen=True, order=True)
class Replacement:
    """Put ``placeholder`` where the record has ``[start:end]``; neither may be empty."""

    start: int
    end: int
    placeholder: str


def release(session_id: str, record: str, replacements: Iterable[Replacement]) -> tuple[str, pd.DataFrame]:
    """The record with all replacements applied.

    Args:
        session_id: The session.
        record: Its text of record.
        replacements: Stretches to replace, in any order.

    Returns:
        The released text, and the replaced stretches with their places in both texts, schema OFFSET_MAP.

    Raises:
        ValueError: when two replacements overlap, or one is empty or outside the record.
    """
    ordered = sorted(set(replacements))
    if any(not 0 <= one.start < one.end <= len(record) or not one.placeholder for one in ordered):
        raise ValueError("a replacement is empty or outside the record")
    if any(before.end > after.start for before, after in pairwise(ordered)):
        raise ValueError("two replacements overlap")
    parts: list[str] = []
    rows: list[tuple[str, int, int, int, int]] = []
    copied = length = 0
    for one in ordered:
        released_start = length + one.start - copied
        length = released_start + len(one.placeholder)
        parts += [record[copied : one.start], one.placeholder]
        rows.append((session_id, one.start, one.end, released_start, length))
        copied = one.end
    frame = pd.DataFrame(rows, columns=list(OFFSET_MAP.columns)) if rows else empty(OFFSET_MAP)
    return "".join([*parts, record[copied:]]), OFFSET_MAP.validate(frame)


class OffsetMap:
    """The way between a session's record and its released text."""

    def __init__(self, rows: pd.DataFrame) -> None:
        """Take the session's rows of schema OFFSET_MAP."""
        ordered = rows.sort_values("start")
        self._record = list(zip(ordered["start"].tolist(), ordered["end"].tolist(), strict=True))
        self._released = list(zip(ordered["released_start"].tolist(), ordered["released_end"].tolist(), strict=True))

    def to_released(self, start: int, end: int) -> tuple[int, int]:
        """The span of the released text that shows ``record[start:end]``."""
        return _carry((start, end), self._record, self._released)

    def to_record(self, start: int, end: int) -> tuple[int, int]:
        """The span of the record that ``released[start:end]`` shows."""
        return _carry((start, end), self._released, self._record)


_Spans = list[tuple[int, int]]


def _carry(span: tuple[int, int], here: _Spans, there: _Spans) -> tuple[int, int]:
    start, end = span
    if not 0 <= start <= end:
        raise ValueError("a span that ends before it starts")
    before = bisect_right(here, start, key=lambda stretch: stretch[1])
    after = bisect_left(here, end, key=lambda stretch: stretch[0])
    # Stretches [before:after] are touched: they end behind the span's start and begin before its end.
    grown_start, grown_end = start, end
    if before < after:
        grown_start, grown_end = min(start, here[before][0]), max(end, here[after - 1][1])
    return grown_start + _shift(here, there, before), grown_end + _shift(here, there, max(before, after))


def _shift(here: _Spans, there: _Spans, passed: int) -> int:
    """How far the text behind the first ``passed`` stretches is moved."""
    return there[passed - 1][1] - here[passed - 1][1] if passed else 0
