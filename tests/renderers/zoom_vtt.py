"""Zoom's .vtt: numbered cues, ``Name: text`` in each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from renderers.spoken import Turn, clock, cues

if TYPE_CHECKING:
    from collections.abc import Sequence


def render(turns: Sequence[Turn], note: str = "") -> bytes:
    """The file; ``note`` becomes a NOTE at its head."""
    blocks = ["WEBVTT", *([f"NOTE {note}"] if note else [])]
    pieces = [(turn[0], *cue) for turn in turns for cue in cues(turn)]
    for number, (label, text, start_s, end_s) in enumerate(pieces, 1):
        times = f"{clock(start_s, fraction=True)} --> {clock(end_s, fraction=True)}"
        blocks.append(f"{number}\n{times}\n{label}: {text}")
    return ("\n\n".join(blocks) + "\n").encode()
