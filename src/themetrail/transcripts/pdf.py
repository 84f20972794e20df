"""A PDF with a text layer as the lines that a person sees on its pages, and all else that it holds.

Lines that a page repeats (running heads, feet, page numbers) and numbers in the margin are told from the text by
where they stand. A PDF that cannot be read for certain is refused: locked, cut off, scanned, set in columns, or
built to harm its reader.
"""

from __future__ import annotations

import io
import itertools
import logging
import re
from collections import Counter
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from pypdf import PdfReader
from pypdf.errors import LimitReachedError

from themetrail.transcripts.draft import UnreadableError, one_line
from themetrail.transcripts.labels import is_code, split_label

_MOST_BYTES = 50 * 2**20
_MOST_PAGES = 2000
_MOST_CONTENT = 40 * 2**20
_SAME_LINE = 2.5  # points
_MARGIN_LINES = 3  # a head or foot is among so many lines of its edge
_FEWEST_NUMBERS = 3
_SAVE_AGAIN = "Ask for the transcript as .docx or .txt, or save the PDF again from the program that made it."
_PAGE_NUMBER = re.compile(r"[-–— ]*(?:page ?)?\d{1,4}(?: ?(?:of|/) ?\d{1,4})?[-–— ]*", re.IGNORECASE)
_NUMBERED = re.compile(r"(\d{1,5})(?:\s+(.*)|$)")

logging.getLogger("pypdf").setLevel(logging.ERROR)  # what it mends is not worth a line in every run


@dataclass(frozen=True)
class PdfLine:
    """A line of a page.

    Attributes:
        page: 1-based.
        number: 1-based among the page's lines from the top, heads and feet counted.
        xs: Where its pieces begin, in points from the left.
        y: Its baseline, in points from the bottom.
        parts: Its pieces from left to right; there is a gap between them.
        aside: Why it is not speech whatever it says, or "".
    """

    page: int
    number: int
    xs: tuple[float, ...]
    y: float
    parts: tuple[str, ...]
    aside: str = ""

    @property
    def x(self) -> float:
        """Where its text begins."""
        return self.xs[0]

    @property
    def text(self) -> str:
        """The pieces with a space between them."""
        return " ".join(self.parts)


@dataclass(frozen=True)
class PdfFile:
    """The lines in order, numbers of the margin (page, text), and what else the file holds."""

    lines: list[PdfLine]
    margins: list[tuple[int, str]]
    metadata: dict[str, str]


@lru_cache(maxsize=2)
def open_pdf(data: bytes) -> PdfFile:
    """The content of a PDF.

    Raises:
        UnreadableError: when the file is damaged, locked, a scan, set in columns, or too large for a transcript.
    """
    if len(data) > _MOST_BYTES:
        raise UnreadableError("it is larger than a transcript can be", _SAVE_AGAIN)
    if b"%%EOF" not in data[-2048:] or b"startxref" not in data[-4096:]:
        raise UnreadableError("its end is missing, so it was cut off on its way", "Copy or download it again.")
    try:
        return _read(PdfReader(io.BytesIO(data), strict=False))
    except UnreadableError:
        raise
    except LimitReachedError:
        raise UnreadableError("it would unpack to far more than a transcript can hold", _SAVE_AGAIN) from None
    except Exception:  # a damaged PDF makes its parser fail in any way there is
        raise UnreadableError("it is damaged", _SAVE_AGAIN) from None


def _read(reader: PdfReader) -> PdfFile:
    if reader.is_encrypted:
        raise UnreadableError("it is locked with a password", "Save it again without a password.")
    if len(reader.pages) > _MOST_PAGES:
        raise UnreadableError(f"it has more than {_MOST_PAGES} pages", _SAVE_AGAIN)
    pages = []
    content = 0
    for number, page in enumerate(reader.pages, 1):
        contents = page.get_contents()
        content += len(contents.get_data()) if contents else 0
        if content > _MOST_CONTENT:
            raise UnreadableError("it would unpack to far more than a transcript can hold", _SAVE_AGAIN)
        lines = _page_lines(page, number)
        if not lines and "/XObject" in page.get("/Resources", {}):
            seen = f"page {number} has no text layer: it is a picture, perhaps a scan"
            raise UnreadableError(seen, "Run OCR over it and check every line, or ask for the original document.")
        pages.append((lines, float(page.mediabox.width)))
    if not any(lines for lines, _ in pages):
        raise UnreadableError("it has no text layer", "Run OCR over it, or ask for the original document.")
    running = _running([lines for lines, _ in pages])
    result: list[PdfLine] = []
    margins = []
    marked_pages = [_without_running(lines, running) for lines, _ in pages]
    numbered = any(_without_numbers(lines, _FEWEST_NUMBERS)[1] for lines in marked_pages)
    for number, (marked, (_, width)) in enumerate(zip(marked_pages, pages, strict=True), 1):
        unnumbered, margin = _without_numbers(marked, 1 if numbered else _FEWEST_NUMBERS)
        _refuse_columns(number, [line for line in unnumbered if not line.aside], width)
        result += unnumbered
        margins += [(number, margin)] if margin else []
    return PdfFile(result, margins, _metadata(reader))


def _page_lines(page: Any, number: int) -> list[PdfLine]:
    """The lines of a page from the top, each with its pieces from left to right."""
    pieces: list[tuple[float, float, bool, str]] = []
    going_on = False

    def visit(text: str, cm: list[float], tm: list[float], _font: object, _size: float) -> None:
        nonlocal going_on
        if not text:
            return
        upright = abs(tm[1] * cm[0] + tm[0] * cm[1]) < 1e-3 * (abs(tm[0] * cm[0]) + 1e-6) and tm[0] * cm[0] >= 0
        x, y = tm[4] * cm[0] + tm[5] * cm[2] + cm[4], tm[4] * cm[1] + tm[5] * cm[3] + cm[5]
        if going_on and pieces and abs(pieces[-1][1] - y) <= _SAME_LINE:
            pieces[-1] = (*pieces[-1][:3], pieces[-1][3] + text)
        else:
            pieces.append((x, y, upright, text))
        going_on = not text.endswith("\n")

    page.extract_text(visitor_text=visit)
    shown = [(x, y, upright, one_line(text)) for x, y, upright, text in pieces if text.strip()]
    if any("\ufffd" in text or "\x00" in text for *_, text in shown):
        raise UnreadableError(f"page {number} has letters of which the file does not say what they are", _SAVE_AGAIN)
    rows: list[list[tuple[float, float, bool, str]]] = []
    for piece in sorted(shown, key=lambda piece: -piece[1]):
        if rows and abs(rows[-1][0][1] - piece[1]) <= _SAME_LINE and rows[-1][0][2] == piece[2]:
            rows[-1].append(piece)
        else:
            rows.append([piece])
    lines = []
    for place, row in enumerate(rows, 1):
        row.sort(key=lambda piece: piece[0])
        aside = "" if row[0][2] else "text that does not stand upright"
        xs = tuple(x for x, *_ in row)
        lines.append(PdfLine(number, place, xs, row[0][1], tuple(text for *_, text in row), aside))
    return lines


def _key(line: PdfLine) -> tuple[int, str]:
    return round(line.y / 4), re.sub(r"\d+", "#", line.text).casefold()


def _edges(lines: list[PdfLine]) -> list[PdfLine]:
    """The lines of the upper and the lower edge; one that opens with a speaker's code is none of them."""
    edges = {line.number: line for line in (*lines[:_MARGIN_LINES], *lines[-_MARGIN_LINES:])}.values()
    parts = ((line, split_label(line.text)) for line in edges)
    return [line for line, part in parts if part is None or not is_code(part.label)]


def _running(pages: list[list[PdfLine]]) -> set[tuple[int, str]]:
    """Places and texts, digits aside, that recur on most pages."""
    filled = [lines for lines in pages if lines]
    counts = Counter(key for lines in filled for key in {_key(line) for line in _edges(lines)})
    return {key for key, count in counts.items() if count > 1 and 2 * count > len(filled)}


def _without_running(lines: list[PdfLine], running: set[tuple[int, str]]) -> list[PdfLine]:
    edges = {line.number for line in _edges(lines)}
    ends = {lines[0].number, lines[-1].number} if lines else set()
    marked = []
    for line in lines:
        why = line.aside
        if line.number in edges and _key(line) in running:
            why = "a running head or foot"
        elif line.number in ends and _PAGE_NUMBER.fullmatch(line.text):
            why = "a page number"
        marked.append(replace(line, aside=why))
    return marked


def _without_numbers(lines: list[PdfLine], fewest: int) -> tuple[list[PdfLine], str]:
    """The lines without a column of evenly rising numbers before them, and these numbers."""
    body = [line for line in lines if not line.aside]
    found = {line.number: match for line in body if (match := _NUMBERED.fullmatch(line.text))}
    numbers = [int(match[1]) for match in found.values()]
    steps = {after - before for before, after in itertools.pairwise(numbers)}
    every = 4 * len(numbers) >= 3 * len(body)
    apart = all(_NUMBERED.fullmatch(line.parts[0] + " ") for line in body if line.number in found)
    if len(numbers) < fewest or len(steps) > 1 or not ((steps <= {1} and every) or (steps <= {5, 10} and apart)):
        return lines, ""
    kept = []
    for line in lines:
        match = found.get(line.number)
        if match is None:
            kept.append(line)
        elif match[2]:
            own = line.parts[0] == match[1]
            kept.append(replace(line, xs=line.xs[own:], parts=line.parts[1:] if own else (match[2],)))
    return kept, " ".join(map(str, numbers))


def _refuse_columns(number: int, lines: list[PdfLine], width: float) -> None:
    beside = sum(sum(len(part.split()) >= 4 for part in line.parts) > 1 for line in lines)
    right = sum(line.x > width / 2 and len(line.text.split()) >= 3 for line in lines)
    if len(lines) >= 4 and 3 * max(beside, right) > len(lines):
        seen = f"page {number} is set in columns, so that the order of its lines is not certain"
        raise UnreadableError(seen, "Ask for the transcript as .docx or .txt.")


def _metadata(reader: PdfReader) -> dict[str, str]:
    found = {f"property {key.lstrip('/')}": str(value) for key, value in (reader.metadata or {}).items()}
    packet = reader.root_object.get("/Metadata")
    if packet is not None:
        xml = packet.get_object().get_data().decode("utf-8", "replace")
        found["XMP"] = re.sub(r"<[^>]*>", " ", xml)
    found["bookmarks"] = "; ".join(_titles(reader.outline))
    found["attachments"] = "; ".join(sorted(reader.attachments))
    for number, page in enumerate(reader.pages, 1):
        for place, reference in enumerate(page.get("/Annots") or [], 1):
            note = reference.get_object()
            action = note.get("/A")
            link = action.get_object().get("/URI", "") if action is not None else ""
            texts = (str(note.get(key) or "") for key in ("/T", "/Subj", "/Contents"))
            found[f"annotation {place} of page {number}"] = " ".join([*texts, str(link)])
    return {key: line for key, value in found.items() if (line := one_line(value).strip())}


def _titles(outline: Any) -> list[str]:
    return [title for entry in outline for title in (_titles(entry) if isinstance(entry, list) else [str(entry.title)])]
