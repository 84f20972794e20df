"""Which column of a Word table holds the speaker, which the speech, and which the time."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from themetrail.transcripts.stamps import is_stamp

_SPEAKER = frozenset({"speaker", "name", "participant", "who", "label", "initials", "voice", "person"})
_TEXT = frozenset({"text", "speech", "transcript", "utterance", "content", "dialogue", "verbatim", "what was said"})
_TIME = frozenset({"time", "timestamp", "time stamp", "timecode", "start", "stamp"})
_MOST_WORDS = 5


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
    and the speaker is a column of short cells that recur.
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
    return short and max(Counter(cell.casefold() for cell in cells).values(), default=0) > 1
