"""The drawn data of figure 7: different codes after so many sessions, over the orders of the sessions."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from themetrail.tables.accumulated import strata

if TYPE_CHECKING:
    from themetrail.tables.data import StudyData

COLUMNS = ["stratum", "sessions", "least", "median", "most", "orders", "exact", "note"]


def f7_accumulation(data: StudyData) -> pd.DataFrame:
    """A row for each number of sessions of each stratum: codes at least, in the median and at most.

    ``note`` says what is new in the last sessions, or that it is not assessable; a stratum of one session has its
    one row.
    """
    rows = [
        (s.name, step.sessions, step.least, step.median, step.most, s.found.orders, s.found.exact, s.sentence)
        for s in strata(data)
        for step in s.found.curve
    ]
    return pd.DataFrame(rows, columns=COLUMNS)
