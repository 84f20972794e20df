"""What an exchange kept, changed and dropped, and why: a table for a spreadsheet program, and a page in words."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from themetrail.study.sheets import write_sheet

if TYPE_CHECKING:
    from collections.abc import Iterable

OUTCOMES = ("kept", "changed", "dropped")
_HEADER = ("outcome", "kind", "name", "place", "count", "why")
_NAMES_SHOWN = 5


@dataclass(frozen=True, order=True)
class Loss:
    """One line of the report.

    Attributes:
        outcome: "kept", "changed" or "dropped".
        kind: What it is about: "coding", "source", "picture coding", ...
        why: The reason, in words; "" for what was simply kept.
        name: Which one, by its name in the project, or "".
        place: Where it stands, such as "12–40", or "".
        count: How many it speaks for.
    """

    outcome: str
    kind: str
    why: str = ""
    name: str = ""
    place: str = ""
    count: int = 1


@dataclass
class LossReport:
    """The lines so far."""

    lines: list[Loss] = field(default_factory=list)

    def kept(self, kind: str, count: int) -> None:
        """So many of a kind came through as they were."""
        if count:
            self.lines.append(Loss("kept", kind, count=count))

    def changed(self, kind: str, why: str, name: str = "", place: str = "", count: int = 1) -> None:
        """Something came through otherwise than it was."""
        self.lines.append(Loss("changed", kind, why, name, place, count))

    def dropped(self, kind: str, why: str, name: str = "", place: str = "", count: int = 1) -> None:
        """Something did not come through."""
        self.lines.append(Loss("dropped", kind, why, name, place, count))

    @property
    def anything_lost(self) -> bool:
        """Whether anything was dropped."""
        return any(line.outcome == "dropped" for line in self.lines)

    def as_csv(self) -> str:
        """The lines as CSV, the same for the same lines in any order."""
        rows = ({name: as_cell(getattr(line, name)) for name in _HEADER} for line in _ordered(self.lines))
        return write_sheet(_HEADER, rows)

    def in_words(self, title: str) -> str:
        """The lines as a page of plain text, one sentence for each kind and reason."""
        paragraphs = [title]
        for outcome in OUTCOMES:
            lines = [line for line in self.lines if line.outcome == outcome]
            sentences = [f"- {sentence}" for sentence in _sentences(lines)]
            paragraphs.append("\n".join([f"{outcome.capitalize()}:", *(sentences or ["- nothing"])]))
        return "\n\n".join(paragraphs) + "\n"


def as_cell(value: object) -> object:
    """A cell that no spreadsheet program runs as a formula."""
    return f"'{value}" if isinstance(value, str) and value.startswith(("=", "+", "-", "@", "\t", "\r")) else value


def _ordered(lines: Iterable[Loss]) -> list[Loss]:
    return sorted(lines, key=lambda line: (OUTCOMES.index(line.outcome), line))


def _sentences(lines: Iterable[Loss]) -> list[str]:
    counts: Counter[tuple[str, str]] = Counter()
    names: dict[tuple[str, str], dict[str, None]] = {}
    for line in _ordered(lines):
        key = (line.kind, line.why)
        counts[key] += line.count
        if line.name:
            names.setdefault(key, {})[line.name] = None
    return [_sentence(kind, why, count, list(names.get((kind, why), {}))) for (kind, why), count in counts.items()]


def _sentence(kind: str, why: str, count: int, named: list[str]) -> str:
    more = f" and {len(named) - _NAMES_SHOWN} more" if len(named) > _NAMES_SHOWN else ""
    which = f" ({', '.join(named[:_NAMES_SHOWN])}{more})" if named else ""
    return f"{count} × {kind}{which}{f': {why}' if why else ''}"
