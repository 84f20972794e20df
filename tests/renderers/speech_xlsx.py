"""A workbook: a sheet about the study, then one with a row a turn and times as cells of time."""

from __future__ import annotations

import io
import re
from datetime import time
from typing import TYPE_CHECKING

import openpyxl

from renderers import word

if TYPE_CHECKING:
    from collections.abc import Sequence

    from renderers.spoken import Turn

_DATE = b"2024-01-01T00:00:00Z"


def new(author: str = "A transcriber") -> openpyxl.Workbook:
    """A workbook without sheets, with fixed properties."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    book.properties.creator = author
    return book


def render(turns: Sequence[Turn], title: str, header: Sequence[str] = ("Time", "Speaker", "What was said")) -> bytes:
    """The file; the turns are on its second sheet."""
    book = new()
    book.create_sheet("About").append([title])
    sheet = book.create_sheet("Turns")
    sheet.append(list(header))
    for label, text, start_s, _ in turns:
        whole = int(start_s)
        sheet.append([time(whole // 3600, whole // 60 % 60, whole % 60), label, text])
    return to_bytes(book)


def to_bytes(book: openpyxl.Workbook) -> bytes:
    """The file, its members sorted and dated alike."""
    written = io.BytesIO()
    book.save(written)
    parts = word.members(written.getvalue())
    parts["docProps/core.xml"] = _dated(parts["docProps/core.xml"])
    return word.rezipped(parts)


def _dated(core: bytes) -> bytes:
    """The properties with one date in place of the clock's, which openpyxl writes when it saves."""
    return re.sub(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", _DATE, core)
