"""Documents of office programs as lines of a typed transcript: paragraphs, and tables of turns.

Whatever program wrote it, a document is its paragraphs and table rows in order. Headings and tables that hold
no turns are left out; the numbers that some typists put before every paragraph are taken off, and f4's stamps behind
paragraphs become times.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, replace
from itertools import groupby, pairwise
from typing import TYPE_CHECKING

from themetrail.transcripts.columns import Columns, speech_columns
from themetrail.transcripts.f4 import has_stamp, take_stamps
from themetrail.transcripts.labelled import Line, read_lines
from themetrail.transcripts.stamps import is_stamp, seconds

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from themetrail.transcripts.draft import Draft

_HEADINGS = ("heading", "title", "subtitle", "caption", "toc")
_NUMBERED = re.compile(r"(?P<number>\d{1,5})[.)]?[ \t\u00a0]+(?=\S)")
_CUE = re.compile(r"\s*\d[\d:.,]{0,20}\s*-->")
_MEET_HEADINGS = ("📝", "📖")


@dataclass(frozen=True)
class Paragraph:
    """A paragraph of the body: its place (empty ones count), text with line breaks, and name of its style."""

    number: int
    text: str
    style: str


@dataclass(frozen=True)
class Row:
    """A row of a table of the body: its place among all rows, the table's place, its cells' text."""

    number: int
    table: int
    cells: tuple[str, ...]


Block = Paragraph | Row


def document_lines(blocks: Sequence[Block]) -> list[Line]:
    """The lines of a document in which labels open the turns, or tables hold them."""
    lines: list[Line] = []
    known: frozenset[str] = frozenset()
    columns: Columns | None = None
    for table, members in groupby(_unnumbered(blocks), key=lambda block: block.table if isinstance(block, Row) else 0):
        if table == 0:
            for paragraph in (block for block in members if isinstance(block, Paragraph)):
                lines += _paragraph(paragraph)
            continue
        rows = [block for block in members if isinstance(block, Row)]
        telling = _telling_rows(rows)
        own = speech_columns([row.cells for row in telling])
        columns = own or (columns if columns and _goes_on(telling, columns, known) else None)
        if columns is None:
            why = "a table that is not a transcript"
            lines += [Line("row", row.number, "\t".join(row.cells), why) for row in rows]
        else:
            header = telling[0] if own and own.header else None
            lines += [_row(row, columns, header=row is header) for row in rows]
            known |= {row.cells[columns.speaker] for row in telling}
    return lines


def read_document(blocks: Sequence[Block], draft: Draft, known: Iterable[str] = ()) -> None:
    """Fill a draft with the labelled paragraphs and table rows of a document.

    What a tool made is refused: its times would be lost, and a machine's summary taken for speech.

    Args:
        blocks: Its paragraphs and rows in order.
        draft: What to fill.
        known: Labels of the study's roster.
    """
    if draft.kind == "transcript" and any(map(_is_a_tools, blocks)):
        seen = "it holds times with '-->' or the headings of Google Meet, which belong to another format"
        draft.problem("", 0, seen, "Give the .docx or .vtt as the tool that made the transcript offers it.")
    for before, after in zip(blocks, _unnumbered(blocks), strict=True):
        if isinstance(before, Paragraph) and isinstance(after, Paragraph) and before.text != after.text:
            number = before.text[: len(before.text) - len(after.text)]
            draft.drop("paragraph", before.number, number, "a paragraph's number")
    read_lines(document_lines(blocks), draft, known)
    if draft.kind == "transcript" and any(has_stamp(unit.text) for unit in draft.units):
        take_stamps(draft)


def _is_a_tools(block: Block) -> bool:
    lines = block.text.splitlines() if isinstance(block, Paragraph) else []
    return any(_CUE.match(line) or line.lstrip().startswith(_MEET_HEADINGS) for line in lines)


def _unnumbered(blocks: Sequence[Block]) -> list[Block]:
    """The blocks without the numbers before their paragraphs, if most have one and they rise or begin anew at 1."""
    numbers = {
        block.number: found
        for block in blocks
        if isinstance(block, Paragraph) and (found := _NUMBERED.match(block.text))
    }
    filled = sum(1 for block in blocks if isinstance(block, Paragraph) and block.text.strip())
    rise = all(two == 1 or one < two for one, two in pairwise(int(found["number"]) for found in numbers.values()))
    if 2 * len(numbers) <= filled or not rise:
        return list(blocks)
    return [
        replace(block, text=block.text[numbers[block.number].end() :])
        if isinstance(block, Paragraph) and block.number in numbers
        else block
        for block in blocks
    ]


def _paragraph(paragraph: Paragraph) -> list[Line]:
    aside = "a heading" if paragraph.style.startswith(_HEADINGS) else ""
    return [Line("paragraph", paragraph.number, text, aside) for text in paragraph.text.splitlines()]


def _telling_rows(rows: list[Row]) -> list[Row]:
    """The rows that show what the columns are: as wide as most, and not one cell that is drawn across them."""
    widths = Counter(len(row.cells) for row in rows)
    width = max(widths, key=lambda one: (widths[one], one))
    return [row for row in rows if len(row.cells) == width and sum(map(bool, row.cells)) > 1]


def _goes_on(rows: list[Row], columns: Columns, known: frozenset[str]) -> bool:
    """Whether a table continues the one before: as wide, with the same speakers."""
    fits = all(len(row.cells) > max(columns.speaker, columns.text, columns.time or 0) for row in rows)
    return bool(rows) and fits and all(row.cells[columns.speaker] in known for row in rows)


def _row(row: Row, columns: Columns, header: bool) -> Line:
    if header:
        return Line("row", row.number, "\t".join(row.cells), "the header of a table")
    if len(row.cells) <= max(columns.speaker, columns.text, columns.time or 0):
        return Line("row", row.number, "\t".join(row.cells), "a row with other columns than the table's")
    text = row.cells[columns.text]
    if not text:
        return Line("row", row.number, "\t".join(row.cells), "a row without speech")
    stamp = row.cells[columns.time] if columns.time is not None else ""
    label = row.cells[columns.speaker] or None
    start_s = seconds(stamp) if is_stamp(stamp) else None
    return Line("row", row.number, text, settled=True, label=label, start_s=start_s)
