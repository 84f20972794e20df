"""What changed in a table: the cells by the key of their row, and quotes by their decision.

Numbers agree to 1e-6. Words that somebody may have said are never shown; of a long cell it is told where it differs.
"""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

TOLERANCE = 1e-6
_DECISION = "decision_id"
_PLACE = ("start", "end", "source_place")
# Cells of at most so many characters and words are numbers, codes and names, and can be shown.
_SHOWN_CHARS, _SHOWN_WORDS = 40, 4


def cell_differences(expected: str, found: str) -> list[str]:
    """What differs between two CSV texts of one table, a line for each changed, missing or new row or cell."""
    before, after = (list(csv.reader(io.StringIO(text))) for text in (expected, found))
    header = before[0] if before else []
    if before[:1] != after[:1]:
        gone = [name for name in header if name not in (after[0] if after else [])]
        new = [name for name in (after[0] if after else []) if name not in header]
        return [f"the columns changed: gone {', '.join(gone) or 'none'}; new {', '.join(new) or 'none'}"]
    key = _key_columns(header, before[1:], after[1:])
    old, new_rows = (_by_key(rows[1:], key) for rows in (before, after))
    lines: list[str] = []
    numbers = {name: number for rows in (new_rows, old) for number, name in enumerate(rows, 2)}
    for name, one, other in _paired(old, new_rows):
        lines += _row_differences(header, _label(header, key, name, numbers[name]), one, other)
    if not lines and list(old) != list(new_rows):
        lines.append("the rows stand in another order")
    return lines


def equal(one: str, other: str) -> bool:
    """Whether two cells say the same, numbers to 1e-6."""
    if one == other:
        return True
    try:
        a, b = float(one), float(other)
    except ValueError:
        return False
    return abs(a - b) <= TOLERANCE * max(1.0, abs(a), abs(b))


def _key_columns(header: Sequence[str], *tables: Sequence[Sequence[str]]) -> int:
    """How many of the first columns name a row of each table; all where even they do not."""
    for count in range(1, len(header)):
        if all(len({tuple(row[:count]) for row in rows}) == len(rows) for rows in tables):
            return count
    return len(header)


def _by_key(rows: Sequence[Sequence[str]], key: int) -> dict[tuple[str, ...], Sequence[str]]:
    """Rows by their key; rows that are alike in everything are told apart by their number among them."""
    found: dict[tuple[str, ...], Sequence[str]] = {}
    for row in rows:
        name, again = tuple(row[:key]), 1
        while name in found:
            again += 1
            name = (*row[:key], f"no. {again}")
        found[name] = row
    return found


def _paired(
    old: Mapping[tuple[str, ...], Sequence[str]], new: Mapping[tuple[str, ...], Sequence[str]]
) -> Iterator[tuple[tuple[str, ...], Sequence[str] | None, Sequence[str] | None]]:
    """Rows with the same key, then those of one table alone; where these are as many, by their order.

    A changed cell of the key itself would else be told as one row less and one more.
    """
    gone, added = [name for name in old if name not in new], [name for name in new if name not in old]
    if len(gone) == len(added):
        renamed = dict(zip(gone, added, strict=True))
        for name in old:
            yield name, old[name], new[renamed.get(name, name)]
        return
    for name in old:
        yield name, old[name], new.get(name)
    for name in added:
        yield name, None, new[name]


def _row_differences(
    header: Sequence[str], label: str, old: Sequence[str] | None, new: Sequence[str] | None
) -> Iterator[str]:
    if old is None or new is None:
        yield f"{label} {'is new' if old is None else 'is missing'}"
        return
    changed = [
        (column, one, other) for column, one, other in zip(header, old, new, strict=True) if not equal(one, other)
    ]
    shifted = header[0] == _DECISION and any(column in _PLACE for column, _, _ in changed)
    for column, one, other in changed:
        yield f"{label}{' is shifted' if shifted else ''}, column '{column}': {_told(one, other)}"


def _label(header: Sequence[str], key: int, name: Sequence[str], number: int) -> str:
    """A row by what names it; by its number, as a spreadsheet shows it, where that is too long to be shown."""
    if header[0] == _DECISION:
        return f"quote {name[0]}"
    named = [f"{column} {cell}" for column, cell in zip(header[:key], name, strict=False) if _short(cell)]
    return f"row {', '.join(named) or number}"


def _told(one: str, other: str) -> str:
    if _short(one) and _short(other):
        return f"was {one or 'empty'} and is {other or 'empty'}"
    pairs = enumerate(zip(one, other, strict=False), 1)
    first = next((place for place, (a, b) in pairs if a != b), min(len(one), len(other)) + 1)
    return f"differs from character {first} on (was {len(one)} characters long and is {len(other)})"


def _short(cell: str) -> bool:
    return len(cell) <= _SHOWN_CHARS and len(cell.split()) <= _SHOWN_WORDS
