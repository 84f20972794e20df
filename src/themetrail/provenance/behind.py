"""What stands behind a printed number: the decisions that it counts, and what it comes to when they are counted again.

Numbers are counted here from the decisions themselves, not by what made the tables, so that the two can be held
against one another. Behind a number that reads "at least" stand the cells that are shown; what is hidden is not
followed, for its decisions would say what it holds.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from themetrail.study.machine_tables import records
from themetrail.tables.together import with_items, with_parts
from themetrail.themes.masking import is_masked

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from themetrail.tables.data import StudyData

_Pair = tuple[str, str]
_Entry = tuple[Any, str]  # a mention and its decision
_Place = tuple[str, Any]  # a session, and a turn or segment in it
_Met = tuple[str, Any, str, str, str]  # session, turn or segment, speaker, group, and the codes that met there


@dataclass(frozen=True)
class Behind:
    """What stands behind a printed number.

    Attributes:
        decisions: Ids of the decisions, in the order of the text.
        counted: What they come to, or None where the number is no count of theirs.
        hidden: Cells of the number that are hidden and not followed.
        rows: Rows of files that people wrote, each a path and a row (0 for the whole file).
        spans: Places in texts of record: session, start, end.
    """

    decisions: tuple[str, ...] = ()
    counted: int | None = None
    hidden: int = 0
    rows: tuple[tuple[str, int], ...] = ()
    spans: tuple[tuple[str, int, int], ...] = ()

    def without_number(self) -> Behind:
        """The same behind a cell that is made from these decisions and is no count of them."""
        return replace(self, counted=None)


class Counts:
    """The mentions of a study, ready to be counted again by code, by group and by pairs."""

    def __init__(self, data: StudyData) -> None:
        self._data = data
        of = dict(zip(data.codings["coding_id"], data.codings["decision_id"], strict=True))
        place = "segment_id" if data.settings.cooccurrence.unit == "segment" else "turn"
        self._by_code: dict[str, list[_Entry]] = {}
        self._by_turn: dict[_Place, list[_Entry]] = {}
        self._by_place: dict[_Place, list[_Entry]] = {}
        self._met: dict[tuple[str, ...], dict[_Pair, list[_Met]]] = {}
        for row in records(data.mentions):
            entry = (row, of[row.coding_id])
            self._by_code.setdefault(row.code, []).append(entry)
            self._by_turn.setdefault((row.session_id, row.turn), []).append(entry)
            self._by_place.setdefault((row.session_id, getattr(row, place)), []).append(entry)

    def of_codes(self, codes: Collection[str], what: str = "speaker_id", group: str = "", *, all_of_it: bool) -> Behind:
        """Behind a number of speakers, sessions or segments that raised any of some codes.

        Args:
            codes: The codes.
            what: "speaker_id", "session_id" or "segment_id".
            group: One stakeholder group alone, or "" for all.
            all_of_it: Whether the number is exact; else only cells that are shown are followed.
        """
        shown = self._data.shown_cells
        entries = [e for code in sorted(codes) for e in self._by_code.get(code, []) if group in {"", e[0].group}]
        kept = [e for e in entries if all_of_it or (e[0].code, e[0].group) in shown]
        cells = {(e[0].code, e[0].group) for e in entries}
        hidden = 0 if all_of_it else len(cells - shown)
        return Behind(_decisions(kept), len({getattr(e[0], what) for e in kept}), hidden)

    def of_pair(self, one: str, other: str, items: tuple[str, ...], *, all_of_it: bool) -> Behind:
        """Behind the number of speakers by whom two items were raised in one unit.

        Args:
            one: A code, or a domain with its causes.
            other: Another.
            items: All items of the table or figure; a cause that is none of them counts for its domain.
            all_of_it: Whether the number is exact; else only cells that are shown are followed.
        """
        kept, hidden = self._shown(self._together(items).get(_pair(one, other), []), all_of_it=all_of_it)
        rule = self._data.settings.cooccurrence
        reach = rule.within_turns if rule.unit == "turn" else 0
        steps = range(-reach, reach + 1)
        places = {(m[0], m[1] + step if reach else m[1]) for m in kept for step in steps}
        entries = [entry for place in places for entry in self._by_place.get(place, [])]
        ours = [e for e in entries if (e[0].code if e[0].code in items else e[0].domain) in {one, other}]
        return Behind(_decisions(ours), len({m[2] for m in kept}), hidden)

    def of_link(self, domain: str, solution: str) -> Behind:
        """Behind a link that was derived: somebody names a cause of the domain and the solution in one turn."""
        met: list[_Met] = []
        by_turn = {}
        for (session, turn), entries in self._by_turn.items():
            causes = [e for e in entries if e[0].domain == domain and e[0].kind in {"domain", "cause"}]
            answers = [e for e in entries if e[0].code == solution]
            if causes and answers:
                by_turn[session, turn] = causes, answers
                met += [(session, turn, a[0].speaker_id, a[0].group, c[0].code) for c in causes for a in answers]
        kept, hidden = self._shown(met, all_of_it=False)
        ours: list[_Entry] = []
        for session, turn, _, _, code in kept:
            causes, answers = by_turn[session, turn]
            ours += [*(cause for cause in causes if cause[0].code == code), *answers]
        return Behind(_decisions(ours), len({m[2] for m in kept}), hidden)

    def _together(self, items: tuple[str, ...]) -> dict[_Pair, list[_Met]]:
        """Where items stand together, by their pair in the order of names."""
        if items not in self._met:
            rule, met = self._data.settings.cooccurrence, self._met.setdefault(items, {})
            for r in records(with_parts(with_items(self._data, items), rule.unit, rule.within_turns)):
                place = (str(r.session_id), r.place, str(r.speaker_id), str(r.group), str(r.part))
                met.setdefault(_pair(str(r.one), str(r.other)), []).append(place)
        return self._met[items]

    def _shown(self, met: list[_Met], *, all_of_it: bool) -> tuple[list[_Met], int]:
        """Those of the places whose cell, a part in a group, is not hidden, and how many cells are."""
        speakers: dict[_Pair, set[str]] = {}
        for _, _, speaker, group, part in met:
            speakers.setdefault((part, group), set()).add(speaker)
        least = self._data.min_speakers
        hidden = set() if all_of_it else {cell for cell, who in speakers.items() if is_masked(len(who), least)}
        return [one for one in met if (one[4], one[3]) not in hidden], len(hidden)


def _pair(one: str, other: str) -> _Pair:
    return (one, other) if one < other else (other, one)


def _decisions(entries: Iterable[_Entry]) -> tuple[str, ...]:
    ordered = sorted(entries, key=lambda e: (e[0].session_id, e[0].turn, e[0].segment_id, e[0].code))
    return tuple(dict.fromkeys(decision for _, decision in ordered))
