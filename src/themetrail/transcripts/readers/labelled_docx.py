"""A Word file as professional typists deliver it: ``P1:`` and a tab before each turn, or a table of turns.

The body is walked in its order, paragraphs and tables alike. Key lines and headings are left out, tracked
insertions are speech, tracked deletions are not.
"""

from __future__ import annotations

from itertools import groupby

from themetrail.transcripts.columns import Columns, speech_columns
from themetrail.transcripts.draft import Draft, UnreadableError
from themetrail.transcripts.labelled import Line, read_lines, speakers_in
from themetrail.transcripts.model import Reading, Recognition, Source
from themetrail.transcripts.stamps import is_stamp, seconds
from themetrail.transcripts.word import Paragraph, Row, WordFile, looks_like_word, open_word

NAME = "labelled_docx"

_HEADINGS = ("heading", "title", "subtitle", "caption", "toc")


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
    lines = _lines(word)
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
    read_lines(_lines(word), draft, source.known_labels)
    return draft.reading()


def _lines(word: WordFile) -> list[Line]:
    lines: list[Line] = []
    known: frozenset[str] = frozenset()
    columns: Columns | None = None
    for table, blocks in groupby(word.blocks, key=lambda block: block.table if isinstance(block, Row) else 0):
        if table == 0:
            for paragraph in (block for block in blocks if isinstance(block, Paragraph)):
                aside = "a heading" if paragraph.style.startswith(_HEADINGS) else ""
                texts = paragraph.text.splitlines()
                lines += [Line("paragraph", paragraph.number, text, aside) for text in texts]
            continue
        rows = [block for block in blocks if isinstance(block, Row)]
        own = speech_columns([row.cells for row in rows])
        columns = own or (columns if columns and _goes_on(rows, columns, known) else None)
        if columns is None:
            why = "a table that is not a transcript"
            lines += [Line("row", row.number, "\t".join(row.cells), why) for row in rows]
        else:
            lines += [_row(row, columns, header=columns is own and own.header and row is rows[0]) for row in rows]
            known |= {row.cells[columns.speaker] for row in rows}
    return lines


def _goes_on(rows: list[Row], columns: Columns, known: frozenset[str]) -> bool:
    """Whether a table continues the one before: as wide, with the same speakers."""
    fits = all(len(row.cells) > max(columns.speaker, columns.text, columns.time or 0) for row in rows)
    return fits and all(row.cells[columns.speaker] in known for row in rows)


def _row(row: Row, columns: Columns, header: bool) -> Line:
    if header:
        return Line("row", row.number, "\t".join(row.cells), "the header of a table")
    text = row.cells[columns.text]
    if not text:
        return Line("row", row.number, "\t".join(row.cells), "a row without speech")
    stamp = row.cells[columns.time] if columns.time is not None else ""
    label = row.cells[columns.speaker] or None
    start_s = seconds(stamp) if is_stamp(stamp) else None
    return Line("row", row.number, text, settled=True, label=label, start_s=start_s)
