"""f4's text: ``I: text #00:01:23-4#``, a paragraph a turn, with the time at which it ended behind it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from themetrail.transcripts.f4 import has_stamp, take_stamps
from themetrail.transcripts.labelled import read_lines
from themetrail.transcripts.plain import read_text, recognise_lines

if TYPE_CHECKING:
    from collections.abc import Sequence

    from themetrail.transcripts.draft import Draft
    from themetrail.transcripts.labelled import Line
    from themetrail.transcripts.model import Reading, Recognition, Source

NAME = "f4_txt"


def recognise(source: Source) -> Recognition:
    """Sure if a line of text that is not another format holds a stamp between hash signs."""
    return recognise_lines(source, _count, "lines hold a stamp such as #00:01:23-4#, as f4 writes it", 0.95)


def read(source: Source, shown_as: str) -> Reading:
    """The paragraphs as units, cut where a stamp stands inside one."""

    def fill(lines: list[Line], draft: Draft) -> None:
        read_lines(lines, draft, source.known_labels)
        take_stamps(draft)

    return read_text(source, shown_as, NAME, fill)


def _count(lines: Sequence[str]) -> int:
    return sum(1 for line in lines if has_stamp(line))
