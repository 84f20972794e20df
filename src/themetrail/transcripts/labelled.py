"""Lines of a typed transcript, in which a label opens each turn, as units of speech."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from themetrail.transcripts.draft import BEFORE_SPEECH
from themetrail.transcripts.labels import is_document_line, speakers, split_label, split_stamp
from themetrail.transcripts.stamps import is_stamp, seconds

if TYPE_CHECKING:
    from collections.abc import Iterable

    from themetrail.transcripts.draft import Draft


@dataclass(frozen=True)
class Line:
    """One line of a typed transcript.

    Attributes:
        kind: What ``number`` counts.
        number: 1-based place in the source; the lines of one paragraph share it.
        text: The line.
        aside: Why it is not speech whatever it says (a heading, say), or "".
        settled: Whether a table said who speaks and when, so that ``text`` is speech as it stands.
        label: The label, where settled.
        start_s: The stamp, where settled.
    """

    kind: str
    number: int
    text: str
    aside: str = ""
    settled: bool = False
    label: str | None = None
    start_s: float | None = None


@dataclass
class _Waiting:
    """A stamp or a label that stands alone on its line and belongs to the speech that follows."""

    stamp: float | None = None
    label: str | None = None
    line: Line | None = None  # of the label

    def take(self, label: str | None, start_s: float | None) -> tuple[str | None, float | None]:
        """The label and stamp for speech that has these of its own; nothing waits any longer."""
        taken = (label or self.label, start_s if start_s is not None else self.stamp)
        self.stamp = self.label = self.line = None
        return taken

    def drop_label(self, draft: Draft) -> None:
        """Leave out the label, if one waits: somebody else speaks, or nobody."""
        if self.label and self.line:
            draft.drop(self.line.kind, self.line.number, self.label, "a speaker label with no speech after it")


def speakers_in(lines: Iterable[Line], known: Iterable[str] = ()) -> frozenset[str]:
    """The speaker labels with which lines open; ``known`` ones need not recur."""
    parts = (split_label(line.text) for line in lines if not line.aside and not line.settled)
    return speakers((part.label for part in parts if part), known)


def read_lines(lines: list[Line], draft: Draft, known: Iterable[str] = ()) -> None:
    """Fill a draft with the units of the lines.

    What stands before the first speaker is left out, and so are headings and the document's own lines. An
    unlabelled line is a unit without label; within one paragraph it is part of the unit before it. Notes have one
    voice: each of their lines is a unit without label, whatever it opens with.

    Args:
        lines: The lines in order.
        draft: What to fill.
        known: Labels of the study's roster, which count even where they occur once.
    """
    if draft.kind == "notes":
        _read_notes(lines, draft)
    else:
        _read_turns(lines, draft, speakers_in(lines, known))


def _read_turns(lines: list[Line], draft: Draft, labels: frozenset[str]) -> None:
    waiting = _Waiting()
    late: list[Line] = []
    doubtful: list[Line] = []
    started = False
    for line in lines:
        if not line.text.strip():
            continue
        part = None if line.settled or line.aside else split_label(line.text)
        speaks = line.settled or (part is not None and part.label in labels)
        why = "" if speaks else _why_not_speech(line, started)
        if why:
            draft.drop(line.kind, line.number, line.text, why)
            if is_stamp(line.text):
                waiting.stamp = seconds(line.text)
            elif started:
                late.append(line)
        elif line.settled:
            if line.label:
                waiting.drop_label(draft)
            draft.speech(line.kind, line.number, line.text, *waiting.take(line.label, line.start_s))
        elif part and speaks:
            waiting.drop_label(draft)
            label, start_s = waiting.take(part.label, part.start_s)
            if part.text.strip():
                draft.speech(line.kind, line.number, part.text, label, start_s)
            else:
                waiting.label, waiting.stamp, waiting.line = label, start_s, line
        else:
            if part:
                doubtful.append(line)
            _continue(draft, line, waiting)
        started = started or speaks
    draft.join_places()
    waiting.drop_label(draft)
    _note(draft, "left out though speech had begun", late)
    _note(draft, "opens like a speaker label that occurs only once; kept as speech", doubtful)


def _read_notes(lines: list[Line], draft: Draft) -> None:
    for line in filter(lambda line: line.text.strip(), lines):
        if line.aside:
            draft.drop(line.kind, line.number, line.text, line.aside)
        else:
            draft.speech(line.kind, line.number, line.text, line.label, line.start_s)


def _note(draft: Draft, what: str, lines: list[Line]) -> None:
    for kind in sorted({line.kind for line in lines}):
        draft.note(what, kind, [line.number for line in lines if line.kind == kind])


def _why_not_speech(line: Line, started: bool) -> str:
    if line.aside:
        return line.aside
    if is_stamp(line.text):
        return "a time stamp"
    if not started:
        return BEFORE_SPEECH
    return "a line of the document, not of a speaker" if is_document_line(line.text) else ""


def _continue(draft: Draft, line: Line, waiting: _Waiting) -> None:
    last = draft.units[-1] if draft.units else None
    start_s, text = split_stamp(line.text)
    label, start_s = waiting.take(None, start_s)
    if last and label is None and (last.unit_kind, last.number) == (line.kind, line.number):
        start_s = None  # of a piece of its paragraph
    draft.speech(line.kind, line.number, text, label, start_s)
