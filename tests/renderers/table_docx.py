"""A typist's Word file with a table of three columns: time, speaker, what was said."""

from __future__ import annotations

from typing import TYPE_CHECKING

from renderers import word
from renderers.spoken import Turn, clock, stamped

if TYPE_CHECKING:
    from collections.abc import Sequence


def render(
    turns: Sequence[Turn],
    title: str,
    *,
    particulars: Sequence[str] = ("Date: 12 March 2024",),
    header: Sequence[str] = ("Time", "Speaker", "Transcript"),
    stamp_every_s: float = 120.0,
) -> bytes:
    """The file; ``header`` may be empty."""
    document = word.new(title)
    document.add_heading(title, 0)
    for line in particulars:
        document.add_paragraph(line)
    rows = [tuple(header)] if header else []
    rows += [(clock(turn[2]) if due else "", turn[0], turn[1]) for due, turn in stamped(turns, stamp_every_s)]
    table = document.add_table(rows=len(rows), cols=3)
    for row, values in zip(table.rows, rows, strict=True):
        for cell, value in zip(row.cells, values, strict=True):
            cell.text = value
    return word.to_bytes(document)
