"""A typist's OpenDocument text: title, key line, ``P1:`` and a tab; tracked changes, a comment and a header in it."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from renderers import word

if TYPE_CHECKING:
    from collections.abc import Sequence

    from renderers.spoken import Turn

_NAMESPACES = " ".join(
    f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for prefix, name in (
        ("office", "office"),
        ("text", "text"),
        ("table", "table"),
        ("style", "style"),
        ("meta", "meta"),
        ("draw", "drawing"),
    )
)
_OTHERS = 'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xlink="http://www.w3.org/1999/xlink"'
_DELETION = (
    '<text:tracked-changes><text:changed-region text:id="c1"><text:deletion><office:change-info>'
    "<dc:creator>Dee</dc:creator></office:change-info><text:p>Siobhan</text:p></text:deletion>"
    "</text:changed-region></text:tracked-changes>"
)
_COMMENT = "<office:annotation><dc:creator>Eve</dc:creator><text:p>Is this Cath?</text:p></office:annotation>"


def render(turns: Sequence[Turn], title: str, *, table: bool = False) -> bytes:
    """The file; ``table`` puts the turns into the two columns of a table."""
    rows = [(label, marked_up(text)) for label, text, *_ in turns]
    if table:
        cells = (
            f"<table:table-row><table:table-cell><text:p>{label}</text:p></table:table-cell>"
            f"<table:table-cell><text:p>{text}</text:p></table:table-cell></table:table-row>"
            for label, text in rows
        )
        said = f"<table:table>{''.join(cells)}</table:table>"
    else:
        said = "".join(f"<text:p>{label}:<text:tab/>{text}</text:p>" for label, text in rows)
    return package(
        f'{_DELETION}<text:h text:outline-level="1">{escape(title)}</text:h>'
        '<text:p text:style-name="P1">Part one</text:p>'
        f"<text:p>INT = interviewer 1; P01 = a carer{_COMMENT}</text:p>{said}"
    )


def marked_up(text: str) -> str:
    """Text with its second space as an element and its redactions as tracked insertions, as LibreOffice saves it."""
    inserted = '<text:change-start text:change-id="c2"/><text:span>[NAME]</text:span><text:change-end/>'
    return escape(text).replace("[NAME]", f'<text:change text:change-id="c1"/>{inserted}')


def package(body: str, parts: dict[str, bytes] | None = None) -> bytes:
    """A file with this body; ``parts`` are put beside or instead of its own."""
    style = (
        '<office:automatic-styles><style:style style:name="P1" style:family="paragraph" '
        'style:parent-style-name="Heading_20_1"/></office:automatic-styles>'
    )
    texts = {
        "content.xml": _root("content", f"{style}<office:body><office:text>{body}</office:text></office:body>"),
        "styles.xml": _root(
            "styles",
            '<office:master-styles><style:master-page style:name="Standard">'
            "<style:header><text:p>Ward 7</text:p></style:header><style:footer><text:p>ring Bea</text:p></style:footer>"
            "</style:master-page></office:master-styles>",
        ),
        "meta.xml": _root(
            "meta",
            "<office:meta><meta:initial-creator>Ann Author</meta:initial-creator><meta:generator>x</meta:generator>"
            '<meta:user-defined meta:name="Typist">Flo</meta:user-defined></office:meta>',
        ),
    }
    members = {name: text.encode() for name, text in texts.items()}
    return word.rezipped({"mimetype": b"application/vnd.oasis.opendocument.text", **members, **(parts or {})})


def _root(name: str, inside: str) -> str:
    start = f'<?xml version="1.0" encoding="UTF-8"?><office:document-{name} {_NAMESPACES} {_OTHERS}>'
    return f"{start}{inside}</office:document-{name}>"
