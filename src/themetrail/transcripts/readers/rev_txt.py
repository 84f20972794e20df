"""The text file that Rev delivers: ``Name (HH:MM:SS):`` and the speech after it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from themetrail.transcripts.plain import read_text, recognise_lines
from themetrail.transcripts.rev import looks_like_rev, read_rev

if TYPE_CHECKING:
    from themetrail.transcripts.model import Reading, Recognition, Source

NAME = "rev_txt"


def recognise(source: Source) -> Recognition:
    """Sure if most labels have a time in round brackets beside them."""
    what = "lines open with a name and a time in round brackets, as most labels of Rev do"
    return recognise_lines(source, looks_like_rev, what, 0.9)


def read(source: Source, shown_as: str) -> Reading:
    """The turns as units, one for each line of speech; Rev gives no ends."""
    return read_text(source, shown_as, NAME, read_rev)
