"""A ``.qdpx`` or ``.qdc`` of any tool as a project, with a report of all that could not be held.

Read leniently: elements by local name, GUIDs in any form, each kind with its own, containers in any order. What the
tools do each in their own way is undone here: NVivo's root code "Nodes", codings that name a case, annotations as links
from a note; MAXQDA's memos as selections without coding; one selection for each coding; the offsets' dialect.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from themetrail.interchange.comments import comment_on, memos_by_coding
from themetrail.interchange.model import (
    MACHINE,
    VARIABLE_TYPES,
    Case,
    CodeSet,
    Link,
    Note,
    Project,
    ProjectCode,
    Span,
    TextSource,
    User,
    Variable,
)
from themetrail.interchange.offsets import NVIVO, STANDARD, Dialect, Finding, believed, detect, judge
from themetrail.interchange.package import opened
from themetrail.interchange.places import Places
from themetrail.interchange.refi_sources import RawSource, SourceReader
from themetrail.interchange.refi_write import UTF16_MARK
from themetrail.interchange.refi_xml import (
    Element,
    Identities,
    child,
    children,
    created,
    creator,
    get,
    is_true,
    local,
    own_guid,
    root_of,
    targets,
    text_of,
)
from themetrail.interchange.times import utc

if TYPE_CHECKING:
    from collections.abc import Collection
    from pathlib import Path

    from themetrail.interchange.losses import LossReport

OUR_ORIGIN = "ThemeTrail"
_NVIVO_ROOT = "nodes"


@dataclass(frozen=True)
class ReadProject:
    """A project as read, and what was found out about its offsets."""

    project: Project
    offsets: Finding


def read_qdpx(path: Path, losses: LossReport, dialect: Dialect | None = None) -> ReadProject:
    """The project of a ``.qdpx``.

    Args:
        path: The file.
        losses: What is changed or dropped is added to it.
        dialect: What offsets count, where a person says so; else it is found by evidence.

    Raises:
        UnreadableError: when nothing can be read for certain, also of the offsets.
    """
    with opened(path) as package:
        root = root_of(package.project(), "Project")
        reader = _ProjectReader(root, losses)
        sources = SourceReader(package, reader.code_names, losses)
        raw = sources.read(child(root, "Sources"))
        reader.note_texts = sources.note_texts(child(root, "Notes"))
    finding = _dialect(raw, get(root, "origin"), dialect)
    return ReadProject(reader.project(raw, finding.dialect), finding)


def read_qdc(data: bytes, losses: LossReport) -> Project:
    """The project of a codebook by itself (``.qdc``): codes and sets."""
    root = root_of(data, "CodeBook")
    reader = _ProjectReader(root, losses)
    losses.kept("code", len(reader.codes))
    return Project(
        "", get(root, "origin"), codes=tuple(reader.codes), sets=tuple(reader.sets(frozenset(), frozenset()))
    )


def _dialect(raw: list[RawSource], origin: str, asked: Dialect | None) -> Finding:
    marked = [source.marked() for source in raw]
    if asked is None and origin.startswith(OUR_ORIGIN):
        asked = NVIVO if origin.endswith(UTF16_MARK) else STANDARD
    if asked is not None:
        return judge(marked, asked)
    finding = detect(marked, origin)
    return believed(finding)


@dataclass
class _ProjectReader:
    root: Element
    losses: LossReport
    codes: list[ProjectCode] = field(default_factory=list)
    code_names: dict[str, str] = field(default_factory=dict)
    note_texts: dict[str, str] = field(default_factory=dict)
    _notes_about: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))

    def __post_init__(self) -> None:
        book = child(self.root, "CodeBook") if local(self.root) == "Project" else self.root
        tops = [code for codes in children(book, "Codes") for code in children(codes, "Code")]
        if len(tops) == 1 and get(tops[0], "name").casefold() == _NVIVO_ROOT and child(tops[0], "Code") is not None:
            self.losses.changed("code", "NVivo's root above all codes was taken away", get(tops[0], "name"))
            tops = list(children(tops[0], "Code"))
        identities = Identities("code", self.losses)
        waiting = [(code, "") for code in reversed(tops)]
        while waiting:
            element, parent = waiting.pop()
            own = self._code(element, parent, identities)
            waiting += [(below, own) for below in reversed(list(children(element, "Code")))]

    def _code(self, element: Element, parent: str, identities: Identities) -> str:
        name = get(element, "name") or "Unnamed code"
        own = identities.of(element, name)
        self.codes.append(
            ProjectCode(
                own,
                name,
                parent,
                text_of(element, "Description").strip(),
                _colour(get(element, "color")),
                is_true(element, "isCodable"),
            )
        )
        self.code_names[own] = name
        for note in targets(element, "NoteRef"):
            self._notes_about[note].append(own)
        return own

    def project(self, raw: list[RawSource], dialect: Dialect) -> Project:
        """The whole project, offsets read in a dialect."""
        root, losses = self.root, self.losses
        cases = {own_guid(case): get(case, "name") for case in children(child(root, "Cases"), "Case")}
        self._without_cases(cases)
        users = self._users()
        places = Places(dialect, self.code_names, cases, own_guid(root, "creatingUserGUID"), losses)
        for source in raw:
            places.add(source)
        variables = self._variables()
        beside = self._values_of_nameless_cases(variables)
        sources = [self._source(source, places, variables, beside) for source in raw]
        notes = self._notes(places)
        known = {source.guid for source in sources}
        links = self._links(notes, places, known)
        everything = [*notes.values(), *_told_nowhere_else(places, notes.values(), users)]
        users += [
            User(missing, "Unknown coder")
            for missing in sorted({coding.user for coding in places.codings} - {user.guid for user in users})
        ]
        everyone = self._cases(places, variables, known)
        for kind, count in (
            ("code", len(self.codes)),
            ("source", len(sources)),
            ("coding", len(places.codings)),
            ("case", len(everyone)),
            ("note", len(everything)),
        ):
            losses.kept(kind, count)
        self._dropped_graphs()
        return Project(
            name=get(root, "name"),
            origin=get(root, "origin"),
            at=utc(get(root, "creationDateTime")),
            description=text_of(root, "Description").strip(),
            users=tuple(users),
            codes=tuple(self.codes),
            variables=tuple(variables.values()),
            cases=tuple(everyone),
            sources=tuple(sources),
            codings=tuple(places.codings),
            notes=tuple(everything),
            sets=tuple(self.sets(known, frozenset(notes))),
            links=tuple(links),
        )

    def _users(self) -> list[User]:
        identities = Identities("user", self.losses)
        found = []
        for user in children(child(self.root, "Users"), "User"):
            name = get(user, "name") or get(user, "id") or "Unnamed coder"
            found.append(User(identities.of(user, name), name, get(user, "id")))
        return found

    def _variables(self) -> dict[str, Variable]:
        identities = Identities("variable", self.losses)
        found = {}
        for element in children(child(self.root, "Variables"), "Variable"):
            name = get(element, "name") or "Unnamed variable"
            kind = get(element, "typeOfVariable")
            own = identities.of(element, name)
            found[own] = Variable(
                own, name, kind if kind in VARIABLE_TYPES else "Text", text_of(element, "Description").strip()
            )
        return found

    def _values(self, element: Element, variables: dict[str, Variable], owner: str) -> tuple[tuple[str, str], ...]:
        found = []
        for value in children(element, "VariableValue"):
            variable = next(iter(targets(value, "VariableRef")), "")
            texts = [str(one.text or "").strip() for one in children(value) if local(one) != "VariableRef"]
            if variable not in variables:
                self.losses.dropped("value", "of a variable that is not there", owner)
            elif texts and texts[0]:
                found.append((variable, texts[0]))
        return tuple(found)

    def _without_cases(self, cases: dict[str, str]) -> None:
        """Take codes that are cases out of the codebook: NVivo writes them there, too, to code the words of cases."""
        for code in [code for code in self.codes if code.guid in cases]:
            self.losses.changed("code", "it is a case, so it is no code here", code.name)
            self.codes = [
                replace(one, parent=code.parent) if one.parent == code.guid else one
                for one in self.codes
                if one.guid != code.guid
            ]
            del self.code_names[code.guid]

    def _values_of_nameless_cases(self, variables: dict[str, Variable]) -> dict[str, tuple[tuple[str, str], ...]]:
        """Values of sources that stand in cases without a name, as MAXQDA writes them, by the source's GUID."""
        return {
            targets(case, "SourceRef")[0]: self._values(case, variables, "a case without a name")
            for case in children(child(self.root, "Cases"), "Case")
            if _is_of_source(case)
        }

    def _source(
        self,
        raw: RawSource,
        places: Places,
        variables: dict[str, Variable],
        beside: dict[str, tuple[tuple[str, str], ...]],
    ) -> TextSource:
        if raw.element is None:
            raise ValueError("a source of REFI-QDA has its element")
        for note in targets(raw.element, "NoteRef"):
            self._notes_about[note].append(raw.guid)
        description = text_of(raw.element, "Description").strip()
        values = self._values(raw.element, variables, raw.name)
        for own in (raw.guid, *raw.aliases):
            values += tuple(value for value in beside.get(own, ()) if value not in values)
        return TextSource(raw.guid, raw.name, raw.text.text, description, values, places.stamps_of(raw), raw.at)

    def _cases(self, places: Places, variables: dict[str, Variable], known: set[str]) -> list[Case]:
        identities = Identities("case", self.losses)
        found = []
        for element in children(child(self.root, "Cases"), "Case"):
            if _is_of_source(element):
                continue
            name = get(element, "name") or "Unnamed case"
            own = identities.of(element, name)
            sources = [places.source_of(one) for one in targets(element, "SourceRef")]
            spans = [places.selections[one] for one in targets(element, "SelectionRef") if one in places.selections]
            spans += [span for span in places.of_cases.get(own, ()) if span not in spans]
            missing = sum(source not in known for source in sources)
            if missing:
                self.losses.dropped("reference of a case", "to a source that was not taken", name, count=missing)
            for _ in children(element, "CodeRef"):
                self.losses.dropped("code of a case", "only texts have codes here", name)
            found.append(
                Case(
                    own,
                    name,
                    text_of(element, "Description").strip(),
                    self._values(element, variables, name),
                    tuple(dict.fromkeys(source for source in sources if source in known)),
                    tuple(spans),
                )
            )
        return found

    def _notes(self, places: Places) -> dict[str, Note]:
        identities = Identities("note", self.losses)
        found = {}
        for element in children(child(self.root, "Notes"), "Note"):
            name = get(element, "name")
            own = identities.of(element, name)
            coded = sum(1 for _ in element.iter("{*}Coding"))
            if coded:
                self.losses.dropped("coding of a note", "notes are not coded here", name, count=coded)
            text = text_of(element, "PlainTextContent") or self.note_texts.get(own, "")
            about = dict.fromkeys([*self._notes_about.get(own, ()), *places.notes_about.get(own, ())])
            found[own] = Note(
                own,
                name,
                text,
                creator(element),
                created(element),
                tuple(about),
                tuple(dict.fromkeys(places.notes_at.get(own, ()))),
            )
        return found

    def _links(self, notes: dict[str, Note], places: Places, known: set[str]) -> list[Link]:
        """Links between codes; a link from a note is what the note is about, and goes into the note."""
        identities = Identities("link", self.losses)
        found = []
        for element in children(child(self.root, "Links"), "Link"):
            name = get(element, "name")
            origin, aim = own_guid(element, "originGUID"), own_guid(element, "targetGUID")
            if origin in notes:
                spans = (places.selections[aim],) if aim in places.selections else ()
                about = (aim,) if aim in known or aim in self.code_names or aim in places.coding_guids else ()
                if spans or about:
                    note = notes[origin]
                    notes[origin] = _with_more(note, about, spans)
                    continue
            elif origin in self.code_names and aim in self.code_names:
                found.append(Link(identities.of(element, name), name, origin, aim))
                continue
            self.losses.dropped("link", "only links between codes, and from notes, have a place here", name)
        return found

    def sets(self, sources: frozenset[str] | set[str], notes: frozenset[str]) -> list[CodeSet]:
        """The sets, with those members that were taken."""
        identities = Identities("set", self.losses)
        found = []
        for element in children(child(self.root, "Sets"), "Set"):
            name = get(element, "name") or "Unnamed set"
            members = [
                [one for one in targets(element, tag) if one in there]
                for tag, there in (("MemberCode", self.code_names), ("MemberSource", sources), ("MemberNote", notes))
            ]
            lost = sum(1 for _ in children(element, "MemberCode", "MemberSource", "MemberNote")) - sum(
                map(len, members)
            )
            if lost:
                self.losses.dropped("member of a set", "it is not there, or was not taken", name, count=lost)
            description = text_of(element, "Description").strip()
            found.append(CodeSet(identities.of(element, name), name, description, *map(tuple, members)))
        return found

    def _dropped_graphs(self) -> None:
        for graph in children(child(self.root, "Graphs"), "Graph"):
            self.losses.dropped("graph", "maps have no place here", get(graph, "name"))


def _told_nowhere_else(places: Places, notes: Collection[Note], users: list[User]) -> list[Note]:
    """The memos at selections, without those that only repeat the notes at the selection's codings, as ours do."""
    machines = {user.guid for user in users if user.name == MACHINE}
    texts = memos_by_coding(notes, machines)
    return [memo for memo, codings in places.memos if memo.text != comment_on(codings, texts)]


def _is_of_source(case: Element) -> bool:
    """Whether a case is nothing but the values of one source."""
    alone = len(targets(case, "SourceRef")) == 1 and child(case, "SelectionRef") is None
    return alone and not get(case, "name") and child(case, "VariableValue") is not None


def _with_more(note: Note, about: tuple[str, ...], spans: tuple[Span, ...]) -> Note:
    """The note about more things."""
    return replace(
        note,
        about=tuple(dict.fromkeys([*note.about, *about])),
        spans=tuple(dict.fromkeys([*note.spans, *spans])),
    )


def _colour(text: str) -> str:
    """A colour as #RRGGBB; "" where it is none."""
    digits = text.removeprefix("#")
    if len(digits) == 3:
        digits = "".join(digit * 2 for digit in digits)
    ok = len(digits) == 6 and all(digit in "0123456789abcdefABCDEF" for digit in digits)
    return f"#{digits}" if ok else ""
