"""What a transcriber writes between the words: ``[laughs]``, ``[inaudible 00:20:12]``, ``[NAME]``.

A mark is one opaque thing: it is typed, never counted as words, and never cut. Square brackets are always a
mark; round ones only around words that transcribers use so, for people speak in parentheses too. Of the signs of CHAT
that stand without brackets, ``xxx`` (what could not be heard), ``&-uh`` (a filler) and ``&=laughs`` are marks.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

KINDS = ("event", "filler", "overlap", "pause", "redaction", "restart", "stamp", "unclear")


@dataclass(frozen=True, order=True)
class Mark:
    """A mark at ``text[start:end]``; ``kind`` is one of :data:`KINDS`."""

    start: int
    end: int
    kind: str


_STAMP = r"\d{1,3}:[0-5]\d(?::[0-5]\d)?(?:[.-]\d{1,3})?"
_UNCLEAR = r"(?:inaudible|unclear|unintelligible|indistinct|indecipherable)\b.*|\?+"
_OVERLAP = (
    r"(?:cross-?talk|overlap(?:s|ping)?|talking over|simultaneous|speaking together|all (?:talk|speak))\b.*|[<>]\d?"
)
_PAUSE = r"(?:(?:long|short|brief|slight) )?(?:pauses?|silence)\b.*|\.{1,3}|…|\d+(?:\.\d+)? ?s(?:ec(?:ond)?s?)?"
_EVENT = (
    r"(?:(?:everyone|everybody|all|some|general|nervous|both|group) )?"
    r"(?:laugh(?:s|ing|ter)?|chuckl(?:es?|ing)|giggl(?:es?|ing)|sighs?|sighing|cough(?:s|ing)?|sniffs?|crying|cries|"
    r"tearful|whisper(?:s|ing)?|applause|clears throat|phone rings|knock(?:s|ing)?)\b.*"
)
_REDACTION = (
    r"(?:name|surname|first name|place|location|organi[sz]ation|company|hospital|surgery|town|village|city|"
    r"address|phone number|date of birth|service)(?: (?:of|removed|redacted|withheld|\d).*|)"
    r"|(?:redacted|removed|deleted|anonymi[sz]ed|withheld)\b.*|.*\b(?:redacted|removed|anonymi[sz]ed|withheld)"
)
_CAPITALS = re.compile(r"(?=.*[A-Z])[A-Z0-9][A-Z0-9 _'’/&.-]*")
_RESTART = r"/{1,3}[-?]?"  # as CHAT has it behind words that are said again or otherwise
# The order matters: "[inaudible, laughter]" is unclear first of all, "[LAUGHTER]" no redaction.
_TYPES = tuple(
    (kind, re.compile(pattern, re.IGNORECASE))
    for kind, pattern in (
        ("stamp", _STAMP),
        ("unclear", _UNCLEAR),
        ("overlap", _OVERLAP),
        ("pause", _PAUSE),
        ("restart", _RESTART),
        ("event", _EVENT),
        ("redaction", _REDACTION),
    )
)
# Each kind opens with a character of its own, which lets the search run fast over what is none.
_MARK = re.compile(
    r"\[(?P<square>[^\[\]\n]{1,120})\]"
    r"|\((?P<round>[^()\n]{1,60})\)"
    rf"|#(?P<stamp>{_STAMP})#"
    r"|X(?<!\wX)(?P<blank>XX+)(?!\w)"
    r"|&(?<![\w&]&)(?P<sign>[-=])(?=[a-z])[\w:]+"
    r"|x(?<!\Sx)xx(?= \S)|y(?<!\Sy)yy(?= \S)"  # at the end of a message, three x are kisses
)
_OPAQUE = "\ufffc"
_ENDING = re.compile(rf"{_OPAQUE}['’]\w+")


def find_marks(text: str) -> list[Mark]:
    """All marks of a text in order; they never overlap."""
    marks: list[Mark] = []
    place = 0
    while found := _MARK.search(text, place):
        kind = _kind(found)
        if kind is None:  # speech in parentheses, in which marks may stand
            place = found.start() + 1
        else:
            marks.append(Mark(found.start(), found.end(), kind))
            place = found.end()
    return marks


def without_marks(text: str) -> str:
    """The text with each mark, and a possessive hanging on it, as a space."""
    return blanked(text, find_marks(text))


def blanked(text: str, marks: Sequence[Mark]) -> str:
    """The text as :func:`without_marks` gives it, for one of which the marks, in order, are found already."""
    ends = [0, *(mark.end for mark in marks)]
    starts = [*(mark.start for mark in marks), len(text)]
    opaque = _OPAQUE.join(text[end:start] for end, start in zip(ends, starts, strict=True))
    return _ENDING.sub(" ", opaque).replace(_OPAQUE, " ")


def count_words(text: str) -> int:
    """Words between spaces that hold a letter or digit; marks are not words."""
    return sum(any(map(str.isalnum, word)) for word in without_marks(text).split())


def _kind(found: re.Match[str]) -> str | None:
    if found["stamp"]:
        return "stamp"
    if found["blank"]:
        return "redaction"
    if found["sign"]:
        return "filler" if found["sign"] == "-" else "event"
    if found.group() in ("xxx", "yyy"):
        return "unclear"
    inside = (found["square"] or found["round"]).strip()
    kind = next((kind for kind, pattern in _TYPES if pattern.fullmatch(inside)), None)
    if found["square"] and kind is None:
        return "redaction" if _CAPITALS.fullmatch(inside) else "event"
    return kind
