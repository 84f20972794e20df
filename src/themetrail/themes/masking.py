"""Hiding small cells, once for everything that leaves the team.

A cell of fewer speakers than the setting, but not of none, is hidden with everything counted in it. A total over
cells of which one is hidden would give it away by subtraction, so it is shown only as "at least": the cells that
are seen, and one for each that is hidden. What is printed is thus the same whatever the hidden cells hold, and says
no more about them than that they are hidden. (With a setting of 2 that says all: they can only hold 1.)

ASSUME cells overlap too little to tell: four speakers of a domain, all in two hidden causes, are two in each.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pandas as pd

_COUNTS = ("speakers", "sessions", "segments")


def is_masked(speakers: int, min_speakers: int) -> bool:
    """Whether a cell of so many speakers is hidden."""
    return 0 < speakers < min_speakers


def mask_cells(cells: pd.DataFrame, min_speakers: int) -> pd.DataFrame:
    """Cells with a column ``masked``, a column ``text`` to print, and empty counts where they are hidden."""
    out = cells.copy()
    masked = out["speakers"].map(lambda speakers: is_masked(int(speakers), min_speakers)).astype(bool)
    out["text"] = [f"<{min_speakers}" if hide else str(n) for hide, n in zip(masked, cells["speakers"], strict=True)]
    for column in _COUNTS:
        if column in out:
            out[column] = out[column].astype("Int64").mask(masked)
    return out.assign(masked=masked)


def at_least(speakers: Iterable[int], min_speakers: int) -> int:
    """What is known of the total of disjoint cells to somebody who sees only those that are not hidden."""
    return sum(1 if is_masked(value, min_speakers) else value for value in speakers)


def total_text(speakers: Iterable[int], min_speakers: int) -> str:
    """The total of disjoint cells for print: exact where nothing is hidden, else "≥n"."""
    values = list(speakers)
    hidden = any(is_masked(value, min_speakers) for value in values)
    return f"{'≥' if hidden else ''}{at_least(values, min_speakers)}"
