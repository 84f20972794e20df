"""Choosing the one reader that knows a source, or saying why none or more than one does."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from themetrail.study.problems import Problem
from themetrail.transcripts.archive import archive_kind
from themetrail.transcripts.draft import UnreadableError, text_of
from themetrail.transcripts.model import Reading
from themetrail.transcripts.plain import is_timed
from themetrail.transcripts.readers import readers

if TYPE_CHECKING:
    from collections.abc import Sequence

    from themetrail.transcripts.model import Source
    from themetrail.transcripts.readers import Reader

_TOO_CLOSE = 0.05
_NOTHING = b"\xef\xbb\xbf\xff\xfe\x00 \t\r\n\x0b\x0c"  # byte-order marks and blanks, in UTF-16 too
_REMEDY = (
    "Export the transcript again from the tool it comes from, or save it as .docx or .txt with 'P1: ' before each "
    "turn; docs/formats.md lists what can be read."
)
_ARCHIVES = {"pptx": "it is a presentation", "ods": "it is an OpenDocument spreadsheet", "zip": "it is a zip archive"}


@dataclass(frozen=True)
class Choice:
    """The reader for a source with the reasons, or None with the problem."""

    reader: Reader | None
    reasons: list[str]
    problems: list[Problem]


def choose(source: Source, shown_as: str, among: Sequence[Reader] | None = None) -> Choice:
    """The reader that is surest of a source.

    Args:
        source: The transcript.
        shown_as: Its name in messages.
        among: The readers to choose from, by default all.
    """
    if not source.data.strip(_NOTHING):
        empty = Problem(shown_as, "", 0, "the file is empty", "Put the transcript there again.")
        return Choice(None, [], [empty])
    offers = [(reader, reader.recognise(source)) for reader in (readers() if among is None else among)]
    reasons = [f"{reader.NAME}: {offer.reason}" for reader, offer in offers]
    best = max((offer.score for _, offer in offers), default=0.0)
    fitting = [reader for reader, offer in offers if offer.score > 0 and best - offer.score < _TOO_CLOSE]
    if len(fitting) == 1:
        return Choice(fitting[0], reasons, [])
    if fitting:
        names = " and ".join(reader.NAME for reader in fitting)
        seen = f"it fits several formats equally well ({names})"
        remedy = "Export the transcript again in one of them."
    else:
        seen, remedy = f"no reader knows this format: {_what_it_is(source)}", _REMEDY
    return Choice(None, reasons, [Problem(shown_as, "", 0, seen, remedy)])


def _what_it_is(source: Source) -> str:
    """What can be said of a source that nobody reads."""
    if kind := archive_kind(source.data):
        return _ARCHIVES.get(kind, f"it is a {kind} file")
    try:
        text = text_of(source)
    except UnreadableError as error:
        return error.seen
    return "it holds times with '-->' but opens as neither .vtt nor .srt does" if is_timed(text) else "it is text"


def read_transcript(source: Source, shown_as: str) -> Reading:
    """A source as the reader that knows it understands it; never raises for what a source holds.

    Args:
        source: The transcript.
        shown_as: Its name in messages.
    """
    choice = choose(source, shown_as)
    if choice.reader is None:
        return Reading("", choice.reasons, [], [], {}, choice.problems, [])
    return replace(choice.reader.read(source, shown_as), reasons=choice.reasons)
