"""CSV as spreadsheet programs and transcription tools save it: a row a turn, or a row an answer of a survey.

The separator (comma, semicolon, tab or bar) is the one under which the first rows name known columns or are equally
wide; a cell that begins with ``=`` is text.
"""

from __future__ import annotations

import csv
import io
from contextlib import suppress
from itertools import islice
from typing import TYPE_CHECKING

from themetrail.transcripts.columns import Record, has_header, sheet_columns
from themetrail.transcripts.draft import Draft, UnreadableError, text_of
from themetrail.transcripts.model import Reading, Recognition, Source
from themetrail.transcripts.tables import read_records

if TYPE_CHECKING:
    from collections.abc import Iterator

NAME = "speech_csv"

_ENDINGS = frozenset({".csv", ".tsv", ".tab"})
_MARKS = ",;\t|"
_SAMPLE = 50  # rows
_SAMPLE_CHARACTERS = 100_000
_EXCEL_SAYS = "sep="


def recognise(source: Source) -> Recognition:
    """Likely if the first rows name a speaker's and a text column, or the file is called .csv and has such."""
    called_so = source.ending in _ENDINGS
    try:
        text = text_of(source)
    except UnreadableError as error:
        return Recognition(0.2 if called_so else 0.0, error.seen)
    if called_so and source.kind != "transcript":
        return Recognition(0.95, "it is called a table, and the session's source_kind is not transcript")
    sample = _sample(text, _separator(text, source.kind))
    if any(len(record.cells) > 1 for record in sample) and has_header(sample, source.kind) and source.kind != "notes":
        return Recognition(0.95, "a table of which the header names the columns")
    if not called_so:
        return Recognition(0.0, "no row names the columns of a table")
    try:
        sheet_columns(sample, source.kind)
    except UnreadableError as error:
        return Recognition(0.3, error.seen)
    return Recognition(0.9, "a table with a column of speakers and a column of speech")


def read(source: Source, shown_as: str) -> Reading:
    """The rows with speech as units."""
    draft = Draft(NAME, shown_as, source.kind)
    try:
        text = text_of(source)
        read_records(_all_records(text, _separator(text, source.kind)), draft)
    except UnreadableError as error:
        return draft.refused(error)
    return draft.reading()


def _all_records(text: str, separator: str) -> list[Record]:
    records: list[Record] = []
    try:
        records.extend(_records(text, separator))
    except csv.Error:
        after = f" after row {records[-1].number}" if records else ""
        seen = f"a double quote{after} is not closed or stands amid a cell, or a cell is endless"
        raise UnreadableError(seen, 'Put the cell into double quotes and write "" for each inside.') from None
    return records


def _records(text: str, separator: str) -> Iterator[Record]:
    """Rows that are not blank; a blank one is counted, for a spreadsheet shows it."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    for number, row in enumerate(reader, 1):
        cells = [cell.strip() for cell in row]
        while cells and not cells[-1]:
            cells.pop()
        if cells and not (number == 1 and _said_by_excel(text)):
            yield Record(number, tuple(cells))


def _said_by_excel(text: str) -> str:
    """The separator that Excel's own first line ``sep=;`` declares, or ""."""
    first = text[: len(_EXCEL_SAYS) + 2].partition("\n")[0].rstrip("\r")
    return first[-1] if first[:-1].casefold() == _EXCEL_SAYS and first[-1] in _MARKS else ""


def _separator(text: str, kind: str) -> str:
    return _said_by_excel(text) or max(_MARKS, key=lambda mark: _fit(_sample(text, mark), kind))


def _fit(sample: list[Record], kind: str) -> tuple[bool, float, int]:
    """How well a separator fits: a header is found, no row is wider than the first, the first is wide."""
    if not sample:
        return (False, 0.0, 0)
    width = len(sample[0].cells)
    return has_header(sample, kind), sum(len(record.cells) <= width for record in sample) / len(sample), width


def _sample(text: str, separator: str) -> list[Record]:
    records: list[Record] = []
    with suppress(csv.Error):  # also where the sample cuts a cell
        records.extend(islice(_records(text[:_SAMPLE_CHARACTERS], separator), _SAMPLE))
    return records
