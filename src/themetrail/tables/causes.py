"""The rows that the tables of root causes share."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from themetrail.codebook.model import Code
    from themetrail.tables.data import StudyData

NO_SINGLE_CAUSE = "(no single cause named)"


def cause_rows(data: StudyData) -> list[tuple[Code, dict[str, str]]]:
    """The causes in codebook order, each with the cells that open its row.

    A domain that was coded by itself, where no single cause was named, stands before its causes: left out, what was
    said there would be in no row.
    """
    mentioned = set(data.mentions["code"])
    return [
        (
            code,
            {
                "Domain": _domain(data, code.id),
                "Code": code.id,
                "Root cause": NO_SINGLE_CAUSE if code.kind == "domain" else code.label,
                "Source": code.source,
            },
        )
        for code in data.codebook.codes
        if code.status == "active" and (code.kind == "cause" or (code.kind == "domain" and code.id in mentioned))
    ]


def _domain(data: StudyData, code: str) -> str:
    domain = data.codebook.by_id.get(data.codebook.domain_of(code))
    return f"{domain.id} {domain.label}" if domain else ""
