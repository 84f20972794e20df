"""The theme desk: themes and their codes, the summaries of the framework matrix, and links from domains to solutions.

They are tables that people write, so a row may be changed or removed; git keeps what was there before. Nothing is
written unless the whole table is right afterwards and is the one that the page had seen.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from themetrail.codebook.check import check_codes
from themetrail.ledger.book import BehindError
from themetrail.study.files import sha256, write_text
from themetrail.study.inputs import CODING_TABLES
from themetrail.study.load import Tables, path_of, read_table_of, read_tables_of
from themetrail.study.problems import InputError, Problem, stop_on
from themetrail.study.sheets import parse_sheet, write_sheet

if TYPE_CHECKING:
    from collections.abc import Mapping

    from themetrail.review.sources import Sources

TABLES = ("themes", "theme_codes", "summaries", "links")


def themes_of(sources: Sources) -> dict[str, Any]:
    """The tables, with what each is now, and the groups of the framework matrix."""
    tables = read_tables_of(sources.study)[0]
    groups = [row["stakeholder_group"] for row in tables["participants"] if row["stakeholder_group"]]
    return {
        "tables": {name: [dict(row.cells) for row in tables[name]] for name in TABLES},
        "stamps": {name: _stamp(sources, name) for name in TABLES},
        "groups": list(dict.fromkeys(groups)),
    }


def edit_themes(sources: Sources, who: str, body: Mapping[str, Any]) -> dict[str, Any]:
    """Put rows into a table, or take rows out of it.

    Args:
        sources: The study.
        who: Who writes; the author of what is put.
        body: ``table``, its ``stamp`` as the page had it, ``put`` (rows, by the table's key in the place of older
            ones) and ``drop`` (rows).

    Raises:
        BehindError: when somebody changed the table since.
        InputError: when the table would not be right, or is not now. In both cases nothing was written.
    """
    name = str(body.get("table"))
    if name not in TABLES:
        raise InputError([Problem("data/coding", "", 0, f"{name!r} is no table of the desk", "Open the page again.")])
    if body.get("stamp") != _stamp(sources, name):
        raise BehindError
    sheet = CODING_TABLES[name]
    rows, problems = read_table_of(sources.study, sheet)
    stop_on(problems)
    at = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    signed = {"author": who, "at": at, "coder": who}
    kept = {tuple(row[column] for column in sheet.key): dict(row.cells) for row in rows}
    for given in body.get("drop") or ():
        kept.pop(tuple(_cell(given, column) for column in sheet.key), None)
    for given in body.get("put") or ():
        new = {column: signed.get(column) or _cell(given, column) for column in sheet.header}
        kept[tuple(new[column] for column in sheet.key)] = new
    text = write_sheet(sheet.header, kept.values())
    written, problems = parse_sheet(text.encode("utf-8"), sheet, path_of(name))
    tables = read_tables_of(sources.study)[0]
    tables = Tables({**tables.rows, name: written})
    themes = {row["theme_id"] for row in tables["themes"]}
    if name == "theme_codes" and {row["theme_id"] for row in written} - themes:
        problems.append(Problem(path_of(name), "", 0, "a theme is not there", "Make the theme first."))
    if name == "themes" and {row["theme_id"] for row in tables["theme_codes"]} - themes:
        problems.append(Problem(path_of(name), "", 0, "the theme still has codes", "Take its codes out first."))
    stop_on([*problems, *(one for one in check_codes(tables, sources.codebook) if one.file == path_of(name))])
    write_text(sources.study / path_of(name), text)
    return themes_of(sources)


def _stamp(sources: Sources, name: str) -> str:
    path = sources.study / path_of(name)
    return sha256(path.read_bytes()) if path.exists() else ""


def _cell(given: Any, column: str) -> str:
    value = given.get(column) if isinstance(given, dict) else ""
    return " ".join(str("" if value is None else value).split())
