"""Otter's text export: a line ``Name  m:ss  ``, lines of speech, an empty line; ``Transcribed by …`` at the end."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from themetrail.transcripts.headed import MOST_WORDS, Head, read_headed
from themetrail.transcripts.labels import split_label
from themetrail.transcripts.plain import read_text, recognise_lines
from themetrail.transcripts.stamps import seconds

if TYPE_CHECKING:
    from collections.abc import Sequence

    from themetrail.transcripts.draft import Draft
    from themetrail.transcripts.labelled import Line
    from themetrail.transcripts.model import Reading, Recognition, Source

NAME = "otter_txt"

_HEAD = re.compile(
    r"\s*+(?P<label>[^\W_][^:\n]{0,79}?)(?:[ \u00a0]{2,9}|[ \u00a0]?\t\s?)(?P<stamp>\d{1,3}:[0-5]\d(?::[0-5]\d)?)\s*+"
)
_OWN_LINE = re.compile(r"\s*+Transcribed by (?:https?://)?(?:www\.)?otter\.ai/?\s*+", re.IGNORECASE)


def recognise(source: Source) -> Recognition:
    """Sure if more lines are a name, two spaces and a time than open with a label in another way."""
    return recognise_lines(source, _count, "lines are a name, two spaces and a time, as Otter writes them", 0.95)


def read(source: Source, shown_as: str) -> Reading:
    """The turns as units, one for each line of speech; Otter gives no ends. ``Unknown Speaker`` is a label."""
    return read_text(source, shown_as, NAME, _fill)


def _count(lines: Sequence[str]) -> int:
    heads = sum(1 for line in lines if _head(line))
    others = sum(1 for line in lines if not _head(line) and split_label(line))
    return heads if heads > others else 0


def _fill(lines: list[Line], draft: Draft) -> None:
    read_headed(lines, draft, _head, lambda text: _OWN_LINE.fullmatch(text) is not None)


def _head(text: str) -> Head | None:
    found = _HEAD.fullmatch(text)
    if found is None or len(found["label"].split()) > MOST_WORDS:
        return None
    return Head(found["label"].strip(), seconds(found["stamp"]))
