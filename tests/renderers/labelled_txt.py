"""A typist's text file: heading, particulars, key line, ``P1: text`` with a blank line between turns."""

from __future__ import annotations

from typing import TYPE_CHECKING

from renderers.spoken import Turn, clock, stamped

if TYPE_CHECKING:
    from collections.abc import Sequence


def render(
    turns: Sequence[Turn],
    title: str,
    *,
    particulars: Sequence[str] = ("Date: 12 March 2024", "Note: square brackets are the transcriber's"),
    key: str = "Key: the codes are the study's",
    stamp_every_s: float = 240.0,
    encoding: str = "utf-8",
    line_end: str = "\n",
) -> bytes:
    """The file; a stamp stands before the label every few minutes."""
    lines = [title, "", *particulars, key, ""]
    for due, (label, text, start_s, _) in stamped(turns, stamp_every_s):
        stamp = f"[{clock(start_s)}] " if due else ""
        lines += [f"{stamp}{label}: {text}", ""]
    return line_end.join([*lines, "End of transcript", ""]).encode(encoding)
