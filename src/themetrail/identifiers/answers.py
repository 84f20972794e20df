"""A person's answers on undecided strings: typed one by one, or filled into the worklist; checked, and kept."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from themetrail.identifiers.decisions import IDENTIFIERS_FILE, holds_identifier
from themetrail.study.files import write_text
from themetrail.study.inputs import IDENTIFIERS
from themetrail.study.problems import Problem, stop_on
from themetrail.study.sheets import Column, Row, Sheet, read_sheet, write_sheet

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping
    from pathlib import Path

_PLACEHOLDER = next(column.pattern for column in IDENTIFIERS.columns if column.name == "replacement")
_DECISIONS = {"r": "replace", "k": "keep", "f": "false_hit"}
# The cells are not shown in messages, as what they should not hold is the string itself.
FILLED_IN = Sheet(
    "worklist",
    (
        Column("hmac", required=True, pattern="[0-9a-f]{64}", hint="the 64 hexadecimal digits of the worklist"),
        Column("decision"),
        Column("replacement"),
        Column("reason"),
    ),
    key=("hmac",),
    more_columns=True,
)


class Answer(NamedTuple):
    """What to do with a string: the cells decision, replacement and reason of identifiers.csv."""

    decision: str
    replacement: str = ""
    reason: str = ""


def parse_answer(typed: str) -> Answer | None:
    """An answer as it is typed, "r [NAME 1]", "k it is public" or "f"; None for anything else."""
    first, _, rest = typed.strip().partition(" ")
    decision = _DECISIONS.get(first.lower())
    if decision is None:
        return None
    return Answer(decision, rest.strip()) if decision == "replace" else Answer(decision, reason=rest.strip())


def issues_of(answer: Answer, secrets: Collection[str], key: bytes) -> list[tuple[str, str]]:
    """What is wrong with an answer: what was seen, and what to do.

    Args:
        answer: The answer.
        secrets: Hashes of the strings that must not be written down.
        key: The study's secret key.
    """
    issues = []
    if answer.decision not in _DECISIONS.values():
        issues.append(("the decision is none that there is", f"It has to be {', '.join(_DECISIONS.values())}."))
    if answer.decision == "replace" and not re.fullmatch(_PLACEHOLDER, answer.replacement):
        issues.append(("replace without a placeholder", "Give one in capitals and brackets, such as [NAME 1]."))
    if answer.decision != "replace" and answer.replacement:
        issues.append(("a replacement where nothing is replaced", "Decide replace, or leave the replacement empty."))
    if answer.decision == "keep" and not answer.reason:
        issues.append(("keep without a reason", "Say why this identifier may stay in released text."))
    if any(holds_identifier(cell, secrets, key) for cell in (answer.replacement, answer.reason)):
        remedy = f"Say it without the string: {IDENTIFIERS_FILE} is shared, and must not hold it."
        issues.append(("the answer holds an undecided or replaced string itself", remedy))
    return issues


def read_answers(
    path: Path, undecided: Collection[str], decided: Collection[str], secrets: Collection[str], key: bytes
) -> tuple[dict[str, Answer], list[Problem]]:
    """The answers in a worklist that somebody filled in, whatever spreadsheet program saved it.

    Args:
        path: The file: columns hmac, decision, replacement and reason, and any others. A row with none of the three
            is still undecided.
        undecided: Hashes of the strings that wait for a decision.
        decided: Hashes that have one.
        secrets: Hashes of the strings that must not be written down.
        key: The study's secret key.

    Returns:
        Answers by hash, and a problem for everything that is wrong, each with its row.
    """
    shown_as = path.as_posix()
    rows, problems = read_sheet(path, FILLED_IN, shown_as)
    answers: dict[str, Answer] = {}
    for row in rows:
        answer = Answer(row["decision"], row["replacement"], row["reason"])
        if not any(answer):
            continue
        issues = issues_of(answer, secrets, key)
        if row["hmac"] in decided:
            issues.append(
                ("this string was decided before", f"Empty the row here, or change it in {IDENTIFIERS_FILE}.")
            )
        elif row["hmac"] not in undecided:
            remedy = "Take the hmac from the worklist; another key or another text gives other ones."
            issues.append(("no undecided string has this hmac", remedy))
        problems += [Problem(shown_as, "row", row.number, *issue) for issue in issues]
        answers[row["hmac"]] = answer
    return answers, problems


def keep_decisions(path: Path, decisions: Iterable[Mapping[str, str]]) -> None:
    """Add rows to identifiers.csv: the file with all of them takes the old one's place, or nothing is written.

    Args:
        path: The file; it is made when it is not there.
        decisions: Rows with the columns of identifiers.csv.

    Raises:
        InputError: when what is there cannot be read for certain.
    """
    there: list[Row] = []
    if path.exists():
        there, problems = read_sheet(path, IDENTIFIERS, IDENTIFIERS_FILE)
        stop_on(problems)
    write_text(path, write_sheet(IDENTIFIERS.header, [*(row.cells for row in there), *decisions]))
