"""A typist's Word file in which a redactor replaced names by ``[NAME]`` with changes tracked and left a comment."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from docx.oxml import parse_xml

from renderers import word

if TYPE_CHECKING:
    from collections.abc import Sequence

    from renderers.spoken import Turn

MARK = "[NAME]"
_NAMESPACE = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def render(
    turns: Sequence[Turn], title: str, *, name: str = "Siobhan", redactor: str = "Dee", comment: str = "Is this Cath?"
) -> bytes:
    """The file; ``name`` is what stood in place of each mark."""
    document = word.new(title)
    document.add_heading(title, 0)
    change = f'w:id="1" w:author="{escape(redactor)}" w:date="2024-01-01T00:00:00Z"'
    for label, text, *_ in turns:
        first, *others = f"{label}:\t{text}".split(MARK)
        paragraph = document.add_paragraph(first)
        for other in others:
            for xml in (
                f"<w:del {_NAMESPACE} {change}><w:r><w:delText>{escape(name)}</w:delText></w:r></w:del>",
                f"<w:ins {_NAMESPACE} {change}><w:r><w:t>{MARK}</w:t></w:r></w:ins>",
            ):
                paragraph._p.append(parse_xml(xml))
            paragraph.add_run(other)
    document.add_comment(document.paragraphs[1].runs, text=comment, author=redactor, initials="D")
    return word.to_bytes(document)
