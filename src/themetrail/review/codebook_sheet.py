"""The codebook as a spreadsheet, and what a spreadsheet would change in it.

Codes are known by their id. What is new or different is told code by code before it is taken; a code that has no row
is left alone, since merging and retiring are done at the desk, where decisions are followed up.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from themetrail.codebook import edit
from themetrail.codebook.edit import EDITABLE, Edited
from themetrail.codebook.model import KINDS
from themetrail.ledger.ulid import new_ulid
from themetrail.study.problems import InputError, Problem
from themetrail.study.sheets import Column, Sheet

if TYPE_CHECKING:
    from collections.abc import Iterable

    from themetrail.codebook.model import Code, Codebook
    from themetrail.study.sheets import Row

_LISTS = ("patterns", "negative_patterns", "exemplars", "applies_to")
CODES = Sheet(
    "codes",
    (
        Column("id", required=True, pattern=r"[A-Za-z][A-Za-z0-9_.-]*", hint="letters, digits, _ . and -"),
        Column("parent"),
        Column("kind", kind="choice", required=True, choices=KINDS),
        *(Column(name, required=name == "label") for name in EDITABLE),
        Column("status"),
    ),
    key=("id",),
    more_columns=True,
)


def codebook_rows(book: Codebook) -> list[dict[str, str]]:
    """The codes as rows; a list has an entry on each line of its cell."""
    return [_row(code) for code in book.codes]


def _row(code: Code) -> dict[str, str]:
    lists: dict[str, Any] = {name: getattr(code, name) for name in _LISTS}
    cells = {name: "\n".join(getattr(one, "text", one) for one in lists[name]) for name in _LISTS}
    return cells | {name: getattr(code, name) for name in CODES.header if name not in _LISTS}


def differences(book: Codebook, rows: Iterable[Row], shown_as: str) -> tuple[Edited, list[str], list[Problem]]:
    """What a filled-in sheet would change.

    Returns:
        The edited codebook, each difference as a line for people, and what was refused, by row.
    """
    now, told = book, []
    log: list[tuple[str, str, str]] = []
    problems: list[Problem] = []
    for row in rows:
        old = now.by_id.get(row["id"])
        try:
            steps = list(_steps(now, old, row))
        except InputError as error:
            problems += [replace(one, file=shown_as, unit="row", number=row.number) for one in error.problems]
            continue
        for what, edited, lines in steps:
            now = replace(now, codes=edited.codes)
            log += edited.log
            told += [f"{row['id']}: {what}", *lines]
    named = {row["id"] for row in rows}
    told += [f"{code.id}: has no row; left as it is" for code in book.codes if code.id not in named]
    return Edited(now.codes, tuple(log)), told, problems


def _steps(book: Codebook, old: Code | None, row: Row) -> Iterable[tuple[str, Edited, list[str]]]:
    if old is None:
        yield f"new, {row['label']}", edit.create(book, new_ulid(), row.cells), []
        return
    if row["kind"] != old.kind or row["status"] not in ("", old.status):
        seen = f"{old.id} has another kind or status than in the codebook"
        raise InputError([Problem("", "", 0, seen, "Leave these cells; merge and retire at the desk.")])
    before = _row(old)
    changed = [name for name in EDITABLE if _lines(before[name]) != _lines(row[name])]
    if changed:
        lines = [f"  {name}:\n    - {before[name]!r}\n    + {row[name]!r}" for name in changed]
        edited = edit.change(book, old.id, {name: row[name] for name in changed})
        yield ", ".join(changed), edited, lines
        book = replace(book, codes=edited.codes)
    if row["parent"] != old.parent:
        yield f"moved below {row['parent'] or 'nothing'}", edit.move(book, old.id, row["parent"]), []


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]
