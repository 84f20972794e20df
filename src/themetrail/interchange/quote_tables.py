"""A project as plain tables: a list of quotes, codes by case as 0 and 1, and quotes with all that is known of them."""

from __future__ import annotations

import io
import re
import zipfile
from bisect import bisect_left
from collections import defaultdict
from typing import TYPE_CHECKING

from openpyxl import Workbook
from openpyxl.utils import get_column_letter

from themetrail.interchange.losses import as_cell
from themetrail.interchange.names import clean
from themetrail.study.sheets import write_sheet

if TYPE_CHECKING:
    from collections.abc import Sequence

    from themetrail.interchange.model import Case, Project, ProjectCoding, Span

Table = tuple[list[str], list[list[str]]]
"""A header and its rows."""

_FIXED_TIME = (1980, 1, 1, 0, 0, 0)
_MODIFIED = re.compile(rb"(<dcterms:(created|modified)[^>]*>)[^<]*")
_WIDTHS = {"quotation": 80, "codes": 40, "code paths": 60, "comment": 40}


def quote_list(project: Project) -> Table:
    """One row for each quote, as coding tools list them: document, place, words, codes, coders, comments."""
    rows = []
    header = ["number", "document", "start", "end", "quotation", "codes", "coders", "comment"]
    for number, (span, codings) in enumerate(_by_span(project), 1):
        codes = "; ".join(dict.fromkeys(project.code_by_guid[one.code].name for one in codings))
        coders = "; ".join(dict.fromkeys(project.user_by_guid[one.user].name for one in codings))
        comment = "\n".join(_comments(project, span, codings))
        place = [project.source_by_guid[span.source].name, str(span.start), str(span.end)]
        rows.append([str(number), *place, project.quote(span), codes, coders, comment])
    return header, rows


def code_by_case(project: Project) -> Table:
    """One row for each case with words of its own: 1 where any coder has put the code on its words, else 0.

    A coding counts for a case if it shares a character with a stretch of the case. A code counts for itself alone, not
    for the codes above it.
    """
    spoken = [case for case in sorted(project.cases, key=lambda case: (case.name, case.guid)) if case.spans]
    owners = _Owners(spoken)
    found = {(case.guid, coding.code) for coding in project.codings for case in owners.of(coding.span)}
    names = {variable.guid: variable.name for variable in project.variables}
    attributes = _attributes(project, [variable for case in spoken for variable, _ in case.values])
    header = ["case", *(names[one] for one in attributes), *(project.code_paths[code.guid] for code in project.codes)]
    rows = []
    for case in spoken:
        values = dict(case.values)
        marks = [str(int((case.guid, code.guid) in found)) for code in project.codes]
        rows.append([case.name, *(values.get(one, "") for one in attributes), *marks])
    return header, rows


def quotes_with_attributes(project: Project) -> Table:
    """One row for each quote: its codes with their paths, whose words it is, and the values of document and case."""
    spoken = [case for case in project.cases if case.spans]
    owners = _Owners(spoken)
    names = {variable.guid: variable.name for variable in project.variables}
    of_sources = _attributes(project, [variable for source in project.sources for variable, _ in source.values])
    of_cases = _attributes(project, [variable for case in spoken for variable, _ in case.values])
    header = ["document", "start", "end", "quotation", "codes", "code paths", "coders", "case"]
    header += [f"document: {names[one]}" for one in of_sources] + [f"case: {names[one]}" for one in of_cases]
    rows = []
    for span, codings in _by_span(project):
        source = project.source_by_guid[span.source]
        cases = owners.of(span)
        codes = list(dict.fromkeys(one.code for one in codings))
        there = dict(source.values)
        values = [dict(case.values) for case in cases]
        rows.append(
            [
                source.name,
                str(span.start),
                str(span.end),
                project.quote(span),
                "; ".join(project.code_by_guid[code].name for code in codes),
                "; ".join(project.code_paths[code] for code in codes),
                "; ".join(dict.fromkeys(project.user_by_guid[one.user].name for one in codings)),
                "; ".join(case.name for case in cases),
                *(there.get(one, "") for one in of_sources),
                *("; ".join(dict.fromkeys(v[one] for v in values if v.get(one))) for one in of_cases),
            ]
        )
    return header, rows


def as_csv(table: Table) -> str:
    """A table as CSV, in which no cell is run as a formula."""
    header, rows = table
    keys = [str(number) for number in range(len(header))]
    titles = dict(zip(keys, header, strict=True))
    body = [dict(zip(keys, (as_cell(cell) for cell in row), strict=True)) for row in rows]
    return write_sheet(keys, [titles, *body]).split("\n", 1)[1]


def as_xlsx(table: Table, title: str) -> bytes:
    """A table as a workbook, every cell a text; equal tables give equal bytes."""
    header, rows = table
    book = Workbook()
    book.remove(book.worksheets[0])
    sheet = book.create_sheet(title)
    for number, row in enumerate([header, *rows], 1):
        for column, value in enumerate(row, 1):
            cell = sheet.cell(number, column, clean(value))
            cell.data_type = "s"  # also what begins with "="
    sheet.freeze_panes = "A2"
    for column, name in enumerate(header, 1):
        sheet.column_dimensions[get_column_letter(column)].width = _WIDTHS.get(name, 14)
    buffer = io.BytesIO()
    book.save(buffer)
    return _with_fixed_times(buffer.getvalue())


def _with_fixed_times(workbook: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook)) as written, zipfile.ZipFile(buffer, "w") as fixed:
        for name in sorted(written.namelist()):
            data = written.read(name)
            if name == "docProps/core.xml":
                data = _MODIFIED.sub(rb"\g<1>2024-01-01T00:00:00Z", data)
            entry = zipfile.ZipInfo(name, _FIXED_TIME)
            entry.compress_type = zipfile.ZIP_DEFLATED
            fixed.writestr(entry, data)
    return buffer.getvalue()


def _by_span(project: Project) -> list[tuple[Span, list[ProjectCoding]]]:
    """The coded stretches in the order of documents and text, each with its codings."""
    found: dict[Span, list[ProjectCoding]] = defaultdict(list)
    for coding in sorted(project.codings, key=lambda one: (one.at, one.guid)):
        found[coding.span].append(coding)
    names = {source.guid: source.name for source in project.sources}
    return [(span, found[span]) for span in sorted(found, key=lambda one: (names[one.source], one))]


def _comments(project: Project, span: Span, codings: Sequence[ProjectCoding]) -> list[str]:
    own = {coding.guid for coding in codings}
    return [note.text for note in project.notes if own.intersection(note.about) or span in note.spans]


def _attributes(project: Project, used: Sequence[str]) -> list[str]:
    """The variables that are used, in the order of the project."""
    there = set(used)
    return [variable.guid for variable in project.variables if variable.guid in there]


class _Owners:
    """Whose words a stretch is."""

    def __init__(self, cases: Sequence[Case]) -> None:
        self._cases = cases
        self._spans: dict[str, list[tuple[int, int, int]]] = defaultdict(list)
        for number, case in enumerate(cases):
            for span in case.spans:
                self._spans[span.source].append((span.start, span.end, number))
        for spans in self._spans.values():
            spans.sort()
        self._longest = {source: max(e - s for s, e, _ in spans) for source, spans in self._spans.items()}

    def of(self, span: Span) -> list[Case]:
        """The cases that share a character with a stretch, in their order."""
        spans = self._spans[span.source]
        first = bisect_left(spans, (span.start - self._longest.get(span.source, 0), 0, 0))
        own = set()
        for start, end, number in spans[first : bisect_left(spans, (span.end, 0, 0))]:
            if span.start < end and start < span.end:
                own.add(number)
        return [self._cases[number] for number in sorted(own)]
