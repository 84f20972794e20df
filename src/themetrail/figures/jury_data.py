"""The drawn data of figure 6: k of n for each solution, in the first round and in the last."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from themetrail.study.inputs import INSTRUMENTS
from themetrail.tables.jury import ballots

if TYPE_CHECKING:
    from themetrail.tables.data import StudyData

COLUMNS = [
    "instrument", "option", "solution", "solution_label", "colour", "round_first", "k_first", "n_first",
    "round_last", "k_last", "n_last",
]  # fmt: skip


def f6_jury_support(data: StudyData) -> pd.DataFrame:
    """A row for each instrument, option and solution: k of n in the first and in the last round that was polled.

    Where it was polled once, first and last are the same. Votes, ratings and ranks stand apart.
    """
    rows = []
    for instrument in INSTRUMENTS:
        found = ballots(data, instrument)
        options = list(dict.fromkeys(option for ballot in found.values() for option in ballot))
        for option in options:
            for solution in sorted(found, key=data.codebook.position.__getitem__):
                rounds = found[solution].get(option)
                if rounds:
                    first, last = min(rounds), max(rounds)
                    code = data.codebook.by_id[solution]
                    row = (instrument, option, solution, code.label, code.colour)
                    rows.append((*row, first, *rounds[first], last, *rounds[last]))
    return pd.DataFrame(rows, columns=COLUMNS)
