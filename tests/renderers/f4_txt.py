"""f4's text: a paragraph a turn, ``I: text #00:01:23-4#``, the stamp at the end."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from renderers.spoken import Turn


def render(turns: Sequence[Turn], *, encoding: str = "utf-8", line_end: str = "\n") -> bytes:
    """The file."""
    blocks = [f"{label}: {text} #{_clock(end_s)}#\n" for label, text, _, end_s in turns]
    return "\n".join(blocks).replace("\n", line_end).encode(encoding)


def _clock(seconds: float) -> str:
    tenths = round(10 * seconds)
    whole = tenths // 10
    return f"{whole // 3600:02}:{whole // 60 % 60:02}:{whole % 60:02}-{tenths % 10}"
