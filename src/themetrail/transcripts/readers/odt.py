"""An OpenDocument text (.odt) with labels before turns or a table of turns, as LibreOffice saves it.

Tracked insertions are part of the text; tracked deletions, comments, footnotes, text boxes, headers, footers, link
targets and properties are kept apart, for they may identify somebody.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from lxml import etree

from themetrail.transcripts.archive import archive_kind, opened, parse
from themetrail.transcripts.documents import Block, Paragraph, Row, read_document
from themetrail.transcripts.draft import Draft, UnreadableError, one_line
from themetrail.transcripts.markup import outermost
from themetrail.transcripts.model import Reading, Recognition, Source

if TYPE_CHECKING:
    import zipfile
    from collections.abc import Iterator

NAME = "odt"

_SAVE_AS = "Open it in LibreOffice and save it again as .odt, without a password."
_ASIDES = {
    "deletion": "tracked deletion",
    "annotation": "comment",
    "note": "footnote",
    "text-box": "text box",
    "custom-shape": "text box",
    "header": "header",
    "header-left": "header",
    "header-first": "header",
    "footer": "footer",
    "footer-left": "footer",
    "footer-first": "footer",
}
_NOT_IN_THE_FLOW = frozenset({"tracked-changes", "annotation", "annotation-end", "note", "ruby-text", "forms"})
_DRAWN = "{urn:oasis:names:tc:opendocument:xmlns:drawing:1.0}"
_AUTOMATIC = re.compile(r"P\d+")
_SPACES = re.compile(r"[ \t\r\n]+")
_NOT_IDENTIFYING = frozenset(
    {"generator", "document-statistic", "editing-cycles", "editing-duration", "language", "template"}
)
_MOST_REPEATED = 64


def recognise(source: Source) -> Recognition:
    """Certain if it says that it is an OpenDocument text."""
    kind = archive_kind(source.data)
    if kind == "odt":
        return Recognition(1.0, "it is an OpenDocument text")
    if kind in {"", "zip"} and source.ending == ".odt":
        return Recognition(0.2, "it is called .odt and is no other known format")
    return Recognition(0.0, "it is not an OpenDocument text")


def read(source: Source, shown_as: str) -> Reading:
    """The labelled paragraphs and table rows as units."""
    draft = Draft(NAME, shown_as, source.kind)
    try:
        with opened(source.data, "an OpenDocument text", _SAVE_AS) as archive:
            blocks, metadata = _content(archive)
    except UnreadableError as error:
        return draft.refused(error)
    draft.metadata.update(metadata)
    read_document(blocks, draft, source.known_labels)
    return draft.reading()


def _content(archive: zipfile.ZipFile) -> tuple[list[Block], dict[str, str]]:
    """The blocks of the body, and all else that may identify somebody, by where it stands."""
    names = set(archive.namelist())
    if "META-INF/manifest.xml" in names and b"encryption-data" in archive.read("META-INF/manifest.xml"):
        raise UnreadableError("it is locked with a password", _SAVE_AS)
    parts = {
        part: parse(archive.read(f"{part}.xml"), f"its part {part}.xml")
        for part in ("content", "styles", "meta")
        if part == "content" or f"{part}.xml" in names
    }
    text = next((element for element in _elements(parts["content"]) if _is_body(element)), None)
    if text is None:
        raise ValueError("no text")
    styles = _style_names(root for part, root in parts.items() if part != "meta")
    metadata = _properties(parts["meta"]) if "meta" in parts else {}
    for part, root in parts.items():
        if part != "meta":
            metadata |= _hidden(root, "" if part == "content" else f"{part}: ")
    return list(_blocks(text, styles)), {key: value for key, value in metadata.items() if value}


def _is_body(element: etree._Element) -> bool:
    parent = element.getparent()
    return _name(element) == "text" and parent is not None and _name(parent) == "body"


def _style_names(roots: Iterator[etree._Element]) -> dict[str, str]:
    """For each paragraph style its name; styles that the program made are named by their parents."""
    parents = {
        _value(element, "name"): _value(element, "parent-style-name")
        for root in roots
        for element in _elements(root)
        if _name(element) == "style" and _value(element, "family") == "paragraph"
    }
    return {
        name: (parent if _AUTOMATIC.fullmatch(name) and parent else name).replace("_20_", " ").casefold()
        for name, parent in parents.items()
    }


def _blocks(text: etree._Element, styles: dict[str, str]) -> Iterator[Block]:
    paragraphs = rows = tables = 0
    for element in _flow(text, frozenset({"p", "h", "table", "index-body"})):
        if _name(element) in {"p", "h"}:
            paragraphs += 1
            yield Paragraph(paragraphs, _text(element), _style(element, styles))
        elif _name(element) == "index-body":
            for entry in _flow(element, frozenset({"p", "h"})):
                paragraphs += 1
                yield Paragraph(paragraphs, _text(entry), "toc")
        else:
            tables += 1
            for row in _flow(element, frozenset({"table-row"})):
                rows += 1
                yield Row(rows, tables, tuple(_cells(row)))


def _style(element: etree._Element, styles: dict[str, str]) -> str:
    own = _value(element, "style-name")
    return "heading" if _name(element) == "h" else styles.get(own, own.replace("_20_", " ").casefold())


def _cells(row: etree._Element) -> Iterator[str]:
    """The text of each column; one that another cell is drawn across is empty."""
    for cell in _flow(row, frozenset({"table-cell", "covered-table-cell"})):
        covered = _name(cell) == "covered-table-cell"
        text = "" if covered else "\n".join(map(_text, _flow(cell, frozenset({"p", "h"})))).strip()
        yield text
        yield from [""] * (_count(cell, "number-columns-repeated") - 1)


def _flow(parent: etree._Element, names: frozenset[str]) -> Iterator[etree._Element]:
    """Elements of these names below ``parent`` in order, through lists and sections, not one inside another."""
    for child in parent.iterchildren(etree.Element):
        if _name(child) in names:
            yield child
        elif _in_the_flow(child):
            yield from _flow(child, names)


def _in_the_flow(element: etree._Element) -> bool:
    return _name(element) not in _NOT_IN_THE_FLOW and not str(element.tag).startswith(_DRAWN)


def _text(paragraph: etree._Element) -> str:
    parts: list[str] = []
    _collect(paragraph, parts)
    return "".join(parts)


def _collect(element: etree._Element, parts: list[str]) -> None:
    """Add the text below an element; white space as it stands in the XML counts as one space."""
    parts.append(_SPACES.sub(" ", element.text or ""))
    for child in element:
        if isinstance(child.tag, str):
            if _name(child) == "s":
                parts.append(" " * _count(child, "c"))
            elif _name(child) == "tab":
                parts.append("\t")
            elif _name(child) == "line-break":
                parts.append("\n")
            elif _in_the_flow(child):
                _collect(child, parts)
        parts.append(_SPACES.sub(" ", child.tail or ""))


def _hidden(root: etree._Element, prefix: str) -> dict[str, str]:
    """Deleted text, comments, notes, text boxes, headers, link targets, and who changed or commented."""
    found: dict[str, str] = {}
    authors = set()
    asides = set(outermost(root, _ASIDES))
    for element in _elements(root):
        if element in asides:
            found[f"{prefix}{_ASIDES[_name(element)]} {len(found) + 1}"] = _all_text(element)
        elif _name(element) in {"creator", "creator-initials", "sender-initials"}:
            authors.add(one_line("".join(map(str, element.itertext()))))
        target = _value(element, "href")
        if target and _name(element) == "a":
            found[f"{prefix}link {len(found) + 1}"] = target
    return found | {f"{prefix}authors": "; ".join(sorted(authors - {""}))}


def _all_text(element: etree._Element) -> str:
    """The text of every paragraph below an element, apart by a space."""
    parts: list[str] = []
    depth = 0
    for event, one in etree.iterwalk(element, events=("start", "end", "comment", "pi")):
        name = _name(one) if isinstance(one.tag, str) else ""
        if event == "start":
            depth += name in {"p", "h"}
            parts.append({"p": "\n", "h": "\n", "line-break": "\n", "tab": " ", "s": " "}.get(name, ""))
            parts.append(one.text or "" if depth else "")
        else:
            depth -= name in {"p", "h"}
            parts.append(one.tail or "" if depth else "")
    return one_line("".join(parts))


def _properties(root: etree._Element) -> dict[str, str]:
    found: dict[str, str] = {}
    for meta in root.iterchildren(etree.Element):
        for child in meta.iterchildren(etree.Element):
            if _name(child) not in _NOT_IDENTIFYING:
                key = f"property {_value(child, 'name') or _name(child)}"
                value = one_line("".join(map(str, child.itertext())))
                found[key] = f"{found[key]}; {value}" if key in found else value
    return found


def _elements(root: etree._Element) -> Iterator[etree._Element]:
    yield from root.iter(etree.Element)


def _count(element: etree._Element, attribute: str) -> int:
    value = _value(element, attribute)
    return min(int(value[:9]), _MOST_REPEATED) if value.isascii() and value.isdecimal() else 1


def _name(element: etree._Element) -> str:
    return str(etree.QName(element).localname)


def _value(element: etree._Element, attribute: str) -> str:
    """An attribute by its local name: no two of an element's attributes that are asked for here share one."""
    values = (str(value) for key, value in element.items() if key.rpartition("}")[2] == attribute)
    return next(values, "")
