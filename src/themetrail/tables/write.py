"""Writing a table: a CSV that a spreadsheet program shows as it is, and a text file with its title and notes."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from themetrail.study.files import write_text
from themetrail.study.sheets import write_sheet

if TYPE_CHECKING:
    from pathlib import Path

    from themetrail.tables.table import PaperTable

SYNTHETIC = "Synthetic demonstration data – not findings."
NO_ROWS = "The table has no rows."
_NUMBER = re.compile(r"[+-]?\d+(\.\d+)?")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def write(table: PaperTable, folder: Path, study: str, synthetic: bool) -> None:
    """Write ``<number>_<slug>.csv`` and ``<number>_<slug>.txt``.

    A table that is left out, or has no rows, is a CSV of its header alone, and the text file says why.

    Args:
        table: The table.
        folder: Where to write.
        study: Title of the study.
        synthetic: Whether the text file says that the data are synthetic.
    """
    columns = [as_text(str(column)) for column in table.rows.columns]
    rows = [
        dict(zip(columns, map(as_text, map(str, cells)), strict=True)) for cells in table.rows.itertuples(index=False)
    ]
    stem = f"{table.number}_{table.slug}"
    write_text(folder / f"{stem}.csv", write_sheet(columns, rows))
    nothing = [table.left_out or NO_ROWS] if not rows else []
    heading = f"{table.number}. {table.title}"
    paragraphs = [heading, *nothing, *table.notes, f"Study: {study}", *([SYNTHETIC] if synthetic else [])]
    write_text(folder / f"{stem}.txt", "\n\n".join(paragraphs) + "\n")


def as_text(cell: str) -> str:
    """A cell that no spreadsheet program runs as a formula, with plain line ends."""
    plain = cell.replace("\r\n", "\n")
    return f"'{plain}" if plain.startswith(_FORMULA) and not _NUMBER.fullmatch(plain) else plain
