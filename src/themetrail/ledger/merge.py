"""Join two states of one coder's ledger that have grown apart, as when somebody coded on two machines.

The acts that both states begin with are kept, then come our acts, then theirs with numbers that go on from ours. An id
never changes, so that nothing that points at a decision is lost. What the two states disagree about is not decided
here: it is listed, and the joined ledger is a valid one all the same.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from themetrail.ledger.acts import Act

_JUDGES = frozenset({"add", "accept", "change", "reject", "none"})


@dataclass(frozen=True)
class Conflict:
    """Two acts of the two states that a person should look at, and why."""

    why: str
    ours: Act
    theirs: Act


@dataclass(frozen=True)
class Merged:
    """The joined ledger and what to look at in it; ``acts`` is None where the two states cannot be joined."""

    acts: list[Act] | None
    conflicts: list[Conflict]


def merge_ledgers(ours: Sequence[Act], theirs: Sequence[Act]) -> Merged:
    """Join two states of a ledger.

    They cannot be joined when they give one decision_id to different acts, for then a row was changed that may not be.
    """
    known = {act.decision_id: act for act in ours}
    changed = [
        Conflict("one decision_id, two different acts", known[act.decision_id], act)
        for act in theirs
        if act.decision_id in known and not _same(known[act.decision_id], act)
    ]
    if changed:
        return Merged(None, changed)
    in_theirs = {act.decision_id for act in theirs}
    new = [act for act in theirs if act.decision_id not in known]
    last = ours[-1].seq if ours else 0
    row = ours[-1].row if ours else 1
    numbered = [replace(act, seq=last + n, row=row + n) for n, act in enumerate(new, 1)]
    own = [act for act in ours if act.decision_id not in in_theirs]
    return Merged([*ours, *numbered], list(_conflicts(own, numbered)))


def _same(one: Act, other: Act) -> bool:
    return replace(one, seq=0, row=0) == replace(other, seq=0, row=0)


def _conflicts(ours: Sequence[Act], theirs: Sequence[Act]) -> Iterator[Conflict]:
    for mine in ours:
        for other in theirs:
            why = _why(mine, other) if mine.session_id == other.session_id else ""
            if why:
                yield Conflict(why, mine, other)


def _why(mine: Act, other: Act) -> str:
    if mine.action in _JUDGES and other.action in _JUDGES and not mine.target and not other.target:
        same = (mine.start, mine.end, mine.code) == (other.start, other.end, other.code)
        if not same and _overlap(mine, other) and "none" in {mine.action, other.action}:
            return "one state codes words that the other calls read with nothing to code"
        if mine.code == other.code and _overlap(mine, other) and "reject" in {mine.action, other.action}:
            return "" if mine.action == other.action else "one state rejects a code that the other gives"
    if mine.target and mine.target == other.target and mine.action in {"undo", "redo", "change", "reanchor"}:
        return "both states act on the same decision"
    if mine.action == "finish" and other.action in _JUDGES:
        return "one state finished the session, the other went on coding in it"
    return ""


def _overlap(mine: Act, other: Act) -> bool:
    if mine.start is None or mine.end is None or other.start is None or other.end is None:
        return False
    return mine.start < other.end and other.start < mine.end
