"""Zip archives that office programs write, opened without trusting them.

A part is unpacked only if the archive is of a sane size, and parsed only if it declares no document type, so
neither a bomb nor an external entity does any harm.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from contextlib import contextmanager
from typing import TYPE_CHECKING

from lxml import etree

from themetrail.transcripts.draft import UnreadableError

if TYPE_CHECKING:
    from collections.abc import Iterator

OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""How files of old Office, and newer ones that are locked with a password, begin."""

_MOST_BYTES = 200 * 2**20
_MOST_RATIO = 250
_RATIO_MATTERS_FROM = 2**20
_DAMAGED = (
    zipfile.BadZipFile, zlib.error, etree.XMLSyntaxError,
    KeyError, ValueError, EOFError, OSError, OverflowError, RuntimeError, NotImplementedError,
)  # fmt: skip
_DOCTYPES = tuple("<!DOCTYPE".encode(encoding) for encoding in ("utf-8", "utf-16-le", "utf-16-be"))
_MAIN_PARTS = {"word/": "docx", "xl/": "xlsx", "ppt/": "pptx"}


def archive_kind(data: bytes) -> str:
    """What a file is by its content: "docx", "xlsx", "pptx", "odt", "ods", "zip" for any other archive, or ""."""
    if not data.startswith(b"PK\x03\x04"):
        return ""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = archive.namelist()
            if "mimetype" in names and archive.getinfo("mimetype").file_size < 200:
                kind = archive.read("mimetype").decode("ascii", "replace").strip()
                return {"text": "odt", "spreadsheet": "ods"}.get(kind.rpartition(".")[2], "zip")
            return next((kind for part, kind in _MAIN_PARTS.items() if any(n.startswith(part) for n in names)), "zip")
    except _DAMAGED:
        return "zip"


@contextmanager
def opened(data: bytes, what: str, save_as: str) -> Iterator[zipfile.ZipFile]:
    """The archive for reading.

    Args:
        data: The file's bytes.
        what: What it should be, for messages: "a Word file".
        save_as: What to do about it, for messages: "Open it in Word and save it again as .docx."

    Raises:
        UnreadableError: when it is damaged (also when the block inside comes upon damage), locked with a password,
            or built to harm its reader.
    """
    if data.startswith(OLD_OFFICE):
        raise UnreadableError("it is a file of old Office, or locked with a password", save_as)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = archive.infolist()
            if any(member.flag_bits & 1 for member in members):
                raise UnreadableError("it is locked with a password", save_as)
            if any(map(_is_bloated, members)) or sum(member.file_size for member in members) > _MOST_BYTES:
                raise UnreadableError("it would unpack to far more than a transcript can hold", save_as)
            yield archive
    except _DAMAGED:
        raise UnreadableError(f"it is not {what}, or it is damaged", save_as) from None


def _is_bloated(member: zipfile.ZipInfo) -> bool:
    return member.file_size > max(_RATIO_MATTERS_FROM, _MOST_RATIO * member.compress_size)


def parse(data: bytes, part: str) -> etree._Element:
    """The root of an XML text.

    Args:
        data: The text as bytes.
        part: Its name, for messages.

    Raises:
        UnreadableError: when it declares a document type.
        lxml.etree.XMLSyntaxError: when it is not well-formed; :func:`opened` turns that into a message.
    """
    refuse_document_type(data, part)
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    return etree.fromstring(data, parser)


def refuse_document_type(data: bytes, part: str) -> None:
    """Refuse an XML text that declares a document type: no office program writes one.

    Raises:
        UnreadableError: when it does.
    """
    if any(mark in data for mark in _DOCTYPES):
        seen = f"{part} declares a document type, which may make its reader open other files"
        raise UnreadableError(seen, "Do not open it; ask for the transcript again from where it came.")
