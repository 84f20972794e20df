"""The quotes behind the counts: what was said, by whom, where it stands, and who decided on its code."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from themetrail.cleaning.marks import count_words
from themetrail.cleaning.release import OffsetMap
from themetrail.ledger.acts import one_line
from themetrail.study.machine_tables import read_table, records
from themetrail.tables.spoken import consenting, speaker_of
from themetrail.themes.masking import is_masked
from themetrail.themes.quotes import choose_quotes, shorten, typicality

if TYPE_CHECKING:
    from pathlib import Path

    from themetrail.tables.data import StudyData

COLUMNS = [
    "decision_id", "code", "code_label", "domain", "group", "speaker_id", "session_id", "quote", "chosen", "of",
    "coder", "decided_at", "action", "shown_rank", "shown_confidence", "record_sha256", "start", "end", "source_place",
]  # fmt: skip


def quotes_table(data: StudyData, private: Path) -> pd.DataFrame:
    """Quotes for every code and stakeholder group that is not hidden, chosen by :mod:`themetrail.themes.quotes`.

    A coding that reaches beyond one turn is never quoted: it holds the words of others, who may not have consented.

    Args:
        data: The study.
        private: Folder of the run's private results, for the texts.

    Returns:
        A row per quote (:data:`COLUMNS`), in codebook order; ``of`` is how many codings of consenting speakers
        the cell has ("" for a code with a hidden cell), ``shown_rank`` what place the machine had given the code when
        the coder decided ("" if it had not proposed it).
    """
    acts = {act.decision_id: act for acts in data.standing.values() for act in acts}
    first = data.mentions.drop_duplicates("coding_id")
    findings = data.codings[data.codings["layer"] == "findings"]
    candidates = findings.merge(first[["coding_id", "speaker_id", "group"]], on="coding_id")
    alone = [speaker_of(data, c.session_id, c.start, c.end) == c.speaker_id for c in records(candidates)]
    candidates = candidates.loc[alone].copy()
    texts = {session: ReleasedText(private, session) for session in sorted(set(candidates["session_id"]))}
    candidates["quote"] = [texts[c.session_id].quote(c.start, c.end) for c in records(candidates)]
    candidates["words"] = [count_words(quote) for quote in candidates["quote"]]
    candidates["typical"] = typicality(candidates["code"].tolist(), candidates["quote"].tolist())
    pins = pinned_quotes(data)
    settings = data.settings.quotes
    cells, most = data.shown_cells, settings.per_cell
    chosen = choose_quotes(candidates, consenting(data), cells, pins.pinned, most, pins.dissenting)
    groups = {group: n for n, group in enumerate(data.groups)}
    least = data.min_speakers
    hidden = {code for code, raised in data.speakers_by_code.items() if any(is_masked(n, least) for n in raised)}
    rows = []
    for quote in sorted(records(chosen), key=lambda quote: (data.codebook.position[quote.code], groups[quote.group])):
        act = acts[quote.decision_id]
        shown = next((item for item in act.shown_codes() if item["code"] == quote.code), {})
        rows.append(
            quote._asdict()
            | {
                # Of a code with a hidden cell the passages of the others would say how many it holds.
                "of": "" if quote.code in hidden else quote.of,
                "code_label": data.codebook.by_id[quote.code].label,
                "domain": data.codebook.domain_of(quote.code),
                "quote": shorten(quote.quote, settings.longest_words),
                "decided_at": act.at,
                "action": act.action,
                "shown_rank": shown.get("rank", ""),
                "shown_confidence": shown.get("confidence", ""),
                "record_sha256": act.record_sha256,
                "source_place": texts[quote.session_id].place(quote.start),
            }
        )
    return pd.DataFrame(rows, columns=COLUMNS)


@dataclass(frozen=True)
class Pins:
    """Decisions that analysts pinned, those of them marked as dissenting, and how many pins point at nothing now."""

    pinned: frozenset[str]
    dissenting: frozenset[str]
    gone: int


def pinned_quotes(data: StudyData) -> Pins:
    """The pins that stand; one whose decision was undone or replaced since is gone."""
    pins = [act for acts in data.standing.values() for act in acts if act.action == "pin"]
    there = set(data.codings.loc[data.codings["layer"] == "findings", "decision_id"])
    held = [act for act in pins if act.target in there]
    return Pins(
        pinned=frozenset(act.target for act in held),
        dissenting=frozenset(act.target for act in held if act.reason.lower().startswith("dissent")),
        gone=len({act.target for act in pins}) - len({act.target for act in held}),
    )


class ReleasedText:
    """The released text of a session and the places of its units in the source."""

    def __init__(self, private: Path, session: str) -> None:
        """Open a session's files in the folder of the private results."""
        self._released = (private / "released" / f"{session}.txt").read_text(encoding="utf-8")
        self._offsets = OffsetMap(read_table(private / "offsets" / f"{session}.parquet"))
        units = read_table(private / "locators" / f"{session}.parquet").sort_values("start")
        self._ends, self._places = units["end"].tolist(), units["place"].tolist()
        self._starts = units["start"].tolist()

    def quote(self, start: int, end: int) -> str:
        """What a span of the record shows, on one line."""
        low, high = self._offsets.to_released(start, end)
        return one_line(self._released[low:high])

    def place(self, start: int) -> str:
        """The unit of the source in which a character of the record stands, such as "paragraph 12"."""
        unit = bisect_left(self._ends, start)
        there = unit < len(self._ends) and self._starts[unit] <= start
        return str(self._places[unit]) if there else ""
