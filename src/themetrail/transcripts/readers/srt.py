"""SubRip, as Otter, Zoom's editors and subtitle programs write it: a number, two times, then ``Name: text``.

SubRip has no sign for a speaker; a name at the start of a cue is one as :func:`read_names` decides.
"""

from __future__ import annotations

import re

from themetrail.transcripts.cues import ARROW, Format, blocks, note_unlabelled, read_cues, read_names
from themetrail.transcripts.draft import Draft, UnreadableError, lines_of, one_line, text_of
from themetrail.transcripts.model import Reading, Recognition, Source

NAME = "srt"

_STAMP = r"\d{1,3}:[0-5]\d:[0-5]\d[,.]\d{1,3}"
_WRITTEN = Format(
    re.compile(rf"\s*+({_STAMP})\s*+-->\s*+({_STAMP})(?:\s.*)?"),
    "00:00:01,000 --> 00:00:04,000",
)
_MARKUP = re.compile(r"</?(?:i|b|u|s|font)(?:\s[^<>]*+)?>|\{\\[^{}]*+\}", re.IGNORECASE)


def recognise(source: Source) -> Recognition:
    """Certain if the first block of lines is a cue with its number; sure enough if a cue opens the file without one."""
    by_name = source.ending == ".srt"
    no = Recognition(0.2 if by_name else 0.0, "it does not open with a numbered cue, as SubRip does")
    try:
        _, block = next(blocks(lines_of(text_of(source))), (0, [""]))
    except UnreadableError as error:
        return Recognition(no.score, error.seen)
    if len(block) > 1 and block[0].strip().isdecimal() and ARROW in block[1]:
        return Recognition(1.0, "it opens with a number and a line of two times")
    if _WRITTEN.times.fullmatch(block[0]):
        return Recognition(0.9, "it opens with a line of two times")
    return no


def read(source: Source, shown_as: str) -> Reading:
    """The cues as units, numbered by their place in the file, whatever number they carry."""
    draft = Draft(NAME, shown_as, source.kind)
    try:
        lines = lines_of(text_of(source))
    except UnreadableError as error:
        return draft.refused(error)
    cues = read_cues(list(blocks(lines)), _WRITTEN, draft)
    texts = [one_line(_MARKUP.sub("", cue.text)) for cue in cues]
    read_names(cues, texts, draft, source.known_labels)
    note_unlabelled(draft)
    return draft.reading()
