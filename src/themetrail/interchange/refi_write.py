"""A project as REFI-QDA: the XML of a project or a codebook, and the archive of a ``.qdpx``.

Written strictly: every element in the order of the schema, no empty container, LF and UTF-8 without byte-order mark,
offsets in code points (``standard``) or UTF-16 units (``nvivo``), entries in order with one fixed time, so that equal
projects give equal bytes.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from lxml import etree

from themetrail.interchange.comments import comment_on, memos_by_coding
from themetrail.interchange.identity import guid
from themetrail.interchange.offsets import Utf16
from themetrail.interchange.refi_schema import CODEBOOK_NAMESPACE, PROJECT_NAMESPACE, issues
from themetrail.interchange.times import EPOCH

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from themetrail.interchange.model import Case, Note, Project, ProjectCoding, Span, TextSource, User

_Thing = TypeVar("_Thing")
_Named = TypeVar("_Named", "Case", "TextSource", "User")

FLAVOURS = ("standard", "nvivo")
UTF16_MARK = "(UTF-16 offsets)"
"""Ends the origin of a project whose offsets count UTF-16 units."""

_PROJECT_FILE = "project.qde"
_ZIP_TIME = (1980, 1, 1, 0, 0, 0)
_NAME_CHARS = 120
_NOT_XML = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_VALUE_ELEMENTS = {
    "Text": "TextValue", "Boolean": "BooleanValue", "Integer": "IntegerValue", "Float": "FloatValue",
    "Date": "DateValue", "DateTime": "DateTimeValue",
}  # fmt: skip


def xml_text(text: str) -> str:
    """The text with each character that XML cannot hold as U+FFFD."""
    return _NOT_XML.sub("�", text)


def beyond_bmp(project: Project) -> int:
    """How many characters of the sources NVivo counts twice."""
    return sum(sum(character > "￿" for character in source.text) for source in project.sources)


def qdpx(project: Project, flavour: str = "standard") -> bytes:
    """The project as the bytes of a ``.qdpx``.

    Args:
        project: The project; every reference in it has to be to something in it.
        flavour: One of :data:`FLAVOURS`.

    Raises:
        ValueError: when the XML would not be valid (a mistake of ours).
    """
    files = {f"sources/{source.guid}.txt": source.text.encode() for source in project.sources}
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, data in [(_PROJECT_FILE, project_xml(project, flavour)), *sorted(files.items())]:
            entry = zipfile.ZipInfo(name, _ZIP_TIME)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 3
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, data)
    return buffer.getvalue()


def project_xml(project: Project, flavour: str = "standard") -> bytes:
    """The XML of a project; see :func:`qdpx`."""
    return _serialised(_ProjectWriter(project, flavour).root())


def codebook_xml(project: Project) -> bytes:
    """The codebook alone as the XML of a ``.qdc``; of the sets those that hold codes.

    Raises:
        ValueError: when there are no codes, which the standard does not allow, or the XML would not be valid.
    """
    root = etree.Element(_tag("CodeBook", CODEBOOK_NAMESPACE), nsmap={None: CODEBOOK_NAMESPACE})
    root.set("origin", xml_text(project.origin))
    codes = _child(root, "Codes")
    _codes(codes, project, {})
    sets = [one for one in sorted(project.sets) if one.codes]
    holder = _child(root, "Sets") if sets else root
    for one in sets:
        element = _child(holder, "Set", guid=one.guid, name=one.name)
        _described(element, one.description)
        for code in one.codes:
            _child(element, "MemberCode", guid=code)
    return _serialised(root)


def _serialised(root: etree._Element) -> bytes:
    found = issues(root)
    if found:
        raise ValueError(f"the XML is not valid: {'; '.join(found[:5])}")
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True))


def _tag(name: str, namespace: str) -> str:
    return f"{{{namespace}}}{name}"


def _child(parent: etree._Element, tag: str, /, **attributes: str) -> etree._Element:
    child = etree.SubElement(parent, _tag(tag, etree.QName(parent).namespace))
    for key, value in attributes.items():
        if value:
            child.set(key, xml_text(value))
    return child


def _said(parent: etree._Element, name: str, text: str) -> None:
    _child(parent, name).text = xml_text(text)


def _described(parent: etree._Element, text: str) -> None:
    if text:
        _said(parent, "Description", text)


def _codes(top: etree._Element, project: Project, notes: dict[str, list[str]]) -> None:
    """The tree of codes below an element, each with references to the notes about it."""
    elements = {"": top}
    for code in project.codes:
        element = _child(elements[code.parent], "Code", guid=code.guid)
        element.set("name", xml_text(code.name))
        element.set("isCodable", "true" if code.codable else "false")
        if code.colour:
            element.set("color", code.colour)
        elements[code.guid] = element
        _described(element, code.description)
        # The codes below this one come later in the list, so that they stand behind the references.
        for note in notes.get(code.guid, ()):
            _child(element, "NoteRef", targetGUID=note)


@dataclass(frozen=True)
class _Selection:
    """A stretch of a source with what a coder put there, or with the notes about it."""

    guid: str
    span: Span
    codings: tuple[ProjectCoding, ...]
    notes: tuple[str, ...]


class _ProjectWriter:
    def __init__(self, project: Project, flavour: str) -> None:
        if flavour not in FLAVOURS:
            raise ValueError(f"unknown flavour {flavour!r}")
        self._project = project
        self._utf16 = flavour == "nvivo"
        self._kinds = {variable.guid: variable.kind for variable in project.variables}
        self._notes_about: dict[str, list[str]] = defaultdict(list)
        for note in sorted(project.notes):
            for target in note.about:
                self._notes_about[target].append(note.guid)
        self._memos = memos_by_coding(project.notes, project.machines)
        self._selections = _selections(project)
        self._at = project.at or EPOCH

    def root(self) -> etree._Element:
        """The whole project."""
        project = self._project
        root = etree.Element(_tag("Project", PROJECT_NAMESPACE), nsmap={None: PROJECT_NAMESPACE})
        root.set("name", xml_text(project.name))
        root.set("origin", xml_text(f"{project.origin} {UTF16_MARK}" if self._utf16 else project.origin))
        root.set("creationDateTime", self._at)
        root.set("modifiedDateTime", self._at)
        self._users(root)
        if project.codes:
            _codes(_child(_child(root, "CodeBook"), "Codes"), project, self._notes_about)
        self._variables(root)
        self._listed(root, "Cases", _by_name(project.cases), self._case)
        self._listed(root, "Sources", _by_name(project.sources), self._source)
        self._listed(root, "Notes", sorted(project.notes), self._note)
        self._links_and_sets(root)
        _described(root, project.description)
        for note in sorted(project.notes):
            if not note.about and not note.spans:
                _child(root, "NoteRef", targetGUID=note.guid)
        return root

    @staticmethod
    def _listed(
        root: etree._Element, name: str, things: Sequence[_Thing], write: Callable[[etree._Element, _Thing], None]
    ) -> None:
        """A container with what it holds; none where it would be empty."""
        if things:
            holder = _child(root, name)
            for thing in things:
                write(holder, thing)

    def _users(self, root: etree._Element) -> None:
        if self._project.users:
            users = _child(root, "Users")
            for user in _by_name(self._project.users):
                _child(users, "User", guid=user.guid, name=user.name, id=user.short)

    def _variables(self, root: etree._Element) -> None:
        if self._project.variables:
            variables = _child(root, "Variables")
            for variable in sorted(self._project.variables):
                element = _child(variables, "Variable", guid=variable.guid)
                element.set("name", xml_text(variable.name))
                element.set("typeOfVariable", variable.kind)
                _described(element, variable.description)

    def _values(self, parent: etree._Element, values: Iterable[tuple[str, str]]) -> None:
        for variable, value in values:
            element = _child(parent, "VariableValue")
            _child(element, "VariableRef", targetGUID=variable)
            _said(element, _VALUE_ELEMENTS[self._kinds[variable]], value)

    def _case(self, parent: etree._Element, case: Case) -> None:
        element = _child(parent, "Case", guid=case.guid, name=case.name)
        _described(element, case.description)
        self._values(element, case.values)
        for source in case.sources:
            _child(element, "SourceRef", targetGUID=source)
        for span in case.spans:
            _child(element, "SelectionRef", targetGUID=selection_guid(span))

    def _source(self, parent: etree._Element, source: TextSource) -> None:
        element = _child(
            parent,
            "TextSource",
            guid=source.guid,
            name=source.name or source.guid,
            plainTextPath=f"internal://{source.guid}.txt",
            creatingUser=self._anybody(),
            creationDateTime=source.at or self._at,
        )
        _described(element, source.description)
        place = Utf16(source.text).units_before if self._utf16 else int
        for selection in self._selections.get(source.guid, ()):
            self._selection(element, selection, place(selection.span.start), place(selection.span.end), source.text)
        for note in self._notes_about.get(source.guid, ()):
            _child(element, "NoteRef", targetGUID=note)
        self._values(element, source.values)

    def _selection(self, parent: etree._Element, selection: _Selection, start: int, end: int, text: str) -> None:
        first = selection.codings[0] if selection.codings else None
        element = _child(parent, "PlainTextSelection", guid=selection.guid)
        element.set("name", xml_text(_shown_name(text[selection.span.start : selection.span.end])))
        element.set("startPosition", str(start))
        element.set("endPosition", str(end))
        user = first.user if first else self._anybody()
        if user:
            element.set("creatingUser", user)
        element.set("creationDateTime", (first.at if first else "") or self._at)
        _described(element, comment_on((coding.guid for coding in selection.codings), self._memos))
        for coding in selection.codings:
            own = _child(
                element, "Coding", guid=coding.guid, creatingUser=coding.user, creationDateTime=coding.at or self._at
            )
            _child(own, "CodeRef", targetGUID=coding.code)
            for note in self._notes_about.get(coding.guid, ()):
                _child(own, "NoteRef", targetGUID=note)
        for note in selection.notes:
            _child(element, "NoteRef", targetGUID=note)

    def _note(self, parent: etree._Element, note: Note) -> None:
        element = _child(
            parent,
            "Note",
            guid=note.guid,
            name=note.name or "Memo",
            creatingUser=note.user or self._anybody(),
            creationDateTime=note.at or self._at,
        )
        _said(element, "PlainTextContent", note.text)

    def _links_and_sets(self, root: etree._Element) -> None:
        if self._project.links:
            links = _child(root, "Links")
            for link in sorted(self._project.links):
                ends = {"originGUID": link.origin, "targetGUID": link.target}
                _child(links, "Link", guid=link.guid, name=link.name, direction="OneWay", **ends)
        if self._project.sets:
            sets = _child(root, "Sets")
            for one in sorted(self._project.sets):
                element = _child(sets, "Set", guid=one.guid)
                element.set("name", xml_text(one.name))
                _described(element, one.description)
                for name, members in (
                    ("MemberCode", one.codes),
                    ("MemberSource", one.sources),
                    ("MemberNote", one.notes),
                ):
                    for member in members:
                        _child(element, name, targetGUID=member)

    def _anybody(self) -> str:
        """Who stands for the creator of what no person created; "" without users."""
        return _by_name(self._project.users)[0].guid if self._project.users else ""


def _by_name(things: Iterable[_Named]) -> list[_Named]:
    """In the order that people look for them in."""
    return sorted(things, key=lambda thing: (thing.name, thing.guid))


def selection_guid(span: Span, user: str = "") -> str:
    """The GUID of the one selection of a stretch by a user; "" is for what is not coded there."""
    return guid("selection", span.source, span.start, span.end, user)


def _selections(project: Project) -> dict[str, list[_Selection]]:
    """The selections of each source in order.

    A stretch has one selection for each coder, since QualCoder takes all codings of a selection for those of the
    selection's user; and one more for the notes and cases that are about it.
    """
    codings: dict[tuple[Span, str], list[ProjectCoding]] = defaultdict(list)
    notes: dict[tuple[Span, str], list[str]] = defaultdict(list)
    for coding in sorted(project.codings, key=lambda one: (one.at, one.guid)):
        codings[coding.span, coding.user].append(coding)
    for note in sorted(project.notes):
        for span in note.spans:
            notes[span, ""].append(note.guid)
    bare = {(span, "") for case in project.cases for span in case.spans}
    found: dict[str, list[_Selection]] = defaultdict(list)
    for span, user in sorted({*codings, *notes, *bare}):
        key = (span, user)
        own = tuple(codings.get(key, ()))
        found[span.source].append(_Selection(selection_guid(span, user), span, own, tuple(notes.get(key, ()))))
    return found


def _shown_name(text: str) -> str:
    """The words of a selection as its name, on one line, cut where they are long."""
    line = " ".join(text.split())
    return line if len(line) <= _NAME_CHARS else f"{line[:_NAME_CHARS]}…"
