"""Rev's text: ``Name (HH:MM:SS):`` and the speech on the next line, or on the same one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from renderers.spoken import Turn, clock

if TYPE_CHECKING:
    from collections.abc import Sequence


def render(
    turns: Sequence[Turn],
    *,
    between: str = "\n",
    head: str = "{label} ({time}):",
    encoding: str = "utf-8",
    line_end: str = "\n",
) -> bytes:
    """The file; ``between`` stands between a head and its speech."""
    blocks = [
        f"{head.format(label=label, time=clock(int(start_s)))}{between}{text}\n" for label, text, start_s, _ in turns
    ]
    return "\n".join(blocks).replace("\n", line_end).encode(encoding)
