"""How wide the columns of a printed table are: as their words need, long texts sharing what is left."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from themetrail.tables.table import PaperTable

_LETTER = 1.75  # millimetres of a letter of eight points, on average
_PAD = 4.0  # millimetres beside a cell's words
_PLENTY = 40.0  # letters of a column beyond which more room makes few lines fewer
_LEAST = 9.0
_LONGEST = 20  # letters
_COLUMNS_UPRIGHT, _LETTERS_UPRIGHT = 8, 150


def column_widths(heads: Sequence[str], rows: Sequence[Sequence[str]], across: float) -> list[float]:
    """Widths in millimetres that fill ``across``.

    Args:
        heads: The head of each column.
        rows: Cells.
        across: Millimetres for all columns.

    Returns:
        A width for each column: no less than its longest word while there is room, and more for much text.
    """
    columns = [[head, *(row[place] for row in rows)] for place, head in enumerate(heads)]
    least = [max(_LEAST, min(_LETTER * _longest_word(cells) + _PAD, 0.3 * across)) for cells in columns]
    wanted = [max(low, _LETTER * _typical(cells) + _PAD) for low, cells in zip(least, columns, strict=True)]
    if sum(least) >= across:
        return [across * low / sum(least) for low in least]
    spare = across - sum(least)
    more = [want - low for want, low in zip(wanted, least, strict=True)]
    total = sum(more) or 1.0
    share = min(1.0, spare / total) if total > spare else 1.0
    widths = [low + share * extra for low, extra in zip(least, more, strict=True)]
    return [width * across / sum(widths) for width in widths] if len(heads) > 3 else widths


def is_wide(table: PaperTable) -> bool:
    """Whether a table asks for a page on its side: it has many columns, or so much text that few would be long."""
    longest = [max((len(str(cell)) for cell in table.rows[column]), default=0) for column in table.rows.columns]
    return len(longest) > _COLUMNS_UPRIGHT or sum(min(length, 60) for length in longest) > _LETTERS_UPRIGHT


def _longest_word(cells: Sequence[str]) -> int:
    """Letters of the longest word; an id that is longer than any word of a language may be broken in two."""
    lengths = (len(word) for cell in cells for word in cell.split())
    return max((length if length <= _LONGEST else length // 2 + 1 for length in lengths), default=0)


def _typical(cells: Sequence[str]) -> float:
    """Letters of the column's longer cells, those beyond plenty counting less."""
    lengths = sorted((len(cell) for cell in cells if cell), reverse=True) or [0]
    longer = lengths[: (len(lengths) + 1) // 2]
    long = sum(longer) / len(longer)
    return min(long, _PLENTY) + 0.12 * max(0.0, long - _PLENTY)
