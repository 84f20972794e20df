"""Pairs of codes that stand together, as far as they may be printed.

A count of units bounds the speakers behind it just as a count of passages does, so the rule of
:mod:`themetrail.tables.small` holds: it is told only where there are at least as many units as visible speakers and
the most that the hidden cells can hold. Jaccard's index gives the units of both items away, so these are asked too.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from themetrail.study.machine_tables import records
from themetrail.tables.small import most_speakers
from themetrail.themes.cooccurrence import cooccurrence, together
from themetrail.themes.masking import told_total, union_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import pandas as pd

    from themetrail.tables.data import StudyData

Pair = tuple[str, str]
Numbers = tuple[int | None, float | None, float | None, float | None, float | None]
NOTHING: Numbers = (None, None, None, None, None)


@dataclass(frozen=True)
class Cells:
    """Speakers of each group in a cell of the matrix, and of the pairs of codes that it is made of, by group."""

    speakers: list[int]
    parts: list[list[int]]

    def text(self, min_speakers: int) -> str:
        """The cell for print, over all groups."""
        return union_text(self.speakers, self.parts, min_speakers)

    def is_hidden(self, min_speakers: int) -> bool:
        """Whether a group's speakers are hidden, or told as "at least"."""
        return not told_total(self.speakers, self.parts, min_speakers)[1]


def with_items(data: StudyData, items: Sequence[str]) -> pd.DataFrame:
    """Mentions with a column ``item``: the code itself where it is asked for, else its domain where that is."""
    wanted = set(items)
    rows = data.mentions
    named = [
        code if code in wanted else domain if domain in wanted else ""
        for code, domain in zip(rows["code"], rows["domain"], strict=True)
    ]
    out = rows.assign(item=named)
    return out[out["item"] != ""]


def pairs_of(data: StudyData, items: Sequence[str]) -> list[tuple[str, str, Cells, Numbers]]:
    """The lower half of the matrix of items that somebody raised, row by row, its diagonal included.

    Returns:
        Row, column (an item before it, or itself), the cell's speakers, and units in common, units expected, tail,
        Jaccard's index and c; these are None on the diagonal and wherever they would bound a hidden cell of the
        pair or of one of its items.
    """
    rows = with_items(data, items)
    there = set(rows["item"])
    raised = [item for item in items if item in there]
    rule = data.settings.cooccurrence
    own = {item: cells for (item,), cells in _cells(data.groups, rows.assign(part=rows["code"]), ["item"]).items()}
    met = _cells(data.groups, with_parts(rows, rule.unit, rule.within_turns), ["one", "other"])
    by_pair = {_pair(one, other): cells for (one, other), cells in met.items()}
    nobody = Cells([0] * len(data.groups), [[] for _ in data.groups])
    table = cooccurrence(rows, raised, rule.unit, rule.within_turns)
    numbers: dict[Pair, Numbers] = {}
    for r in records(table):
        pair = _pair(r.one, r.other)
        counted = ((r.units, by_pair.get(pair, nobody)), (r.units_one, own[r.one]), (r.units_other, own[r.other]))
        told = all(units >= most_speakers(cells.speakers, data.min_speakers) for units, cells in counted)
        shares = (float(f"{x:.4g}") for x in (r.expected, r.tail, r.jaccard, r.c))
        numbers[pair] = (r.units, *shares) if told else NOTHING
    out: list[tuple[str, str, Cells, Numbers]] = []
    for place, row in enumerate(raised):
        for column in raised[:place]:
            pair = _pair(row, column)
            out.append((row, column, by_pair.get(pair, nobody), numbers[pair]))
        out.append((row, row, own[row], NOTHING))
    return out


def _pair(one: str, other: str) -> Pair:
    return (one, other) if one < other else (other, one)


def with_parts(rows: pd.DataFrame, unit: str, within_turns: int) -> pd.DataFrame:
    """Pairs of items on units, with the pairs of codes that they stem from in a column ``part``."""
    place = "segment_id" if unit == "segment" else "turn"
    met = together(rows, unit, within_turns)
    codes = rows.assign(place=rows[place])[["session_id", "place", "item", "code"]].drop_duplicates()
    one = codes.rename(columns={"item": "one", "code": "code_one"})
    found = met.merge(one, on=["session_id", "place", "one"])
    if unit == "segment" or not within_turns:
        other = codes.rename(columns={"item": "other", "code": "code_other"})
        found = found.merge(other, on=["session_id", "place", "other"])
        return found.assign(part=found["code_one"] + " " + found["code_other"])
    return found.assign(part=found["code_one"])


def _cells(groups: Sequence[str], rows: pd.DataFrame, by: list[str]) -> dict[tuple[str, ...], Cells]:
    """The cell of each item or pair that the columns ``by`` name; all are counted at once, since there are many."""
    place_of = {group: place for place, group in enumerate(groups)}
    found: dict[tuple[str, ...], Cells] = {}
    for (*item, group), speakers in _speakers(rows, [*by, "group"]):
        cell = found.setdefault(tuple(item), Cells([0] * len(groups), [[] for _ in groups]))
        if group in place_of:
            cell.speakers[place_of[group]] = speakers
    for (*item, group, _), speakers in _speakers(rows, [*by, "group", "part"]):
        if group in place_of:
            found[tuple(item)].parts[place_of[group]].append(speakers)
    return found


def _speakers(rows: pd.DataFrame, by: list[str]) -> Iterator[tuple[list[str], int]]:
    """Different speakers of each combination of the columns that occurs, in their order."""
    counted = rows[[*by, "speaker_id"]].drop_duplicates().groupby(by, sort=True).size()
    for *key, speakers in counted.reset_index().values.tolist():
        yield key, speakers
