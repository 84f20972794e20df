"""Table 3, the root causes: how many speakers of which groups raised each, and one of them in their own words."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

import pandas as pd

from themetrail.study.machine_tables import records
from themetrail.tables.causes import cause_rows
from themetrail.tables.notes import LEFT_OUT, counted
from themetrail.tables.passages import passages
from themetrail.tables.quotes import pinned_quotes
from themetrail.tables.spoken import consenting
from themetrail.tables.table import PaperTable
from themetrail.themes.masking import is_masked, total_text
from themetrail.themes.mentions import count
from themetrail.themes.quotes import LONGEST, SHORTEST, choose_quotes, shorten, typicality

if TYPE_CHECKING:
    from themetrail.tables.data import StudyData

_COLUMNS = [
    "Domain", "Code", "Root cause", "Source", "Speakers", "Groups", "Sessions", "Segments", "Words",
    "Exemplar quote", "Quote: speaker", "Quote: group", "Quote: session", "Quote: decision", "Dissenting quote",
]  # fmt: skip


def build(data: StudyData) -> PaperTable:
    """A row for each cause of the codebook, mentioned or not, in its order."""
    totals = {row.code: row for row in records(count(data.mentions, ["code"]))}
    words = data.mentions.groupby("code")["words"].sum().to_dict()  # a segment is there once for each of its codes
    raised = data.speakers_by_code
    rows = []
    quotes = _exemplars(data)
    for code, opening in cause_rows(data):
        speakers = raised[code.id]
        hidden = any(is_masked(n, data.min_speakers) for n in speakers)
        total = totals.get(code.id)
        rows.append(
            {
                **dict.fromkeys(_COLUMNS, ""),
                **opening,
                "Speakers": total_text(speakers, data.min_speakers),
                "Groups": "; ".join(
                    f"{group} {n}"
                    for group, n in zip(data.groups, speakers, strict=True)
                    if n and not is_masked(n, data.min_speakers)
                ),
                "Sessions": LEFT_OUT if hidden else str(total.sessions) if total else "0",
                "Segments": LEFT_OUT if hidden else str(total.segments) if total else "0",
                "Words": LEFT_OUT if hidden else str(words.get(code.id, 0)),
                **quotes.get(code.id, {}),
            }
        )
    notes = [
        "Speakers are different people who raised the cause; Groups names those whose number is shown. How many "
        "raised a cause, and how often, says nothing about its weight. Words are those of the segments.",
        "Exemplar quotes are of speakers who consented to being quoted, pinned by an analyst or else proposed by rule, "
        "and spread over groups and speakers; the decision's id leads to the ledger. […] marks what was cut.",
        "Dissenting quotes are those that analysts marked as such.",
        *_lost_pins(data),
        *counted(data),
    ]
    title = "Root causes with speakers, groups, segments and exemplar quotes"
    frame = pd.DataFrame(rows, columns=_COLUMNS)
    return PaperTable("T3", "root_causes", title, frame, notes)


def _lost_pins(data: StudyData) -> list[str]:
    """A note where a pinned quote is not there any more."""
    gone = pinned_quotes(data).gone
    what = "One pinned quote is" if gone == 1 else f"{gone} pinned quotes are"
    return [f"{what} not shown: the coding was undone, replaced or settled otherwise since."] if gone else []


def _exemplars(data: StudyData) -> dict[str, dict[str, str]]:
    """The cells of one quote for each code that has any.

    What is pinned goes first, then a complete thought, then a group and a speaker not heard so far.
    """
    chosen: dict[str, list[Any]] = {}
    for quote in records(_candidates(data)):
        chosen.setdefault(quote.code, []).append(quote)
    heard: Counter[str] = Counter()
    cells = {}
    for code in sorted(chosen, key=data.codebook.position.__getitem__):
        best = min(
            chosen[code],
            key=lambda quote: (
                quote.chosen == "dissenting",
                quote.chosen != "pinned",
                not SHORTEST <= quote.words <= LONGEST,
                heard[quote.group],
                heard[quote.speaker_id],
            ),
        )
        heard.update([best.group, best.speaker_id])
        cells[code] = {
            "Exemplar quote": shorten(best.quote, data.settings.quotes.longest_words),
            "Quote: speaker": best.speaker_id,
            "Quote: group": best.group,
            "Quote: session": best.session_id,
            "Quote: decision": best.decision_id,
        } | _dissent(data, [quote for quote in chosen[code] if quote.chosen == "dissenting" and quote is not best])
    return cells


def _dissent(data: StudyData, quotes: list[Any]) -> dict[str, str]:
    """The cell of the first dissenting quote of a code, with who said it and its decision."""
    if not quotes:
        return {}
    first = quotes[0]
    words = shorten(first.quote, data.settings.quotes.longest_words)
    return {"Dissenting quote": f"{words} ({first.speaker_id}, {first.group}, {first.session_id}, {first.decision_id})"}


def _candidates(data: StudyData) -> pd.DataFrame:
    """Quotes that may be shown, chosen as for the list of quotes.

    Each lies within one turn, so that it holds the words of its speaker alone.
    """
    found = passages(data)
    found["typical"] = typicality(found["code"].tolist(), found["quote"].tolist())
    pins = pinned_quotes(data)
    cells, most = data.shown_cells, data.settings.quotes.per_cell
    return choose_quotes(found, consenting(data), cells, pins.pinned, most, pins.dissenting)
