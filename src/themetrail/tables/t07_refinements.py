"""Table 7, the refinement log: how a solution was worded, what was said about it, how it is worded now."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from themetrail.tables.notes import undecided
from themetrail.tables.spoken import may_show
from themetrail.tables.table import PaperTable

if TYPE_CHECKING:
    from themetrail.tables.data import StudyData

NOT_SHOWN = "[not shown]"
_COLUMNS = [
    "Refinement", "Day", "Session", "Code", "Solution", "Wording in", "Comment", "Outcome", "Wording out",
]  # fmt: skip


def build(data: StudyData) -> PaperTable:
    """A row for each refinement, day by day, in the order of the log."""
    rows = []
    for row in sorted(data.inputs["refinements"], key=lambda row: int(row["day"])):
        code = data.codebook.by_id.get(row["solution"])
        shown = may_show(data, row["session_id"], row["start"], row["end"])
        rows.append(
            (
                *(row["refinement_id"], int(row["day"]), row["session_id"]),
                *(row["solution"], code.label if code else "", row["wording_in"]),
                row["comment"] if shown or not row["comment"] else NOT_SHOWN,
                *(row["outcome"], row["wording_out"]),
            )
        )
    frame = pd.DataFrame(rows, columns=_COLUMNS)
    notes = [
        "A comment is given without its speaker, for few people spoke of each solution.",
        *(
            [
                f"{NOT_SHOWN}: the log does not say where the comment stands in the transcript, or it stands in no one "
                "person's turn, or that person did not consent to being quoted, or an identifier stands in it."
            ]
            if (frame["Comment"] == NOT_SHOWN).any()
            else []
        ),
    ]
    left_out = "" if rows else "No refinements are recorded (data/raw/refinements.csv has no rows)."
    notes = [*(notes if rows else []), *undecided(data)]
    return PaperTable("T7", "refinements", "Refinement log", frame, notes, left_out)
