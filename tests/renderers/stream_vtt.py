"""The .vtt of older Microsoft Stream: notes of length, language and confidence, uuid ids, unclosed ``<v Name>``."""

from __future__ import annotations

import hashlib
import html
import uuid
from typing import TYPE_CHECKING

from renderers.spoken import Turn, clock, cues

if TYPE_CHECKING:
    from collections.abc import Sequence


def render(turns: Sequence[Turn]) -> bytes:
    """The file."""
    length = clock(turns[-1][3] if turns else 0, fraction=True)
    blocks = ["WEBVTT", f'NOTE duration:"{length}"', "NOTE language:en-gb"]
    pieces = [(turn[0], *cue) for turn in turns for cue in cues(turn)]
    for number, (label, text, start_s, end_s) in enumerate(pieces):
        seed = hashlib.sha256(f"{number} {label} {text}".encode()).digest()[:16]
        times = f"{clock(start_s, fraction=True)} --> {clock(end_s, fraction=True)}"
        said = f"<v {label}>{html.escape(text, quote=False)}"
        blocks += [f"NOTE Confidence: 0.{7000 + seed[0]}", f"{uuid.UUID(bytes=seed, version=4)}\n{times}\n{said}"]
    return ("\n\n".join(blocks) + "\n").encode()
