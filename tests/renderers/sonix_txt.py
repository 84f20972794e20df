"""Sonix' text: a title, then ``Name [HH:MM:SS]`` on a line and the speech on the next."""

from __future__ import annotations

from typing import TYPE_CHECKING

from renderers import trint_txt

if TYPE_CHECKING:
    from collections.abc import Sequence

    from renderers.spoken import Turn


def render(turns: Sequence[Turn], title: str, *, encoding: str = "utf-8", line_end: str = "\n") -> bytes:
    """The file."""
    chunks = trint_txt.render(turns, head="{label} [{time}]", encoding="utf-8").decode()
    return f"{title}\n\n{chunks}".replace("\n", line_end).encode(encoding)
