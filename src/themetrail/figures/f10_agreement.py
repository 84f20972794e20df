"""Figure 10, agreement: how far coders who worked apart agree, over all codes, by domain and code by code.

Kappa collapses for codes that are rare and AC1 can flatter there, so both stand on one line, with the prevalence of
the code beside them. Agreement says that coders read the codebook alike; it does not say that they read people right.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from themetrail.figures.dots import Line, Scale, draw_lines
from themetrail.figures.style import empty_page, synthetic_sentence

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping

    from matplotlib.figure import Figure
    from pandas import DataFrame

NO_PAIR = "No session was finished by two coders or more, so agreement cannot be computed."
_KEY = {"dot": "kappa", "ring": "Gwet's AC1", "whisker": "95% interval of kappa, sessions drawn anew"}
_TITLES = {"overall": "All codes together", "domain": "Domains", "code": "Codes"}
_UNITS = {"segment": "segments", "turn": "turns", "character": "characters"}


def draw(data: DataFrame, width_mm: float, synthetic: bool) -> Figure:
    """Draw a row for each code, block by block; the page is as high as they need.

    Args:
        data: One row per block and code with level, label, colour, prevalence and the statistics with their ends.
        width_mm: Width of the page; it becomes wider where words would have to be cut.
        synthetic: Whether the page says that its data are synthetic.
    """
    if data.empty:
        return empty_page(width_mm, synthetic, NO_PAIR)
    several = data["block"].nunique() > 1
    lines = [_line(row, several=several) for row in _in_order(data).to_dict("records")]
    least = min([value for line in lines for _, value in line.marks] + [0.0])
    low = -1.0 if least < -0.5 else -0.5 if least < 0 else 0.0
    ticks = [(tick, f"{tick:g}") for tick in (-1.0, -0.5, 0.0, 0.2, 0.4, 0.6, 0.8, 1.0) if tick >= low]
    used = {kind for line in lines for kind, _ in line.marks} | {"whisker" for line in lines if line.whisker}
    key = [(kind, words) for kind, words in _KEY.items() if kind in used]
    return draw_lines(lines, Scale("Agreement beyond chance", ticks, "Prevalence"), key, width_mm, synthetic)


def legend(data: DataFrame, synthetic: bool) -> str:
    """The legend text for a journal."""
    if data.empty:
        return NO_PAIR + synthetic_sentence(synthetic)
    unit = _UNITS.get(str(data["unit"].iloc[0]), "units")
    return (
        f"Agreement of coders over {unit}, before anything was talked through: kappa (dots) and Gwet's AC1 (rings) for "
        "all codes together, each domain and each code of which they are defined and not kept back, with the share of "
        "ratings that gave the code (prevalence). For rare codes kappa collapses and AC1 can flatter. 1 is full "
        f"agreement, 0 what chance would give. Table 8 has all numbers.{synthetic_sentence(synthetic)}"
    )


def alt_text(data: DataFrame) -> str:
    """What the figure shows, in plain sentences for screen readers."""
    if data.empty:
        return NO_PAIR
    parts = []
    for block, own in _in_order(data).groupby("block", sort=False):
        parts.append(f"{block}.")
        for row in own.to_dict("records"):
            told = [f"{name} {row[column]:.2f}" for name, column in _SHOWN if not pd.isna(row[column])]
            parts.append(f"{_label(row)}: {', '.join(told)}.")
    return " ".join(["Dots on a scale of agreement, a row for each code.", *parts])


_SHOWN = (("kappa", "kappa"), ("AC1", "ac1"))


def _in_order(data: DataFrame) -> DataFrame:
    """All codes together first, then domains, then codes, within each block in the order of the table."""
    blocks = {block: place for place, block in enumerate(data["block"].unique())}
    order = pd.DataFrame({"block": data["block"].map(blocks), "level": data["level"].map(list(_TITLES).index)})
    return data.loc[order.sort_values(["block", "level"], kind="stable").index]


def _label(row: Mapping[Hashable, Any]) -> str:
    return _TITLES["overall"] if row["level"] == "overall" else f"{row['code']} {row['label']}"


def _line(row: Mapping[Hashable, Any], *, several: bool) -> Line:
    kappa, low, high, ac1 = (
        None if pd.isna(row[name]) else float(row[name]) for name in ("kappa", "kappa_low", "kappa_high", "ac1")
    )
    marks = [(kind, value) for kind, value in (("ring", ac1), ("dot", kappa)) if value is not None]
    title = _TITLES[row["level"]]
    heading = f"{row['block']}: {title.lower()}" if several else title
    colour = "" if pd.isna(row["colour"]) else row["colour"]
    whisker = (low, high) if low is not None and high is not None else None
    return Line(heading, _label(row), colour, marks, whisker, row["prevalence"])
