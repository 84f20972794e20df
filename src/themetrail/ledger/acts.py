"""One act of a coder as a value, and as a row of ``data/coding/decisions/<coder>.csv``."""

from __future__ import annotations

import json
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

from themetrail.study.inputs import DECISIONS
from themetrail.study.problems import Problem
from themetrail.study.sheets import read_sheet

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

FOLDER = "data/coding/decisions"
CONTEXT_CHARS = 40


@dataclass(frozen=True)
class Act:
    """One act. ``start`` and ``end`` are code points in the text of record, half open; None where an act has none.

    ``target`` names the decision that is undone, redone, changed, pinned, resolved or re-anchored. ``shown`` is
    the JSON of what the machine had proposed when the coder decided ("" if nothing was shown). ``row`` is the
    act's row in its file, for messages.
    """

    decision_id: str
    seq: int
    at: str
    coder: str
    session_id: str
    record_sha256: str
    start: int | None
    end: int | None
    quote: str
    before: str
    after: str
    action: str
    code: str
    target: str
    from_code: str
    shown: str
    blind: str
    via: str
    reason: str
    memo: str
    row: int = 0

    def cells(self) -> dict[str, object]:
        """The act as cells of its file."""
        return {name: getattr(self, name) for name in DECISIONS.header}

    def shown_codes(self) -> list[dict[str, Any]]:
        """What was proposed: dictionaries with code, rank, confidence and engine_hash."""
        return list(json.loads(self.shown)) if self.shown else []


def anchor(released: str, start: int, end: int) -> tuple[str, str, str]:
    """Quote, and context before and after, of a span of released text, each on one line."""
    before = released[max(0, start - CONTEXT_CHARS) : start]
    after = released[end : end + CONTEXT_CHARS]
    return one_line(released[start:end]), one_line(before), one_line(after)


def one_line(text: str) -> str:
    """The text with line ends as spaces, trimmed, so that an act is one row of its file."""
    return text.replace("\n", " ").strip()


def read_ledger(path: Path, shown_as: str) -> tuple[list[Act], list[Problem]]:
    """The acts of one coder's file in ``seq`` order, and the problems of the file by itself.

    Checked here: cells, ids, that the file is the coder's, that ``seq`` grows, that spans have both ends, that
    ``shown`` is JSON, that each action carries what it needs and that targets are earlier acts of the file.
    """
    rows, problems = read_sheet(path, DECISIONS, shown_as)
    acts = [_act(row.number, row.cells) for row in rows]
    seen: dict[str, Act] = {}
    last_seq = 0
    for act in acts:
        for issue in _issues(act, path.stem, last_seq, seen):
            problems.append(Problem(shown_as, "row", act.row, *issue))
        seen[act.decision_id] = act
        last_seq = act.seq
    return acts, problems


def _act(row: int, cells: Mapping[str, str]) -> Act:
    values: dict[str, Any] = {field.name: cells[field.name] for field in fields(Act) if field.name != "row"}
    values |= {name: int(cells[name]) if cells[name] else None for name in ("start", "end")}
    return Act(**values | {"seq": int(cells["seq"]), "row": row})


_NEEDS_SPAN = frozenset({"add", "accept", "reject", "none", "change", "reanchor"})
_NEEDS_CODE = frozenset({"add", "accept", "reject", "change"})
_NEEDS_TARGET = frozenset({"undo", "redo", "pin", "reanchor"})


def _issues(act: Act, stem: str, last_seq: int, earlier: Mapping[str, Act]) -> list[tuple[str, str]]:
    issues = []
    if act.coder != stem:
        issues.append((f"coder is {act.coder!r} in the file of {stem!r}", "Each coder has a file of their own."))
    if act.seq <= last_seq:
        issues.append((f"seq {act.seq} follows {last_seq}", "seq has to grow from row to row; do not reorder rows."))
    if act.action in _NEEDS_SPAN and (act.start is None or act.end is None or not 0 <= act.start < act.end):
        issues.append((f"the span {act.start}–{act.end} of '{act.action}' is empty", "start has to be below end."))
    if act.action in _NEEDS_SPAN and not act.record_sha256:
        issues.append(("record_sha256 is empty", "A decision about a span names the text that it was made on."))
    if act.action in _NEEDS_CODE and not act.code:
        issues.append((f"'{act.action}' has no code", "Name the code."))
    if act.action in _NEEDS_TARGET and not act.target:
        issues.append((f"'{act.action}' has no target", "Name the decision_id that it is about."))
    if act.action != "resolve" and act.target and act.target not in earlier:
        issues.append((f"target {act.target} is no earlier row of this file", "Name a decision_id above this row."))
    if act.shown and not _is_list_of_codes(act.shown):
        issues.append(("shown is not a JSON list of codes", "Leave it empty when nothing was shown."))
    return issues


def _is_list_of_codes(text: str) -> bool:
    try:
        value = json.loads(text)
    except json.JSONDecodeError:
        return False
    return isinstance(value, list) and all(isinstance(item, dict) and "code" in item for item in value)
