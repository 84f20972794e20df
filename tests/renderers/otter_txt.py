"""Otter's text: a line with name, two spaces, time and two spaces; the speech; an empty line; a footer."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from renderers.spoken import Turn

FOOTER = "Transcribed by https://otter.ai"


def render(turns: Sequence[Turn], *, encoding: str = "utf-8", line_end: str = "\n", footer: str = FOOTER) -> bytes:
    """The file."""
    lines = []
    for label, text, start_s, _ in turns:
        lines += [f"{label}  {_clock(start_s)}  ", text, ""]
    return line_end.join([*lines, *([footer, ""] if footer else [])]).encode(encoding)


def _clock(seconds: float) -> str:
    whole = int(seconds)
    minutes = f"{whole // 60 % 60}:{whole % 60:02}"
    return f"{whole // 3600}:{minutes:0>5}" if whole >= 3600 else minutes
