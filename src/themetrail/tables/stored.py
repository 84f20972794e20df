"""Tables as data: everything that is printed of them, and nothing that is hidden, in a form that can be published.

Each cell is the text that is printed, so a masked cell is "<3" here as well. Writing the files of the tables needs
this and the public settings alone.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated, Any

import pandas as pd
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from themetrail.study.problems import InputError, Problem
from themetrail.tables.table import PaperTable

if TYPE_CHECKING:
    from collections.abc import Iterable

FORMAT = 1


class _Stored(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class _Table(_Stored):
    # Number and slug become a file's name, so nothing else may stand there.
    number: Annotated[str, Field(pattern=r"^T[1-9][0-9]?$")]
    slug: Annotated[str, Field(pattern=r"^[a-z][a-z_]{0,40}$")]
    title: str
    columns: list[str]
    rows: list[list[str]]
    notes: list[str]
    left_out: str


class _Tables(_Stored):
    format: int
    tables: list[_Table]


def tables_data(tables: Iterable[PaperTable]) -> dict[str, Any]:
    """The tables as plain data, every cell as it is printed."""
    return {
        "format": FORMAT,
        "tables": [
            {
                "number": table.number,
                "slug": table.slug,
                "title": table.title,
                "columns": [str(column) for column in table.rows.columns],
                "rows": [[str(cell) for cell in row] for row in table.rows.itertuples(index=False, name=None)],
                "notes": list(table.notes),
                "left_out": table.left_out,
            }
            for table in tables
        ],
    }


def tables_from(data: bytes, shown_as: str) -> list[PaperTable]:
    """The tables from the bytes of a file of them.

    Args:
        data: JSON as :func:`tables_data` has it.
        shown_as: The file's name in messages.

    Raises:
        InputError: when it is not such a file; it may come from anybody.
    """
    try:
        stored = _Tables.model_validate(json.loads(data))
    except (ValueError, RecursionError) as error:
        wrong = error.errors()[0]["loc"] if isinstance(error, ValidationError) else ()
        place = f" ('{'.'.join(map(str, wrong))}' is wrong)" if wrong else ""
        raise InputError([_problem(shown_as, f"it holds no tables{place}")]) from None
    if stored.format != FORMAT:
        raise InputError([_problem(shown_as, f"its tables are in format {stored.format}, not {FORMAT}")])
    names = [table.number for table in stored.tables]
    if len(set(names)) < len(names):
        raise InputError([_problem(shown_as, "two of its tables have the same number")])
    for table in stored.tables:
        if any(len(row) != len(table.columns) for row in table.rows):
            raise InputError([_problem(shown_as, f"a row of {table.number} has more or fewer cells than its head")])
    return [
        PaperTable(t.number, t.slug, t.title, pd.DataFrame(t.rows, columns=t.columns, dtype="str"), t.notes, t.left_out)
        for t in stored.tables
    ]


def _problem(shown_as: str, seen: str) -> Problem:
    remedy = "It is made by a run of the study, or comes with a deposit; make or fetch it again."
    return Problem(shown_as, "", 0, seen, remedy)
