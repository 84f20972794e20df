"""CSV with a row a turn, as spreadsheet programs save it."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from renderers.spoken import Turn, clock

if TYPE_CHECKING:
    from collections.abc import Sequence


def render(
    turns: Sequence[Turn],
    *,
    separator: str = ",",
    encoding: str = "utf-8",
    line_end: str = "\n",
    header: Sequence[str] = ("Start", "End", "Speaker", "Text"),
) -> bytes:
    """The file; ``header`` may be empty."""
    written = io.StringIO(newline="")
    writer = csv.writer(written, delimiter=separator, lineterminator=line_end)
    if header:
        writer.writerow(header)
    for label, text, start_s, end_s in turns:
        writer.writerow([clock(start_s, fraction=True), clock(end_s, fraction=True), label, text])
    return written.getvalue().encode(encoding)
