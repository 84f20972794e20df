"""Which ``Word:`` at the start of a line is a speaker.

The text of record must not depend on a setting. A label counts if it recurs, if it is shaped like a speaker's
code (``P07``, ``Participant 3``, ``Interviewer``), or if the study's roster holds it. What else occurs once stays
text, and its place is noted. Words that head a line of a document
(``Date:``, ``Note:``, ``Table 4:``) are never speakers.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from themetrail.transcripts.stamps import BRACKETED, STAMP, seconds

if TYPE_CHECKING:
    from collections.abc import Iterable

_LABELLED = re.compile(
    rf"\s*(?:(?P<before>{BRACKETED}|{STAMP}(?=\s))\s*)?"
    r"(?P<label>[^\W\d_][^:\[\]<>.?!,;=\t\n]{0,39}?)"
    rf"\s*+(?P<after>{BRACKETED})?+\s*+:(?=\s|$)\s*(?:(?P<then>{BRACKETED})\s*)?(?P<text>.*)",
    re.DOTALL,
)
_LEADING_STAMP = re.compile(rf"\s*(?P<stamp>{BRACKETED})\s*(?P<text>.*)", re.DOTALL)
_ROLES = "participant|interviewer|interviewee|respondent|speaker|juror|facilitator|moderator|researcher|int|mod|fac"
_CODE = re.compile(rf"[a-z]{{1,4}}[ -]?\d{{1,3}}|(?:{_ROLES})(?:[ -]?[a-z]?\d{{1,3}})?", re.IGNORECASE)
_NUMBERED = "table|figure|fig|page|part|item|day|week|step|box|session|section|round|question|theme|appendix"
_HEADS_A_LINE = re.compile(
    r"(?:start |end )?(?:date|time)|duration|length|location|venue|place|project|study|title|file(?: ?name)?|"
    r"recording|audio|language|transcri(?:pt|ber|bed by|ption)|key|present|participants|attendees|apologies|"
    rf"topic|nb|(?:transcriber'?s? |researcher'?s? |field )?notes?|(?:{_NUMBERED}) ?\d+",
    re.IGNORECASE,
)
_NOT_SPEECH = re.compile(
    r"\s*(?:(?:transcriber['’]?s? |researcher['’]?s? |field )?notes?|(?:table|figure|fig|page) ?\d+)\s*:"
    r"|\s*(?:start |end )?(?:date|time)\s*:[^\n]{0,40}\d[^\n]{0,40}$"
    r"|\W*end of (?:the )?(?:transcript(?:ion)?|recording|interview|session|audio|tape)\W*$"
    r"|transcription ended after ",
    re.IGNORECASE,
)
_CLOSING = re.compile(r"[\s:.,;–—-]+$")
_LEADING_ZEROS = re.compile(r"(?<!\d)0+(?=\d)")
_MOST_WORDS = 5


@dataclass(frozen=True)
class LabelledLine:
    """A line that begins as if it named a speaker: the label, the speech after it, the stamp beside it."""

    label: str
    text: str
    start_s: float | None


def split_label(line: str) -> LabelledLine | None:
    """The parts of a line such as ``[00:01:02] P1: text``, or None where no label could stand."""
    found = _LABELLED.fullmatch(line)
    if found is None or len(found["label"].split()) > _MOST_WORDS or _HEADS_A_LINE.fullmatch(found["label"].strip()):
        return None
    stamp = found["before"] or found["after"] or found["then"]
    return LabelledLine(found["label"].strip(), found["text"], seconds(stamp) if stamp else None)


def split_stamp(line: str) -> tuple[float | None, str]:
    """The time stamp at the start of a line, if there is one, and the rest."""
    found = _LEADING_STAMP.fullmatch(line)
    return (seconds(found["stamp"]), found["text"]) if found else (None, line)


def speakers(candidates: Iterable[str], known: Iterable[str] = ()) -> frozenset[str]:
    """Those of the labels, as written, that recur (in any case and spacing), are codes in shape, or are known."""
    labels = list(candidates)
    counts = Counter(map(same_label, labels))
    sure = set(map(same_label, known))
    return frozenset(
        label for label in labels if counts[same_label(label)] > 1 or is_code(label) or same_label(label) in sure
    )


def is_code(label: str) -> bool:
    """Whether a label is shaped like a speaker's code, so that one occurrence is enough."""
    return _CODE.fullmatch(label.strip()) is not None and not _HEADS_A_LINE.fullmatch(label.strip())


def is_document_line(line: str) -> bool:
    """Whether a line between turns belongs to the document: a note, a table's heading, the closing line."""
    return _NOT_SPEECH.match(line) is not None


@lru_cache(maxsize=4096)  # a transcript writes few labels many times
def same_label(label: str) -> str:
    """A label as it is compared: case, spaces, leading zeros and closing punctuation do not count."""
    closed = _CLOSING.sub("", label.casefold())
    return _LEADING_ZEROS.sub("", "".join(closed.split()))
