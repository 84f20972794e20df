"""Rows of a table, from CSV or a workbook, as units of speech or as answers of respondents.

One row is one unit. Nothing vanishes: rows above the header, rows without text and every column that is not read are
left out verbatim. A kind of mistake is told once, with its first row, however long the table is.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from themetrail.transcripts.columns import SheetColumns, sheet_columns
from themetrail.transcripts.stamps import is_stamp, seconds

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from themetrail.transcripts.columns import Record
    from themetrail.transcripts.draft import Draft

_NOT_NOTES = ("it is a table, and notes are text", "Save the notes as .docx or .txt, or change source_kind.")
_SECONDS_DIGITS = 10


@dataclass
class _WrongTimes:
    """Rows of which a time cannot be read, and rows that end before they start."""

    unclear: list[int] = field(default_factory=list)
    backwards: list[int] = field(default_factory=list)


def read_records(records: Sequence[Record], draft: Draft, unit: str = "row") -> None:
    """Fill a draft with the rows of a table.

    Args:
        records: The rows that are not blank.
        draft: What to fill; its kind says whether the rows are turns or responses.
        unit: What a row's number counts, such as "sheet 2 row".

    Raises:
        UnreadableError: when it is not certain which column holds what.
    """
    if draft.kind == "notes":
        draft.problem("", 0, *_NOT_NOTES)
        return
    columns = sheet_columns(records, draft.kind)
    body = _body(records, columns, draft, unit)
    wide = [record.number for record in body if len(record.cells) > columns.width]
    if wide:
        seen = f"it has more cells than the first row of the table, which has {columns.width}{_times(len(wide))}"
        draft.problem(unit, wide[0], seen, "Put text that holds the separator into double quotes.")
        return
    wrong = _WrongTimes()
    for record in body:
        _row(record, columns, draft, unit, wrong)
    draft.note("its time cannot be read and was left out", unit, wrong.unclear)
    if wrong.backwards:
        seen = f"it ends before it starts{_times(len(wrong.backwards))}"
        draft.problem(unit, wrong.backwards[0], seen, "Correct one of the two times.")
    _drop_columns(records, body, columns, draft)


def _body(records: Sequence[Record], columns: SheetColumns, draft: Draft, unit: str) -> Sequence[Record]:
    if columns.header is None:
        return records
    for record in records[: columns.header]:
        draft.drop(unit, record.number, "\t".join(record.cells), "above the header of the table")
    header = records[columns.header]
    draft.drop(unit, header.number, "\t".join(header.cells), "the header of the table")
    return records[columns.header + 1 :]


def _row(record: Record, columns: SheetColumns, draft: Draft, unit: str, wrong: _WrongTimes) -> None:
    text = record.cell(columns.text)
    label = record.cell(columns.label)
    if not text:
        if label:
            draft.drop(unit, record.number, label, "a row without speech")
        return
    times: list[float | None] = []
    for column in (columns.start, columns.end):
        stamp = record.cell(column)
        time = _time(stamp)
        if stamp and time is None:
            draft.drop(unit, record.number, stamp, "a time that cannot be read")
            wrong.unclear.append(record.number)
        times.append(time)
    start_s, end_s = times
    if start_s is not None and end_s is not None and end_s < start_s:
        wrong.backwards.append(record.number)
    draft.speech(unit, record.number, text, label or None, start_s, end_s=end_s)


def _time(cell: str) -> float | None:
    """Seconds of a stamp, or of a plain number, which tools write for seconds."""
    if is_stamp(cell):
        return seconds(cell)
    plain = cell.replace(".", "", 1)
    return float(cell) if plain.isascii() and plain.isdecimal() and len(plain) <= _SECONDS_DIGITS else None


def _drop_columns(records: Sequence[Record], body: Iterable[Record], columns: SheetColumns, draft: Draft) -> None:
    """Leave out each column that is not read, its different cells once each in the order of the rows."""
    others = [index for index in range(columns.width) if index not in columns.read]
    cells: dict[int, dict[str, None]] = {index: {} for index in others}
    for record in body:
        for index, cell in enumerate(record.cells):
            if cell and index in cells:
                cells[index].setdefault(cell)
    for index, found in cells.items():
        name = records[columns.header].cell(index) if columns.header is not None else ""
        if found:
            why = f"a column that is not read ({len(found)} different cells)"
            draft.drop("column", index + 1, " | ".join([name, *found] if name else found), why)


def _times(count: int) -> str:
    return f" ({count} times, first here)" if count > 1 else ""
