"""Trint's text: ``[HH:MM:SS] Name`` on a line, the speech on the next; a long turn has several chunks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from renderers.spoken import Turn, clock, cues

if TYPE_CHECKING:
    from collections.abc import Sequence


def render(
    turns: Sequence[Turn], *, head: str = "[{time}] {label}", encoding: str = "utf-8", line_end: str = "\n"
) -> bytes:
    """The file; each chunk repeats the name of its speaker."""
    blocks = [
        f"{head.format(time=clock(int(start_s)), label=turn[0])}\n{text}\n"
        for turn in turns
        for text, start_s, _ in cues(turn)
    ]
    return "\n".join(blocks).replace("\n", line_end).encode(encoding)
