"""Table 14, co-occurrence: which causes and solutions were raised together, beside what frequency brings about."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from themetrail.tables.notes import LEFT_OUT, counted
from themetrail.tables.table import PaperTable
from themetrail.tables.together import pairs_of

if TYPE_CHECKING:
    from themetrail.tables.data import StudyData

_COLUMNS = [
    "Code", "Label", "With", "Label of that", "Speakers", "Units together", "Expected", "Permutations with as many",
    "Jaccard", "c",
]  # fmt: skip


def build(data: StudyData) -> PaperTable:
    """A row for each pair of a cause or solution with another that somebody raised together, in codebook order."""
    codes = [code.id for code in data.codebook.codes if code.kind != "process"]
    labels = {code.id: code.label for code in data.codebook.codes}
    place = data.codebook.position
    rows = []
    for row, column, cells, numbers in pairs_of(data, codes):
        if row != column and any(cells.speakers):
            units, *shares = numbers
            printed = [LEFT_OUT if x is None else f"{x:.2f}" for x in shares]
            both = str(LEFT_OUT if units is None else units)
            rows.append((column, labels[column], row, labels[row], cells.text(data.min_speakers), both, *printed))
    rows.sort(key=lambda row: (place[row[0]], place[row[2]]))
    rule = data.settings.cooccurrence
    near = f" or in turns at most {rule.within_turns} apart" if rule.unit == "turn" and rule.within_turns else ""
    notes = [
        f"Together: on one {rule.unit}{near}, spoken by participants. Speakers are those who raised both there.",
        "Expected is the mean over all permutations of the coded units within each session, which keep how often each "
        "code was raised; beside it the share of permutations with as many units together or more. It is a reference "
        "for reading, not a test: there are many pairs.",
        "Jaccard: units together, of the units with either. c: overlapping codings, of all codings of the two without "
        "these.",
        *counted(data),
    ]
    left_out = "" if rows else "No two codes were raised together."
    frame = pd.DataFrame(rows, columns=_COLUMNS)
    return PaperTable("T14", "cooccurrence", "Codes raised together", frame, notes, left_out)
