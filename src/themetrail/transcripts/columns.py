"""Which column of a table, in Word or in a spreadsheet, holds the speaker, which the speech, and which the time."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from themetrail.transcripts.draft import UnreadableError
from themetrail.transcripts.labels import is_code
from themetrail.transcripts.stamps import is_stamp

if TYPE_CHECKING:
    from collections.abc import Sequence

_SPEAKER = frozenset({"speaker", "name", "participant", "who", "label", "initials", "voice", "person"})
_TEXT = frozenset({"text", "speech", "transcript", "utterance", "content", "dialogue", "verbatim", "what was said"})
_TIME = frozenset({"time", "timestamp", "time stamp", "timecode", "start", "stamp"})
_MOST_WORDS = 5
_SPEAKER_TOO = _SPEAKER | {"speaker name", "speaker label", "speaker id", "participant id"}
_START = _TIME | {"start time", "begin", "begin time", "time in", "in"}
_END = frozenset({"end", "end time", "stop", "time out", "out"})
_RESPONDENT = frozenset(
    {
        "respondent", "respondent id", "respondentid", "participant", "participant id", "id", "response id",
        "responseid", "pid", "case", "case id", "speaker", "label",
    }
)  # fmt: skip
_RESPONSE = frozenset(
    {"response", "responses", "comment", "comments", "answer", "answers", "text", "feedback", "free text", "verbatim"}
)
_HEADER_WITHIN = 10  # rows
_SAMPLE = 500  # rows
_MOST_COLUMNS = 702  # the last one is called ZZ
_FREE_TEXT_WORDS = 5  # on average


@dataclass(frozen=True)
class Columns:
    """Indices of the columns, and whether the first row names them."""

    speaker: int
    text: int
    time: int | None
    header: bool


def speech_columns(rows: list[tuple[str, ...]]) -> Columns | None:
    """The columns of a table that holds a transcript, or None for any other table.

    A header decides if it names a speaker's and a text column; else the text is the column with most words,
    and the speaker is a column of short cells that recur or are all codes.
    """
    if not rows or not 2 <= len(rows[0]) <= 4 or any(len(row) != len(rows[0]) for row in rows):
        return None
    return _by_header(rows[0]) or _by_content(rows)


def _by_header(row: tuple[str, ...]) -> Columns | None:
    names = [cell.casefold().strip(" :.") for cell in row]
    speaker, text, time = (
        next((index for index, name in enumerate(names) if name in wanted), None) for wanted in (_SPEAKER, _TEXT, _TIME)
    )
    return None if speaker is None or text is None else Columns(speaker, text, time, header=True)


def _by_content(rows: list[tuple[str, ...]]) -> Columns | None:
    columns = list(enumerate(zip(*rows, strict=True)))
    filled = {index: [cell for cell in cells if cell] for index, cells in columns}
    time = next((i for i, cells in filled.items() if cells and 2 * sum(map(is_stamp, cells)) > len(cells)), None)
    words = {i: sum(len(cell.split()) for cell in cells) for i, cells in filled.items() if i != time}
    text = max(words, key=lambda index: (words[index], index))
    for index in words:
        if index != text and _names_speakers(filled[index]):
            return Columns(index, text, time, header=False)
    return None


def _names_speakers(cells: list[str]) -> bool:
    short = all(len(cell.split()) <= _MOST_WORDS and not cell.isdecimal() for cell in cells)
    recurs = max(Counter(cell.casefold() for cell in cells).values(), default=0) > 1
    return short and (recurs or (bool(cells) and all(map(is_code, cells))))


@dataclass(frozen=True, slots=True)
class Record:
    """A row of a spreadsheet: its number as the spreadsheet shows it, and its cells without empty ones at the end."""

    number: int
    cells: tuple[str, ...]

    def cell(self, index: int | None) -> str:
        """A cell; "" where the row is shorter or there is no such column."""
        return self.cells[index] if index is not None and index < len(self.cells) else ""


@dataclass(frozen=True)
class SheetColumns:
    """Indices of the columns of a spreadsheet, its width, and which of its records is the header, if any."""

    label: int | None
    text: int
    start: int | None
    end: int | None
    header: int | None
    width: int

    @property
    def read(self) -> frozenset[int | None]:
        """The columns that are read."""
        return frozenset({self.label, self.text, self.start, self.end})


def sheet_columns(records: Sequence[Record], kind: str) -> SheetColumns:
    """The columns of a spreadsheet.

    Args:
        records: Its rows that are not blank.
        kind: "transcript" or "responses". Responses always have a header: their questions.

    Raises:
        UnreadableError: when no column, or more than one, could hold the text, when there are far too many, or when
            the first row of responses could itself be an answer.
    """
    if any(len(record.cells) > _MOST_COLUMNS for record in records):
        raise UnreadableError(f"it has more than {_MOST_COLUMNS} columns", "Keep those of the transcript alone.")
    return _response_columns(records) if kind == "responses" else _transcript_columns(records)


def has_header(records: Sequence[Record], kind: str) -> bool:
    """Whether one of the first rows names the columns in words that are known."""
    return (_response_header if kind == "responses" else _transcript_header)(records) is not None


def _transcript_columns(records: Sequence[Record]) -> SheetColumns:
    header = _transcript_header(records)
    if header is not None:
        names = _names(records[header])
        label, text, start, end = (_first(names, wanted) for wanted in (_SPEAKER_TOO, _TEXT, _START, _END))
        if text is not None:
            return SheetColumns(label, text, start, end, header, len(names))
    width = max((len(record.cells) for record in records[:_SAMPLE]), default=0)
    rows = [tuple(record.cell(index) for index in range(width)) for record in records[:_SAMPLE]]
    found = speech_columns(rows)
    if found is None:
        seen = "no column of speakers with a column of speech beside it was found"
        raise UnreadableError(seen, "Name them in the first row: speaker, text and, if there are times, start.")
    return SheetColumns(found.speaker, found.text, found.time, None, None, width)


def _transcript_header(records: Sequence[Record]) -> int | None:
    for index, record in enumerate(records[:_HEADER_WITHIN]):
        names = _names(record)
        if _first(names, _SPEAKER_TOO) is not None and _first(names, _TEXT) is not None:
            return index
    return None


def _response_columns(records: Sequence[Record]) -> SheetColumns:
    known = _response_header(records)
    header = known or 0
    names = _names(records[header]) if records else []
    sample = records[header + 1 : header + 1 + _SAMPLE]
    if known is None and not _names_columns(names, sample):
        seen = "the first row does not name the columns, so that it may be an answer itself"
        raise UnreadableError(seen, "Put a row above it: 'response' over the answers, 'respondent' over who gave them.")
    label = _first(names, _RESPONDENT)
    columns = {
        index: [cell for r in sample if (cell := r.cell(index))] for index in range(len(names)) if index != label
    }
    named = {index for index in columns if names[index] in _RESPONSE}
    texts = sorted(named | {index for index, cells in columns.items() if _is_free_text(cells)})
    if len(texts) > 1:
        places = ", ".join(str(index + 1) for index in texts)
        seen = f"{len(texts)} columns hold answers in words (columns {places})"
        raise UnreadableError(seen, "Keep one of them in a file; give each question a session and a file of its own.")
    words = {index: sum(map(_words, cells)) for index, cells in columns.items()}
    text = texts[0] if texts else max(words, key=lambda index: (words[index], -index), default=None)
    if text is None or not words[text]:
        raise UnreadableError("no column holds answers", "Name the column of the answers 'response' in the first row.")
    return SheetColumns(label, text, None, None, header, len(names))


def _response_header(records: Sequence[Record]) -> int | None:
    for index, record in enumerate(records[:_HEADER_WITHIN]):
        names = _names(record)
        # Below the first row, one word alone may be somebody's answer.
        if _first(names, _RESPONSE) is not None and (index == 0 or _first(names, _RESPONDENT) is not None):
            return index
    return None


def _names_columns(names: list[str], sample: Sequence[Record]) -> bool:
    """Whether a row without a known name for the answers heads a table all the same.

    It does if it names the respondents or stands as words over numbers; where no column tells, if it holds a question.
    """
    numbers = [index for index in range(len(names)) if _all_numbers([record.cell(index) for record in sample])]
    if numbers:
        return not any(_is_number(names[index]) for index in numbers)
    return _first(names, _RESPONDENT) is not None or any(name.endswith("?") for name in names)


def _all_numbers(cells: list[str]) -> bool:
    filled = [cell for cell in cells if cell]
    return bool(filled) and all(map(_is_number, filled))


def _is_number(cell: str) -> bool:
    return cell.replace(".", "", 1).replace(",", "", 1).removeprefix("-").isdecimal()


def _is_free_text(cells: list[str]) -> bool:
    """Whether cells are answers in people's own words: several words each, and hardly any twice."""
    return bool(cells) and sum(map(_words, cells)) >= _FREE_TEXT_WORDS * len(cells) and 2 * len(set(cells)) > len(cells)


def _words(cell: str) -> int:
    return sum(any(map(str.isalpha, word)) for word in cell.split())


def _names(record: Record) -> list[str]:
    return [" ".join(cell.casefold().replace("_", " ").split()).strip(" :.") for cell in record.cells]


def _first(names: list[str], wanted: frozenset[str]) -> int | None:
    return next((index for index, name in enumerate(names) if name in wanted), None)
