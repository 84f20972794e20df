"""What a reader fills while it walks through a source, and the checks that every reading has to pass."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import TYPE_CHECKING

from themetrail.study.files import decode
from themetrail.study.problems import Problem
from themetrail.transcripts.model import Dropped, Reading, Unit

if TYPE_CHECKING:
    from themetrail.transcripts.model import Source

_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
_PLACES_SHOWN = 12

BEFORE_SPEECH = "before the first speaker"
"""Why a line is dropped that stands in front of all speech."""


class UnreadableError(Exception):
    """The bytes of a source cannot be opened: what was seen, and what to do."""

    def __init__(self, seen: str, remedy: str) -> None:
        self.seen = seen
        self.remedy = remedy
        super().__init__(seen)


@dataclass
class Draft:
    """A reading in the making; ``shown_as`` is the file's name in messages, ``kind`` the source's."""

    reader: str
    shown_as: str
    kind: str = "transcript"
    units: list[Unit] = field(default_factory=list)
    dropped: list[Dropped] = field(default_factory=list)
    metadata: dict[str, str] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def speech(
        self,
        kind: str,
        number: int,
        text: str,
        label: str | None = None,
        start_s: float | None = None,
        *,
        end_s: float | None = None,
    ) -> None:
        """Add a unit of speech; one without any text is dropped instead."""
        line = one_line(text)
        if line:
            self.units.append(Unit(line, label, start_s, end_s, kind, number))
        else:
            self.drop(kind, number, label or "", "no speech in it")

    def drop(self, kind: str, number: int, text: str, why: str) -> None:
        """Leave out a piece that is not speech."""
        self.dropped.append(Dropped(kind, number, one_line(text), why))

    def join_places(self) -> None:
        """Make each unit one with those after it that stand in its place without a label or a time of their own."""
        groups: list[list[Unit]] = []
        for unit in self.units:
            goes_on = groups and unit.label is None and unit.start_s is None and unit.place == groups[-1][0].place
            if goes_on:
                groups[-1].append(unit)
            else:
                groups.append([unit])
        self.units = [replace(group[0], text=" ".join(unit.text for unit in group)) for group in groups]

    def problem(self, unit: str, number: int, seen: str, remedy: str) -> None:
        """Add a mistake at a place; unit "" and number 0 stand for the file as a whole."""
        self.problems.append(Problem(self.shown_as, unit, number, seen, remedy))

    def note(self, what: str, kind: str, numbers: list[int]) -> None:
        """Add a decision that concerns the given places, if there are any."""
        if numbers:
            shown = ", ".join(map(str, numbers[:_PLACES_SHOWN]))
            more = f" and {len(numbers) - _PLACES_SHOWN} more" if len(numbers) > _PLACES_SHOWN else ""
            self.notes.append(f"{what}: {kind} {shown}{more}.")

    def refused(self, error: UnreadableError) -> Reading:
        """The reading of a source that could not be opened."""
        self.problem("", 0, error.seen, error.remedy)
        return self.reading()

    def reading(self) -> Reading:
        """The finished reading, after the checks that hold for every format."""
        unlabelled = all(unit.label is None for unit in self.units) and (self.units or BEFORE_SPEECH in self._whys())
        if self.kind == "transcript" and not self.problems and unlabelled:
            remedy = "Write who speaks at the start of each turn, such as 'P1: ', as config/README.md shows."
            self.problem("", 0, "no speaker label was found", remedy)
        elif not self.problems and not self.units:
            self.problem("", 0, "there is no speech in it", "Check that this is the whole transcript.")
        units = [] if self.problems else self.units
        return Reading(self.reader, [], units, self.dropped, self.metadata, self.problems, self.notes)

    def _whys(self) -> set[str]:
        return {piece.why for piece in self.dropped}


def one_line(text: str) -> str:
    """The text with each line break, and the spaces around it, as one space; nothing else is changed."""
    return " ".join(filter(None, map(str.strip, text.splitlines())))


def text_of(source: Source, allowed: str = "") -> str:
    """The source's text, for certain; ``allowed`` are control characters that its format uses.

    Raises:
        UnreadableError: when the bytes are not text.
    """
    return _text(source.data, allowed)


@lru_cache(maxsize=2)  # every reader looks at the same text
def _text(data: bytes, allowed: str) -> str:
    try:
        text, _ = decode(data)
    except UnicodeDecodeError as error:
        seen = f"byte {error.start + 1} is not text in UTF-8, UTF-16 or Windows-1252"
        raise UnreadableError(seen, "Save the transcript again as UTF-8 text.") from None
    control = next((found for found in _CONTROLS.finditer(text) if found[0] not in allowed), None)
    if control:
        number = len(lines_of(text[: control.start() + 1]))
        seen = f"line {number} holds control characters, so this is not a text file"
        raise UnreadableError(seen, "Export the transcript again as text, .vtt or .docx.")
    return text


def lines_of(text: str) -> list[str]:
    """The lines as an editor numbers them: ended by LF, CRLF or CR alone."""
    return text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
