"""Project files as other tools write them, built by hand from what is known of each."""

from __future__ import annotations

import zipfile
from typing import TYPE_CHECKING

from lxml import etree

from themetrail.interchange.identity import guid

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

NAMESPACE = "urn:QDA-XML:project:1.0"
TEXT = "P1: It’s the 🚌 bus.\nP2: Yes 👍🏽 it never comes after six.\nP1: We wait, and wait 😕 in the rain.\n"
QUOTES = ("bus", "it never comes after six", "We wait", "in the rain", "P2: Yes 👍🏽 it never", "rain")


def utf16_offset(text: str, place: int) -> int:
    """UTF-16 units before a code point."""
    return len(text[:place].encode("utf-16-le")) // 2


def code_point(_: str, place: int) -> int:
    """Code points before a code point."""
    return place


def utf8_offset(text: str, place: int) -> int:
    """UTF-8 bytes before a code point."""
    return len(text[:place].encode())


def project(
    path: Path,
    body: str,
    sources: Mapping[str, bytes] | None = None,
    *,
    origin: str = "Some tool 1.0",
    namespace: str = NAMESPACE,
    qde: str = "project.qde",
    folder: str = "sources",
    head: str = "",
) -> Path:
    """An archive with the given XML inside ``Project`` and the given files."""
    root = f'<Project xmlns="{namespace}" name="P" origin="{origin}">{body}</Project>'
    xml = f'<?xml version="1.0" encoding="utf-8"?>{head}{root}'
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(qde, xml)
        for name, data in (sources or {}).items():
            archive.writestr(f"{folder}/{name}", data)
    return path


def codebook(*names: str, more: str = "") -> str:
    """Users and a flat codebook; the codes' GUIDs are made of their names."""
    codes = "".join(f'<Code guid="{guid(name)}" name="{name}" isCodable="true"/>' for name in names)
    users = f'<Users><User guid="{guid("ann")}" name="Ann"/><User guid="{guid("bo")}" name="Bo"/></Users>'
    return f"{users}<CodeBook><Codes>{codes}</Codes></CodeBook>{more}"


def coding(code: str, user: str = "ann", number: object = 0) -> str:
    """A coding of a code by a user."""
    return (
        f'<Coding guid="{guid("coding", code, user, number)}" creatingUser="{guid(user)}" '
        f'creationDateTime="2024-05-06T09:00:00Z"><CodeRef targetGUID="{guid(code)}"/></Coding>'
    )


def selection(start: object, end: object, inside: str, name: str = "", number: object = "") -> str:
    """A selection of a text."""
    own = guid("selection", start, end, number, inside)
    holder = etree.Element("PlainTextSelection", guid=own, name=name, startPosition=str(start), endPosition=str(end))
    return etree.tostring(holder, encoding="unicode").removesuffix("/>") + f">{inside}</PlainTextSelection>"


def text_source(name: str, inside: str, path: str = "") -> str:
    """A source whose text lies in the archive under its name."""
    own = path or f"internal://{name}.txt"
    return f'<TextSource guid="{guid(name)}" name="{name}" plainTextPath="{own}">{inside}</TextSource>'


def as_written(
    path: Path,
    origin: str,
    count: Callable[[str, int], int],
    *,
    line_end: str = "\n",
    counted: str = "\n",
    mark: bool = False,
    mark_counts: bool = False,
    named: bool = False,
    quotes: Sequence[str] = QUOTES,
) -> Path:
    """A project as one row of the table of dialects describes it: the quotes of TEXT, one selection for each.

    Args:
        path: Where to write.
        origin: The tool.
        count: Units before a place.
        line_end: What the text file has.
        counted: What the offsets take a line end for.
        mark: Whether the file begins with a byte-order mark.
        mark_counts: Whether offsets count it.
        named: Whether selections are named by their words.
        quotes: The words that are coded.
    """
    text = TEXT.replace("\n", counted)
    first = count("\ufeff", 1) if mark_counts else 0
    selections = []
    for number, quote in enumerate(quotes):
        start = TEXT.index(quote)
        places = (len(TEXT[:place].replace("\n", counted)) for place in (start, start + len(quote)))
        low, high = (first + count(text, place) for place in places)
        selections.append(selection(low, high, coding("Bus", number=number), quote if named else "", number))
    data = TEXT.replace("\n", line_end).encode()
    body = codebook("Bus") + f"<Sources>{text_source('One', ''.join(selections))}</Sources>"
    return project(path, body, {"One.txt": b"\xef\xbb\xbf" + data if mark else data}, origin=origin)
