"""What reading a transcript gives: units of speech, what was left out and why, what else the file holds."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePath
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from themetrail.study.problems import Problem


@dataclass(frozen=True)
class Source:
    """A transcript as it came, and what the study says of it.

    Attributes:
        name: Its file name, without folders.
        data: Its bytes.
        kind: "transcript", "notes" (one voice, no labels wanted) or "responses" (a table with one row a person).
        known_labels: Speaker labels that the study's roster holds for it: one of them is a label even where it
            occurs once.
    """

    name: str
    data: bytes
    kind: str = "transcript"
    known_labels: frozenset[str] = frozenset()

    @property
    def ending(self) -> str:
        """The ending of its name in lower case, such as ".vtt"."""
        return PurePath(self.name).suffix.lower()


@dataclass(frozen=True)
class Recognition:
    """How surely a reader knows a source (0 not at all, 1 for certain), and why in words."""

    score: float
    reason: str


@dataclass(frozen=True)
class Unit:
    """One cue, paragraph, line or table row of speech, or the part of one that one person speaks.

    Attributes:
        text: The speech alone, on one line, stripped, otherwise as in the source.
        label: The speaker label exactly as in the source; None where the unit has none and so continues
            the one before.
        start_s: Seconds from the start of the recording, or None where the source does not say.
        end_s: The same for its end.
        unit_kind: What ``number`` counts: "cue", "paragraph", "line", "row", "page 2 line", ...
        number: 1-based place among the source's units of that kind.
    """

    text: str
    label: str | None
    start_s: float | None
    end_s: float | None
    unit_kind: str
    number: int

    @property
    def place(self) -> str:
        """Where in the source the unit stands, such as "cue 12"."""
        return f"{self.unit_kind} {self.number}"


@dataclass(frozen=True)
class Dropped:
    """A piece of the source that is not speech: its place, its text, and why it was left out."""

    kind: str
    number: int
    text: str
    why: str


@dataclass(frozen=True)
class Reading:
    """A source as a reader understood it.

    Attributes:
        reader: Name of the reader.
        reasons: Why this reader was chosen.
        units: The speech in order; none when there is a problem, for nothing is half-read.
        dropped: What is not speech, verbatim.
        metadata: Everything else in the file that may identify somebody, by where it stands: document
            properties, comments, tracked deletions, headers and footers, VTT notes.
        problems: All mistakes found, each with its place.
        notes: Decisions that a person may want to look at, by place, without words that somebody said.
    """

    reader: str
    reasons: list[str]
    units: list[Unit]
    dropped: list[Dropped]
    metadata: dict[str, str]
    problems: list[Problem]
    notes: list[str]
