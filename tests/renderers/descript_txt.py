"""Descript's text: ``[HH:MM:SS] **Name:** text``, with or without the times."""

from __future__ import annotations

from typing import TYPE_CHECKING

from renderers.spoken import Turn, clock

if TYPE_CHECKING:
    from collections.abc import Sequence


def render(
    turns: Sequence[Turn], title: str, *, times: bool = True, encoding: str = "utf-8", line_end: str = "\n"
) -> bytes:
    """The file."""
    blocks = [f"# {title}\n"]
    for label, text, start_s, _ in turns:
        stamp = f"[{clock(int(start_s))}] " if times else ""
        blocks.append(f"{stamp}**{label}:** {text}\n")
    return "\n".join(blocks).replace("\n", line_end).encode(encoding)
