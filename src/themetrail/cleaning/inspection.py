"""What would be read from one file, told in a terminal before anything is run.

What is doubtful is marked with "!" for the analyst to look at. The file may hold anything: no control character of
it reaches the terminal.
"""

from __future__ import annotations

import textwrap
import unicodedata
from collections import Counter, defaultdict
from dataclasses import dataclass
from itertools import islice, pairwise
from typing import TYPE_CHECKING

from themetrail.cleaning.marks import count_words, find_marks
from themetrail.cleaning.roster import ANYBODY, Roster
from themetrail.cleaning.turns import build_turns
from themetrail.cleaning.verbatim import intelligent_verbatim, viewed
from themetrail.study.machine_tables import records
from themetrail.study.sheets import Row
from themetrail.transcripts.labels import same_label, split_label
from themetrail.transcripts.record import build_record

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from themetrail.study.settings import Cleaning
    from themetrail.transcripts.model import Reading, Unit

FIRST_TURNS = 12
LAST_TURNS = 4
_LONG_GAP_S = 120.0
_PLACES_SHOWN = 8
_DROPPED_SHOWN = 20
_LABELS_SHOWN = 30
_NOBODY = "(nobody)"
_STEP = "  "


@dataclass(frozen=True)
class Inspected:
    """A file as it would be read, and what the study says of it.

    Attributes:
        shown_as: The file's name in messages.
        session_id: The session that its name says.
        kind: "transcript", "notes" or "responses".
        reading: How a reader understands it.
        roster: Who labels stand for.
        cleaning: The settings by which units become turns.
    """

    shown_as: str
    session_id: str
    kind: str
    reading: Reading
    roster: Roster
    cleaning: Cleaning


def inspection(file: Inspected, width: int) -> str:
    """All that is told of a file, in lines of at most ``width`` characters."""
    reading = file.reading
    lines = [f"{file.shown_as}, as {file.kind}", *_reader(reading)]
    if reading.problems:
        lines += ["", "It cannot be read. What has to be corrected:"]
        lines += [f"{_STEP}{number}. {problem}" for number, problem in enumerate(sorted(reading.problems), 1)]
    if reading.units:
        lines += ["", "What is in it:", *_contents(file)]
    doubts = list(_doubts(file))
    lines += ["", "What to look at:", *(f"! {doubt}" for doubt in doubts)] if doubts else []
    if not doubts and reading.units:
        lines += ["", "Nothing in it is doubtful."]
    lines += _dropped(reading)
    lines += _turns(file)
    return "\n".join(wrapped for line in lines for wrapped in _wrap(line, width)) + "\n"


def printable(text: str) -> str:
    """The text on one line, with a sign in place of each character that steers a terminal or cannot be seen."""
    one_line = " ".join(text.split())
    return "".join("\ufffd" if unicodedata.category(character)[0] == "C" else character for character in one_line)


def _reader(reading: Reading) -> list[str]:
    if not reading.reader:
        said: dict[str, list[str]] = defaultdict(list)
        for name, _, reason in (reason.partition(": ") for reason in reading.reasons):
            said[reason].append(name)
        return ["No reader was chosen.", *(f"{_STEP}{reason} ({', '.join(names)})" for reason, names in said.items())]
    own = [reason for reason in reading.reasons if reason.startswith(f"{reading.reader}: ")]
    return [f"Read by {reason}" for reason in own] or [f"Read by {reading.reader}"]


def _contents(file: Inspected) -> list[str]:
    units = file.reading.units
    kinds = Counter(unit.unit_kind.split()[-1] for unit in units)  # "page 2 line" is a line
    stamps = sum(unit.start_s is not None for unit in units)
    marks = Counter(mark.kind for unit in units for mark in find_marks(unit.text))
    words = sum(count_words(unit.text) for unit in units)
    pieces = ", ".join(f"{number} {kind}{'s' * (number > 1)}" for kind, number in sorted(kinds.items()))
    lines = [
        f"{_STEP}speech: {pieces}; {words} words; {stamps} with a time",
        f"{_STEP}marks: {', '.join(f'{kind} {number}' for kind, number in sorted(marks.items())) or 'none'}",
        f"{_STEP}speakers, and how often each is named:"
        if any(unit.label for unit in units)
        else f"{_STEP}nobody is named",
    ]
    labels = _labels(units)
    for label, number in islice(labels.items(), _LABELS_SHOWN):
        speaker = file.roster.speaker(file.session_id, label)
        known = f"{speaker.speaker_id}, {speaker.role}" if speaker else "not in the roster"
        lines.append(f"{_STEP * 2}{label}: {number} ({known})")
    more = len(labels) - _LABELS_SHOWN
    return [*lines, f"{_STEP * 2}and {more} more"] if more > 0 else lines


def _labels(units: Iterable[Unit]) -> dict[str, int]:
    """How many units each label opens; spellings that are one label count as one, under the first."""
    first: dict[str, str] = {}
    counts: Counter[str] = Counter()
    for label in (unit.label for unit in units if unit.label):
        counts[first.setdefault(same_label(label), label)] += 1
    return dict(counts)


def _doubts(file: Inspected) -> Iterator[str]:
    units = file.reading.units
    labels = _labels(units)
    off = [label for label in labels if file.roster.speaker(file.session_id, label) is None]
    once = [label for label in labels if labels[label] == 1]
    if off:
        yield f"labels that data/raw/roster.csv lacks for {file.session_id}: {_listed(off)}"
    if once and file.kind == "transcript":  # most people answer a survey once
        yield f"labels that occur once: {_listed(once)}"
    if (
        units
        and units[0].label is None
        and file.roster.speaker(file.session_id, "") is None
        and file.kind == "transcript"
    ):
        yield f"somebody speaks before the first speaker label: {units[0].place}"
    unlabelled = [unit for unit in units[1:] if unit.label is None]
    if file.kind == "transcript" and unlabelled:
        yield f"units without a label, which continue the speaker before them: {_places(unlabelled)}"
    like = [unit for unit in units if split_label(unit.text)]
    if like:
        yield f"speech that opens as if it named a speaker: {_places(like)}"
    stamped = [unit for unit in units if unit.start_s is not None]
    backward = [after for before, after in pairwise(stamped) if (after.start_s or 0.0) < (before.start_s or 0.0)]
    if backward:
        yield f"times that run backward: {_places(backward)}"
    late = [after for before, after in pairwise(stamped) if _gap_s(before, after) > _LONG_GAP_S]
    if late:
        yield f"nothing is said for more than {_LONG_GAP_S:.0f} seconds before: {_places(late)}"
    yield from file.reading.notes


def _gap_s(before: Unit, after: Unit) -> float:
    """Seconds between two units with stamps; 0 where the source does not say when the first one ends."""
    return (after.start_s or 0.0) - before.end_s if before.end_s is not None else 0.0


def _places(units: Sequence[Unit]) -> str:
    return _listed([unit.place for unit in units], _PLACES_SHOWN)


def _listed(names: Sequence[str], most: int = _LABELS_SHOWN) -> str:
    shown = ", ".join(names[:most])
    return f"{shown} and {len(names) - most} more" if len(names) > most else shown


def _dropped(reading: Reading) -> list[str]:
    pieces = reading.dropped
    if not pieces:
        return []
    shown = [f"! {piece.kind} {piece.number} ({piece.why}): {piece.text}" for piece in pieces[:_DROPPED_SHOWN]]
    more = [f"{_STEP}and {len(pieces) - _DROPPED_SHOWN} more"] if len(pieces) > _DROPPED_SHOWN else []
    return ["", f"Left out, for it is not speech ({len(pieces)}):", *shown, *more]


def _turns(file: Inspected) -> list[str]:
    said = list(_said(file))
    if not said:
        return []
    view = ", in the intelligent verbatim view" if file.cleaning.intelligent_verbatim else ""
    lines = ["", f"Its {len(said)} turns{view}:"]
    if len(said) <= FIRST_TURNS + LAST_TURNS:
        return [*lines, *said]
    between = f"{_STEP}({len(said) - FIRST_TURNS - LAST_TURNS} turns in between)"
    return [*lines, *said[:FIRST_TURNS], between, *said[-LAST_TURNS:]]


def _said(file: Inspected) -> Iterator[str]:
    """Each turn with its label before it; here every label stands for itself, whoever the roster says it is."""
    units = file.reading.units
    names = {label: label for label in _labels(units)} | {ANYBODY: _NOBODY}
    rows = [
        Row(n, {"session_id": file.session_id, "label": label, "speaker_id": name})
        for n, (label, name) in enumerate(names.items())
    ]
    people = [Row(n, {"speaker_id": name, "role": "", "withdrawn": "no"}) for n, name in enumerate(names.values())]
    record, locators = build_record(file.session_id, units)
    turns, _ = build_turns(
        file.session_id,
        record,
        locators,
        Roster.from_rows(rows, people)[0],
        file.cleaning.merge_gap_s,
        backchannel_words=file.cleaning.backchannel_words,
        shown_as=file.shown_as,
        one_turn_per_unit=file.kind == "responses",
    )
    for turn in records(turns):
        text = record[turn.start : turn.end]
        if file.cleaning.intelligent_verbatim and "backchannel" not in turn.flags.split():
            text = viewed(text, intelligent_verbatim(text))
        yield f"{_STEP}{turn.speaker_id}: {text}"


def _wrap(line: str, width: int) -> list[str]:
    """A line broken into several, those after the first set in by as much and a step more."""
    margin = line[: len(line) - len(line.lstrip(" "))]
    clean = printable(line)
    if not clean:
        return [""]
    return textwrap.wrap(clean, width, initial_indent=margin, subsequent_indent=margin + _STEP)
