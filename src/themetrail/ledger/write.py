"""Append acts to a coder's file: on disk before the call returns, and never a row rewritten."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from themetrail.ledger.lock import locked
from themetrail.study.files import decode
from themetrail.study.inputs import DECISIONS
from themetrail.study.sheets import write_sheet

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from themetrail.ledger.acts import Act


def append_acts(path: Path, acts: Iterable[Act]) -> None:
    """Append acts to ``decisions/<coder>.csv``, with the header when the file is new, and flush them to disk.

    Raises:
        ValueError: when rows cannot follow those that are there: the last one is torn, or another program saved
            the file with other columns, delimiters or characters.
    """
    with locked(path.parent):
        there = path.read_bytes() if path.exists() else b""
        refuse_to_append(path.name, there)
        append_rows(path, acts, new=not there)


def refuse_to_append(name: str, there: bytes) -> None:
    """Raise ValueError when no row can follow the bytes of a file; see :func:`append_acts`."""
    if there and not there.endswith(b"\n"):
        raise ValueError(f"{name}: the last row is torn; complete or remove it")
    head = there.split(b"\n", 1)[0].removesuffix(b"\r").decode("utf-8", "replace")
    if there and (head != ",".join(DECISIONS.header) or decode(there)[1] != "utf-8"):
        raise ValueError(f"{name}: saved by another program; save it as CSV UTF-8 with commas")


def append_rows(path: Path, acts: Iterable[Act], *, new: bool) -> bytes:
    """Append acts, unchecked, for a caller that holds the lock and knows the file; the bytes that were written."""
    rows = write_sheet(DECISIONS.header, (act.cells() for act in acts))
    data = (rows if new else rows.split("\n", 1)[1]).encode("utf-8")
    with path.open("ab") as stream:
        stream.write(data)
        stream.flush()
        os.fsync(stream.fileno())
    if new:
        _sync_folder(path.parent)
    return data


def _sync_folder(folder: Path) -> None:
    """Put a new file's name on disk, too."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
