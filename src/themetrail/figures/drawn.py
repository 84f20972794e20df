"""The drawn data of each figure: the small, masked table that it is drawn from and that lies beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from themetrail.study.machine_tables import records
from themetrail.themes.links import derived_links, stated_links
from themetrail.themes.masking import is_masked, total_text

if TYPE_CHECKING:
    from themetrail.tables.data import StudyData


def f2_root_causes(data: StudyData) -> pd.DataFrame:
    """A row for each cause that somebody mentioned: domain, domain_label, colour, cause, cause_label, speakers_text."""
    rows = []
    for domain in data.codebook.of_kind("domain"):
        for cause in data.codebook.children(domain.id):
            speakers: list[int] = data.speakers_by_group(cause.id)
            if cause.kind == "cause" and sum(speakers):
                rows.append(
                    {
                        "domain": domain.id,
                        "domain_label": domain.label,
                        "colour": domain.colour,
                        "cause": cause.id,
                        "cause_label": cause.label,
                        "speakers_text": total_text(speakers, data.min_speakers),
                    }
                )
    columns = ["domain", "domain_label", "colour", "cause", "cause_label", "speakers_text"]
    return pd.DataFrame(rows, columns=columns)


def f3_domains_by_group(data: StudyData) -> pd.DataFrame:
    """A row for each domain and stakeholder group; the counts of small cells are empty."""
    domains = {code.id: code for code in data.codebook.of_kind("domain")}
    cells = data.group_cells("domain", list(domains))
    rows: list[dict[str, Any]] = [
        {
            "row": cell.domain,
            "row_label": domains[cell.domain].label,
            "row_colour": domains[cell.domain].colour,
            "group": cell.group,
            "group_label": cell.group,
            "group_size": data.group_sizes[cell.group],
            "speakers": cell.speakers,
            "masked": cell.masked,
            "text": cell.text,
        }
        for cell in records(cells)
    ]
    frame = pd.DataFrame(rows)
    return frame.astype({"speakers": "Int64"}) if rows else frame


def f5_domains_and_solutions(data: StudyData) -> pd.DataFrame:
    """A row for each link, stated by analysts or derived from co-coding; derived ones of few speakers are left out."""
    domains = {code.id: code for code in data.codebook.of_kind("domain")}
    solutions = {code.id: code for code in data.codebook.of_kind("solution")}
    stated = stated_links([dict(row.cells) for row in data.inputs["links"]])
    derived = derived_links(data.mentions)
    links = [("stated", r.domain, r.solution, r.statements) for r in records(stated)]
    links += [
        ("derived", r.domain, r.solution, r.speakers)
        for r in records(derived)
        if not is_masked(r.speakers, data.min_speakers)
    ]
    rows = [
        {
            "kind": kind,
            "domain": domain,
            "domain_label": domains[domain].label,
            "domain_colour": domains[domain].colour,
            "solution": solution,
            "solution_label": solutions[solution].label,
            "weight": weight,
        }
        for kind, domain, solution, weight in links
        if domain in domains and solution in solutions
    ]
    columns = ["kind", "domain", "domain_label", "domain_colour", "solution", "solution_label", "weight"]
    return pd.DataFrame(rows, columns=columns)
