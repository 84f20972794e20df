"""The quotes of the explorer: every coding that counts and may be quoted, with the decision behind it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from themetrail.cleaning.marks import count_words
from themetrail.explorer.quotable import quotable
from themetrail.study.machine_tables import records
from themetrail.tables.quotes import ReleasedText, pinned_quotes
from themetrail.tables.spoken import consenting, speaker_of
from themetrail.themes.quotes import choose_quotes, shorten, typicality

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd

    from themetrail.ledger.acts import Act
    from themetrail.tables.data import StudyData

COLUMNS = [
    "id", "session", "turn", "start", "end", "place", "group", "speaker", "code", "words", "coder", "at", "action",
    "via", "blind", "from_code", "rank", "confidence", "not_taken", "chosen",
]  # fmt: skip


def explorer_quotes(data: StudyData, private: Path, closed: frozenset[frozenset[str]]) -> list[list[Any]]:
    """A row for each quote, in the order of the sessions and of what was said in them.

    Args:
        data: The study.
        private: Folder of the run's private results, for the texts.
        closed: Pairs of which no two quotes may stand in one unit; see :func:`explorer.quotable.closed_pairs`.

    Returns:
        Cells in the order of :data:`COLUMNS`. ``rank`` and ``confidence`` are those that the machine had given the
        code when the coder decided, None where it had not proposed it; ``not_taken`` are the codes that it had
        proposed and that were not given to the passage. What it had proposed besides is left out, for that would say
        what was coded in hidden cells.
    """
    acts = {act.decision_id: act for own in data.standing.values() for act in own}
    texts = {session: ReleasedText(private, session) for session in data.sessions}
    given = quotable(data, _wanted(data, texts), closed)
    taken = _codes_on_segments(data)
    segments: dict[str, list[str]] = {}
    for row in records(data.coding_segments):
        segments.setdefault(row.coding_id, []).append(row.segment_id)
    order = {session: place for place, session in enumerate(data.sessions)}
    rows = []
    for quote in records(given):
        act = acts[quote.decision_id]
        there = set[str]().union(*(taken.get(segment, set()) for segment in segments[quote.coding_id]))
        rows.append([
            *(quote.decision_id, quote.session_id, quote.turn, quote.start, quote.end),
            *(texts[quote.session_id].place(quote.start), quote.group, quote.speaker_id, quote.code),
            shorten(quote.quote, data.settings.quotes.longest_words),
            *(act.coder, act.at, act.action, act.via, act.blind, act.from_code if act.action == "change" else ""),
            *_proposed(act, quote.code, there),
            quote.chosen,
        ])  # fmt: skip
    return sorted(rows, key=lambda row: (order[row[1]], row[3], row[4], data.codebook.position[row[8]], row[0]))


def _wanted(data: StudyData, texts: dict[str, ReleasedText]) -> pd.DataFrame:
    """Quotes of consenting speakers and shown cells: what was pinned, then the best of each cell, then the next."""
    agreed, shown = consenting(data), data.shown_cells
    lies_on = data.mentions.groupby("coding_id")["segment_id"].nunique().rename("segments").reset_index()
    first = data.mentions.drop_duplicates("coding_id")[["coding_id", "speaker_id", "group", "turn"]].merge(lies_on)
    found = data.codings[data.codings["layer"] == "findings"].merge(first, on="coding_id")
    may = [
        c.speaker_id in agreed
        and (c.code, c.group) in shown
        and speaker_of(data, c.session_id, c.start, c.end) == c.speaker_id
        for c in records(found)
    ]
    found = found.loc[may].copy()
    found["quote"] = [texts[c.session_id].quote(c.start, c.end) for c in records(found)]
    found["words"] = [count_words(quote) for quote in found["quote"]]
    found["typical"] = typicality(found["code"].tolist(), found["quote"].tolist())
    pins = pinned_quotes(data)
    ranked = choose_quotes(found, agreed, shown, pins.pinned, len(found) + 2, pins.dissenting)
    groups = {group: place for place, group in enumerate(data.groups)}
    ranked["pinned"] = ranked["chosen"] != "proposed"
    ranked["place"] = ranked.groupby(["code", "group"], sort=False).cumcount()
    ranked["position"] = ranked["code"].map(data.codebook.position)
    ranked["of_group"] = ranked["group"].map(groups)
    return ranked.sort_values(
        ["pinned", "place", "position", "of_group"], ascending=[False, True, True, True], kind="stable"
    )


def _codes_on_segments(data: StudyData) -> dict[str, set[str]]:
    """The codes, of any kind, that the codings that count put on each segment."""
    counted = data.codings[data.codings["layer"] == "findings"][["coding_id", "code"]]
    found: dict[str, set[str]] = {}
    for row in records(counted.merge(data.coding_segments[["coding_id", "segment_id"]], on="coding_id")):
        found.setdefault(row.segment_id, set()).add(row.code)
    return found


def _proposed(act: Act, code: str, taken: set[str]) -> tuple[int | None, float | None, list[str]]:
    """Rank and confidence that the machine had given the code, and its other proposals that nobody took up."""
    shown = act.shown_codes()
    own = next((one for one in shown if one["code"] == code), {})
    refused = [str(one["code"]) for one in shown if one["code"] != code and one["code"] not in taken]
    return own.get("rank"), own.get("confidence"), refused
