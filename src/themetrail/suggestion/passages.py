"""Segments as the engines read them: released text, the turn before, and the patterns that match in them."""

from __future__ import annotations

import json
from bisect import bisect_left, insort
from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from themetrail.study.machine_tables import records

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd

    from themetrail.cleaning.release import OffsetMap

    Place = tuple[int, int, str]

LEFT_OUT = frozenset({"backchannel", "no_words"})


@dataclass(frozen=True, slots=True)
class Passage:
    """One segment.

    Attributes:
        text: Its released text, line ends as spaces.
        before: Released text of the turn before, "" for the first.
        base: Where the text begins in the released text of the session.
        matches, cues: By code, places in ``text`` that speak for it, and against it, by the lexical engine.
    """

    session_id: str
    segment_id: str
    role: str
    speaker_id: str
    text: str
    before: str
    base: int
    offsets: OffsetMap
    matches: dict[str, tuple[Place, ...]] = field(default_factory=dict)
    cues: dict[str, tuple[Place, ...]] = field(default_factory=dict)

    def in_record(self, start: int, end: int) -> tuple[int, int]:
        """Where a span of the text lies in the text of record."""
        return self.offsets.to_record(self.base + start, self.base + end)


def passages_of(released: str, offsets: OffsetMap, segments: pd.DataFrame, scores: pd.DataFrame) -> Iterator[Passage]:
    """The segments of one session that may be coded, in order; backchannels and wordless segments are left out.

    Args:
        released: Released text.
        offsets: Its offset map.
        segments: Schema SEGMENTS, of the session.
        scores: Schema SCORES, of the session.
    """
    found = {(row.segment_id, row.code): row for row in records(scores)}
    codes: dict[str, list[str]] = defaultdict(list)
    for segment_id, code in found:
        codes[segment_id].append(code)
    said: dict[int, str] = {}
    turns: list[int] = []
    for segment in records(segments.sort_values("start")):
        low, high = offsets.to_released(segment.start, segment.end)
        text = released[low:high].replace("\n", " ")
        earlier = bisect_left(turns, segment.turn)
        before = said[turns[earlier - 1]] if earlier else ""
        if segment.turn not in said:
            insort(turns, segment.turn)
        said[segment.turn] = f"{said.get(segment.turn, '')} {text}".strip()
        if LEFT_OUT & set(segment.flags.split()):
            continue

        def places(column: str, code: str, segment: object = segment, low: int = low) -> tuple[Place, ...]:
            listed = json.loads(getattr(found[segment.segment_id, code], column))  # type: ignore[attr-defined]
            there = [(*offsets.to_released(start, end), why) for start, end, why in listed]
            return tuple((start - low, end - low, why) for start, end, why in there)

        own = sorted(codes.get(segment.segment_id, ()))
        yield Passage(
            segment.session_id,
            segment.segment_id,
            segment.role,
            segment.speaker_id,
            text,
            before,
            low,
            offsets,
            {code: places("evidence_for", code) for code in own},
            {code: places("evidence_against", code) for code in own},
        )
