"""The CSV tables that people fill in: read for certain, or refused by the cell.

A :class:`Sheet` declares a table; :func:`read_sheet` reads it from whatever a spreadsheet program saved
(byte-order mark, UTF-16, Windows-1252, semicolons, tabs, CRLF, empty columns at the end) and gives text rows in
which every cell was checked.
"""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

from themetrail.study.files import decode
from themetrail.study.problems import Problem

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from pathlib import Path


@dataclass(frozen=True)
class Column:
    """One column of a sheet.

    Attributes:
        name: Its header.
        kind: "text", "integer", "number", "date" (ISO), "yes_no" or "choice".
        required: Whether every cell has to be filled in.
        choices: The allowed values of a "choice".
        pattern: A regular expression that the whole cell has to match, or "".
        hint: What the pattern asks for, in words.
    """

    name: str
    kind: str = "text"
    required: bool = False
    choices: tuple[str, ...] = ()
    pattern: str = ""
    hint: str = ""


@dataclass(frozen=True)
class Sheet:
    """A declared CSV table: its columns, the columns that identify a row, whether further columns may stand."""

    name: str
    columns: tuple[Column, ...]
    key: tuple[str, ...] = ()
    more_columns: bool = False

    @cached_property
    def header(self) -> tuple[str, ...]:
        """Names of the declared columns, in order."""
        return tuple(column.name for column in self.columns)


@dataclass(frozen=True)
class Row:
    """One row: ``number`` as a spreadsheet shows it (the header is row 1) and its cells by column name."""

    number: int
    cells: Mapping[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells[column]


def read_sheet(path: Path, sheet: Sheet, shown_as: str) -> tuple[list[Row], list[Problem]]:
    """Read a CSV file as the sheet declares it.

    Args:
        path: The file.
        sheet: What it should hold.
        shown_as: The file's name in messages.

    Returns:
        The rows whose cells are all right (stripped text, "" for empty), and a problem for each thing that is
        wrong, every one with its row. A missing file or column gives no rows.
    """
    if not path.is_file():
        remedy = f"Add it with the columns {', '.join(sheet.header)}."
        return [], [Problem(shown_as, "", 0, "the file is missing", remedy)]
    return parse_sheet(path.read_bytes(), sheet, shown_as)


def parse_sheet(data: bytes, sheet: Sheet, shown_as: str) -> tuple[list[Row], list[Problem]]:
    """The rows of a CSV file's bytes as the sheet declares it; see :func:`read_sheet`."""

    def problem(row: int, seen: str, remedy: str) -> Problem:
        return Problem(shown_as, "row" if row else "", row, seen, remedy)

    try:
        (header_row, header), *body = _records(_text(data), sheet.header)
    except _UnreadableError as error:
        return [], [problem(*error.args)]
    problems = [problem(header_row, *issue) for issue in _header_issues(header, sheet)]
    if problems:
        return [], problems
    rows: list[Row] = []
    first_seen: dict[tuple[str, ...], int] = {}
    blank = [""] * len(header)
    whole: list[Row] = []
    for number, cells in body:
        if len(cells) > len(header):
            seen = f"{len(cells)} cells where the header has {len(header)}"
            problems.append(problem(number, seen, "Put text that holds a comma into double quotes."))
        else:
            whole.append(Row(number, dict(zip(header, cells + blank[len(cells) :], strict=True))))
    wrong = _wrong_values(whole, sheet)
    for row in whole:
        issues = [issue for name, values in wrong.items() for issue in values.get(row[name], ())]
        key = tuple(row[name] for name in sheet.key)
        if sheet.key and key in first_seen:
            # Without the cells: a label may be somebody's name.
            seen = f"the same {' and '.join(sheet.key)} stands in row {first_seen[key]} too"
            issues.append((seen, "Keep one of the two rows."))
        first_seen.setdefault(key, row.number)
        problems += [problem(row.number, *issue) for issue in issues]
        if not issues:
            rows.append(row)
    return rows, problems


def write_sheet(header: Sequence[str], rows: Iterable[Mapping[str, object]]) -> str:
    """A CSV text (comma, LF, minimal quotes) of the given columns in the given order; None becomes ""."""
    table = [header, *(["" if row[name] is None else row[name] for name in header] for row in rows)]
    return "".join(map(_line, table))


def _line(cells: Sequence[object]) -> str:
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="\r\n").writerow(cells)  # with this end a lone CR in a cell is quoted, too
    return buffer.getvalue().removesuffix("\r\n") + "\n"


class _UnreadableError(Exception):
    """A file of which nothing can be read for certain; its arguments are row, what was seen and what to do."""


def _text(data: bytes) -> str:
    remedy = "Save it again as 'CSV UTF-8' in your spreadsheet program."
    try:
        text, _ = decode(data)
    except UnicodeDecodeError as error:
        seen = f"byte {error.start + 1} is not text in UTF-8 or Windows-1252"
        raise _UnreadableError(0, seen, remedy) from None
    if "\x00" in text:
        raise _UnreadableError(0, "it is not a text file", remedy)
    return text


def _records(text: str, header: Sequence[str]) -> list[tuple[int, list[str]]]:
    """Records that are not blank, with their row numbers, the header's first.

    A blank line is a row of a spreadsheet, so it is counted. Empty cells at a row's end are left out: spreadsheet
    programs add and drop them as they please.
    """
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text, header), strict=True)
    records: list[tuple[int, list[str]]] = []
    number = 0
    try:
        for number, record in enumerate(reader, 1):
            cells = list(map(str.strip, record))
            while cells and not cells[-1]:
                cells.pop()
            if cells:
                records.append((number, cells))
    except csv.Error:
        seen = "a double quote is not closed, or stands amid a cell"
        raise _UnreadableError(
            number + 1, seen, 'Put the cell into double quotes and write "" for each inside.'
        ) from None
    if not records:
        raise _UnreadableError(0, "the file is empty", f"The first row has to be {','.join(header)}.")
    return records


def _delimiter(text: str, header: Sequence[str]) -> str:
    """The delimiter that finds most columns of the header in the first line that is not blank."""
    line = re.search(r"[^\r\n]*\S[^\r\n]*", text)
    first = line[0] if line else ""

    def columns_found(mark: str) -> tuple[int, int]:
        names = [name.strip(' "') for name in first.split(mark)]
        return len(set(names) & set(header)), len(names)

    return max(",;\t", key=columns_found)


def _header_issues(header: list[str], sheet: Sheet) -> list[tuple[str, str]]:
    issues = []
    for name in sheet.header:
        if name not in header:
            seen = f"the column '{name}' is missing (there are: {', '.join(header)})"
            issues.append((seen, f"Add '{name}' to the header; the columns are {', '.join(sheet.header)}."))
    twice = sorted({name for name in header if header.count(name) > 1})
    issues += [(f"the column '{name}' stands twice", "Rename or remove one of them.") for name in twice]
    if not sheet.more_columns:
        remedy = f"The columns are {', '.join(sheet.header)}."
        issues += [(f"unknown column '{name}'", remedy) for name in header if name not in sheet.header]
    return issues


_SHAPES = {
    "integer": (r"-?\d+", "a whole number"),
    "number": (r"-?\d+(\.\d+)?", "a number with a point, such as 12.5"),
    "date": (r"\d{4}-\d{2}-\d{2}", "a date as year-month-day, such as 2024-03-31"),
}


def _wrong_values(rows: Sequence[Row], sheet: Sheet) -> dict[str, dict[str, Sequence[tuple[str, str]]]]:
    """By column, the values that are wrong and what is wrong with them; each is looked at once, for many are equal."""
    found: dict[str, dict[str, Sequence[tuple[str, str]]]] = {}
    for column in filter(_can_be_wrong, sheet.columns):
        check = _check_of(column)
        for value in {row.cells[column.name] for row in rows}:
            if issues := check(value):
                found.setdefault(column.name, {})[value] = issues
    return found


def _can_be_wrong(column: Column) -> bool:
    return bool(column.required or column.choices or column.pattern or column.kind != "text")


def _check_of(column: Column) -> Callable[[str], Sequence[tuple[str, str]]]:
    """What finds the issues of a cell of one column; made once, since a ledger has a million cells."""
    empty = [(f"{column.name} is empty", f"Fill in {column.hint or 'a value'}.")] if column.required else []
    allowed = column.choices if column.kind == "choice" else ("yes", "no") if column.kind == "yes_no" else ()
    pattern, hint = _SHAPES.get(column.kind, (column.pattern, column.hint))
    is_right = re.compile(pattern, re.ASCII).fullmatch if pattern else None

    def issues(value: str) -> Sequence[tuple[str, str]]:
        if not value:
            return empty
        if allowed:
            return (
                ()
                if value in allowed
                else [(f"{column.name} is {value!r}", f"It has to be one of: {', '.join(allowed)}.")]
            )
        if is_right and not is_right(value):
            return [(f"{column.name} is {value!r}", f"It has to be {hint}.")]
        if column.kind == "date" and not _is_date(value):
            return [(f"{column.name} is {value!r}", "There is no such day.")]
        return ()

    return issues


def _is_date(value: str) -> bool:
    try:
        date.fromisoformat(value)
    except ValueError:
        return False
    return True
