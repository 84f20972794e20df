"""The .docx that Stream offered before 2026: times, name and words of each cue in paragraphs of their own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from renderers import word
from renderers.spoken import Turn, cues

if TYPE_CHECKING:
    from collections.abc import Sequence


def render(turns: Sequence[Turn], title: str) -> bytes:
    """The file; the title is among its properties only."""
    document = word.new(title)
    for turn in turns:
        for text, start_s, end_s in cues(turn):
            for line in (f"{_clock(start_s)} --> {_clock(end_s)}", turn[0], text):
                document.add_paragraph(line)
    return word.to_bytes(document)


def _clock(seconds: float) -> str:
    """``0:0:3.2``, without leading zeros."""
    whole, rest = divmod(round(seconds * 1000), 1000)
    return f"{whole // 3600}:{whole // 60 % 60}:{whole % 60}.{f'{rest:03}'.rstrip('0') or '0'}"
