"""The drawn data of figure 9: the speakers of domains, solutions and themes, and how far these numbers would move."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from themetrail.tables.variants import variants

if TYPE_CHECKING:
    from themetrail.tables.data import StudyData

COLUMNS = ["level", "item", "label", "colour", "text", "speakers", "fewest", "with_suggestions"]
_LEVELS = ("domain", "solution", "theme")


def f9_robustness(data: StudyData) -> pd.DataFrame:
    """A row for each domain, solution and theme that somebody raised.

    ``text`` is the number of speakers for print. ``speakers``, ``fewest`` (without the session on which the item
    rests most) and ``with_suggestions`` are empty where a group's number is hidden, or they are below the mask
    setting themselves.
    """
    rows = []
    for item in variants(data):
        if item.level not in _LEVELS:
            continue
        numbers: list[int | None] = [None, None, None]
        if item.told:
            few = 0 < item.moved.fewest < data.min_speakers
            numbers = [int(item.speakers), None if few else item.moved.fewest, _number(item.with_suggestions)]
        rows.append((item.level, item.item, item.label, item.colour, item.speakers, *numbers))
    frame = pd.DataFrame(rows, columns=COLUMNS)
    return frame.astype(dict.fromkeys(COLUMNS[5:], "Int64"))


def _number(text: str) -> int | None:
    return int(text) if text.isdigit() else None
