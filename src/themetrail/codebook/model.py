"""Codes and the codebook as values."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from themetrail.codebook.patterns import Pattern

KINDS = ("domain", "cause", "solution", "process")
SOURCES = ("paper", "inferred", "analyst")
STATUSES = ("active", "merged", "retired")


@dataclass(frozen=True)
class Code:
    """One code. ``id`` is what people write and may change; ``uid`` is what it is and never changes."""

    uid: str
    id: str
    parent: str
    kind: str
    label: str
    colour: str
    definition: str
    include: str
    exclude: str
    patterns: tuple[Pattern, ...]
    negative_patterns: tuple[Pattern, ...]
    exemplars: tuple[str, ...]
    applies_to: tuple[str, ...]
    source: str
    status: str
    version_added: str
    line: int = field(default=0, compare=False)


@dataclass(frozen=True)
class Codebook:
    """The codes of a study in the order of the file, which is the order of every table and figure."""

    version: str
    codes: tuple[Code, ...]

    @cached_property
    def by_id(self) -> dict[str, Code]:
        """Codes by their id."""
        return {code.id: code for code in self.codes}

    @cached_property
    def position(self) -> dict[str, int]:
        """Place of each code id in the file, for sorting."""
        return {code.id: n for n, code in enumerate(self.codes)}

    def of_kind(self, kind: str) -> tuple[Code, ...]:
        """The codes of one kind that are not merged or retired."""
        return tuple(code for code in self.codes if code.kind == kind and code.status == "active")

    def domain_of(self, code_id: str) -> str:
        """Id of the domain above a code (itself, for a domain), or "" where there is none."""
        code: Code | None = self.by_id.get(code_id)
        while code is not None and code.kind != "domain":
            code = self.by_id.get(code.parent)
        return code.id if code else ""

    def children(self, code_id: str) -> tuple[Code, ...]:
        """The active codes directly below one."""
        return tuple(code for code in self.codes if code.parent == code_id and code.status == "active")

    def with_descendants(self, code_id: str) -> frozenset[str]:
        """Ids of a code and of all codes below it, whatever their status."""
        found = {code_id}
        grew = True
        while grew:
            more = {code.id for code in self.codes if code.parent in found} - found
            grew = bool(more)
            found |= more
        return frozenset(found)
