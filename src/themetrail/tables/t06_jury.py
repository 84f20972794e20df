"""Table 6, the jury's result: k of n in each round, one instrument after the other, never mixed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from themetrail.ledger.replay import active_acts
from themetrail.study.inputs import INSTRUMENTS
from themetrail.tables.jury import ballots, k_of_n
from themetrail.tables.notes import undecided
from themetrail.tables.table import PaperTable

if TYPE_CHECKING:
    from themetrail.tables.data import StudyData
