"""Table 4, the framework matrix: what each stakeholder group says about each cause, as a person summed it up."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from themetrail.study.machine_tables import records
from themetrail.tables.causes import cause_rows
from themetrail.tables.notes import counted
from themetrail.tables.table import PaperTable

if TYPE_CHECKING:
    from themetrail.tables.data import StudyData


def build(data: StudyData) -> PaperTable:
    """A row for each cause, a column for each group: its speakers, and the summary that a person wrote."""
    causes = cause_rows(data)
    heads = {group: f"{group} (n = {data.group_sizes[group]})" for group in data.groups}
    summaries: dict[tuple[str, str], str] = {}
    for row in sorted(data.inputs["summaries"], key=lambda row: row["at"]):
        cell = (row["cause"], row["group"])  # causes that were merged have a summary each
        summaries[cell] = f"{summaries[cell]} {row['text']}" if cell in summaries else row["text"]
    matrix: dict[str, dict[str, str]] = {code.id: {} for code, _ in causes}
    for cell in records(data.group_cells("code", list(matrix))):
        shown = not cell.masked and cell.speakers > 0
        summary = summaries.get((cell.code, cell.group), "") if shown else ""
        matrix[cell.code][heads[cell.group]] = f"{cell.text}: {summary}" if summary else cell.text
    rows = [opening | matrix[code.id] for code, opening in causes]
    authors = sorted({row["author"] for row in data.inputs["summaries"]})
    notes = [
        "A cell gives the speakers who raised the cause, then the summary; n is the number of the group who spoke.",
        f"The summaries were written by {', '.join(authors)}."
        if authors
        else "Nobody has written summaries yet (data/coding/summaries.csv); the cells give speakers alone.",
        "Cells that are hidden or have no speakers carry no summary.",
        "The passages behind a cell: make trail ID=code@group, for instance ID=HR1@Carers.",
        *counted(data),
    ]
    frame = pd.DataFrame(rows, columns=["Domain", "Code", "Root cause", "Source", *heads.values()])
    return PaperTable("T4", "framework_matrix", "Framework matrix: root causes by stakeholder group", frame, notes)
