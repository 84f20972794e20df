"""The drawn data of figure 4: how often domains and solutions stand together, beside the permutation reference."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from themetrail.tables.together import pairs_of

if TYPE_CHECKING:
    from themetrail.tables.data import StudyData

COLUMNS = [
    "row", "row_label", "row_colour", "column", "text", "masked", "units", "expected", "tail", "jaccard", "c", "unit",
]  # fmt: skip


def f4_cooccurrence(data: StudyData) -> pd.DataFrame:
    """A row for each pair of domains and solutions that somebody raised, and for each of them with itself.

    ``text`` is the number of speakers, by whom both were raised in one unit ("7", "≥4", "0"); a pair of which a
    group's cell is hidden is ``masked``. The units, their expectation, ``tail``, Jaccard's index and c are empty where
    they would bound a hidden cell. The diagonal has speakers alone. ``unit`` says in words what a unit is.
    """
    items = [code for kind in ("domain", "solution") for code in data.codebook.of_kind(kind)]
    found = pairs_of(data, [code.id for code in items])
    labels = {code.id: code for code in items}
    rule = data.settings.cooccurrence
    near = f" or within {rule.within_turns} turns of one another" if rule.unit == "turn" and rule.within_turns else ""
    unit = f"one {rule.unit}{near}"
    rows = []
    for row, column, cells, numbers in found:
        code = labels[row]
        text, hidden = cells.text(data.min_speakers), cells.is_hidden(data.min_speakers)
        rows.append((row, code.label, code.colour, column, text, hidden, *numbers, unit))
    return pd.DataFrame(rows, columns=COLUMNS)
