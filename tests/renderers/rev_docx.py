"""Rev's Word file: a paragraph with name and time, then the speech in one of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from renderers import word
from renderers.spoken import Turn, clock

if TYPE_CHECKING:
    from collections.abc import Sequence


def render(turns: Sequence[Turn], title: str) -> bytes:
    """The file; its title opens it."""
    document = word.new(title)
    document.add_paragraph(title)
    for label, text, start_s, _ in turns:
        document.add_paragraph(f"{label} ({clock(start_s)}):")
        document.add_paragraph(text)
    return word.to_bytes(document)
