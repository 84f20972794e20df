"""Mistakes in a study's input, written as instructions: where, what was seen, what to do."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path


@dataclass(frozen=True, order=True)
class Problem:
    """One mistake that stops a run.

    Attributes:
        file: Path of the file, relative to the study's folder.
        unit: What ``number`` counts ("line", "row", "cue", "paragraph"), or "" for the file as a whole.
        number: 1-based place in the file, in ``unit``; 0 for the file as a whole. A row is numbered as
            a spreadsheet shows it, the header being row 1.
        seen: What was found there. Never text that somebody said.
        remedy: What was expected and what to do.
    """

    file: str
    unit: str
    number: int
    seen: str
    remedy: str

    def __str__(self) -> str:
        """One line for a person, such as "file, row 4: what was seen. What to do."."""
        place = f", {self.unit} {self.number}" if self.unit else ""
        return f"{self.file}{place}: {self.seen.rstrip('.')}. {self.remedy}"


class InputError(Exception):
    """Raised with every problem found so far; the command line prints them and stops without a traceback."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = sorted(set(problems))
        super().__init__(describe(self.problems))


class CannotRunError(Exception):
    """Raised when something other than the study's input is in the way; the message is an instruction."""


def describe(problems: Iterable[Problem]) -> str:
    """All problems as numbered lines under one heading, in the order of files and places."""
    ordered = sorted(set(problems))
    if not ordered:
        return "No problem was found in the input."
    noun = "problem" if len(ordered) == 1 else "problems"
    lines = [f"{len(ordered)} {noun} in the study's input; nothing was analysed. Please correct and run again."]
    lines += [f"  {n}. {problem}" for n, problem in enumerate(ordered, 1)]
    return "\n".join(lines)


def stop_on(problems: Iterable[Problem]) -> None:
    """Raise :class:`InputError` when there is any problem."""
    found = list(problems)
    if found:
        raise InputError(found)


def to_json(problems: Iterable[Problem]) -> list[dict[str, object]]:
    """Problems as plain dictionaries, for a stage's report."""
    return [asdict(problem) for problem in sorted(set(problems))]


def read_problems(path: Path) -> list[Problem]:
    """The problems that a stage left under ``"problems"`` in its JSON report."""
    report = json.loads(path.read_text(encoding="utf-8"))
    return [Problem(**row) for row in report["problems"]]
