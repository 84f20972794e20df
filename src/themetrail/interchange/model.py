"""A coded project as any tool of the field knows it: what is exchanged, whatever the format.

Everything has a GUID in lower case without braces; references name it. Offsets are Unicode code points of a source's
``text``, half open, and the text has LF line ends and no byte-order mark. A time is UTC as ``2024-03-31T14:05:00Z``,
or "" where it is not known.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

MACHINE = "ThemeTrail (suggestions)"
"""The name of the user who is no person."""

VARIABLE_TYPES = ("Text", "Boolean", "Integer", "Float", "Date", "DateTime")


@dataclass(frozen=True, order=True)
class User:
    """Somebody, or a program, that codings and notes are by; ``short`` is an id that a tool gave, or ""."""

    guid: str
    name: str
    short: str = ""


@dataclass(frozen=True, order=True)
class ProjectCode:
    """A code; ``parent`` is the GUID of the code above or "", ``codable`` is false for a mere folder."""

    guid: str
    name: str
    parent: str = ""
    description: str = ""
    colour: str = ""
    codable: bool = True


@dataclass(frozen=True, order=True)
class Variable:
    """An attribute of cases and sources; ``kind`` is one of :data:`VARIABLE_TYPES`."""

    guid: str
    name: str
    kind: str = "Text"
    description: str = ""


@dataclass(frozen=True, order=True)
class Stamp:
    """A sync point: the text from ``position`` on is said from ``seconds`` on."""

    position: int
    seconds: float


@dataclass(frozen=True, order=True)
class TextSource:
    """A text; ``values`` are pairs of a variable's GUID and its value as text."""

    guid: str
    name: str
    text: str
    description: str = ""
    values: tuple[tuple[str, str], ...] = ()
    stamps: tuple[Stamp, ...] = ()
    at: str = ""


@dataclass(frozen=True, order=True)
class Span:
    """A stretch of a source."""

    source: str
    start: int
    end: int


@dataclass(frozen=True, order=True)
class Case:
    """A person, a group or a place: its values, the sources it belongs to, and the stretches that are its own."""

    guid: str
    name: str
    description: str = ""
    values: tuple[tuple[str, str], ...] = ()
    sources: tuple[str, ...] = ()
    spans: tuple[Span, ...] = ()


@dataclass(frozen=True, order=True)
class ProjectCoding:
    """A code on a stretch of a source by a user."""

    guid: str
    span: Span
    code: str
    user: str
    at: str = ""


@dataclass(frozen=True, order=True)
class Note:
    """A memo; ``about`` are GUIDs of codes, sources and codings, ``spans`` are stretches. With neither: the project."""

    guid: str
    name: str
    text: str
    user: str = ""
    at: str = ""
    about: tuple[str, ...] = ()
    spans: tuple[Span, ...] = ()


@dataclass(frozen=True, order=True)
class CodeSet:
    """A set of codes, sources and notes."""

    guid: str
    name: str
    description: str = ""
    codes: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, order=True)
class Link:
    """A named arrow from one thing to another."""

    guid: str
    name: str
    origin: str
    target: str


@dataclass(frozen=True)
class Project:
    """All of it. ``codes`` are in the order of the codebook, a parent before its children; the rest in any order."""

    name: str
    origin: str
    at: str = ""
    description: str = ""
    users: tuple[User, ...] = ()
    codes: tuple[ProjectCode, ...] = ()
    variables: tuple[Variable, ...] = ()
    cases: tuple[Case, ...] = ()
    sources: tuple[TextSource, ...] = ()
    codings: tuple[ProjectCoding, ...] = ()
    notes: tuple[Note, ...] = ()
    sets: tuple[CodeSet, ...] = ()
    links: tuple[Link, ...] = field(default=())

    @cached_property
    def code_by_guid(self) -> dict[str, ProjectCode]:
        """Codes by GUID."""
        return {code.guid: code for code in self.codes}

    @cached_property
    def source_by_guid(self) -> dict[str, TextSource]:
        """Sources by GUID."""
        return {source.guid: source for source in self.sources}

    @cached_property
    def user_by_guid(self) -> dict[str, User]:
        """Users by GUID."""
        return {user.guid: user for user in self.users}

    @cached_property
    def code_paths(self) -> dict[str, str]:
        """Names of each code and the codes above it, by GUID: ``Getting there / No bus``."""
        paths: dict[str, str] = {}
        for code in self.codes:
            above = paths.get(code.parent, "")
            paths[code.guid] = f"{above} / {code.name}" if above else code.name
        return paths

    @cached_property
    def machines(self) -> frozenset[str]:
        """GUIDs of users that are no persons."""
        return frozenset(user.guid for user in self.users if user.name == MACHINE)

    def quote(self, span: Span) -> str:
        """The words of a stretch."""
        return self.source_by_guid[span.source].text[span.start : span.end]
