"""A Word file as professional typists deliver it: ``P1:`` and a tab before each turn, or a table of turns.

The body is walked in its order, paragraphs and tables alike. Key lines and headings are left out, tracked
insertions are speech, tracked deletions are not.
"""

from __future__ import annotations

from themetrail.transcripts.documents import document_lines, read_document
from themetrail.transcripts.draft import Draft, UnreadableError
from themetrail.transcripts.labelled import speakers_in
from themetrail.transcripts.model import Reading, Recognition, Source
from themetrail.transcripts.word import looks_like_word, open_word

NAME = "labelled_docx"


def recognise(source: Source) -> Recognition:
    """Likely if labels that recur open the paragraphs or fill a table's column.

    A Word file without any gets a low score all the same, so that its reading can say what is missing.
    """
    if not looks_like_word(source.name, source.data):
        return Recognition(0.0, "it is not a Word file")
    try:
        word = open_word(source.data)
    except UnreadableError as error:
        return Recognition(0.2, error.seen)
    if any("-->" in line for line in word.lines):
        return Recognition(0.0, "it holds lines with '-->', which belong to another tool's format")
    lines = document_lines(word.blocks)
    rows = sum(line.settled for line in lines)
    labels = speakers_in(lines, source.known_labels)
    if rows or labels:
        return Recognition(
            0.8, f"a Word file with {len(labels)} labels before paragraphs and {rows} table rows of speech"
        )
    return Recognition(0.1, "a Word file in which no speaker label was found")


def read(source: Source, shown_as: str) -> Reading:
    """The labelled paragraphs and table rows as units."""
    draft = Draft(NAME, shown_as, source.kind)
    try:
        word = open_word(source.data)
    except UnreadableError as error:
        return draft.refused(error)
    draft.metadata.update(word.metadata)
    read_document(word.blocks, draft, source.known_labels)
    return draft.reading()
