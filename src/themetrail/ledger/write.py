"""Append acts to a coder's file: on disk before the call returns, and never a row rewritten."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

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
    there = path.read_bytes() if path.exists() else b""
    head, *_ = decode(there)[0].splitlines() or [""]
    if there and not there.endswith(b"\n"):
        raise ValueError(f"{path.name}: the last row is torn; complete or remove it")
    if there and (head != ",".join(DECISIONS.header) or decode(there)[1] != "utf-8"):
        raise ValueError(f"{path.name}: saved by another program; save it as CSV UTF-8 with commas")
    rows = write_sheet(DECISIONS.header, (act.cells() for act in acts))
    if there:
        rows = rows.split("\n", 1)[1]
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("ab") as stream:
        stream.write(rows.encode("utf-8"))
        stream.flush()
        os.fsync(stream.fileno())
    if not there:
        _sync_folder(path.parent)


def _sync_folder(folder: Path) -> None:
    """Put a new file's name on disk, too."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
