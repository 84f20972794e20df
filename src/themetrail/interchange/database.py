"""SQLite files of other tools, read without trusting them: never written to, no view or function of theirs is run."""

from __future__ import annotations

import sqlite3
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING, Any

from themetrail.transcripts.draft import UnreadableError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_MOST_BYTES = 64 * 2**20  # of one cell
_REMEDY = "Close the project in the tool that it comes from, and copy its file again."


class Database:
    """The tables of an open file."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        """Look at what tables there are; a view is none."""
        self._connection = connection
        found = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        self.tables = frozenset(str(name).casefold() for (name,) in found)

    def rows(self, table: str, *columns: str) -> Iterator[tuple[Any, ...]]:
        """Cells of a table in the order of its rows; None for a column, and no row for a table, that is not there."""
        if table not in self.tables:
            return
        there = {str(row[1]).casefold() for row in self._connection.execute(f'PRAGMA table_info("{table}")')}
        wanted = ", ".join(f'"{name}"' if name in there else "NULL" for name in columns)
        # The names are ours, so nothing of the file stands in the statement.
        yield from self._connection.execute(f'SELECT {wanted} FROM "{table}" ORDER BY rowid')  # noqa: S608


@contextmanager
def opened(path: Path) -> Iterator[Database]:
    """The file for reading.

    Raises:
        UnreadableError: when it is no database, or damaged (also when the block inside comes upon damage).
    """
    try:
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro&immutable=1", uri=True)) as connection:
            connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, _MOST_BYTES)
            connection.execute("PRAGMA trusted_schema = OFF")
            connection.execute("PRAGMA query_only = ON")
            connection.text_factory = _text
            yield Database(connection)
    except sqlite3.Error:
        raise UnreadableError("it is no database, or it is damaged", _REMEDY) from None


def text(value: object) -> str:
    """A cell as text; "" where it is empty."""
    return "" if value is None else str(value)


def whole(value: object) -> int | None:
    """A cell as a whole number; None where it is none."""
    return value if isinstance(value, int) else None


def _text(data: bytes) -> str:
    return data.decode("utf-8", "replace")
