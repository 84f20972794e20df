"""A PDF as a transcription service sends it: a running head, page numbers, perhaps line numbers in the margin."""

from __future__ import annotations

import io
from itertools import groupby
from typing import TYPE_CHECKING

from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas

from renderers.spoken import Turn, clock, stamped

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

PAGE = (420.0, 595.0)  # A5, in points, so that few words fill a page
_FONT, _SIZE, _LEADING = "Helvetica", 10, 14
_LEFT, _TOP, _BOTTOM = 60.0, 500.0, 60.0
_WIDTH = PAGE[0] - 2 * _LEFT


def render(
    turns: Sequence[Turn],
    title: str,
    *,
    particulars: Sequence[str] = ("Date: 12 March 2024",),
    stamp_every_s: float = 120.0,
    head: str = "Verbatim transcript, confidential",
    foot: str = "Page {page} of {pages}",
    line_numbers: bool = False,
    indent: float = 0.0,
    space: float = 6.0,
    lines_per_page: int = 22,
) -> bytes:
    """The file.

    Args:
        turns: What was said.
        title: Heads the first page, and is the document's title.
        particulars: Lines below it.
        stamp_every_s: A stamp stands before a label so often.
        head: On top of each page, or "".
        foot: At the bottom of each page, or "".
        line_numbers: Whether each line has its number in the margin, from 1 on each page.
        indent: How far the lines of a turn after its first are indented, in points.
        space: Between turns, in points; 0 sets them without a gap.
        lines_per_page: After so many lines a new page begins, also inside a turn.
    """
    paragraphs = [title, *particulars]
    for due, (label, text, start_s, _) in stamped(turns, stamp_every_s):
        paragraphs.append(f"{clock(start_s)} {label}: {text}" if due else f"{label}: {text}")
    lines = [
        (number, part, line)
        for number, paragraph in enumerate(paragraphs)
        for part, line in enumerate(wrapped(paragraph, _WIDTH - indent))
    ]
    pages = [list(page) for _, page in groupby(enumerate(lines), key=lambda item: item[0] // lines_per_page)]
    written = io.BytesIO()
    canvas = new(written, title)
    for index, page in enumerate(pages, 1):
        place = {"page": index, "pages": len(pages)}
        canvas.setFont(_FONT, 8)
        canvas.drawString(_LEFT, 560, head.format(**place))
        canvas.drawCentredString(PAGE[0] / 2, 30, foot.format(**place))
        canvas.setFont(_FONT, _SIZE)
        y = _TOP
        for on_page, (_, (_, part, line)) in enumerate(page, 1):
            y -= _LEADING + (space if part == 0 and on_page > 1 else 0)
            if line_numbers:
                canvas.drawRightString(_LEFT - 20, y, str(on_page))
            canvas.drawString(_LEFT + (indent if part else 0), y, line)
        canvas.showPage()
    canvas.save()
    return written.getvalue()


def new(written: io.BytesIO, title: str = "", **options: object) -> Canvas:
    """A canvas whose file has the same bytes every time."""
    canvas = Canvas(written, pagesize=PAGE, invariant=1, **options)
    canvas.setTitle(title)
    canvas.setAuthor("A Typist")
    return canvas


def wrapped(text: str, width: float) -> Iterator[str]:
    """The text in lines of at most so many points."""
    line = ""
    for word in text.split(" "):
        longer = f"{line} {word}" if line else word
        if line and stringWidth(longer, _FONT, _SIZE) > width:
            yield line
            line = word
        else:
            line = longer
    yield line
