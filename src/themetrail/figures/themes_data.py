"""The drawn data of figure 8: the themes that people wrote, and the codes that they drew each from."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from themetrail.themes.masking import total_text

if TYPE_CHECKING:
    from themetrail.tables.data import StudyData

COLUMNS = ["theme", "title", "code", "label", "kind", "group", "group_label", "colour", "speakers_text", "position"]


def f8_thematic_map(data: StudyData) -> pd.DataFrame:
    """A row for each code of each theme, in the order of themes.csv and of the codebook.

    ``kind`` is "cause" or "solution" (a domain counts as a cause), ``group`` the code's domain, ``speakers_text``
    what to print as its speakers, ``position`` its place in the codebook.
    """
    codes: dict[str, set[str]] = {}
    for row in data.inputs["theme_codes"]:
        codes.setdefault(row["theme_id"], set()).add(row["code"])
    rows = []
    for theme in data.inputs["themes"]:
        for name in sorted(codes.get(theme["theme_id"], set()), key=data.codebook.position.__getitem__):
            code, place = data.codebook.by_id[name], data.codebook.position[name]
            above = data.codebook.by_id.get(data.codebook.domain_of(name))
            kind = "solution" if code.kind == "solution" else "cause"
            domain = (above.id, above.label, above.colour) if above else ("", "", code.colour)
            speakers = total_text(data.speakers_by_code[name], data.min_speakers)
            rows.append((theme["theme_id"], theme["title"], name, code.label, kind, *domain, speakers, place))
    return pd.DataFrame(rows, columns=COLUMNS)
