"""Each item's speakers as they are, and as they would be by other codings; the ground of T13."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from themetrail.study.machine_tables import records
from themetrail.themes.masking import told_total, union_text
from themetrail.themes.mentions import mentions
from themetrail.themes.robustness import Moved, moved

if TYPE_CHECKING:
    from collections.abc import Iterable

    from themetrail.tables.data import StudyData


@dataclass(frozen=True)
class Variant:
    """One item.

    Attributes:
        level: "domain", "cause", "solution" or "theme".
        item: Its id.
        label: Its label, or the theme's title.
        colour: Of the code, or "".
        speakers: For print.
        told: Whether no group's number is hidden, so that the rest may be printed.
        moved: Its counts without a session or a speaker.
        by_coder: Speakers for print by each coder alone, in the sessions that all of them coded.
        with_suggestions: Speakers for print with undecided suggestions.
    """

    level: str
    item: str
    label: str
    colour: str
    speakers: str
    told: bool
    moved: Moved
    by_coder: dict[str, str]
    with_suggestions: str


def variants(data: StudyData) -> list[Variant]:
    """Every domain, cause, solution and theme that somebody raised, in this order and those of the study."""
    items = _items(data)
    rows = _itemised(data.mentions, items)
    ways = moved(rows, [item for _, item, _, _, _ in items], data.groups)
    own = _speakers(data, rows)
    coders = data.coders_of(data.double_coded) if data.double_coded else []
    alone = {coder: _speakers(data, _itemised(_by_coder(data, coder), items)) for coder in coders}
    more = _speakers(data, _itemised(_with_suggestions(data), items))
    nobody = _Cells([0] * len(data.groups), [[] for _ in data.groups])
    return [
        Variant(
            level=level,
            item=item,
            label=label,
            colour=colour,
            speakers=own[item].text(data.min_speakers),
            told=own[item].told(data.min_speakers),
            moved=ways[item],
            by_coder={coder: alone[coder].get(item, nobody).text(data.min_speakers) for coder in coders},
            with_suggestions=more[item].text(data.min_speakers),
        )
        for level, item, label, colour, _ in items
        if item in ways
    ]


_Item = tuple[str, str, str, str, frozenset[str]]


@dataclass(frozen=True)
class _Cells:
    """Speakers by group, and of the codes that an item is made of."""

    speakers: list[int]
    parts: list[list[int]]

    def text(self, min_speakers: int) -> str:
        return union_text(self.speakers, self.parts, min_speakers)

    def told(self, min_speakers: int) -> bool:
        return told_total(self.speakers, self.parts, min_speakers)[1]


def _items(data: StudyData) -> list[_Item]:
    """Level, id, label, colour and codes of every item."""
    book = data.codebook
    found: list[_Item] = [
        ("domain", d.id, d.label, d.colour, frozenset(c.id for c in book.codes if book.domain_of(c.id) == d.id))
        for d in book.of_kind("domain")
    ]
    for kind in ("cause", "solution"):
        found += [(kind, code.id, code.label, code.colour, frozenset({code.id})) for code in book.of_kind(kind)]
    codes: dict[str, set[str]] = {}
    for row in data.inputs["theme_codes"]:
        codes.setdefault(row["theme_id"], set()).add(row["code"])
    themes = data.inputs["themes"]
    found += [("theme", t["theme_id"], t["title"], "", frozenset(codes.get(t["theme_id"], ()))) for t in themes]
    return found


def _itemised(rows: pd.DataFrame, items: Iterable[_Item]) -> pd.DataFrame:
    """Mentions once for each item that their code belongs to."""
    pairs = [(item, code) for _, item, _, _, codes in items for code in sorted(codes)]
    return rows.merge(pd.DataFrame(pairs, columns=["item", "code"]), on="code")


def _speakers(data: StudyData, rows: pd.DataFrame) -> dict[str, _Cells]:
    counted = rows.groupby(["item", "group"])["speaker_id"].nunique()
    by_code = rows.groupby(["item", "group", "code"])["speaker_id"].nunique()
    parts: dict[tuple[str, str], list[int]] = {}
    for row in records(by_code.reset_index()):
        parts.setdefault((row.item, row.group), []).append(int(row.speaker_id))
    return {
        item: _Cells(
            [int(counted.get((item, group), 0)) for group in data.groups],
            [parts.get((item, group), []) for group in data.groups],
        )
        for item in map(str, rows["item"].unique())
    }


def _by_coder(data: StudyData, coder: str) -> pd.DataFrame:
    """Mentions by what one coder held on finishing the sessions that were coded more than once."""
    own = data.codings[(data.codings["layer"] == "independent") & (data.codings["coder"] == coder)]
    own = own[own["session_id"].isin(data.double_coded)].assign(layer="findings")
    return mentions(own, data.coding_segments, data.segments, data.group_of, data.codebook)


def _with_suggestions(data: StudyData) -> pd.DataFrame:
    """Mentions, and the suggestions above the setting that the lead coder decided nothing about."""
    least = data.settings.robustness.least_confidence
    likely = data.suggestions[data.suggestions["confidence"] >= least]
    units = {unit.segment_id: unit for unit in records(data.coded_units)}
    rejected = _decided(data)
    added = []
    for row in records(likely):
        unit = units.get(row.segment_id)
        if unit is not None and (row.segment_id, row.code) not in rejected:
            kind = data.codebook.by_id[row.code].kind
            place = (row.segment_id, row.session_id, unit.turn, unit.speaker_id)
            group = data.group_of.get(str(unit.speaker_id), "")
            domain = data.codebook.domain_of(row.code)
            if kind != "process":
                added.append((*place, group, row.code, kind, domain, "", unit.words))
    more = pd.DataFrame(added, columns=list(data.mentions.columns))
    whole = pd.concat([data.mentions, more]) if added else data.mentions
    return whole.drop_duplicates(["segment_id", "code"])


def _decided(data: StudyData) -> frozenset[tuple[str, str]]:
    """Pairs (segment, code) that the lead coder said no to: a rejection, or "nothing to code here"."""
    places = {
        (str(session), int(start), int(end)): str(segment)
        for session, start, end, segment in data.segments[["session_id", "start", "end", "segment_id"]].values.tolist()
    }
    found = set()
    for coder, acts in data.standing.items():
        for act in acts:
            if act.start is None or act.end is None or data.lead_of.get(act.session_id) != coder:
                continue
            segment = places.get((act.session_id, act.start, act.end), "")
            shown = [str(item["code"]) for item in act.shown_codes()]
            codes = {"reject": [act.code], "none": shown, "change": [act.from_code]}.get(act.action, [])
            found |= {(segment, code) for code in codes}
    return frozenset(found)
