"""Figure 9, robustness: how many speakers a finding rests on, and how few would be left without one session.

A short whisker says that no single session carries the finding. It does not say that the finding is true, nor what
other people would have said.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pandas as pd

from themetrail.figures.dots import Line, Scale, draw_lines, round_ticks
from themetrail.figures.style import NOTHING, empty_page, synthetic_sentence

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping

    from matplotlib.figure import Figure
    from pandas import DataFrame

_HEADINGS = {"domain": "Domains", "solution": "Solutions", "theme": "Themes"}
_KEY = {
    "dot": "speakers",
    "at least": "at least so many (a group's number is hidden)",
    "whisker": "down to the fewest without one session",
    "ring": "with undecided suggestions",
}


def draw(data: DataFrame, width_mm: float, synthetic: bool) -> Figure:
    """Draw a row for each item; the page is as high as they need.

    Args:
        data: One row per item with level, item, label, colour, text, speakers, fewest and with_suggestions.
        width_mm: Width of the page; it becomes wider where words would have to be cut.
        synthetic: Whether the page says that its data are synthetic.
    """
    if data.empty:
        return empty_page(width_mm, synthetic)
    lines = [_line(row) for row in data.to_dict("records")]
    used = {kind for line in lines for kind, _ in line.marks} | {"whisker" for line in lines if line.whisker}
    most = max((value for line in lines for _, value in line.marks), default=1)
    key = [(kind, words) for kind, words in _KEY.items() if kind in used]
    ticks = [(float(tick), str(tick)) for tick in round_ticks(int(most))]
    return draw_lines(lines, Scale("Speakers", ticks, "Speakers"), key, width_mm, synthetic)


def legend(data: DataFrame, synthetic: bool) -> str:
    """The legend text for a journal."""
    if data.empty:
        return NOTHING + synthetic_sentence(synthetic)
    return (
        f"Speakers who raised each of {len(data)} domains, solutions and themes (dots), how few would be left without "
        "the session on which it rests most (whiskers), and how many there would be if the suggestions that nobody has "
        "decided on were accepted (rings). An arrow head: at least so many, where a group's number is hidden. That a "
        "number would hardly move does not say that the finding is true."
        f"{synthetic_sentence(synthetic)}"
    )


def alt_text(data: DataFrame) -> str:
    """What the figure shows, in plain sentences for screen readers."""
    if data.empty:
        return NOTHING
    parts = []
    for row in data.to_dict("records"):
        fewest = "" if pd.isna(row["fewest"]) else f", without one session {int(row['fewest'])} or more"
        more = row["with_suggestions"]
        added = "" if pd.isna(more) else f", with undecided suggestions {int(more)}"
        parts.append(f"{row['label']}: {row['text']} speakers{fewest}{added}.")
    return " ".join(["Dots with whiskers, a row for each domain, solution and theme.", *parts])


def _line(row: Mapping[Hashable, Any]) -> Line:
    speakers, fewest, more = (None if pd.isna(row[name]) else float(row[name]) for name in _NUMBERS)
    marks = [] if more is None else [("ring", more)]
    if speakers is not None:
        marks.append(("dot", speakers))
    elif at_least := re.fullmatch(r"≥(\d+)", row["text"]):
        marks.append(("at least", float(at_least[1])))
    whisker = (fewest, speakers) if fewest is not None and speakers is not None and fewest < speakers else None
    colour = "" if pd.isna(row["colour"]) else row["colour"]
    return Line(_HEADINGS[row["level"]], row["label"], colour, marks, whisker, row["text"])


_NUMBERS = ("speakers", "fewest", "with_suggestions")
