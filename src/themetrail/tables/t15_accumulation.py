"""Table 15, code accumulation: different codes after so many sessions, over the orders of the sessions."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from themetrail.tables.accumulated import NOT_ASSESSABLE, percent, strata
from themetrail.tables.notes import LEFT_OUT, undecided
from themetrail.tables.table import PaperTable

if TYPE_CHECKING:
    from themetrail.tables.accumulated import Stratum
    from themetrail.tables.data import StudyData

_COLUMNS = [
    "Stratum", "Sessions", "Codes", "Codes after one session", "Orders", "Codes of the base", "New in the run",
    "New, as held", "New, median", "New, least to most", "Orders at most at the threshold",
]  # fmt: skip


def build(data: StudyData) -> PaperTable:
    """A row for all sessions and for each stratum."""
    rule = data.settings.accumulation
    found = strata(data)
    notes = [
        f"New information after Guest, Namey and Chen (2020, doi:10.1371/journal.pone.0232076): codes that only the "
        f"last {rule.run_length} sessions brought (the run), as a share of the codes of the first {rule.base_size} "
        f"(the base); the threshold is {percent(rule.threshold)}. Stated for the order in which the sessions stand in "
        "sessions.csv, and over all orders, or a fixed sample of them where they are many.",
        f"{NOT_ASSESSABLE.capitalize()}: there are fewer sessions than base and run. That few codes are new does not "
        "show that nothing else would come up, nor that a code is understood.",
        *undecided(data),
    ]
    frame = pd.DataFrame([_row(stratum) for stratum in found], columns=_COLUMNS)
    left_out = "" if found else "Nothing has been coded, so no code accumulates."
    return PaperTable("T15", "accumulation", "Code accumulation over sessions", frame, notes, left_out)


def _row(stratum: Stratum) -> tuple[str, ...]:
    first, last = stratum.found.curve[0], stratum.found.curve[-1]
    new = stratum.found.new_information
    orders = f"{stratum.found.orders:,}{'' if stratum.found.exact else ' sampled'}"
    opening = (stratum.name, str(len(stratum.sessions)), str(last.most), _range(first.least, first.most), orders)
    if new is None:
        return (*opening, LEFT_OUT, LEFT_OUT, NOT_ASSESSABLE, *[LEFT_OUT] * 3)
    spread = f"{percent(new.least)} to {percent(new.most)}"
    return (*opening, str(new.base), str(new.new), percent(new.share), percent(new.median), spread, f"{new.below:,}")


def _range(least: int, most: int) -> str:
    return str(least) if least == most else f"{least} to {most}"
