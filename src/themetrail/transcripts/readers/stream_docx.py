"""The .docx that Teams and Stream offered before 2026.

For each cue a paragraph ``0:0:0.0 --> 0:0:3.2``, a paragraph with the name, and the text; some files have the
three as lines of one paragraph.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field

from themetrail.transcripts.documents import Paragraph
from themetrail.transcripts.draft import Draft, UnreadableError
from themetrail.transcripts.model import Reading, Recognition, Source
from themetrail.transcripts.word import WordFile, looks_like_word, open_word

NAME = "stream_docx"

_TIMES = re.compile(
    r"(?P<start>\d{1,3}:\d{1,2}:\d{1,2}(?:\.\d{1,7})?)\s*-->\s*(?P<end>\d{1,3}:\d{1,2}:\d{1,2}(?:\.\d{1,7})?)"
)
_BROKEN_TIMES = re.compile(r"[\d:.,\s]*-->[\d:.,\s]*")
_MOST_WORDS = 6


@dataclass
class _Cue:
    """The paragraph in which a cue begins, its times, and its lines with their paragraphs."""

    number: int
    start_s: float
    end_s: float
    lines: list[tuple[int, str]] = field(default_factory=list)


def recognise(source: Source) -> Recognition:
    """Certain if a line is two times with an arrow between."""
    if not looks_like_word(source.name, source.data):
        return Recognition(0.0, "it is not a Word file")
    try:
        found = sum(1 for line in open_word(source.data).lines if _TIMES.fullmatch(line))
    except UnreadableError as error:
        return Recognition(0.0, error.seen)
    if found:
        return Recognition(1.0, f"{found} lines are two times with '-->' between, as Stream writes them")
    return Recognition(0.0, "no line is two times with '-->' between")


def read(source: Source, shown_as: str) -> Reading:
    """The cues as units, each with its start and end time."""
    draft = Draft(NAME, shown_as, source.kind)
    try:
        word = open_word(source.data)
    except UnreadableError as error:
        return draft.refused(error)
    draft.metadata.update(word.metadata)
    cues = _cues(word, draft)
    firsts = Counter(cue.lines[0][1] for cue in cues if len(cue.lines) > 1)
    unnamed: list[int] = []
    for cue in cues:
        _speech(cue, draft, firsts, unnamed)
    draft.note("a cue without a name; kept as speech of nobody", "paragraph", unnamed)
    return draft.reading()


def _cues(word: WordFile, draft: Draft) -> list[_Cue]:
    cues: list[_Cue] = []
    rows: list[int] = []
    for block in word.blocks:
        if not isinstance(block, Paragraph):
            draft.drop("row", block.number, "\t".join(block.cells), "a table, which Stream does not write")
            rows.append(block.number)
            continue
        for line in filter(None, map(str.strip, block.text.splitlines())):
            times = _TIMES.fullmatch(line)
            if times:
                cues.append(_Cue(block.number, _seconds(times["start"]), _seconds(times["end"])))
            elif _BROKEN_TIMES.fullmatch(line):
                remedy = "Write it as in 0:0:1.5 --> 0:0:3.2, or download the transcript again."
                draft.problem("paragraph", block.number, "a line with '-->' is not two times", remedy)
            elif cues:
                cues[-1].lines.append((block.number, line))
            else:
                draft.drop("paragraph", block.number, line, "before the first cue")
    draft.note("a table's row was left out", "row", rows)
    return cues


def _speech(cue: _Cue, draft: Draft, firsts: Counter[str], unnamed: list[int]) -> None:
    if cue.end_s < cue.start_s:
        remedy = "Correct the times, or download the transcript again."
        draft.problem("paragraph", cue.number, "the cue ends before it starts", remedy)
    elif not cue.lines:
        draft.drop("paragraph", cue.number, "", "a cue without speech")
    else:
        (number, first), *said = cue.lines
        named = _is_name(first, firsts) if said else first in firsts
        if not named:
            said = cue.lines
            unnamed.append(number)
        text = "\n".join(line for _, line in said)
        place = said[0][0] if said else number
        draft.speech("paragraph", place, text, first if named else None, cue.start_s, end_s=cue.end_s)


def _is_name(line: str, firsts: Counter[str]) -> bool:
    """Whether the first line of several names the speaker: it recurs there, or is too short for a sentence."""
    return firsts[line] > 1 or (len(line.split()) <= _MOST_WORDS and not line.endswith((".", "?", "!", ",", "…")))


def _seconds(stamp: str) -> float:
    hours, minutes, seconds = stamp.split(":")
    return 3600 * int(hours) + 60 * int(minutes) + float(seconds)
