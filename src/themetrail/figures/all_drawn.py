"""The drawn data of every figure, by the figure's name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from themetrail.figures.accumulation_data import f7_accumulation
from themetrail.figures.agreement_data import f10_agreement
from themetrail.figures.cooccurrence_data import f4_cooccurrence
from themetrail.figures.drawn import f2_root_causes, f3_domains_by_group, f5_domains_and_solutions
from themetrail.figures.flow_data import f1_study_flow
from themetrail.figures.jury_data import f6_jury_support
from themetrail.figures.left_out import FIGURES
from themetrail.figures.robustness_data import f9_robustness
from themetrail.figures.themes_data import f8_thematic_map

if TYPE_CHECKING:
    from collections.abc import Callable

    import pandas as pd

    from themetrail.tables.data import StudyData

_BUILDERS = (
    f1_study_flow, f2_root_causes, f3_domains_by_group, f4_cooccurrence, f5_domains_and_solutions, f6_jury_support,
    f7_accumulation, f8_thematic_map, f9_robustness, f10_agreement,
)  # fmt: skip
DRAWN: dict[str, Callable[[StudyData], pd.DataFrame]] = dict(zip(FIGURES, _BUILDERS, strict=True))
