"""Word files with the same bytes every time."""

from __future__ import annotations

import io
import zipfile
from datetime import datetime
from typing import TYPE_CHECKING

import docx

if TYPE_CHECKING:
    from docx.document import Document


def new(title: str) -> Document:
    """An empty document with fixed properties."""
    document = docx.Document()
    properties = document.core_properties
    properties.title, properties.author, properties.comments = title, "", ""
    properties.created = properties.modified = datetime(2024, 1, 1)
    return document


def to_bytes(document: Document) -> bytes:
    """The file, its members sorted and dated alike."""
    written = io.BytesIO()
    document.save(written)
    return rezipped(members(written.getvalue()))


def members(data: bytes) -> dict[str, bytes]:
    """The parts of a Word file by name."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def rezipped(parts: dict[str, bytes]) -> bytes:
    """A zip archive of parts, the same bytes for the same parts."""
    result = io.BytesIO()
    with zipfile.ZipFile(result, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(parts):
            member = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            member.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(member, parts[name])
    return result.getvalue()
