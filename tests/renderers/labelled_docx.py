"""A typist's Word file: title, particulars, key line, ``P1:`` and a tab, a stamp every few minutes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docx.shared import Cm

from renderers import word
from renderers.spoken import Turn, clock, stamped

if TYPE_CHECKING:
    from collections.abc import Sequence


def render(
    turns: Sequence[Turn],
    title: str,
    *,
    particulars: Sequence[str] = ("Date: 12 March 2024", "Note: [square brackets] are the transcriber's"),
    key: str = "Key: INT = interviewer; the other codes are the study's",
    heading: str = "Discussion",
    stamp_every_s: float = 300.0,
) -> bytes:
    """The file; the stamps stand alone between the turns."""
    document = word.new(title)
    document.sections[0].header.paragraphs[0].text = "Verbatim transcript"
    document.add_heading(title, 0)
    for line in (*particulars, key):
        document.add_paragraph(line)
    document.add_heading(heading, 1)
    for due, (label, text, start_s, _) in stamped(turns, stamp_every_s):
        if due:
            document.add_paragraph(f"[{clock(start_s)}]")
        paragraph = document.add_paragraph(f"{label}:\t{text}")
        paragraph.paragraph_format.left_indent = Cm(2)
        paragraph.paragraph_format.first_line_indent = Cm(-2)
    return word.to_bytes(document)
