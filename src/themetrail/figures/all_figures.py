"""All figures of the paper: what each is drawn from, and how."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from themetrail.figures import (
    f1_flow,
    f2_fishbone,
    f3_heatmap,
    f4_cooccurrence,
    f5_links,
    f6_jury,
    f7_accumulation,
    f8_themes,
    f9_robustness,
    f10_agreement,
)

if TYPE_CHECKING:
    from matplotlib.figure import Figure
    from pandas import DataFrame

    from themetrail.study.public_settings import PublicSettings

_MODULES = {
    "F1": f1_flow,
    "F3": f3_heatmap,
    "F4": f4_cooccurrence,
    "F5": f5_links,
    "F6": f6_jury,
    "F7": f7_accumulation,
    "F8": f8_themes,
    "F9": f9_robustness,
    "F10": f10_agreement,
}


@dataclass(frozen=True)
class Drawn:
    """A figure with its words."""

    figure: Figure
    legend: str
    alt_text: str


def draw_figure(number: str, data: DataFrame, settings: PublicSettings) -> Drawn:
    """Draw one figure as the settings ask for.

    Args:
        number: "F1" to "F10".
        data: Its drawn data.
        settings: The study's public settings.
    """
    figures, synthetic = settings.figures, settings.study.synthetic
    width = figures.column_mm if number in figures.one_column else figures.width_mm
    if number == "F2":
        problem = figures.problem
        figure = f2_fishbone.draw(data, problem, width, synthetic)
        return Drawn(figure, f2_fishbone.legend(data, problem, synthetic), f2_fishbone.alt_text(data))
    module = _MODULES[number]
    return Drawn(module.draw(data, width, synthetic), module.legend(data, synthetic), module.alt_text(data))
