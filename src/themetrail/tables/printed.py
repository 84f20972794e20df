"""Tables as they are printed on a page: the columns that say who a quote is from are one there, so that it has room."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from themetrail.tables.table import PaperTable

_OPENINGS = ("Quote: ", "Quotes: ")
SAID_BY = "Said by"


def for_print(table: PaperTable) -> PaperTable:
    """The table with speaker, group, session and decision of its quotes in one column, where the first of them was."""
    columns = [str(column) for column in table.rows.columns]
    of_quotes = [column for column in columns if column.startswith(_OPENINGS)]
    if not of_quotes:
        return table
    said_by = [", ".join(filter(None, map(str, row))) for row in table.rows[of_quotes].itertuples(index=False)]
    place = columns.index(of_quotes[0])
    rows = table.rows.drop(columns=of_quotes)
    rows.insert(place, SAID_BY, said_by)
    return replace(table, rows=rows)
