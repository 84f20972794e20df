"""SubRip: numbered cues, a comma before the milliseconds, a name at the start of each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from renderers.spoken import Turn, clock, cues

if TYPE_CHECKING:
    from collections.abc import Sequence


def render(
    turns: Sequence[Turn], *, name: str = "{}: ", encoding: str = "utf-8", line_end: str = "\n", first: int = 1
) -> bytes:
    """The file; ``name`` is how a speaker is written before the text, ``first`` the first cue's number."""
    pieces = [(turn[0], *cue) for turn in turns for cue in cues(turn)]
    blocks = []
    for number, (label, text, start_s, end_s) in enumerate(pieces, first):
        times = " --> ".join(clock(time, fraction=True).replace(".", ",") for time in (start_s, end_s))
        blocks.append(f"{number}\n{times}\n{name.format(label)}{text}\n")
    return "\n".join(blocks).replace("\n", line_end).encode(encoding)
