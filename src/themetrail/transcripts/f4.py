"""f4's stamps: ``I: text #00:01:23-4#``, where the stamp at the end of a paragraph is the time at which it ended.

The digit after the dash is tenths of a second. A piece of speech ends at its own stamp. It starts at the stamp before
it, if that stands directly before it: with an unstamped piece or a line that is no speech between them, when it
starts is not known.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from themetrail.transcripts.draft import Draft
    from themetrail.transcripts.model import Unit

_STAMP = re.compile(r"#(?P<hours>\d{1,2}):(?P<minutes>[0-5]\d):(?P<seconds>[0-5]\d)(?:[-.,](?P<fraction>\d{1,3}))?#")


def has_stamp(text: str) -> bool:
    """Whether a stamp between hash signs stands in a text."""
    return _STAMP.search(text) is not None


def take_stamps(draft: Draft) -> None:
    """Turn the stamps in the speech of a draft into times, and cut its units where one stands inside."""
    units, draft.units = draft.units, []
    asides = {piece.number for piece in draft.dropped}
    waiting: str | None = None
    stamp: float | None = None
    latest, before = 0.0, 0
    for unit in units:
        if any(number in asides for number in range(before + 1, unit.number)):
            stamp = None
        label = unit.label or waiting
        for text, end_s in _pieces(unit):
            if end_s is not None and end_s < latest:
                seen = "the stamp is earlier than one before it"
                draft.problem(unit.unit_kind, unit.number, seen, "Correct the stamp, or take it out.")
            if text:
                start_s = unit.start_s if stamp is None else stamp
                draft.speech(unit.unit_kind, unit.number, text, label, start_s, end_s=end_s)
                label = None
            else:
                _stamp_alone(unit, end_s, draft)
            stamp, latest = end_s, max(latest, end_s or 0.0)
        waiting, before = label, unit.number


def _stamp_alone(unit: Unit, end_s: float | None, draft: Draft) -> None:
    """A stamp on a line of its own ends the speech before it."""
    last = draft.units[-1] if draft.units else None
    if last and last.end_s is None and not unit.label:
        draft.units[-1] = replace(last, end_s=end_s)
    text = f"{unit.label}: {unit.text}" if unit.label else unit.text
    draft.drop(unit.unit_kind, unit.number, text, "a time stamp without speech")


def _pieces(unit: Unit) -> Iterator[tuple[str, float | None]]:
    """The texts of a unit, each with the stamp behind it."""
    begin = 0
    for found in _STAMP.finditer(unit.text):
        yield unit.text[begin : found.start()].strip(), _seconds(found)
        begin = found.end()
    if rest := unit.text[begin:].strip():
        yield rest, None


def _seconds(found: re.Match[str]) -> float:
    whole = 3600 * int(found["hours"]) + 60 * int(found["minutes"]) + int(found["seconds"])
    return whole + float(f"0.{found['fraction'] or 0}")
