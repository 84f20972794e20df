"""Table 10, the reporting checklist: what the run knows and where it is shown, and what only the authors can say."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from themetrail.tables.checklists import CHECKLISTS
from themetrail.tables.facts import known_facts
from themetrail.tables.notes import undecided
from themetrail.tables.table import PaperTable

if TYPE_CHECKING:
    from themetrail.tables.data import StudyData

TODO = "TODO (authors)"
_COLUMNS = ["No.", "Item", "What the run knows", "Shown in"]


def build(data: StudyData) -> PaperTable:
    """A row for each item of the checklist that the settings name."""
    chosen = data.settings.reporting.checklist
    if chosen == "none":
        reason = "The settings ask for no checklist (reporting.checklist is none)."
        return PaperTable("T10", "checklist", "Reporting checklist", pd.DataFrame(columns=_COLUMNS), left_out=reason)
    name, items = CHECKLISTS[chosen]
    facts = known_facts(data)
    rows = []
    for number, item, asked in items:
        fact = facts.get(asked)
        rows.append((number, item, fact.text if fact else TODO, fact.where if fact else ""))
    notes = [
        f"Items of {name}, named here in short; their wording is in the publication. What the run knows is evidence; "
        f"where it says {TODO}, only the authors can answer. They add the page of the manuscript.",
        *undecided(data),
    ]
    frame = pd.DataFrame(rows, columns=_COLUMNS)
    return PaperTable("T10", "checklist", f"Reporting checklist ({name})", frame, notes)
