"""Append acts to a coder's file: on disk before the call returns, and never a row rewritten."""

from __future__ import annotations

import csv
import io
import os
from typing import TYPE_CHECKING

from themetrail.study.inputs import DECISIONS

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from themetrail.ledger.acts import Act


def append_acts(path: Path, acts: Iterable[Act]) -> None:
    """Append acts to ``decisions/<coder>.csv``, with the header when the file is new, and flush them to disk.

    Raises:
        ValueError: when the file does not end with a line end, which means that its last row is torn.
    """
    buffer = io.StringIO()
    writer = csv.DictWriter(buffer, DECISIONS.header, lineterminator="\n")
    new = not path.exists() or path.stat().st_size == 0
    if new:
        writer.writeheader()
    elif not path.read_bytes().endswith(b"\n"):
        raise ValueError(f"{path.name}: the last row is torn")
    for act in acts:
        writer.writerow({name: "" if cell is None else cell for name, cell in act.cells().items()})
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("ab") as stream:
        stream.write(buffer.getvalue().encode("utf-8"))
        stream.flush()
        os.fsync(stream.fileno())
