"""XML transcripts: recognised by the element they open with, and opened without trusting them."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from lxml import etree

from themetrail.transcripts.archive import parse
from themetrail.transcripts.draft import UnreadableError

if TYPE_CHECKING:
    from collections.abc import Container, Iterator

_HEAD = 65536  # bytes
_BEFORE_THE_FIRST_TAG = "\xef\xbb\xbf\xff\xfe \t\r\n"
_BLANKS = re.compile(r"[ \t\r\n]+")


def opens_with(data: bytes, *names: str) -> bool:
    """Whether a file is XML near whose beginning one of these elements opens, whatever its namespace prefix."""
    head = data[:_HEAD].replace(b"\x00", b"").decode("latin-1").lstrip(_BEFORE_THE_FIRST_TAG)
    wanted = "|".join(map(re.escape, names))
    return head.startswith("<") and re.search(rf"<(?:[\w.-]+:)?(?:{wanted})[\s/>]", head) is not None


def root_of(data: bytes, remedy: str) -> etree._Element:
    """The root of an XML file.

    Args:
        data: The file's bytes.
        remedy: What to do about a damaged one, for messages.

    Raises:
        UnreadableError: when it is damaged or declares a document type.
    """
    try:
        return parse(data, "it")
    except (etree.XMLSyntaxError, ValueError) as error:
        line = getattr(error, "lineno", None)
        where = f" in line {line}" if line else ""
        raise UnreadableError(f"it is not well-formed XML{where}", remedy) from None


def name_of(element: etree._Element) -> str:
    """The name of an element without its namespace."""
    return str(etree.QName(element).localname)


def children(element: etree._Element, *names: str) -> Iterator[etree._Element]:
    """The child elements, all or those of these names; comments and instructions are none."""
    for child in element.iterchildren(etree.Element):
        if not names or name_of(child) in names:
            yield child


def below(element: etree._Element, *names: str) -> Iterator[etree._Element]:
    """The elements of these names anywhere below one, in order."""
    for found in element.iter(etree.Element):
        if found is not element and name_of(found) in names:
            yield found


def outermost(root: etree._Element, names: Container[str]) -> Iterator[etree._Element]:
    """The elements of these names anywhere in a tree, in order, but none inside another of its own name.

    The texts of all of them together are then little longer than the file, however deep elements are nested.
    """
    around: Counter[str] = Counter()
    for event, found in etree.iterwalk(root, events=("start", "end")):
        name = name_of(found)
        if name not in names:
            continue
        if event == "start" and not around[name]:
            yield found
        around[name] += 1 if event == "start" else -1


def attribute(element: etree._Element, name: str) -> str:
    """An attribute by its name without namespace, stripped; "" where there is none."""
    return next((str(value).strip() for key, value in element.items() if key.rpartition("}")[2] == name), "")


def all_text(element: etree._Element) -> str:
    """All text inside an element, elements apart by a space, comments left out."""
    parts = [part for found in element.iter(etree.Element) for part in (found.text, _tail(found, element))]
    return squeezed(" ".join(part for part in parts if part))


def squeezed(text: str) -> str:
    """The text with each run of blanks, which XML uses for its layout, as one space."""
    return _BLANKS.sub(" ", text).strip()


def _tail(found: etree._Element, element: etree._Element) -> str | None:
    return None if found is element else found.tail
