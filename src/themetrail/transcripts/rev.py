"""Rev's convention, in text and in Word: ``Name (HH:MM:SS):``, then the speech on the same line or the next."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from themetrail.transcripts.headed import MOST_WORDS, Head, read_headed
from themetrail.transcripts.labels import split_label
from themetrail.transcripts.stamps import STAMP, seconds

if TYPE_CHECKING:
    from collections.abc import Sequence

    from themetrail.transcripts.draft import Draft
    from themetrail.transcripts.labelled import Line

_HEAD = re.compile(
    rf"\s*+(?P<label>[^\W_][^:\n]{{0,79}}?)[ \t\u00a0]{{0,4}}"
    rf"(?:\((?P<before>{STAMP})\)[ \t\u00a0]{{0,4}}:|:[ \t\u00a0]{{0,4}}\((?P<after>{STAMP})\))"
    r"(?=\s|$)(?P<text>.*)",
    re.DOTALL,
)


def looks_like_rev(texts: Sequence[str]) -> int:
    """Number of lines that open as Rev opens a turn; 0 where most labels of the text stand without such a time.

    Args:
        texts: The lines, or the lines of all paragraphs.
    """
    heads = sum(1 for text in texts if _head(text))
    others = sum(1 for text in texts if not _head(text) and split_label(text))
    return heads if heads > others else 0


def read_rev(lines: list[Line], draft: Draft) -> None:
    """Fill a draft with the turns; a paragraph that follows the first one of a turn is a unit without label.

    Times inside marks, as in ``[inaudible 00:20:12]``, are part of the mark and stay in the text; a time alone, as
    Rev writes it between the paragraphs of a long turn, is the start of what follows.

    Args:
        lines: The lines in order; those of one paragraph share its number.
        draft: What to fill.
    """
    read_headed(lines, draft, _head)


def _head(text: str) -> Head | None:
    found = _HEAD.fullmatch(text)
    if found is None or len(found["label"].split()) > MOST_WORDS:
        return None
    return Head(found["label"].strip(), seconds(found["before"] or found["after"]), found["text"])
