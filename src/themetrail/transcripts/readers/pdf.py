"""A PDF with a text layer, in which a label such as ``00:19 PARTICIPANT 12:`` opens each turn.

The lines of one paragraph are one unit. A hyphen at the end of a line stays, and a space follows it, for nobody can
tell a word that was cut from one that has a hyphen; a soft hyphen there says that the word goes on, so it is left
out. The places of both are noted.
"""

from __future__ import annotations

import itertools
from statistics import median

from themetrail.transcripts.draft import Draft, UnreadableError
from themetrail.transcripts.labelled import Line, read_lines, speakers_in
from themetrail.transcripts.labels import split_label
from themetrail.transcripts.model import Reading, Recognition, Source
from themetrail.transcripts.pdf import PdfFile, PdfLine, open_pdf

NAME = "pdf"

_INDENT = 4.0  # points
_GAP = 1.25  # of the usual distance of lines
_SOFT_HYPHEN = "\u00ad"


def recognise(source: Source) -> Recognition:
    """Certain if the file begins as a PDF does."""
    if b"%PDF-" in source.data[:1024]:
        return Recognition(1.0, "it begins as a PDF does")
    return Recognition(0.2 if source.ending == ".pdf" else 0.0, "it does not begin as a PDF does")


def read(source: Source, shown_as: str) -> Reading:
    """The labelled paragraphs as units; one that goes on after a page break gives a unit without label there."""
    draft = Draft(NAME, shown_as, source.kind)
    try:
        pdf = open_pdf(source.data)
    except UnreadableError as error:
        return draft.refused(error)
    draft.metadata.update(pdf.metadata)
    for page, numbers in pdf.margins:
        draft.drop(f"page {page} line", 1, numbers, "line numbers in the margin")
    for line in pdf.lines:
        if line.aside:
            draft.drop(_kind(line), line.number, line.text, line.aside)
    read_lines(_paragraphs(pdf, source, draft), draft, source.known_labels)
    return draft.reading()


def _kind(line: PdfLine) -> str:
    return f"page {line.page} line"


def _paragraphs(pdf: PdfFile, source: Source, draft: Draft) -> list[Line]:
    lines = [line for line in pdf.lines if not line.aside]
    labels = speakers_in((Line(_kind(line), line.number, line.text) for line in lines), source.known_labels)
    pairs = list(itertools.pairwise(lines))
    usual = median([before.y - after.y for before, after in pairs if before.page == after.page] or [0.0])
    groups: list[list[PdfLine]] = []
    for line in lines:
        if groups and not _opens(line, groups[-1], usual, labels):
            groups[-1].append(line)
        else:
            groups.append([line])
    return [Line(_kind(group[0]), group[0].number, _joined(group, draft)) for group in groups]


def _opens(line: PdfLine, group: list[PdfLine], usual: float, labels: frozenset[str]) -> bool:
    """Whether a line begins a paragraph: by page, label, distance or indent."""
    first, last = group[0], group[-1]
    part = split_label(line.text)
    labelled = part is not None and part.label in labels and line.x <= first.x + _INDENT
    moved = len(group) > 1 and abs(line.x - last.x) > _INDENT
    return line.page != last.page or labelled or moved or last.y - line.y > _GAP * usual


def _joined(group: list[PdfLine], draft: Draft) -> str:
    text = group[0].text
    for before, after in itertools.pairwise(group):
        if text.endswith(_SOFT_HYPHEN):
            draft.note("a soft hyphen at the line's end was left out", _kind(before), [before.number])
            text = text.removesuffix(_SOFT_HYPHEN) + after.text
        else:
            if text.endswith("-"):
                draft.note("ends with a hyphen; not joined with the next line", _kind(before), [before.number])
            text = f"{text} {after.text}"
    return text
