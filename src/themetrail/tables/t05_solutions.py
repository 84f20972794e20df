"""Table 5, the solutions: which domains they answer, who raised them, what the jury made of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from themetrail.codebook.merges import merged_codes
from themetrail.study.machine_tables import records
from themetrail.tables.jury import answers, ballots
from themetrail.tables.notes import counted
from themetrail.tables.table import PaperTable
from themetrail.themes.links import shown_links, stated_links
from themetrail.themes.masking import total_text

if TYPE_CHECKING:
    from collections.abc import Iterable

    from themetrail.study.sheets import Row
    from themetrail.tables.data import StudyData

_COLUMNS = [
    "Code", "Solution", "Source", "Domains stated by analysts", "Domains derived from codings", "Speakers",
    "Vote, first round", "Vote, last round", "Refinement", "Final wording",
]  # fmt: skip


def build(data: StudyData) -> PaperTable:
    """A row for each solution of the codebook, mentioned or not, in its order."""
    stated = {
        (row.domain, row.solution) for row in records(stated_links([dict(r.cells) for r in data.inputs["links"]]))
    }
    derived = {(row.domain, row.solution) for row in records(shown_links(data.mentions, data.min_speakers))}
    raised = data.speakers_by_code
    votes = ballots(data, "vote")
    rows = []
    for code in data.codebook.of_kind("solution"):
        refined = _refinements(data, code.id)
        ballot = votes.get(code.id, {})
        polled = sorted({number for rounds in ballot.values() for number in rounds})
        wordings = [row["wording_out"] for row in refined if row["wording_out"]]
        rows.append(
            (
                *(code.id, code.label, code.source),
                _domains(data, code.id, stated),
                _domains(data, code.id, derived),
                total_text(raised[code.id], data.min_speakers),
                answers(ballot, polled[0]) if polled else "",
                answers(ballot, polled[-1]) if polled else "",
                "; ".join(dict.fromkeys(row["outcome"] for row in refined)),
                wordings[-1] if wordings else "",
            )
        )
    notes = [
        "Links that analysts stated and links derived from codings (a cause of the domain and the solution within "
        "one turn) stand apart. A derived link is a hint, not a claim; those of few speakers are left out.",
        "Votes are k of the n people who voted; an empty cell was not polled. One round is first and last.",
        "Final wording is the last that the refinement log gives.",
        *counted(data),
    ]
    title = "Solutions with linked domains, jury change and final wording"
    return PaperTable("T5", "solutions", title, pd.DataFrame(rows, columns=_COLUMNS), notes)


def _domains(data: StudyData, solution: str, links: Iterable[tuple[str, str]]) -> str:
    linked = {domain for domain, other in links if other == solution}
    return "; ".join(code.id for code in data.codebook.of_kind("domain") if code.id in linked)


def _refinements(data: StudyData, solution: str) -> list[Row]:
    """What the log says of a solution and of those that were merged into it, day by day."""
    into = merged_codes(data.inputs["codebook_log"])
    own = (r for r in data.inputs["refinements"] if into.get(r["solution"], r["solution"]) == solution)
    return sorted(own, key=lambda r: int(r["day"]))
