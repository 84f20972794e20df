"""Hiding small cells, once for everything that leaves the team.

A cell of fewer speakers than the setting, but not of none, is hidden with everything counted in it. A total over
cells of which one is hidden would give it away by subtraction, so it is shown only as "at least": the cells that
are seen, and one for each that is hidden. What is printed is thus the same whatever the hidden cells hold, and says
no more about them than that they are hidden. (With a setting of 2 that says all: they can only hold 1.)

Cells also overlap: the speakers of a domain are those of its causes, each counted once. Four speakers of a domain, all
of them in two hidden causes of at most two, would be two in each. So a union is told only up to the number that leaves
every hidden cell below it free to hold anything, and reads "at least" from there on.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

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


def told_of_union(speakers: int, parts: Iterable[int], min_speakers: int) -> tuple[int, bool]:
    """What may be told of a cell that is the union of other cells, and whether that is exact.

    Args:
        speakers: Speakers of the union; not hidden itself.
        parts: Speakers of each of the cells that it is made of.
        min_speakers: The mask setting.

    Returns:
        The number, and False where it stands for "at least". Whatever it is, each hidden part can still hold any
        number from 1 to ``min_speakers`` - 1.
    """
    sizes = list(parts)
    hidden = sum(is_masked(size, min_speakers) for size in sizes)
    if not hidden:
        return speakers, True
    shown = sum(size for size in sizes if not is_masked(size, min_speakers))
    most = shown + (hidden - 1) * (min_speakers - 1) + 1
    return (speakers, True) if speakers < most else (most, False)


def at_least(speakers: Iterable[int], min_speakers: int) -> int:
    """What is known of the total of disjoint cells to somebody who sees only those that are not hidden."""
    return sum(1 if is_masked(value, min_speakers) else value for value in speakers)


def total_text(speakers: Iterable[int], min_speakers: int) -> str:
    """The total of disjoint cells for print: exact where nothing is hidden, else "≥n"."""
    values = list(speakers)
    hidden = any(is_masked(value, min_speakers) for value in values)
    return f"{'≥' if hidden else ''}{at_least(values, min_speakers)}"


def union_text(speakers: Sequence[int], parts: Sequence[Sequence[int]], min_speakers: int) -> str:
    """The total of disjoint cells that are unions of others, for print.

    Args:
        speakers: Speakers of each cell, say of a domain in each group.
        parts: For each of them, the speakers of the cells that it is made of, say of its causes in that group.
        min_speakers: The mask setting.
    """
    total, exact = told_total(speakers, parts, min_speakers)
    return f"{'' if exact else '≥'}{total}"


def told_total(speakers: Sequence[int], parts: Sequence[Sequence[int]], min_speakers: int) -> tuple[int, bool]:
    """What may be told of the total of :func:`union_text`, and whether that is exact."""
    total, exact = 0, True
    for own, below in zip(speakers, parts, strict=True):
        known, sure = (1, False) if is_masked(own, min_speakers) else told_of_union(own, below, min_speakers)
        total, exact = total + known, exact and sure
    return total, exact
