"""Zoom's chat.txt, which is not speech: ``10:02:33 From Name to Everyone:``, or the older form on one line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from renderers.spoken import Turn, clock

if TYPE_CHECKING:
    from collections.abc import Sequence

_OPENS_S = 10 * 3600.0


def render(turns: Sequence[Turn], *, older: bool = False, line_end: str = "\r\n") -> bytes:
    """The file."""
    form = "{}\t From  {} : {}" if older else "{} From {} to Everyone:\n\t{}"
    lines = [form.format(clock(int(_OPENS_S + start_s)), label, text) for label, text, start_s, _ in turns]
    return "\n".join([*lines, ""]).replace("\n", line_end).encode()
