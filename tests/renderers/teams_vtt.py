"""Teams' .vtt: cue ids ``<uuid>/<n>-<k>``, ``<v Name>text</v>``, long cues on two lines."""

from __future__ import annotations

import hashlib
import html
import uuid
from typing import TYPE_CHECKING

from renderers.spoken import Turn, clock, cues

if TYPE_CHECKING:
    from collections.abc import Sequence

_LINE = 9  # words


def render(turns: Sequence[Turn], note: str = "") -> bytes:
    """The file; ``note`` becomes a NOTE at its head."""
    blocks = ["WEBVTT", *([f"NOTE {note}"] if note else [])]
    for number, turn in enumerate(turns):
        label = turn[0]
        seed = hashlib.sha256(f"{number} {label} {turn[1]}".encode()).digest()[:16]
        for part, (text, start_s, end_s) in enumerate(cues(turn)):
            words = html.escape(text, quote=False).split(" ")
            lines = "\n".join(" ".join(words[n : n + _LINE]) for n in range(0, len(words), _LINE))
            times = f"{clock(start_s, fraction=True)} --> {clock(end_s, fraction=True)}"
            blocks.append(f"{uuid.UUID(bytes=seed, version=4)}/{number + 7}-{part}\n{times}\n<v {label}>{lines}</v>")
    return ("\n\n".join(blocks) + "\n").encode()
