"""The drawn data of figure 10: how far coders agree, as table 8 tells it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from themetrail.tables import t08_agreement

if TYPE_CHECKING:
    from themetrail.tables.data import StudyData

_STATISTICS = {"kappa": "Kappa", "ac1": "Gwet's AC1"}
COLUMNS = [
    "block", "unit", "level", "code", "label", "colour", "prevalence",
    *(f"{name}{part}" for name in _STATISTICS for part in ("", "_low", "_high")),
]  # fmt: skip


def f10_agreement(data: StudyData) -> pd.DataFrame:
    """A row for each block, and each code, domain and the whole, of which kappa or AC1 is defined and not kept back.

    Numbers are those that table 8 prints: with two decimals, the ends (">0.99", "<0.01") as 0.995 and 0.005, so that
    nothing can be worked out here that is kept back there. Drawn is the first unit of the setting agreement.units.
    """
    table = t08_agreement.build(data).rows
    first = table[[unit.split(" × ")[-1] == table["Unit"].iloc[0] for unit in table["Unit"]]]
    rows = []
    for row in first.to_dict("records"):
        numbers = [
            value
            for head in _STATISTICS.values()
            for value in (_number(str(row[head])), *_ends(str(row[f"{head}, 95% interval"])))
        ]
        if numbers[0] is None and numbers[3] is None:
            continue
        code = data.codebook.by_id.get(str(row["Code"]))
        colour = data.codebook.by_id[data.codebook.domain_of(code.id) or code.id].colour if code else ""
        blind = {"yes": "coded blind", "no": "coded with suggestions", "in part": "coded blind in part"}
        how = blind.get(str(row["Coded blind"]), "")
        block = f"{row['Coders']}: {row['Sessions']}" + (f", {how}" if how else "")
        rows.append((block, row["Unit"], row["Level"], row["Code"], row["Label"], colour, row["Prevalence"], *numbers))
    return pd.DataFrame(rows, columns=COLUMNS)


def _number(text: str) -> float | None:
    ends = {">0.99": 0.995, "<0.01": 0.005}
    if text in ends:
        return ends[text]
    try:
        return float(text) if text not in ("NA", "") else None
    except ValueError:  # kept back
        return None


def _ends(text: str) -> tuple[float | None, float | None]:
    low, _, high = text.partition(" to ")
    return _number(low), _number(high)
