"""The Word file that Rev delivers: a paragraph ``Name (HH:MM:SS):``, then the speech in paragraphs of its own."""

from __future__ import annotations

from themetrail.transcripts.documents import Paragraph, Row
from themetrail.transcripts.draft import Draft, UnreadableError
from themetrail.transcripts.labelled import Line
from themetrail.transcripts.model import Reading, Recognition, Source
from themetrail.transcripts.rev import looks_like_rev, read_rev
from themetrail.transcripts.word import WordFile, looks_like_word, open_word

NAME = "rev_docx"


def recognise(source: Source) -> Recognition:
    """Certain if turns open with a name and a time in round brackets, and not otherwise."""
    if not looks_like_word(source.name, source.data):
        return Recognition(0.0, "it is not a Word file")
    try:
        heads = looks_like_rev(open_word(source.data).lines)
    except UnreadableError as error:
        return Recognition(0.0, error.seen)
    if heads:
        return Recognition(0.95, f"{heads} turns open with a name and a time in round brackets, as Rev writes them")
    return Recognition(0.0, "turns do not open with a name and a time in round brackets")


def read(source: Source, shown_as: str) -> Reading:
    """The turns as units with their start times; Rev gives no ends."""
    draft = Draft(NAME, shown_as, source.kind)
    try:
        word = open_word(source.data)
    except UnreadableError as error:
        return draft.refused(error)
    draft.metadata.update(word.metadata)
    read_rev(_lines(word), draft)
    draft.note("a table's row was left out", "row", [row.number for row in word.blocks if isinstance(row, Row)])
    return draft.reading()


def _lines(word: WordFile) -> list[Line]:
    lines = []
    for block in word.blocks:
        if isinstance(block, Paragraph):
            lines += [Line("paragraph", block.number, text) for text in block.text.splitlines()]
        else:
            lines.append(Line("row", block.number, "\t".join(block.cells), "a table, which Rev does not write"))
    return lines
