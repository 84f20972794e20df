"""The .docx that Google Meet makes: "📝 Notes", a machine's summary, before "📖 Transcript".

In the transcript a time stands alone every few minutes and each paragraph is ``Name: text``; it closes with
``Transcription ended after …``. The summary is nobody's speech: it is left out, and without a transcript
the file is refused.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from themetrail.transcripts.documents import Paragraph
from themetrail.transcripts.draft import Draft, UnreadableError
from themetrail.transcripts.model import Reading, Recognition, Source
from themetrail.transcripts.stamps import is_stamp, seconds
from themetrail.transcripts.word import WordFile, looks_like_word, open_word

if TYPE_CHECKING:
    from collections.abc import Iterator

NAME = "meet_docx"

_NOTES = "📝"
_TRANSCRIPT = "📖"
_ENDED = re.compile(r"(?:transcription|meeting) ended after \d[\d:.hms ]{0,20}\W{0,4}", re.IGNORECASE)
_TURN = re.compile(r"(?P<label>[^:\n]{1,60}):(?:\s+(?P<text>.*))?", re.DOTALL)
_MOST_WORDS = 6


@dataclass(frozen=True)
class _Piece:
    """A line of the document: its place, text, whether it opens its paragraph, and why it cannot be speech."""

    kind: str
    number: int
    text: str
    opens: bool
    aside: str


def recognise(source: Source) -> Recognition:
    """Certain by the headings with Meet's symbols or by its closing line."""
    if not looks_like_word(source.name, source.data):
        return Recognition(0.0, "it is not a Word file")
    try:
        lines = open_word(source.data).lines
    except UnreadableError as error:
        return Recognition(0.0, error.seen)
    if any(_heading(line) or _ENDED.fullmatch(line) for line in lines):
        return Recognition(1.0, "it has the headings or the closing line of Google Meet")
    return Recognition(0.0, "it has neither the headings nor the closing line of Google Meet")


def read(source: Source, shown_as: str) -> Reading:
    """The turns as units; the first of those after a time has that time."""
    draft = Draft(NAME, shown_as, source.kind)
    try:
        word = open_word(source.data)
    except UnreadableError as error:
        return draft.refused(error)
    draft.metadata.update(word.metadata)
    pieces = list(_pieces(word))
    _read_turns(pieces, draft)
    has_summary = any(_heading(piece.text) == _NOTES for piece in pieces)
    if has_summary and not draft.units:
        seen = "it holds Google Meet's summary of the meeting, which nobody said, and no transcript"
        draft.problem("", 0, seen, "Switch the transcript on in Meet, or give the document that holds it.")
    return draft.reading()


def _heading(line: str) -> str:
    """The symbol of one of Meet's headings, or ""."""
    mark = line.strip()[:1]
    return mark if mark in {_NOTES, _TRANSCRIPT} and len(line.split()) <= _MOST_WORDS else ""


def _pieces(word: WordFile) -> Iterator[_Piece]:
    """The lines in order; those under the heading of the notes, and tables, are not speech."""
    section = ""
    for block in word.blocks:
        if not isinstance(block, Paragraph):
            yield _Piece("row", block.number, "\t".join(block.cells), False, "a table, which a turn never is")
            continue
        for index, line in enumerate(filter(None, map(str.strip, block.text.splitlines()))):
            section = _heading(line) or section
            why = "a heading" if _heading(line) else "the machine's summary" if section == _NOTES else ""
            yield _Piece("paragraph", block.number, line, index == 0, why)


def _read_turns(pieces: list[_Piece], draft: Draft) -> None:
    turns = [_TURN.fullmatch(piece.text) if piece.opens and not piece.aside else None for piece in pieces]
    labels = Counter(turn["label"] for turn in turns if turn)
    waiting: float | None = None
    speaking = False
    rows, doubtful = [], []
    for piece, turn in zip(pieces, turns, strict=True):
        label = turn["label"].strip() if turn and _is_name(turn["label"], labels) else None
        stamp = not piece.aside and is_stamp(piece.text)
        speaking = speaking or stamp or bool(turn and labels[turn["label"]] > 1)
        why = piece.aside or _why_not_speech(piece.text, stamp, speaking)
        if why:
            draft.drop(piece.kind, piece.number, piece.text, why)
            if piece.kind == "row" and speaking:
                rows.append(piece.number)
            waiting = seconds(piece.text) if stamp else waiting
            speaking = speaking and not _ENDED.fullmatch(piece.text)
        elif turn and label:
            draft.speech("paragraph", piece.number, turn["text"] or "", label, waiting)
            waiting = None
        else:
            doubtful += [piece.number] if piece.opens else []
            draft.speech("paragraph", piece.number, piece.text, None, waiting)
            waiting = None
    draft.note("left out though speech had begun", "row", rows)
    draft.note("opens without a name; kept as speech that goes on", "paragraph", doubtful)


def _is_name(label: str, labels: Counter[str]) -> bool:
    return labels[label] > 1 or len(label.split()) <= _MOST_WORDS


def _why_not_speech(line: str, stamp: bool, speaking: bool) -> str:
    if stamp:
        return "a time stamp"
    if _ENDED.fullmatch(line):
        return "Meet's own line"
    return "" if speaking else "before or after the transcript"
