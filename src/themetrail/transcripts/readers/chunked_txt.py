"""Text that Trint, Sonix and Descript export: each chunk opens with a name, and mostly a time, on a line.

Their exports differ by tool and by option, so all of these count: ``[00:00:01] Name`` or ``Name [00:00:01]`` on a line
of its own, ``**Name:** text`` and ``[00:00:01] **Name:** text``. One voice may open several chunks in a row.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from themetrail.transcripts.headed import Head, read_headed
from themetrail.transcripts.labels import speakers, split_label, split_stamp
from themetrail.transcripts.plain import read_text, recognise_lines
from themetrail.transcripts.stamps import BRACKETED, STAMP, is_stamp, seconds

if TYPE_CHECKING:
    from collections.abc import Sequence

    from themetrail.transcripts.draft import Draft
    from themetrail.transcripts.labelled import Line
    from themetrail.transcripts.model import Reading, Recognition, Source

NAME = "chunked_txt"

_GAP = r"[ \t\u00a0]{0,4}"
_BOLD = re.compile(
    rf"\s*+(?:(?P<before>{BRACKETED}){_GAP})?\*\*(?P<label>[^*:\n]{{1,80}})"
    rf"(?::{_GAP}\*\*|\*\*{_GAP}:|\*\*(?=\s*+$)){_GAP}(?P<after>{BRACKETED})?(?P<text>.*)",
    re.DOTALL,
)
_LABEL = r"(?P<label>[^\W\d_][^:;?!,*\[\]\n]{0,59}?)"
_AFTER_STAMP = re.compile(rf"\s*+(?P<stamp>{BRACKETED}){_GAP}{_LABEL}{_GAP}:?\s*+")
_BEFORE_STAMP = re.compile(rf"\s*+{_LABEL}{_GAP}(?P<stamp>\[{STAMP}\]){_GAP}:?\s*+")
_MOST_WORDS = 5


def recognise(source: Source) -> Recognition:
    """Sure if most labels stand in one of these ways."""

    def count(lines: Sequence[str]) -> int:
        labels = _labels(lines, source.known_labels)
        found = sum(1 for line in lines if _head(line, labels))
        others = sum(1 for line in lines if split_label(line) and not _head(line, labels))
        return found if found > others else 0

    what = "lines are a name beside a time or in bold, as most labels of Trint, Sonix and Descript are"
    return recognise_lines(source, count, what, 0.9)


def read(source: Source, shown_as: str) -> Reading:
    """The chunks as units, one for each line of speech; the tools give no ends."""

    def fill(lines: list[Line], draft: Draft) -> None:
        labels = _labels([line.text for line in lines], source.known_labels)
        read_headed(lines, draft, lambda text: _head(text, labels))
        numbers = [line.number for line in lines if _candidate(line.text) and not _head(line.text, labels)]
        draft.note("looks like the name of a speaker but occurs only once; not taken for one", "line", numbers)

    return read_text(source, shown_as, NAME, fill)


def _labels(lines: Sequence[str], known: frozenset[str]) -> frozenset[str]:
    """The names of speakers; where every chunk has one, a name that occurs once is one too."""
    heads = [_candidate(line) for line in lines]
    candidates = [head.label for head in heads if head]
    pairs = zip(lines, heads, strict=True)
    stamped = [head for line, head in pairs if split_stamp(line)[0] is not None and not is_stamp(line)]
    everywhere = len(stamped) > 1 and all(stamped)
    return frozenset(candidates) if everywhere else speakers(candidates, known)


def _head(text: str, labels: frozenset[str]) -> Head | None:
    head = _candidate(text)
    return head if head and head.label in labels else None


def _candidate(text: str) -> Head | None:
    bold = _BOLD.fullmatch(text)
    alone = None if bold else _AFTER_STAMP.fullmatch(text) or _BEFORE_STAMP.fullmatch(text)
    if bold and _may_be_a_name(bold["label"]):
        stamp = bold["before"] or bold["after"]
        return Head(bold["label"].strip(), seconds(stamp) if stamp else None, bold["text"])
    if alone and _may_be_a_name(alone["label"]):
        return Head(alone["label"].strip(), seconds(alone["stamp"]))
    return None


def _may_be_a_name(label: str) -> bool:
    """Whether it is no sentence and none of the words that head a line of a document, such as ``Note``."""
    words = label.replace(".", " ").split()
    ends = label.rstrip().endswith((".", "…", "-"))
    return not ends and len(words) <= _MOST_WORDS and split_label(f"{' '.join(words)}:") is not None
