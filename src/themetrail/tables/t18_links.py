"""Table 18, the links: which solution answers which domain, on what ground, and what people said there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from themetrail.study.machine_tables import records
from themetrail.tables.notes import LEFT_OUT, counted
from themetrail.tables.passages import showable
from themetrail.tables.table import PaperTable
from themetrail.themes.links import quotable_groups, shown_links, stated_links
from themetrail.themes.quotes import LONGEST, SHORTEST, shorten

if TYPE_CHECKING:
    from collections.abc import Collection

    from themetrail.tables.data import StudyData

_COLUMNS = [
    "Domain", "Solution", "Ground", "Stated", "Coders", "Speakers", "Cause in words", "Solution in words",
    "Quotes: speaker", "Quotes: group", "Quotes: session", "Quotes: decisions", "Places stated",
]  # fmt: skip
_NO_WORDS = dict.fromkeys(_COLUMNS[6:12], LEFT_OUT)


def build(data: StudyData) -> PaperTable:
    """A row for each link that analysts stated, and for each derived from codings, in the order of the codebook."""
    links = [dict(row.cells) for row in data.inputs["links"]]
    stated = {(row.domain, row.solution): row for row in records(stated_links(links))}
    derived = {(row.domain, row.solution): row for row in records(shown_links(data.mentions, data.min_speakers))}
    words = showable(data) if stated or derived else pd.DataFrame()
    groups = quotable_groups(data.mentions, data.min_speakers)
    rows = []
    for domain in data.codebook.of_kind("domain"):
        for solution in data.codebook.of_kind("solution"):
            pair = (domain.id, solution.id)
            opening = dict.fromkeys(_COLUMNS, "") | {
                "Domain": f"{domain.id} {domain.label}",
                "Solution": f"{solution.id} {solution.label}",
            }
            if pair in stated:
                own = [link for link in links if (link["domain"], link["solution"]) == pair]
                told = {"Ground": "stated", "Stated": str(stated[pair].statements), "Coders": str(stated[pair].coders)}
                said = _quoted(data, _at(words, own), pair, groups.get(pair, frozenset()))
                rows.append(opening | told | said | {"Places stated": _places(own)})
            if pair in derived:
                told = {"Ground": "derived", "Speakers": f"≥{derived[pair].speakers}"}
                rows.append(opening | told | _quoted(data, words, pair, groups.get(pair, frozenset()), both=True))
    notes = [
        "Stated: an analyst wrote the link down (data/coding/links.csv), so many times; the places are session and "
        "characters of the text of record. Derived: so many speakers at least named a cause of the domain and the "
        "solution within one turn. The two are never added up, and neither says that the solution works.",
        "The words are those of one turn, at the places stated: passages coded with a cause of the domain and with the "
        "solution, or with one of the two where the group's number of such turns is hidden. They are of speakers who "
        f"consented, in cells that are not hidden; {LEFT_OUT}: there are none that may be shown.",
        *counted(data),
    ]
    left_out = "" if rows else "No link was stated, and none can be derived from the codings."
    frame = pd.DataFrame(rows, columns=_COLUMNS)
    return PaperTable("T18", "links", "Links between domains and solutions, in people's words", frame, notes, left_out)


def _at(words: pd.DataFrame, links: list[dict[str, str]]) -> pd.DataFrame:
    """The passages that stand where links were stated."""
    there = pd.Series(data=False, index=words.index)
    for link in links:
        if link["start"]:
            own = words["session_id"] == link["session_id"]
            there |= own & (words["start"] < int(link["end"])) & (words["end"] > int(link["start"]))
    return words[there]


def _places(links: list[dict[str, str]]) -> str:
    spans = [(link["session_id"], link["start"], link["end"]) for link in links]
    return "; ".join(f"{session} {start}–{end}" if start else session for session, start, end in sorted(spans))


def _quoted(
    data: StudyData, words: pd.DataFrame, pair: tuple[str, str], together: Collection[str], *, both: bool = False
) -> dict[str, str]:
    """A cause of the domain and the solution in the words of one turn; unless ``both``, one of the two will do.

    Only members of the groups ``together`` are quoted on both: the two in one turn say that the group has the link.
    """
    domain, solution = pair
    causes = {
        code.id
        for code in data.codebook.codes
        if code.kind in ("domain", "cause") and data.codebook.domain_of(code.id) == domain
    }
    turns: dict[tuple[int, int], tuple[list[Any], list[Any]]] = {}
    place = {session: number for number, session in enumerate(data.sessions)}
    for row in records(words[words["code"].isin([*causes, solution])]):
        turns.setdefault((place[row.session_id], row.turn), ([], []))[row.code == solution].append(row)
    for named, answered in turns.values():
        if answered and answered[0].group not in together:
            named.clear()
    if both:
        turns = {turn: said for turn, said in turns.items() if all(said)}
    if not turns:
        return _NO_WORDS
    best = [
        (_awkward(cause) + _awkward(answer), turn, cause, answer)
        for turn, (named, answered) in turns.items()
        for cause, answer in [(_first(named), _first(answered))]
    ]
    _, _, cause, answer = min(best, key=lambda one: one[:2])
    longest = data.settings.quotes.longest_words
    said = [passage for passage in (cause, answer) if passage is not None]
    return {
        "Cause in words": shorten(cause.quote, longest) if cause else "",
        "Solution in words": shorten(answer.quote, longest) if answer else "",
        "Quotes: speaker": said[0].speaker_id,
        "Quotes: group": said[0].group,
        "Quotes: session": said[0].session_id,
        "Quotes: decisions": "; ".join(dict.fromkeys(passage.decision_id for passage in said)),
    }


def _first(passages: list[Any]) -> Any | None:
    """The first of one turn's passages that is a complete thought, or else the first."""
    return min(passages, key=lambda one: (_awkward(one), one.start, one.decision_id), default=None)


def _awkward(passage: Any | None) -> int:
    """0 for a passage of a length that reads well, 1 for another, 3 for none at all."""
    return 3 if passage is None else int(not SHORTEST <= passage.words <= LONGEST)
