"""Plain text as professional typists deliver it: ``P1: text`` or ``[00:01:02] P1: text`` on a line.

The lines may be numbered, ``1  P1: text`` or ``[1] P1: text``; numbers that run through the text, or through each of
its pages, are no speech.
"""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

from themetrail.transcripts.draft import UnreadableError, lines_of, text_of
from themetrail.transcripts.labelled import Line, read_lines, speakers_in
from themetrail.transcripts.model import Reading, Recognition, Source
from themetrail.transcripts.plain import TIMED, is_timed, read_text

if TYPE_CHECKING:
    from themetrail.transcripts.draft import Draft

NAME = "labelled_txt"

_LINE_NUMBER = re.compile(
    r"\s*+(?:\[(?P<bracketed>\d{1,6})\]|(?P<bare>\d{1,6})[.)]?)(?=\s|$)\s*+(?P<text>.*)",
    re.DOTALL,
)
_FEWEST_NUMBERED = 3


def recognise(source: Source) -> Recognition:
    """Likely for text in which labels open the lines.

    Text without any gets a low score all the same, so that its reading can say what is missing; text with cue
    times gets none, for a timed file must not be read as an untimed one.
    """
    try:
        text = text_of(source)
    except UnreadableError as error:
        return Recognition(0.1 if source.name.lower().endswith(".txt") else 0.0, error.seen)
    if is_timed(text):
        return Recognition(0.0, TIMED)
    lines = [Line("line", number, line) for number, line in enumerate(lines_of(text), 1)]
    labels = speakers_in(_without_numbers(lines), source.known_labels)
    if labels:
        return Recognition(0.8, f"text in which {len(labels)} labels open lines")
    return Recognition(0.1, "text in which no speaker label was found")


def read(source: Source, shown_as: str) -> Reading:
    """The labelled lines as units, and the unlabelled ones after them."""

    def fill(lines: list[Line], draft: Draft) -> None:
        unnumbered = _without_numbers(lines)
        numbers = [old.number for old, new in zip(lines, unnumbered, strict=True) if old is not new]
        draft.note("a line number was left out", "line", numbers)
        read_lines(unnumbered, draft, source.known_labels)

    return read_text(source, shown_as, NAME, fill)


def _without_numbers(lines: list[Line]) -> list[Line]:
    """The lines without numbers at their start, if most have one and each follows on the one before or is 1.

    Elsewhere a number at the start of a line is speech.
    """
    found = [(place, match) for place, line in enumerate(lines) if (match := _LINE_NUMBER.fullmatch(line.text))]
    numbers = [int(match["bracketed"] or match["bare"]) for _, match in found]
    filled = sum(1 for line in lines if line.text.strip())
    runs_on = all(after in {before + 1, 1} for before, after in pairwise(numbers)) and max(numbers, default=0) > 2
    if len(numbers) < _FEWEST_NUMBERED or 2 * len(numbers) <= filled or not runs_on:
        return lines
    unnumbered = list(lines)
    for place, match in found:
        unnumbered[place] = replace(lines[place], text=match["text"])
    return unnumbered
