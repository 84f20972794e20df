"""A workbook with a sheet of turns or of answers, on whichever of its sheets that is.

The archive is checked before openpyxl sees it. A formula counts as the value that was saved with it; without one the
file is refused. Hidden sheets, comments, text boxes, links, and properties are kept apart, for they may identify
somebody.
"""

from __future__ import annotations

import io
import re
import warnings
from contextlib import contextmanager
from datetime import time, timedelta
from itertools import islice
from typing import TYPE_CHECKING

import openpyxl
from lxml import etree

from themetrail.transcripts.archive import OLD_OFFICE, archive_kind, opened, parse, refuse_document_type
from themetrail.transcripts.columns import Record, has_header, sheet_columns
from themetrail.transcripts.draft import Draft, UnreadableError, one_line
from themetrail.transcripts.markup import all_text, attribute, below, children, name_of
from themetrail.transcripts.model import Reading, Recognition, Source
from themetrail.transcripts.tables import read_records

if TYPE_CHECKING:
    import zipfile
    from collections.abc import Iterator

    from openpyxl.worksheet.worksheet import Worksheet

NAME = "speech_xlsx"

_WHAT = "an Excel workbook"
_SAVE_AS = "Open it in Excel and save it again as .xlsx, without a password."
_SAMPLE = 500  # rows
_LAST_ROW = 1_048_576  # Excel's
_SHEET = re.compile(r"xl/worksheets/[^/]+\.xml")
_ASIDE = re.compile(r"xl/(?:comments|threadedComments|persons|drawings)[^_]*\.xml")
_PROPERTIES = re.compile(r"docProps/\w+\.xml")
_FAR_COLUMN = re.compile(rb"""\sr=["'][A-Z]{3,}[0-9]""")
_ROW = re.compile(rb"<(?:\w+:)?row\s[^<>]*>")
_HIDDEN = re.compile(rb"""\shidden=["'](?:1|true)["']""")
_NUMBER = re.compile(rb"""\sr=["'](\d{1,7})["']""")
_HOUR_S = 3600
_CARRIAGE_RETURN = "_x000D_"  # as Office escapes it


def recognise(source: Source) -> Recognition:
    """Certain if the archive holds a workbook."""
    if archive_kind(source.data) == "xlsx":
        return Recognition(0.95, "it is an Excel workbook")
    if source.ending in {".xlsx", ".xls"}:
        old = source.data.startswith(OLD_OFFICE)
        return Recognition(0.3, "it is a file of old Office, or locked" if old else "it is called a workbook")
    return Recognition(0.0, "it is not an Excel workbook")


def read(source: Source, shown_as: str) -> Reading:
    """The rows of the one sheet that holds speech as units."""
    draft = Draft(NAME, shown_as, source.kind)
    try:
        with opened(source.data, _WHAT, _SAVE_AS) as archive:
            _check(archive)
            draft.metadata.update(_metadata(archive))
            uncounted = _formulas_without_value(archive)
            hidden = {name: _hidden_rows(archive.read(name)) for name in filter(_SHEET.fullmatch, archive.namelist())}
        if uncounted:
            seen = f"{uncounted} formulas have no saved value"
            raise UnreadableError(seen, "Open it in Excel and save it again, or paste the cells as values.")
        with _workbook(source.data) as book:
            _read_book(book, hidden, draft)
    except UnreadableError as error:
        return draft.refused(error)
    return draft.reading()


def _check(archive: zipfile.ZipFile) -> None:
    """Refuse what openpyxl's parser would follow or unfold, and sheets wider than any transcript."""
    for name in archive.namelist():
        data = archive.read(name)
        refuse_document_type(data, f"its part {name}")
        if _SHEET.fullmatch(name) and _FAR_COLUMN.search(data):
            raise UnreadableError("a sheet has more than 702 columns", "Keep the columns of the transcript alone.")


def _metadata(archive: zipfile.ZipFile) -> dict[str, str]:
    found: dict[str, str] = {}
    for name in sorted(set(archive.namelist())):
        if _PROPERTIES.fullmatch(name):
            for one in children(parse(archive.read(name), f"its part {name}")):
                found[f"property {attribute(one, 'name') or name_of(one)}"] = all_text(one)
        elif _ASIDE.fullmatch(name):
            root = parse(archive.read(name), f"its part {name}")
            people = [attribute(one, "displayName") for one in below(root, "person")]
            found[name.removeprefix("xl/")] = one_line(" ".join([*people, all_text(root)]))
        elif name.endswith(".rels") and name.startswith("xl/"):
            links = below(parse(archive.read(name), f"its part {name}"), "Relationship")
            targets = [attribute(link, "Target") for link in links if attribute(link, "TargetMode") == "External"]
            found[f"links of {name}"] = "; ".join(targets)
    return {key: value for key, value in found.items() if value}


def _formulas_without_value(archive: zipfile.ZipFile) -> int:
    """How many formulas nobody has computed; one that gives an empty text is computed."""
    count = 0
    for name in filter(_SHEET.fullmatch, archive.namelist()):
        data = archive.read(name)
        if b"<f" not in data and b":f" not in data:
            continue
        cells = etree.iterparse(io.BytesIO(data), tag="{*}c", resolve_entities=False, no_network=True)
        for _, cell in cells:
            values = "".join(all_text(value) for value in children(cell, "v"))
            count += not values and cell.get("t") != "str" and next(children(cell, "f"), None) is not None
            cell.clear()
    return count


def _hidden_rows(sheet: bytes) -> list[int]:
    tags = (found.group() for found in _ROW.finditer(sheet))
    numbers = (_NUMBER.search(tag) for tag in tags if _HIDDEN.search(tag))
    return [int(number[1]) for number in numbers if number]


def _part_of(sheet: object) -> str:
    """The part of the archive that a sheet, opened for reading alone, is read from."""
    return str(getattr(sheet, "_worksheet_path", "")).lstrip("/")


def _note_doubts(sheet: int, hidden: list[int], draft: Draft) -> None:
    read = {unit.number for unit in draft.units}
    draft.note(
        "hidden or filtered out in Excel, but read", f"sheet {sheet} row", [row for row in hidden if row in read]
    )
    times = [unit.start_s for unit in draft.units if unit.start_s is not None]
    if len(times) > 1 and max(times) >= _HOUR_S and not any(time % 60 for time in times):
        draft.notes.append("All its times are whole minutes: where 4:05 was typed, Excel keeps hours and minutes.")


@contextmanager
def _workbook(data: bytes) -> Iterator[openpyxl.Workbook]:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of styles and extensions that do not matter here
            book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
            try:
                yield book
            finally:
                book.close()
    except UnreadableError:
        raise
    except Exception:  # openpyxl raises whatever a damaged part leads it to
        raise UnreadableError(f"it is not {_WHAT}, or it is damaged", _SAVE_AS) from None


def _read_book(book: openpyxl.Workbook, hidden: dict[str, list[int]], draft: Draft) -> None:
    shown = []
    for number, sheet in enumerate(book.worksheets, 1):
        sheet.reset_dimensions()  # what a file says of its size need not be so
        draft.metadata[f"sheet {number} title"] = sheet.title
        if sheet.sheet_state == "visible":
            shown.append(number)
        elif text := _text_of(sheet):
            draft.metadata[f"hidden sheet {number}"] = text
    chosen = _choose(book, shown, draft.kind)
    for number in shown:
        sheet = book.worksheets[number - 1]
        if number == chosen:
            read_records(list(_records(sheet)), draft, f"sheet {number} row")
            _note_doubts(number, hidden.get(_part_of(sheet), []), draft)
        elif text := _text_of(sheet):
            draft.drop("sheet", number, text, "a sheet that is not the transcript")


def _choose(book: openpyxl.Workbook, shown: list[int], kind: str) -> int:
    """The sheet to read: the only one with a header that is known, or else the only one that could be read."""
    wanted = "transcript" if kind == "notes" else kind
    samples = {number: list(islice(_records(book.worksheets[number - 1]), _SAMPLE)) for number in shown}
    fitting = [number for number, sample in samples.items() if has_header(sample, wanted)]
    fitting = fitting or [number for number, sample in samples.items() if _is_readable(sample, wanted)]
    fitting = fitting or [number for number, sample in samples.items() if sample]
    if len(fitting) == 1:
        return fitting[0]
    if not fitting:
        raise UnreadableError("its sheets are empty", "Check that this is the whole transcript.")
    seen = f"the sheets {', '.join(map(str, fitting))} could each be the one to read"
    raise UnreadableError(seen, "Keep one of them in the file; give each session a file of its own.")


def _is_readable(sample: list[Record], kind: str) -> bool:
    try:
        sheet_columns(sample, kind)
    except UnreadableError:
        return False
    return True


def _records(sheet: Worksheet) -> Iterator[Record]:
    for number, row in enumerate(sheet.iter_rows(max_row=_LAST_ROW, values_only=True), 1):
        cells = [_text(value) for value in row]
        while cells and not cells[-1]:
            cells.pop()
        if cells:
            yield Record(number, tuple(cells))


def _text_of(sheet: Worksheet) -> str:
    return " | ".join("\t".join(record.cells) for record in _records(sheet))


def _text(value: object) -> str:
    """A cell as text: times as stamps, whole numbers without a point, dates year first."""
    match value:
        case None:
            text = ""
        case str():
            text = value.replace(_CARRIAGE_RETURN, "\n").strip()
        case bool():
            text = str(value).upper()
        case time():
            seconds = (value.hour * 60 + value.minute) * 60 + value.second
            text = _stamp(seconds * 1000 + value.microsecond // 1000)
        case timedelta() if value >= timedelta():
            text = _stamp(round(value.total_seconds() * 1000))
        case float() if value.is_integer():
            text = str(int(value))
        case _:  # a date is written year first
            text = str(value)
    return text


def _stamp(milliseconds: int) -> str:
    whole, rest = divmod(milliseconds, 1000)
    stamp = f"{whole // 3600:02}:{whole // 60 % 60:02}:{whole % 60:02}"
    return f"{stamp}.{rest:03}" if rest else stamp
