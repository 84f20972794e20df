"""All tables of the paper in their order."""

from __future__ import annotations

from typing import TYPE_CHECKING

from themetrail.tables import (
    t01_events,
    t02_coding_frame,
    t03_root_causes,
    t04_framework_matrix,
    t05_solutions,
    t06_jury,
    t07_refinements,
    t08_agreement,
    t09_suggestions,
    t10_checklist,
    t11_data_flow,
    t12_identifiers,
    t13_robustness,
    t14_cooccurrence,
    t15_accumulation,
    t16_cleaning,
    t17_themes,
    t18_links,
)
from themetrail.tables.own_words import with_note

if TYPE_CHECKING:
    from themetrail.tables.data import StudyData
    from themetrail.tables.table import PaperTable

_TABLES = (
    t01_events, t02_coding_frame, t03_root_causes, t04_framework_matrix, t05_solutions, t06_jury,
    t07_refinements, t08_agreement, t09_suggestions, t10_checklist, t11_data_flow, t12_identifiers,
    t13_robustness, t14_cooccurrence, t15_accumulation, t16_cleaning, t17_themes, t18_links,
)  # fmt: skip


def build_all(data: StudyData) -> list[PaperTable]:
    """Every table, those that the study cannot have with the reason why."""
    return [with_note(table.build(data)) for table in _TABLES]
