"""The .docx that Teams offers for download since 2026.

Title, date, duration, ``… started transcription``, then one paragraph a turn: the name, three spaces,
``m:ss`` or ``h:mm:ss``, line breaks, and the speech. The closing line ``… stopped transcription`` hangs on
the last turn.
"""

from __future__ import annotations

import re
from dataclasses import replace

from themetrail.transcripts.documents import Paragraph
from themetrail.transcripts.draft import BEFORE_SPEECH, Draft, UnreadableError, one_line
from themetrail.transcripts.model import Reading, Recognition, Source
from themetrail.transcripts.stamps import seconds
from themetrail.transcripts.word import looks_like_word, open_word

NAME = "teams_docx"

_HEAD = re.compile(r"(?P<label>\S.*?)(?<![ \u00a0\t])[ \u00a0\t]{2,}+(?P<stamp>\d{1,3}:[0-5]\d(?::[0-5]\d)?)")
_STARTED = re.compile(r"(?P<who>[^.?!,:]{1,60}) started transcription\.?")
_OWN_LINE = re.compile(r"(?P<who>.+) (?:started|stopped) transcription\.?")


def recognise(source: Source) -> Recognition:
    """Certain if a paragraph opens with a name, spaces and a time."""
    if not looks_like_word(source.name, source.data):
        return Recognition(0.0, "it is not a Word file")
    try:
        heads = sum(1 for line in open_word(source.data).lines if _HEAD.fullmatch(line))
    except UnreadableError as error:
        return Recognition(0.0, error.seen)
    if heads:
        return Recognition(1.0, f"{heads} turns open with a name, spaces and a time, as Teams writes them")
    return Recognition(0.0, "no line is a name, spaces and a time")


def read(source: Source, shown_as: str) -> Reading:
    """The turns as units, one for each paragraph, with their start times; Teams gives no ends here."""
    draft = Draft(NAME, shown_as, source.kind)
    try:
        word = open_word(source.data)
    except UnreadableError as error:
        return draft.refused(error)
    draft.metadata.update(word.metadata)
    people = _people(word.lines)
    for block in word.blocks:
        if isinstance(block, Paragraph):
            _paragraph(block, draft, people)
        else:
            draft.drop("row", block.number, "\t".join(block.cells), "a table, which Teams does not write")
            draft.note("a table's row was left out", "row", [block.number])
    _cut_closing_line(draft, people)
    return draft.reading()


def _people(lines: list[str]) -> frozenset[str]:
    """Who is in the meeting, as far as it says: Teams itself writes that one of them started or stopped it."""
    speakers = {found["label"] for found in map(_HEAD.fullmatch, lines) if found}
    starters = {found["who"] for found in map(_STARTED.fullmatch, lines) if found}
    return frozenset(speakers | starters)


def _paragraph(block: Paragraph, draft: Draft, people: frozenset[str]) -> None:
    label: str | None = None
    start_s: float | None = None
    said: list[str] = []
    for line in filter(None, map(str.strip, block.text.splitlines())):
        head, own = _HEAD.fullmatch(line), _OWN_LINE.fullmatch(line)
        if head:
            _turn(block, draft, said, label, start_s)
            label, start_s, said = head["label"], seconds(head["stamp"]), []
        elif own and own["who"] in people:
            draft.drop("paragraph", block.number, line, "Teams' own line")
        elif label is None and not draft.units:
            draft.drop("paragraph", block.number, line, BEFORE_SPEECH)
        else:
            said.append(line)
    _turn(block, draft, said, label, start_s)


def _turn(block: Paragraph, draft: Draft, said: list[str], label: str | None, start_s: float | None) -> None:
    if said or label:
        draft.speech("paragraph", block.number, one_line("\n".join(said)), label, start_s)


def _cut_closing_line(draft: Draft, people: frozenset[str]) -> None:
    """Cut the closing line where it hangs on the last turn without a line break."""
    last = draft.units[-1] if draft.units else None
    glued = _OWN_LINE.fullmatch(last.text) if last else None
    names = [name for name in people if glued and glued["who"].endswith(name)]
    if last and glued and names:
        begin = glued.end("who") - max(map(len, names))
        draft.drop(last.unit_kind, last.number, last.text[begin:], "Teams' own line")
        said = last.text[:begin].rstrip()
        draft.units[-1:] = [replace(last, text=said)] if said else []
