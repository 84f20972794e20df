"""A Rich Text file (.rtf) with labels before turns or a table of turns, as older word processors save it."""

from __future__ import annotations

from themetrail.transcripts.documents import read_document
from themetrail.transcripts.draft import Draft, UnreadableError
from themetrail.transcripts.model import Reading, Recognition, Source
from themetrail.transcripts.rich_text import looks_like_rich_text, open_rich_text

NAME = "rtf"


def recognise(source: Source) -> Recognition:
    """Certain if it begins as RTF does."""
    if looks_like_rich_text(source.data):
        return Recognition(1.0, "it begins as RTF does")
    return Recognition(0.0, "it does not begin as RTF does")


def read(source: Source, shown_as: str) -> Reading:
    """The labelled paragraphs and table rows as units."""
    draft = Draft(NAME, shown_as, source.kind)
    try:
        document = open_rich_text(source.data)
    except UnreadableError as error:
        return draft.refused(error)
    draft.metadata.update(document.metadata)
    read_document(document.blocks, draft, source.known_labels)
    return draft.reading()
