"""A ledger whose last row was torn, by a crash or a full disk, made whole again without losing a character.

Rows that this program writes hold no line end, so that a torn row is what stands behind the last line end; in files
that were written elsewhere a cell may hold one, so that quotes are counted. A row that is whole but for its line end
gets one. Of any other the characters are kept in a file beside the ledger and taken off it.
"""

from __future__ import annotations

import csv
import io
import os
from typing import TYPE_CHECKING

from themetrail.ledger.lock import locked
from themetrail.study.inputs import DECISIONS

if TYPE_CHECKING:
    from pathlib import Path


def repair_torn_row(path: Path) -> str:
    """Make a ledger's last row whole, or take it off.

    Args:
        path: ``decisions/<coder>.csv``; it need not be there.

    Returns:
        What was done, in a sentence for the coder; "" when nothing had to be.
    """
    if not path.exists():
        return ""
    with locked(path.parent):
        data = path.read_bytes()
        whole = _end_of_whole_rows(data)
        torn = data[whole:]
        if not torn:
            return ""
        if _is_a_whole_row(torn):
            _append(path, b"\n")
            return f"{path.name}: the last row had no line end and was given one. Look whether its memo is whole."
        aside = path.with_suffix(".torn.txt")
        _append(aside, torn + b"\n")
        os.truncate(path, whole)
        return (
            f"{path.name}: the last row was torn while it was written, so that its act was never confirmed. It was "
            f"taken off; its characters are kept in {aside.name}."
        )


def _end_of_whole_rows(data: bytes) -> int:
    """Where the last row ends that has a line end: one before which the number of double quotes is even."""
    end = quotes = place = 0
    for line in data.splitlines(keepends=True):
        place += len(line)
        quotes += line.count(b'"')
        if quotes % 2 == 0 and line.endswith((b"\n", b"\r")):
            end = place
    return end


def _is_a_whole_row(torn: bytes) -> bool:
    try:
        rows = list(csv.reader(io.StringIO(torn.decode("utf-8"), newline=""), strict=True))
    except (UnicodeDecodeError, csv.Error):
        return False
    return len(rows) == 1 and len(rows[0]) == len(DECISIONS.header)


def _append(path: Path, data: bytes) -> None:
    with path.open("ab") as stream:
        stream.write(data)
        stream.flush()
        os.fsync(stream.fileno())
