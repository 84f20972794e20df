"""The drawn data of each figure: the small, masked table that it is drawn from and that lies beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from themetrail.study.machine_tables import records
from themetrail.themes.links import shown_links, stated_links
from themetrail.themes.masking import total_text

if TYPE_CHECKING:
    from themetrail.tables.data import StudyData


NO_DOMAIN, _LOOSE = "(no domain)", "#5A5A5A"
_CAUSES = ["domain", "domain_label", "colour", "cause", "cause_label", "speakers_text"]
_CELLS = [
    "row", "row_label", "row_colour", "group", "group_label", "group_size", "speakers", "masked", "text",
]  # fmt: skip
_LINKS = ["kind", "domain", "domain_label", "domain_colour", "solution", "solution_label", "weight"]


def f2_root_causes(data: StudyData) -> pd.DataFrame:
    """A row for each cause that somebody mentioned: domain, domain_label, colour, cause, cause_label, speakers_text."""
    rows = []
    bones = [(domain.id, domain.label, domain.colour) for domain in data.codebook.of_kind("domain")]
    for bone in [*bones, ("", NO_DOMAIN, _LOOSE)]:
        for cause in data.codebook.of_kind("cause"):
            speakers = data.speakers_by_code[cause.id]
            if data.codebook.domain_of(cause.id) == bone[0] and any(speakers):
                total = total_text(speakers, data.min_speakers)
                rows.append((*bone, cause.id, cause.label, total))
    return pd.DataFrame(rows, columns=_CAUSES)


def f3_domains_by_group(data: StudyData) -> pd.DataFrame:
    """A row for each domain and stakeholder group; the counts of small cells are empty."""
    domains = {code.id: code for code in data.codebook.of_kind("domain")}
    cells = data.group_cells("domain", list(domains)).assign(
        row=lambda cells: cells["domain"],
        row_label=lambda cells: [domains[domain].label for domain in cells["domain"]],
        row_colour=lambda cells: [domains[domain].colour for domain in cells["domain"]],
        group_label=lambda cells: cells["group"],
        group_size=lambda cells: [data.group_sizes[group] for group in cells["group"]],
    )
    return cells[_CELLS]


def f5_domains_and_solutions(data: StudyData) -> pd.DataFrame:
    """A row for each link, stated by analysts or derived from co-coding; derived ones of few speakers are left out.

    ``weight`` is how often a stated link was stated, and how many speakers at least a derived one has.
    """
    domains = {code.id: code for code in data.codebook.of_kind("domain")}
    solutions = {code.id: code for code in data.codebook.of_kind("solution")}
    stated = stated_links([dict(row.cells) for row in data.inputs["links"]])
    derived = shown_links(data.mentions, data.min_speakers)
    links = [("stated", r.domain, r.solution, r.statements) for r in records(stated)]
    links += [("derived", r.domain, r.solution, r.speakers) for r in records(derived)]
    rows = [
        (kind, domain, domains[domain].label, domains[domain].colour, solution, solutions[solution].label, weight)
        for kind, domain, solution, weight in links
        if domain in domains and solution in solutions
    ]
    return pd.DataFrame(rows, columns=_LINKS)
