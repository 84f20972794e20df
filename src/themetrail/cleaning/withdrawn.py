"""The turns of people who withdrew: marked when turns are made, and taken out of everything after."""

from __future__ import annotations

from typing import TYPE_CHECKING

from themetrail.study.machine_tables import records

if TYPE_CHECKING:
    import pandas as pd


def withdrawn_spans(turns: pd.DataFrame) -> list[tuple[int, int]]:
    """Spans of the record that withdrawn speakers spoke, from turns of one session (schema TURNS)."""
    return [(turn.start, turn.end) for turn in records(turns) if "withdrawn" in turn.flags.split()]


def without_withdrawn(turns: pd.DataFrame) -> pd.DataFrame:
    """The turns of everybody else."""
    gone = turns["flags"].str.split().map(lambda flags: "withdrawn" in flags).astype(bool)
    return turns[~gone].reset_index(drop=True)
