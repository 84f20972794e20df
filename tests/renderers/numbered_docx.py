"""A typist's Word file in which every paragraph has a number, Word's own or typed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docx.shared import Cm

from renderers import word

if TYPE_CHECKING:
    from collections.abc import Sequence

    from renderers.spoken import Turn


def render(
    turns: Sequence[Turn],
    title: str,
    *,
    key: str = "I = interviewer 1; INT = interviewer 2; P01 = a carer",
    typed: bool = False,
) -> bytes:
    """The file; ``typed`` numbers are text, Word's own are not."""
    document = word.new(title)
    document.add_heading(title, 0)
    document.add_paragraph(key)
    for number, (label, text, *_) in enumerate(turns, 1):
        before = f"{number}.\t" if typed else ""
        paragraph = document.add_paragraph(f"{before}{label}:\t{text}", style=None if typed else "List Number")
        paragraph.paragraph_format.left_indent = Cm(2)
        paragraph.paragraph_format.first_line_indent = Cm(-2)
    return word.to_bytes(document)
