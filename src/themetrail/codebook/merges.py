"""Merged codes: codebook_log.csv says which code another was merged into, and old decisions count under that one.

The ledger is never rewritten. A merge is an alias that is resolved when decisions are replayed, so that a row coded
with the old code counts for the new one in every layer, table and figure.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from themetrail.study.load import path_of
from themetrail.study.problems import Problem

if TYPE_CHECKING:
    from collections.abc import Iterable

    from themetrail.codebook.model import Codebook
    from themetrail.study.sheets import Row

MERGE = "merge"
_LOG = "codebook_log"


def merged_codes(rows: Iterable[Row]) -> dict[str, str]:
    """The code that stands for each merged one, through as many merges as there were; a loop leads nowhere."""
    step = {row["code"]: row["into"] for row in rows if row["change"] == MERGE and row["into"]}
    found = {}
    for code, into in step.items():
        seen, last = {code}, into
        while last in step and last not in seen:
            seen.add(last)
            last = step[last]
        if last not in seen:
            found[code] = last
    return found


def check_merges(rows: Iterable[Row], codebook: Codebook) -> list[Problem]:
    """A problem for each merge that cannot be followed: into nothing, in a loop, or of codes that do not fit."""
    log = list(rows)
    aliases = merged_codes(log)
    problems = []
    for row in log:
        if row["change"] == MERGE:
            issue = _issue(row, codebook, aliases)
            if issue:
                problems.append(Problem(path_of(_LOG), "row", row.number, *issue))
        elif row["into"]:
            seen = f"into is {row['into']!r} and change is {row['change']!r}"
            problems.append(Problem(path_of(_LOG), "row", row.number, seen, f"Only '{MERGE}' has a code in into."))
    return problems


def _issue(row: Row, codebook: Codebook, aliases: dict[str, str]) -> tuple[str, str] | None:
    code, into = codebook.by_id.get(row["code"]), codebook.by_id.get(row["into"])
    remedy = "Correct code or into, or add the code to data/coding/codebook.yaml."
    if code is None:
        return f"{row['code']!r} is not a code", remedy
    if into is None:
        return f"into {row['into']!r} is not a code", remedy
    if code.status != "merged":
        return f"{code.id} is merged here and {code.status} in the codebook", "Set its status to merged."
    if code.kind != into.kind:
        return f"{code.id} is a {code.kind} and {into.id} a {into.kind}", "Merge codes of one kind."
    last = codebook.by_id.get(aliases.get(code.id, ""))
    if last is None or last.status != "active":
        return f"the merge of {code.id} leads to no active code", "Break the loop, or merge into an active code."
    return None
