"""Hold the other tables of a study against the codebook: every code that they name has to exist."""

from __future__ import annotations

from typing import TYPE_CHECKING

from themetrail.study.load import Tables, path_of
from themetrail.study.problems import Problem

if TYPE_CHECKING:
    from themetrail.codebook.model import Codebook

_CODE_COLUMNS = {
    "theme_codes": (("code", ""),),
    "links": (("domain", "domain"), ("solution", "solution")),
    "summaries": (("cause", ""),),
    "jury_votes": (("solution", "solution"),),
    "refinements": (("solution", "solution"),),
}


def check_codes(tables: Tables, codebook: Codebook) -> list[Problem]:
    """A problem for each cell that names a code which is not in the codebook, or is of the wrong kind."""
    problems = []
    for table, columns in _CODE_COLUMNS.items():
        for row in tables[table]:
            for column, kind in columns:
                code = codebook.by_id.get(row[column])
                if code is None:
                    seen = f"{column} {row[column]!r} is not a code"
                    remedy = "Add it to data/coding/codebook.yaml or correct the cell."
                    problems.append(Problem(path_of(table), "row", row.number, seen, remedy))
                elif kind and code.kind != kind:
                    seen = f"{column} {row[column]!r} is a {code.kind}"
                    problems.append(Problem(path_of(table), "row", row.number, seen, f"Name a {kind} here."))
    return problems
