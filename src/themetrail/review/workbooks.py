"""Workbooks that people fill in: written so that Excel changes nothing in them, read so that nothing is guessed.

Every cell is text. What begins like a formula is stored as text and stays so; what Excel made of a text (a number, a
date, a formula, an error) is refused by the cell, because what was typed cannot be known.
"""

from __future__ import annotations

import csv
import io
import warnings
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any

import openpyxl
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from themetrail.study.problems import Problem
from themetrail.study.sheets import parse_sheet
from themetrail.transcripts.archive import opened, refuse_document_type
from themetrail.transcripts.draft import UnreadableError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from themetrail.study.sheets import Row, Sheet

_WHAT, _SAVE_AS = "an Excel workbook", "Save it again as 'Excel workbook (.xlsx)'."
_MOST_ROWS = 200_000
_ILLEGAL = {number: None for number in range(32) if number not in {9, 10}}  # which no workbook can hold


@dataclass(frozen=True)
class Page:
    """One sheet of a workbook to write.

    Attributes:
        name: Its name.
        header: Its columns.
        rows: Its cells by column.
        widths: Width of the columns that are not narrow, in characters.
        choices: Values of the lists that cells of a column are chosen from.
        to_fill: Columns that are to be filled in.
        hidden: Columns that are not shown.
    """

    name: str
    header: Sequence[str]
    rows: Sequence[Mapping[str, str]]
    widths: Mapping[str, int]
    choices: Mapping[str, Sequence[str]]
    to_fill: Sequence[str] = ()
    hidden: Sequence[str] = ()


def write_workbook(told: Sequence[str], page: Page) -> bytes:
    """A workbook: instructions on the first sheet, the page on the second, the lists of choices on the third."""
    book = openpyxl.Workbook()
    first = book.worksheets[0]
    first.title = "Read me first"
    for number, line in enumerate(told, 1):
        _put(first, number, 1, line)
        first.cell(number, 1).alignment = Alignment(wrap_text=True, vertical="top")
    first.cell(1, 1).font = Font(bold=True, size=14)
    first.column_dimensions["A"].width = 100
    sheet = book.create_sheet(page.name)
    for column, name in enumerate(page.header, 1):
        _put(sheet, 1, column, name)
        sheet.cell(1, column).font = Font(bold=True)
        letter = get_column_letter(column)
        sheet.column_dimensions[letter].width = page.widths.get(name, 12)
        sheet.column_dimensions[letter].hidden = name in page.hidden
    fill = PatternFill("solid", fgColor="FFF1C9")
    for number, row in enumerate(page.rows, 2):
        for column, name in enumerate(page.header, 1):
            _put(sheet, number, column, row[name])
            sheet.cell(number, column).alignment = Alignment(wrap_text=True, vertical="top")
            if name in page.to_fill:
                sheet.cell(number, column).fill = fill
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(page.header))}{max(2, len(page.rows) + 1)}"
    lists = book.create_sheet("Lists")
    lists.sheet_state = "hidden"
    for column, (name, values) in enumerate(page.choices.items(), 1):
        for number, value in enumerate(values, 1):
            _put(lists, number, column, value)
        letter, at = get_column_letter(column), get_column_letter(list(page.header).index(name) + 1)
        rule = DataValidation("list", formula1=f"Lists!${letter}$1:${letter}${max(1, len(values))}", allow_blank=True)
        rule.error, rule.showErrorMessage = "Choose one from the list.", True
        sheet.add_data_validation(rule)
        rule.add(f"{at}2:{at}{max(2, len(page.rows) + 1)}")
    book.active = 0
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _put(sheet: Any, row: int, column: int, text: str) -> None:
    cell = sheet.cell(row, column)
    cell.value = text.translate(_ILLEGAL)
    cell.data_type = "s"  # whatever it begins with
    cell.number_format = "@"
    cell.quotePrefix = text.startswith(("=", "+", "-", "@"))


def read_filled_in(data: bytes, sheet: Sheet, page: str, shown_as: str) -> tuple[list[Row], list[Problem]]:
    """The rows of a workbook's page, or of a CSV file that a spreadsheet program saved, as the sheet declares them.

    Returns:
        The rows whose cells are certain, numbered as the spreadsheet shows them, and a problem for each that is not.
    """
    if not data.startswith(b"PK\x03\x04"):
        return parse_sheet(data, sheet, shown_as)
    try:
        table, problems = _cells(data, page, shown_as)
    except UnreadableError as error:
        return [], [Problem(shown_as, "", 0, error.seen, error.remedy)]
    lines = io.StringIO()
    csv.writer(lines).writerows(table)
    rows, more = parse_sheet(lines.getvalue().encode("utf-8"), sheet, shown_as)
    refused = {problem.number for problem in problems}
    return [row for row in rows if row.number not in refused], [*problems, *more]


def _cells(data: bytes, page: str, shown_as: str) -> tuple[list[list[str]], list[Problem]]:
    with opened(data, _WHAT, _SAVE_AS) as archive:
        for name in archive.namelist():
            refuse_document_type(archive.read(name), f"its part {name}")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of styles and extensions that do not matter here
            book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, keep_links=False)
            if page not in book.sheetnames:
                raise UnreadableError(f"there is no sheet '{page}'", "Fill in the workbook that was exported.")
            table: list[list[str]] = []
            problems: list[Problem] = []
            for number, cells in enumerate(book[page].iter_rows(), 1):
                if number > _MOST_ROWS:
                    raise UnreadableError(f"more than {_MOST_ROWS} rows", "Fill in the workbook that was exported.")
                row = []
                for cell in cells:
                    text, issue = _text(cell)
                    row.append(text)
                    if issue:
                        at = f"{get_column_letter(len(row))}{number} holds {issue}"
                        problems.append(Problem(shown_as, "row", number, at, "Format it as text and type it again."))
                table.append(row)
            book.close()
    except UnreadableError:
        raise
    except Exception:  # openpyxl raises whatever a damaged part leads it to
        raise UnreadableError(f"it is not {_WHAT}, or it is damaged", _SAVE_AS) from None
    width = max((len(row) for row in table), default=0)
    return [row + [""] * (width - len(row)) for row in table], problems


def _text(cell: Any) -> tuple[str, str]:
    """A cell's text, and what is wrong with it."""
    value = cell.value
    if value is None:
        return "", ""
    if isinstance(value, str):
        return (
            ("", "a formula") if cell.data_type == "f" else ("", "an error") if cell.data_type == "e" else (value, "")
        )
    if isinstance(value, date | datetime | time):
        return "", "a date"
    return "", f"the number {value:g}" if isinstance(value, int | float) else "no text"
