"""A Word file as its paragraphs and table rows in the order of the body, and all else that it holds.

The XML is walked directly: libraries skip tracked insertions, so that a redactor's ``[NAME]`` vanishes,
repeat merged cells, and do not see content controls. Tracked insertions are text; tracked deletions are kept
apart, as are comments, headers, footers, notes, text boxes, link targets and properties, for they may
identify somebody.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from lxml import etree

from themetrail.transcripts.archive import OLD_OFFICE, archive_kind, opened, parse
from themetrail.transcripts.documents import Paragraph, Row
from themetrail.transcripts.draft import one_line
from themetrail.transcripts.markup import outermost

if TYPE_CHECKING:
    import zipfile
    from collections.abc import Iterator

_NOT_IN_THE_FLOW = frozenset({"del", "moveFrom", "drawing", "pict", "object", "Fallback", "txbxContent"})
_HIDDEN = {"del": "tracked deletion", "moveFrom": "tracked deletion", "txbxContent": "text box"}
_MOST_COLUMNS = 63
_CHARACTERS = {
    "tab": "\t",
    "ptab": "\t",
    "br": "\n",
    "cr": "\n",
    "noBreakHyphen": "-",
    "softHyphen": "\u00ad",
}
_ASIDES = re.compile(r"(header|footer|comments|footnotes|endnotes)\d*\.xml")
_PROPERTIES = ("docProps/core.xml", "docProps/app.xml", "docProps/custom.xml")
_IDENTIFYING = frozenset(
    {
        "title", "subject", "creator", "keywords", "description", "lastModifiedBy", "category",
        "contentStatus", "identifier", "created", "modified", "lastPrinted", "Company", "Manager",
        "Template", "HyperlinkBase", "property",
    }
)  # fmt: skip


@dataclass(frozen=True)
class WordFile:
    """The blocks of the body in order, and what else the file holds, by where it stands."""

    blocks: list[Paragraph | Row]
    metadata: dict[str, str]

    @property
    def lines(self) -> list[str]:
        """The non-empty lines of the body's paragraphs."""
        texts = [block.text for block in self.blocks if isinstance(block, Paragraph)]
        return [line.strip() for text in texts for line in text.splitlines() if line.strip()]


def looks_like_word(name: str, data: bytes) -> bool:
    """Whether a file is Word's, is of old Office, or is called .docx without being another program's."""
    kind = archive_kind(data)
    return (
        kind == "docx"
        or data.startswith(OLD_OFFICE)
        or (kind in {"", "zip"} and name.lower().endswith((".docx", ".doc")))
    )


@lru_cache(maxsize=2)  # every reader of Word files looks at the same one
def open_word(data: bytes) -> WordFile:
    """The content of a .docx file.

    Raises:
        UnreadableError: when the file is damaged, locked, not Word's, or built to harm its reader.
    """
    with opened(data, "a Word file", "Open it in Word and save it again as .docx, without a password.") as archive:
        return _read(archive)


def _read(archive: zipfile.ZipFile) -> WordFile:
    names = sorted(set(archive.namelist()))
    main = _main_part(archive)
    folder = main.rpartition("/")[0]
    document = _parse(archive, main)
    styles = _style_names(archive, f"{folder}/styles.xml" if folder else "styles.xml", names)
    body = next((child for child in _children(document) if _name(child) == "body"), None)
    if body is None:
        raise ValueError("no body")
    metadata: dict[str, str] = {}
    for name in names:
        if name in _PROPERTIES:
            metadata |= _properties(_parse(archive, name))
        elif name.rpartition("/")[0] == folder and _ASIDES.fullmatch(name.rpartition("/")[2]):
            root = _parse(archive, name)
            stem = name.rpartition("/")[2].removesuffix(".xml")
            metadata |= {stem: _all_text(root)} | _hidden(root, f"{stem}: ")
        elif name.endswith(".rels") and name.startswith(folder):
            metadata |= _link_targets(_parse(archive, name), name.rpartition("/")[2].removesuffix(".rels"))
    metadata |= _hidden(document, "")
    return WordFile(list(_blocks(body, styles)), {key: value for key, value in metadata.items() if value})


def _parse(archive: zipfile.ZipFile, name: str) -> etree._Element:
    return parse(archive.read(name), f"its part {name}")


def _main_part(archive: zipfile.ZipFile) -> str:
    for relation in _children(_parse(archive, "_rels/.rels")):
        if str(relation.get("Type", "")).endswith("/officeDocument"):
            return str(relation.get("Target", "")).lstrip("/")
    raise ValueError("no main part")


def _style_names(archive: zipfile.ZipFile, part: str, names: list[str]) -> dict[str, str]:
    """Names of the paragraph styles by id; ids differ between languages of Word, built-in names do not."""
    if part not in names:
        return {}
    found = {}
    for style in _children(_parse(archive, part)):
        name = next((_value(child, "val") for child in _children(style) if _name(child) == "name"), "")
        found[_value(style, "styleId")] = name.casefold()
    return found


def _blocks(body: etree._Element, styles: dict[str, str]) -> Iterator[Paragraph | Row]:
    paragraphs = rows = tables = 0
    for block in _flow(body, frozenset({"p", "tbl"})):
        if _name(block) == "p":
            paragraphs += 1
            yield Paragraph(paragraphs, _text(block), _style(block, styles))
        else:
            tables += 1
            for row in _flow(block, frozenset({"tr"})):
                rows += 1
                yield Row(rows, tables, tuple(_cells(row)))


def _cells(row: etree._Element) -> Iterator[str]:
    """The text of each grid column: a cell drawn across several stands in the first of them."""
    for cell in _flow(row, frozenset({"tc"})):
        yield "\n".join(map(_text, _flow(cell, frozenset({"p"})))).strip()
        yield from [""] * (_span(cell) - 1)


def _span(cell: etree._Element) -> int:
    properties = (child for child in _children(cell) if _name(child) == "tcPr")
    spans = [_value(one, "val") for every in properties for one in _children(every) if _name(one) == "gridSpan"]
    return min(int(spans[0]), _MOST_COLUMNS) if spans and spans[0].isdecimal() else 1


def _flow(parent: etree._Element, names: frozenset[str]) -> Iterator[etree._Element]:
    """Elements of these names below ``parent`` in order, through content controls, not one inside another."""
    for child in _children(parent):
        if _name(child) in names:
            yield child
        elif _name(child) not in _NOT_IN_THE_FLOW:
            yield from _flow(child, names)


def _text(element: etree._Element) -> str:
    name = _name(element)
    if name == "t":
        return element.text or ""
    if name in _CHARACTERS:
        return _CHARACTERS[name]
    return "".join(_text(child) for child in _children(element) if _name(child) not in _NOT_IN_THE_FLOW | {"pPr"})


def _style(paragraph: etree._Element, styles: dict[str, str]) -> str:
    for properties in _children(paragraph):
        if _name(properties) == "pPr":
            for child in _children(properties):
                if _name(child) == "pStyle":
                    return styles.get(_value(child, "val"), _value(child, "val").casefold())
    return ""


def _hidden(root: etree._Element, prefix: str) -> dict[str, str]:
    """Deleted and moved text, text boxes, and the names of those who changed or commented."""
    found: dict[str, str] = {}
    for element in outermost(root, _HIDDEN):
        found[f"{prefix}{_HIDDEN[_name(element)]} {len(found) + 1}"] = _all_text(element)
    authors = {author for element in root.iter(etree.Element) if (author := _value(element, "author"))}
    return found | {f"{prefix}authors": "; ".join(sorted(authors))}


def _all_text(root: etree._Element) -> str:
    """Every text below an element, deleted or not, paragraphs apart by a space."""
    parts = []
    for element in root.iter(etree.Element):
        if _name(element) in {"t", "delText"}:
            parts.append(element.text or "")
        elif _name(element) == "p":
            parts.append("\n")
    return one_line("".join(parts))


def _properties(root: etree._Element) -> dict[str, str]:
    kept = (child for child in _children(root) if _name(child) in _IDENTIFYING)
    return {
        f"property {child.get('name') or _name(child)}": one_line("".join(map(str, child.itertext()))) for child in kept
    }


def _link_targets(root: etree._Element, part: str) -> dict[str, str]:
    targets = [str(child.get("Target")) for child in _children(root) if child.get("TargetMode") == "External"]
    return {f"link {number} of {part}": target for number, target in enumerate(targets, 1)}


def _children(element: etree._Element) -> Iterator[etree._Element]:
    yield from element.iterchildren(etree.Element)


def _name(element: etree._Element) -> str:
    return str(etree.QName(element).localname)


def _value(element: etree._Element, attribute: str) -> str:
    """An attribute by its local name: the namespaces of strict and transitional files differ."""
    values = (str(value) for key, value in element.items() if key.rpartition("}")[2] == attribute)
    return next(values, "")
