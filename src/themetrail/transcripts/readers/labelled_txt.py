"""Plain text as professional typists deliver it: ``P1: text`` or ``[00:01:02] P1: text`` on a line."""

from __future__ import annotations

import re

from themetrail.transcripts.draft import Draft, UnreadableError, lines_of, text_of
from themetrail.transcripts.labelled import Line, read_lines, speakers_in
from themetrail.transcripts.model import Reading, Recognition, Source

NAME = "labelled_txt"

_TIMED = re.compile(r"\d:\d\d[.,]\d+\s*-->")


def recognise(source: Source) -> Recognition:
    """Likely for text in which labels open the lines.

    Text without any gets a low score all the same, so that its reading can say what is missing; text with cue
    times gets none, for a timed file must not be read as an untimed one.
    """
    try:
        text = text_of(source)
    except UnreadableError as error:
        return Recognition(0.1 if source.name.lower().endswith(".txt") else 0.0, error.seen)
    if text.startswith("WEBVTT") or _TIMED.search(text):
        return Recognition(0.0, "it is a file of timed cues")
    labels = speakers_in(_lines(text), source.known_labels)
    if labels:
        return Recognition(0.8, f"text in which {len(labels)} labels open lines")
    return Recognition(0.1, "text in which no speaker label was found")


def read(source: Source, shown_as: str) -> Reading:
    """The labelled lines as units, and the unlabelled ones after them."""
    draft = Draft(NAME, shown_as, source.kind)
    try:
        text = text_of(source)
    except UnreadableError as error:
        return draft.refused(error)
    read_lines(_lines(text), draft, source.known_labels)
    return draft.reading()


def _lines(text: str) -> list[Line]:
    return [Line("line", number, line) for number, line in enumerate(lines_of(text), 1)]
