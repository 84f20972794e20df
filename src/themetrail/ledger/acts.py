"""One act of a coder as a value, and as a row of ``data/coding/decisions/<coder>.csv``."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

from themetrail.study.files import decode
from themetrail.study.inputs import ACTIONS, DECISIONS
from themetrail.study.problems import Problem
from themetrail.study.sheets import parse_sheet, read_sheet

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

FOLDER = "data/coding/decisions"
CONTEXT_CHARS = 40
PARAGRAPH = " ¶ "  # an act is one row of its file, so that a line end in a memo is written as this


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

    Checked here: cells, ids, that the last row is whole, and each act by itself and among those before it (see
    :func:`issues_of`). The targets of ``resolve`` lie in other coders' files; see :func:`ledger.check.check_resolved`.
    """
    if not path.is_file():
        return [], read_sheet(path, DECISIONS, shown_as)[1]
    data = path.read_bytes()
    acts, problems = read_acts(data, shown_as)
    if acts and not decode(data)[0].endswith(("\n", "\r")):
        torn = "the last row has no line end, so a part of it may be lost"
        problems.append(Problem(shown_as, "row", acts[-1].row, torn, "Complete it, and begin a new line after it."))
    return acts, problems


def read_acts(data: bytes, shown_as: str, before: Sequence[Act] = ()) -> tuple[list[Act], list[Problem]]:
    """The acts of a ledger's bytes, or of bytes that were appended to it, and what is wrong with them.

    Args:
        data: A whole file; with ``before``, rows without a header.
        shown_as: The file's name in messages; what stands before its ending is the coder.
        before: The acts that stand before these in the file.
    """
    header = (",".join(DECISIONS.header) + "\n").encode() if before else b""
    rows, problems = parse_sheet(header + data, DECISIONS, shown_as)
    coder = PurePosixPath(shown_as).stem
    above = before[-1].row - 1 if before else 0
    acts = [_act(row.number + above, row.cells) for row in rows]
    seen = {act.decision_id: act for act in before}
    last_seq = before[-1].seq if before else 0
    for act in acts:
        for issue in issues_of(act, coder, last_seq, seen):
            problems.append(Problem(shown_as, "row", act.row, *issue))
        seen[act.decision_id] = act
        last_seq = act.seq
    return acts, problems


def _act(row: int, cells: Mapping[str, str]) -> Act:
    numbers = {name: int(cells[name]) if cells[name] else None for name in ("start", "end", "seq")}
    values: dict[str, Any] = {**cells, **numbers, "row": row}  # the sheet's columns are the fields of an act
    return Act(**values)


CODES = frozenset({"add", "accept", "change"})  # the actions that make a coding
_NEEDS_SPAN = CODES | {"reject", "none", "reanchor"}
_NEEDS_CODE = CODES | {"reject"}
_NEEDS_TARGET = frozenset({"undo", "redo", "pin", "reanchor"})
# What an action can be done to; an action that is not named here can be about any.
_MAY_TARGET = {
    "undo": frozenset(ACTIONS) - {"undo", "redo"},
    "redo": frozenset(ACTIONS) - {"undo", "redo"},
    "change": CODES,
    "pin": CODES | {"resolve"},
    "reanchor": frozenset(ACTIONS) - {"undo", "redo", "reanchor", "finish"},
}


def issues_of(act: Act, coder: str, last_seq: int, earlier: Mapping[str, Act]) -> list[tuple[str, str]]:
    """What is wrong with an act, as pairs of what was seen and what to do.

    Looked at: that the file is the coder's, that ``seq`` grows, that spans have both ends, that ``shown`` is JSON, that
    the action has what it needs, and that a target is an earlier act of the same session to which it can be done.

    Args:
        act: The act.
        coder: Whose file it stands in.
        last_seq: ``seq`` of the act before it.
        earlier: The acts before it by decision_id.
    """
    issues = []
    if act.coder != coder:
        issues.append((f"coder is {act.coder!r} in the file of {coder!r}", "Each coder has a file of their own."))
    if act.decision_id in earlier:
        issues.append((f"decision_id {act.decision_id} stands above too", "Every act has an id of its own."))
    if act.seq <= last_seq:
        issues.append((f"seq {act.seq} follows {last_seq}", "seq has to grow from row to row; do not reorder rows."))
    needs_span = act.action in _NEEDS_SPAN or (act.action == "resolve" and act.code)
    if (needs_span or act.start is not None or act.end is not None) and not _is_span(act):
        issues.append((f"the span {act.start}–{act.end} of '{act.action}' is empty", "start has to be below end."))
    if act.action in _NEEDS_SPAN and not act.record_sha256:
        issues.append(("record_sha256 is empty", "A decision about a span names the text that it was made on."))
    if act.action in _NEEDS_CODE and not act.code:
        issues.append((f"'{act.action}' has no code", "Name the code."))
    if act.action in _NEEDS_TARGET and not act.target:
        issues.append((f"'{act.action}' has no target", "Name the decision_id that it is about."))
    if act.action != "resolve" and act.target:
        issues += _target_issues(act, earlier.get(act.target))
    if act.shown and not _is_list_of_codes(act.shown):
        issues.append(("shown is not a JSON list of codes", "Leave it empty when nothing was shown."))
    return issues


def _is_span(act: Act) -> bool:
    return act.start is not None and act.end is not None and 0 <= act.start < act.end


def _target_issues(act: Act, target: Act | None) -> list[tuple[str, str]]:
    if target is None:
        return [(f"target {act.target} is no earlier row of this file", "Name a decision_id above this row.")]
    issues = []
    if target.session_id != act.session_id:
        seen = f"the target is in {target.session_id} and the row in {act.session_id}"
        issues.append((seen, "A decision is about another of its own session."))
    if target.action not in _MAY_TARGET.get(act.action, ACTIONS):
        seen = f"the target of '{act.action}' is '{target.action}'"
        issues.append((seen, "Name the decision itself; 'redo' with the same target takes back an 'undo'."))
    return issues


def _is_list_of_codes(text: str) -> bool:
    try:
        value = json.loads(text)
    except json.JSONDecodeError:
        return False
    return isinstance(value, list) and all(isinstance(item, dict) and "code" in item for item in value)
