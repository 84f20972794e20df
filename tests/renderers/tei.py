"""TEI: a header with people, a timeline, ``<u>`` with marks as elements."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.sax.saxutils import escape, quoteattr

if TYPE_CHECKING:
    from collections.abc import Sequence

    from renderers.spoken import Turn

_MARKS = {
    "[pause]": "<pause/>",
    "[laughs]": "<vocal><desc>laughs</desc></vocal>",
    "[inaudible 00:01:40]": '<gap reason="inaudible 00:01:40"/>',
}


def render(turns: Sequence[Turn], title: str, *, namespace: bool = True) -> bytes:
    """The file, in TEI's namespace or in none."""
    people = sorted({label for label, *_ in turns})
    where = ' xmlns="http://www.tei-c.org/ns/1.0"' if namespace else ""
    when, said = ['<when xml:id="T0"/>'], []
    for number, (label, text, start_s, end_s) in enumerate(turns, 1):
        for point, seconds in (("a", start_s), ("b", end_s)):
            when.append(f'<when xml:id="T{number}{point}" interval="{seconds}" since="#T0"/>')
        inside = escape(text)
        for mark, element in _MARKS.items():
            inside = inside.replace(mark, element)
        who = quoteattr(f"#{label}")
        said.append(f'<u who={who} start="#T{number}a" end="#T{number}b">\n   {inside}\n  </u>')
    persons = "".join(
        f"<person xml:id={quoteattr(label)}><persName>{escape(label)}</persName></person>" for label in people
    )
    return "\n".join(
        [
            '<?xml version="1.0" encoding="UTF-8"?>',
            f"<TEI{where}>",
            f"<teiHeader><fileDesc><titleStmt><title>{escape(title)}</title></titleStmt></fileDesc>",
            f"<profileDesc><particDesc><listPerson>{persons}</listPerson></particDesc></profileDesc></teiHeader>",
            '<text><timeline unit="s" origin="#T0">',
            *when,
            "</timeline><body>",
            *said,
            "</body></text>",
            "</TEI>",
            "",
        ]
    ).encode()
