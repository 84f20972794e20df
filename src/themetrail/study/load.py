"""Read a study's own tables, and find everything that is wrong with them by themselves."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING

from themetrail.study.inputs import CODING_TABLES, OPTIONAL, RAW_TABLES
from themetrail.study.problems import Problem
from themetrail.study.sheets import Row, Sheet, read_sheet

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

TRANSCRIPTS = "data/raw/transcripts"
EVERY_SESSION = "*"  # in the session_id of a row of roster.csv
# Which column of a table names rows of which other table, and what else may stand there.
_REFERENCES: tuple[tuple[str, str, str, frozenset[str]], ...] = (
    ("roster", "speaker_id", "participants", frozenset()),
    ("roster", "session_id", "sessions", frozenset({EVERY_SESSION})),
    ("refinements", "session_id", "sessions", frozenset()),
    ("links", "session_id", "sessions", frozenset()),
    ("links", "coder", "coders", frozenset()),
    ("theme_codes", "theme_id", "themes", frozenset()),
)


@dataclass(frozen=True)
class Tables:
    """The rows of every table of a study by the table's name; a table that is not there has no rows."""

    rows: Mapping[str, list[Row]]

    def __getitem__(self, name: str) -> list[Row]:
        return self.rows[name]

    def by(self, name: str, column: str) -> dict[str, Mapping[str, str]]:
        """Cells of a table's rows by one of its columns."""
        return {row[column]: row.cells for row in self.rows[name]}


def path_of(table: str) -> str:
    """Path of a table inside a study."""
    return f"data/raw/{table}.csv" if table in RAW_TABLES else f"data/coding/{table}.csv"


def read_tables_of(study: Path) -> tuple[Tables, list[Problem]]:
    """Every table of a study, and the problems of each by itself and of one with another."""
    rows: dict[str, list[Row]] = {}
    problems: list[Problem] = []
    whole: set[str] = set()
    for name, sheet in (RAW_TABLES | CODING_TABLES).items():
        rows[name], found = read_table_of(study, sheet)
        problems += found
        if not found:
            whole.add(name)
    tables = Tables(rows)
    return tables, problems + _cross_problems(tables, whole) + _transcript_problems(study, tables, whole)


def read_table_of(study: Path, sheet: Sheet) -> tuple[list[Row], list[Problem]]:
    """One table of a study; an optional one that is not there has no rows and no problem."""
    shown_as = path_of(sheet.name)
    if sheet.name in OPTIONAL and not (study / shown_as).exists():
        return [], []
    return read_sheet(study / shown_as, sheet, shown_as)


def people_of(session_id: str, roster: Iterable[Row], participants: Iterable[Row]) -> tuple[list[Row], list[Row]]:
    """The rows of roster.csv and of participants.csv that say who speaks in a session."""
    own = [row for row in roster if row["session_id"] in (session_id, EVERY_SESSION)]
    named = {row["speaker_id"] for row in own}
    return own, [row for row in participants if row["speaker_id"] in named]


def people_of_each(
    sessions: Iterable[str], roster: Iterable[Row], participants: Iterable[Row]
) -> dict[str, tuple[list[Row], list[Row]]]:
    """:func:`people_of` of many sessions, by session; each table is gone through once."""
    labels: dict[str, list[tuple[int, Row]]] = {}
    for number, row in enumerate(roster):
        labels.setdefault(row["session_id"], []).append((number, row))
    people: dict[str, list[tuple[int, Row]]] = {}
    for number, row in enumerate(participants):
        people.setdefault(row["speaker_id"], []).append((number, row))
    of_all = labels.get(EVERY_SESSION, [])
    found = {}
    for session in sessions:
        own = _in_order([*labels.get(session, []), *of_all])
        named = sorted({row["speaker_id"] for row in own})
        found[session] = own, _in_order(one for speaker in named for one in people.get(speaker, []))
    return found


def _in_order(numbered: Iterable[tuple[int, Row]]) -> list[Row]:
    return [row for _, row in sorted(numbered, key=lambda one: one[0])]


def transcript_paths(study: Path) -> dict[str, list[Path]]:
    """Transcript files by the session that their name says (the part before the first dot)."""
    found: dict[str, list[Path]] = {}
    folder = study / TRANSCRIPTS
    if not folder.is_dir():
        return found
    with os.scandir(folder) as entries:
        names = sorted(entry.name for entry in entries if entry.is_file())
    for name in names:
        if not name.startswith((".", "~$")):
            found.setdefault(name.split(".")[0], []).append(folder / name)
    return found


def _transcript_problems(study: Path, tables: Tables, whole: set[str]) -> list[Problem]:
    files = transcript_paths(study)
    problems = []
    sessions = {row["session_id"] for row in tables["sessions"]}
    for row in tables["sessions"]:
        name = row["session_id"]
        if len(files.get(name, [])) != 1:
            there = ", ".join(path.name for path in files.get(name, [])) or "none"
            seen = f"session {name} has {len(files.get(name, []))} transcripts in {TRANSCRIPTS} ({there})"
            remedy = f"Put exactly one file named {name} with its ending there, or remove the row."
            problems.append(Problem(path_of("sessions"), "row", row.number, seen, remedy))
    for name in sorted(set(files) - sessions) if "sessions" in whole else []:
        shown = f"{TRANSCRIPTS}/{files[name][0].name}"
        remedy = f"Add a row {name} to {path_of('sessions')}, or move the file away."
        problems.append(Problem(shown, "", 0, "no session has this file", remedy))
    return problems


def _cross_problems(tables: Tables, whole: set[str]) -> list[Problem]:
    """Cells of one table that do not fit another; ``whole`` names the tables of which every row could be read."""
    unknown = []
    for table, column, owner, also in _REFERENCES:
        # What a table lacks because its rows are wrong is reported there; saying it again here would confuse.
        if owner in whole:
            known = {row[column] for row in tables[owner]} | also
            wrong = (row for row in tables[table] if row[column] not in known)
            remedy = f"Add it to {path_of(owner)} or correct the cell."
            unknown += [_problem(table, row, f"unknown {column} {row[column]!r}", remedy) for row in wrong]
    groupless = [row for row in tables["participants"] if row["role"] == "participant" and not row["stakeholder_group"]]
    wrong_votes = [row for row in tables["jury_votes"] if not 0 <= int(row["k"]) <= int(row["n"])]
    return [
        *unknown,
        *(_problem("participants", row, "a participant without stakeholder_group", "Name it.") for row in groupless),
        *(
            _problem("jury_votes", row, f"{row['k']} of {row['n']} answers", "k is the number among n who chose it.")
            for row in wrong_votes
        ),
        *(
            _problem(table, row, f"the span {row['start']}–{row['end']} is empty", "start has to be below end.")
            for table in ("refinements", "links")
            for row in tables[table]
            if not _is_span_or_none(row)
        ),
    ]


def _is_span_or_none(row: Row) -> bool:
    start, end = row["start"], row["end"]
    return 0 <= int(start) < int(end) if start and end else not (start or end)


def _problem(table: str, row: Row, seen: str, remedy: str) -> Problem:
    return Problem(path_of(table), "row", row.number, seen, remedy)
