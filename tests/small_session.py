"""Small sessions for tests: a few turns, with the strings replaced that a study decided on."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pandas as pd

from themetrail.annotation.annotate import ReleasedSession
from themetrail.cleaning.release import OffsetMap, Replacement, release
from themetrail.study.machine_tables import TURNS

if TYPE_CHECKING:
    from collections.abc import Mapping


def spoken(
    *texts: str, replaced: Mapping[str, str] | None = None, role: str = "participant", flags: str = ""
) -> ReleasedSession:
    """A session with a turn for each text; ``replaced`` gives the placeholders of strings, wherever they stand."""
    record = "\n".join(texts) + "\n"
    swaps = [
        Replacement(found.start(), found.end(), placeholder)
        for string, placeholder in (replaced or {}).items()
        for found in re.finditer(re.escape(string), record)
    ]
    released, offsets = release("S1", record, swaps)
    rows, start = [], 0
    for number, text in enumerate(texts, 1):
        rows.append(("S1", number, f"P{number}", role, None, None, start, start + len(text), flags))
        start += len(text) + 1
    turns = TURNS.validate(pd.DataFrame(rows, columns=list(TURNS.columns)))
    return ReleasedSession("S1", record, released, OffsetMap(offsets), turns)
