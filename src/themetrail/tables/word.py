"""All tables in one Word file that can be edited: captions, notes, wide tables on pages turned on their side.

Word's own numbering of pages and captions is left to Word; every cell is text in a table, never a picture. The same
tables give the same bytes: fixed properties, and a ZIP archive with fixed dates and sorted names.
"""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from docx import Document
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from themetrail.tables.widths import column_widths, is_wide
from themetrail.tables.write import NO_ROWS, SYNTHETIC

if TYPE_CHECKING:
    from collections.abc import Iterable

    from docx.document import Document as WordDocument
    from docx.section import Section
    from docx.table import _Cell

    from themetrail.tables.table import PaperTable

_SHORT, _LONG, _EDGE = 210.0, 297.0, 20.0  # of an A4 page, in millimetres
_EPOCH = datetime(2000, 1, 1, tzinfo=UTC)
_ZIP_DATE = (1980, 1, 1, 0, 0, 0)
_BODY, _CELL, _FEW = Pt(10), Pt(8), Pt(7)
_NOT_XML = dict.fromkeys([*range(9), 11, 12, *range(14, 32), 0xFFFE, 0xFFFF])


def word_file(tables: Iterable[PaperTable], study: str, *, synthetic: bool) -> bytes:
    """The tables as the bytes of a ``.docx`` file, one to a page and on.

    Args:
        tables: The tables, in order; one that is left out is a caption with the reason.
        study: Title of the study.
        synthetic: Whether every page says that the data are synthetic.
    """
    document = Document()
    _properties(document, study)
    _styles(document)
    for place, table in enumerate(tables):
        section = document.sections[0] if place == 0 else document.add_section(WD_SECTION.NEW_PAGE)
        across = _turn(section, wide=is_wide(table))
        if place == 0:
            _foot(section, study, synthetic=synthetic)
        _caption(document, table)
        if table.rows.empty:
            document.add_paragraph(table.left_out or NO_ROWS)
        else:
            _add_table(document, table, across)
        for note in table.notes:
            _note(document, note)
    return _fixed(document)


def _turn(section: Section, *, wide: bool) -> float:
    """Turn a page if its table is wide; the millimetres between its margins."""
    section.orientation = WD_ORIENT.LANDSCAPE if wide else WD_ORIENT.PORTRAIT
    width, height = (_LONG, _SHORT) if wide else (_SHORT, _LONG)
    section.page_width, section.page_height = Mm(width), Mm(height)
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Mm(_EDGE)
    return width - 2 * _EDGE


def _properties(document: WordDocument, study: str) -> None:
    core = document.core_properties
    core.title, core.author, core.comments, core.last_modified_by = f"Tables. {_text(study)}", "", "", ""
    core.created = core.modified = core.last_printed = _EPOCH
    core.revision = 1


def _styles(document: WordDocument) -> None:
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = "Calibri", _BODY
    normal.paragraph_format.space_after = Pt(3)


def _foot(section: Section, study: str, *, synthetic: bool) -> None:
    """The line at the foot of every page; later sections take it over."""
    words = f"{SYNTHETIC} {study}" if synthetic else study
    line = section.footer.paragraphs[0].add_run(_text(words))
    line.font.size, line.bold = _FEW, synthetic


def _caption(document: WordDocument, table: PaperTable) -> None:
    paragraph = document.add_paragraph(style="Caption")
    paragraph.paragraph_format.keep_with_next = True
    paragraph.add_run(f"Table {table.number.removeprefix('T')}. {_text(table.title)}").font.size = _BODY


def _note(document: WordDocument, note: str) -> None:
    paragraph = document.add_paragraph()
    paragraph.paragraph_format.space_after = Pt(1)
    paragraph.add_run(_text(note)).font.size = _CELL


def _add_table(document: WordDocument, table: PaperTable, across: float) -> None:
    """Rules above, below and under the head, as journals print; the head is repeated on every page."""
    heads = [str(column) for column in table.rows.columns]
    cells = [[str(cell) for cell in row] for row in table.rows.itertuples(index=False)]
    made = document.add_table(rows=0, cols=len(heads))
    made.alignment = WD_TABLE_ALIGNMENT.LEFT
    made.autofit = False
    widths = [Mm(width) for width in column_widths(heads, cells, across)]
    for column, width in zip(made.columns, widths, strict=True):
        column.width = width  # Word goes by the cells, LibreOffice by the columns
    for number, words in enumerate([heads, *cells]):
        row = made.add_row()
        _keep_whole(row._tr, head=number == 0)
        for cell, text, width in zip(row.cells, words, widths, strict=True):
            cell.width = width
            _fill(cell, text, bold=number == 0)
    _rules(made)


def _fill(cell: _Cell, text: str, *, bold: bool) -> None:
    paragraph = cell.paragraphs[0]
    paragraph.paragraph_format.space_after = Pt(0)
    run = paragraph.add_run(_text(text))
    run.font.size, run.bold = _CELL if bold or len(text) < 200 else _FEW, bold


def _keep_whole(row: Any, *, head: bool) -> None:
    """A row does not break over pages; the head stands on each."""
    properties = row.get_or_add_trPr()
    for name in ("w:cantSplit", *(["w:tblHeader"] if head else [])):
        properties.append(OxmlElement(name))


def _rules(table: Any) -> None:
    """Lines above and below the table, thin ones between its rows, and one under its head."""
    borders = OxmlElement("w:tblBorders")
    for edge, size in (("top", "8"), ("bottom", "8"), ("insideH", "2")):
        line = OxmlElement(f"w:{edge}")
        for name, value in (("val", "single"), ("sz", size), ("space", "0"), ("color", "808080")):
            line.set(qn(f"w:{name}"), value)
        borders.append(line)
    table._tbl.tblPr.append(borders)
    for cell in table.rows[0].cells:
        own = cell._tc.get_or_add_tcPr()
        below = OxmlElement("w:tcBorders")
        line = OxmlElement("w:bottom")
        for name, value in (("val", "single"), ("sz", "8"), ("space", "0"), ("color", "000000")):
            line.set(qn(f"w:{name}"), value)
        below.append(line)
        own.append(below)


def _text(text: str) -> str:
    """What XML can hold of a text."""
    return text.translate(_NOT_XML)


def _fixed(document: WordDocument) -> bytes:
    """The file with fixed dates and sorted names, so that the same tables are the same bytes."""
    made, fixed = io.BytesIO(), io.BytesIO()
    document.save(made)
    with zipfile.ZipFile(made) as source, zipfile.ZipFile(fixed, "w") as target:
        names = sorted(source.namelist(), key=lambda name: (name != "[Content_Types].xml", name))
        for name in names:
            entry = zipfile.ZipInfo(name, _ZIP_DATE)
            entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o600 << 16
            target.writestr(entry, source.read(name))
    return fixed.getvalue()
