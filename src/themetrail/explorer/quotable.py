"""Which quotes can be given together so that nobody can work a hidden number out from them.

The tables give a few quotes for each shown cell. The explorer gives as many as it can, with the speaker of each, and
then quotes themselves can be counted. Three rules keep what :mod:`themetrail.themes.masking` and
:mod:`themetrail.tables.small` leave open as open as they leave it:

1. *Passages.* A printed number of passages of a code with a hidden cell is safe as long as it leaves one for each
   speaker that its cells can hold. A visible speaker whom quotes show to have spoken more than one takes from the
   rest. So of such a code no more are given than are printed beyond one for each speaker; where its number is kept
   back, no more than such codes have to spare together, since their sum can be had from a total.
2. *Unions.* The printed speakers of a domain or theme are safe as long as the speakers of its shown codes may be as
   different as they can be. Somebody quoted under two of these codes is one speaker less. So where a code of a domain
   or theme is hidden in a group, speakers of the group are quoted under several of its codes only as often as the
   printed number leaves room for.
3. *Pairs.* A number of speakers who raised two things together is hidden as any other. So of a pair, or a link, that
   is not told exactly, no two quotes stand in one unit: what is quoted shows nobody of the pair.

All that the rules look at is printed, or is a shown cell; so what they leave out says nothing of hidden ones.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from themetrail.study.machine_tables import records
from themetrail.tables.small import kept_back, passages, slack_of
from themetrail.tables.together import pairs_of
from themetrail.themes.links import told_links
from themetrail.themes.masking import is_masked, told_of_union

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pandas as pd

    from themetrail.tables.data import StudyData


def quotable(data: StudyData, wanted: pd.DataFrame, closed: frozenset[frozenset[str]]) -> pd.DataFrame:
    """Those of the wanted quotes that can be given together, the first ones first.

    Args:
        data: The study.
        wanted: Quotes of consenting speakers and shown cells in order of preference, each in one turn, with code,
            group, speaker_id, session_id, turn and ``segments``, how many it lies on.
        closed: See :func:`closed_pairs`.
    """
    rules = _Rules(data, closed)
    return wanted.loc[[rules.allow(quote) for quote in records(wanted)]]


def unions(data: StudyData) -> dict[str, frozenset[str]]:
    """The codes of each domain and theme, of which tables and figures print how many speakers they have together."""
    book = data.codebook
    found = {d.id: frozenset(c.id for c in book.codes if book.domain_of(c.id) == d.id) for d in book.of_kind("domain")}
    themes: dict[str, set[str]] = {}
    for row in data.inputs["theme_codes"]:
        themes.setdefault(f"theme {row['theme_id']}", set()).add(row["code"])
    return found | {theme: frozenset(codes) for theme, codes in themes.items()}


def room(data: StudyData, codes: Iterable[str]) -> dict[str, int]:
    """How often speakers may be seen under a further code of a union, by group; none for groups with nothing hidden.

    It is the distance between what is printed of the union and the most that its speakers can be thought to be while
    one hidden code still holds one person: the speakers of each shown code, none of them the same, the most of every
    other hidden code, and that person.
    """
    ids = sorted(codes)
    own = data.mentions[data.mentions["code"].isin(ids)].groupby("group")["speaker_id"].nunique()
    least, found = data.min_speakers, {}
    for group, parts in zip(data.groups, data.parts_of(ids), strict=True):
        hidden = sum(is_masked(part, least) for part in parts)
        if hidden:
            shown = sum(part for part in parts if not is_masked(part, least))
            told, _ = told_of_union(int(own[group]), parts, least)
            found[group] = shown + (hidden - 1) * (least - 1) + 1 - told
    return found


def closed_pairs(data: StudyData) -> frozenset[frozenset[str]]:
    """Pairs of domains and solutions whose speakers are not told exactly, in the matrix of pairs or among the links."""
    items = [code.id for kind in ("domain", "solution") for code in data.codebook.of_kind(kind)]
    pairs = {
        frozenset((one, other)) for one, other, cells, _ in pairs_of(data, items) if cells.is_hidden(data.min_speakers)
    }
    links = {
        frozenset((one, other)) for one, other, _, exact in told_links(data.mentions, data.min_speakers) if not exact
    }
    return frozenset(pairs | links)


class _Rules:
    """What has been given so far, and whether one more quote can be."""

    def __init__(self, data: StudyData, closed: frozenset[frozenset[str]]) -> None:
        self._spare, self._purse = _spare(data)
        self._unions: dict[str, list[str]] = defaultdict(list)
        self._room: dict[tuple[str, str], int] = {}
        for union, codes in unions(data).items():
            self._room |= {(union, group): left for group, left in room(data, codes).items()}
            for code in codes:
                self._unions[code].append(union)
        self._item = {
            code.id: code.id if code.kind == "solution" else data.codebook.domain_of(code.id)
            for code in data.codebook.codes
        }
        self._closed = closed
        self._near = data.settings.cooccurrence.within_turns if data.settings.cooccurrence.unit == "turn" else 0
        self._codes: dict[tuple[str, str], set[str]] = defaultdict(set)
        self._items: dict[tuple[str, int], set[str]] = defaultdict(set)

    def allow(self, quote: Any) -> bool:
        """Whether the quote can be given with those before it; if so, it counts as given."""
        unions = self._unions[quote.code]
        first = quote.code not in self._codes["", quote.speaker_id]
        purse = self._purse.get(quote.code, "")
        cost = (1 - first, quote.segments - first) if purse else (0, 0)
        bounded = [
            (union, quote.group)
            for union in unions
            if first and self._codes[union, quote.speaker_id] and (union, quote.group) in self._room
        ]
        left = tuple(has - asked for has, asked in zip(self._spare.get(purse, (0, 0)), cost, strict=True))
        if min(left) < 0 or any(self._room[place] < 1 for place in bounded) or self._closes(quote):
            return False
        self._spare[purse] = left
        for place in bounded:
            self._room[place] -= 1
        for union in ("", *unions):
            self._codes[union, quote.speaker_id].add(quote.code)
        self._items[quote.session_id, quote.turn].add(self._item[quote.code])
        return True

    def _closes(self, quote: Any) -> bool:
        """Whether the quote would stand in one unit with another that makes a closed pair with it."""
        item = self._item[quote.code]
        turns = range(quote.turn - self._near, quote.turn + self._near + 1)
        beside = set[str]().union(*(self._items.get((quote.session_id, turn), set()) for turn in turns))
        return any(frozenset((item, other)) in self._closed for other in beside - {item})


_TOGETHER = "(together)"  # which no code is called


def _spare(data: StudyData) -> tuple[dict[str, tuple[int, ...]], dict[str, str]]:
    """What may be seen beyond one passage for each speaker, as codings and as segments, and who draws on it.

    Returns:
        Codings and segments to spare by purse, and the purse of each code with a hidden cell.
    """
    counted = passages(data)
    kept = kept_back(data).codes
    slack = [
        slack_of(data.speakers_by_code, {code: both[way] for code, both in counted.items()}, data.min_speakers)
        for way in (0, 1)
    ]
    spare = {code: tuple(way[code] for way in slack) for code in slack[0] if code not in kept}
    spare[_TOGETHER] = tuple(max(0, sum(way[code] for code in kept)) for way in slack)
    return spare, {code: _TOGETHER if code in kept else code for code in slack[0]}
