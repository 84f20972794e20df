"""Zoom's ``chat.txt``, which is known for what it is so that nobody takes it for a transcript: it is refused."""

from __future__ import annotations

import re

from themetrail.transcripts.draft import Draft, UnreadableError, lines_of, text_of
from themetrail.transcripts.model import Reading, Recognition, Source

NAME = "zoom_chat"

_MESSAGE = re.compile(
    r"(?:\d{4}-\d\d-\d\d )?\d\d:\d\d:\d\d[ \t\u00a0]{1,4}From[ \t\u00a0]{1,4}(?=\S)"
    r"(?:[^\n]{1,120}? to [^\n]{1,120}?:|[^\n]{1,120}? : )"
)


def recognise(source: Source) -> Recognition:
    """Certain if the first line that is not empty is the head of a message."""
    try:
        lines = lines_of(text_of(source))
    except UnreadableError as error:
        return Recognition(0.0, error.seen)
    if _is_message(next((line for line in lines if line.strip()), "")):
        return Recognition(1.0, "it opens with a chat message, as Zoom saves them")
    return Recognition(0.0, "it does not open with a chat message of Zoom")


def read(source: Source, shown_as: str) -> Reading:
    """Always a problem: people wrote a chat beside the talk, and did not say it."""
    draft = Draft(NAME, shown_as, source.kind)
    try:
        lines = lines_of(text_of(source))
    except UnreadableError as error:
        return draft.refused(error)
    seen = f"this is a chat log, not speech ({sum(map(_is_message, lines))} messages)"
    remedy = (
        "Give Zoom's transcript of the session, the .vtt beside this file. "
        "If the chat is to be studied, type it as a transcript of its own, with 'Name: ' before each message."
    )
    draft.problem("", 0, seen, remedy)
    return draft.reading()


def _is_message(line: str) -> bool:
    return _MESSAGE.match(line) is not None
