"""Table 2, the coding frame: every code with its definition, where it comes from and since when it is there."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from themetrail.tables.notes import undecided
from themetrail.tables.table import PaperTable

if TYPE_CHECKING:
    from themetrail.tables.data import StudyData

_COLUMNS = [
    "Code", "Parent", "Label", "Definition", "Include", "Exclude", "Source", "Status", "Version added",
]  # fmt: skip


def build(data: StudyData) -> PaperTable:
    """The codebook in its order; merged and retired codes stay, with their status."""
    rows = [
        (
            *(code.id, code.parent, code.label, code.definition, code.include, code.exclude),
            *(code.source, code.status, code.version_added),
        )
        for code in data.codebook.codes
    ]
    process = ", ".join(code.id for code in data.codebook.of_kind("process"))
    notes = [
        f"Codebook version {data.codebook.version}.",
        "Source: paper, named in a publication; inferred, proposed without one; analyst, made by the study's analysts.",
        *([f"{process} mark what happened in the room and are never findings."] if process else []),
        *undecided(data),
    ]
    title = "Coding frame with versions and source marks"
    return PaperTable("T2", "coding_frame", title, pd.DataFrame(rows, columns=_COLUMNS), notes)
