"""Table 17, themes: what the analysts hold to be a shared meaning, in their words, and the codes they drew it from."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from themetrail.tables.notes import LEFT_OUT, counted
from themetrail.tables.table import PaperTable
from themetrail.themes.masking import union_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from themetrail.tables.data import StudyData

_COLUMNS = ["Theme", "Title", "Central idea", "Codes", "Speakers", "Written by", "Written at"]


def build(data: StudyData) -> PaperTable:
    """A row for each theme, in the order of themes.csv; the machine writes none."""
    codes: dict[str, set[str]] = {}
    for row in data.inputs["theme_codes"]:
        codes.setdefault(row["theme_id"], set()).add(row["code"])
    rows = []
    for theme in data.inputs["themes"]:
        own = sorted(codes.get(theme["theme_id"], set()), key=data.codebook.position.__getitem__)
        shown = any((code, group) in data.shown_cells for code in own for group in data.groups)
        idea = theme["central_idea"] if shown else LEFT_OUT
        told = (theme["theme_id"], theme["title"], idea, "; ".join(own), _speakers(data, own))
        rows.append((*told, theme["author"], theme["at"]))
    notes = [
        "A theme is a shared meaning around a central idea, written by people; a domain of the codebook is a topic. "
        "Speakers are different people who raised at least one of the codes that the theme draws on: that somebody "
        "raised a code does not say that they would put their name to the theme.",
        f"The central idea reads {LEFT_OUT} where every cell of the theme's codes is hidden or empty.",
        *counted(data),
    ]
    left_out = "" if rows else "Nobody has written a theme."
    return PaperTable("T17", "themes", "Themes", pd.DataFrame(rows, columns=_COLUMNS), notes, left_out)


def _speakers(data: StudyData, codes: Sequence[str]) -> str:
    raised = data.mentions[data.mentions["code"].isin(list(codes))]
    numbers = [int(raised.loc[raised["group"] == group, "speaker_id"].nunique()) for group in data.groups]
    return union_text(numbers, data.parts_of(codes), data.min_speakers)
