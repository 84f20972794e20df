"""What the readers of plain text share: the lines of a source, how surely its heads give it away, the reading."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from themetrail.transcripts.draft import Draft, UnreadableError, lines_of, text_of
from themetrail.transcripts.labelled import Line
from themetrail.transcripts.model import Reading, Recognition, Source

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

TIMED = "it is a file of timed cues"
_TIMED = re.compile(r"\d:\d\d[.,]\d+\s*-->")


def is_timed(text: str) -> bool:
    """Whether a text is a file of timed cues, which must not be read as an untimed one."""
    return text.startswith("WEBVTT") or _TIMED.search(text) is not None


def recognise_lines(source: Source, count: Callable[[Sequence[str]], int], what: str, score: float) -> Recognition:
    """How surely lines of one kind give a format away.

    Args:
        source: The source; only a transcript has the lines, for notes have one voice.
        count: Number of such lines among all.
        what: What the lines are, for the reason: "lines are a name, two spaces and a time, as Otter writes them".
        score: How sure one of them makes.
    """
    if source.kind != "transcript":
        return Recognition(0.0, "it is not a transcript")
    try:
        text = text_of(source)
    except UnreadableError as error:
        return Recognition(0.0, error.seen)
    if is_timed(text):
        return Recognition(0.0, TIMED)
    found = count(lines_of(text))
    return Recognition(score if found else 0.0, f"{found or 'no'} {what}")


def read_text(source: Source, shown_as: str, reader: str, fill: Callable[[list[Line], Draft], None]) -> Reading:
    """The reading of a text.

    Args:
        source: The source.
        shown_as: Its name in messages.
        reader: Name of the reader.
        fill: Fills a draft from the source's lines.
    """
    draft = Draft(reader, shown_as, source.kind)
    try:
        lines = lines_of(text_of(source))
    except UnreadableError as error:
        return draft.refused(error)
    fill([Line("line", number, line) for number, line in enumerate(lines, 1)], draft)
    return draft.reading()
