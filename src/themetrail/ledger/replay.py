"""What the acts amount to: replay each coder's ledger into codings.

Order is ``seq`` within a coder, never the clock. An undone act counts as if it had not been made, until it is
redone. Two layers come out. *Independent*: what stood when each coder first finished the session (or stands now,
if they have not), so that reconciliation cannot change agreement; not even undoing the ``finish`` opens it again,
and only its places follow the transcript. *Findings*: whose codings count, which is the
consensus of a session where one exists, else what the session's lead coder holds now. A session has a consensus
once anybody has resolved something there: the lead coder's codings that no ``resolve`` names as a target, and the
codes that the ``resolve`` acts decided.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from themetrail.ledger.acts import CODES

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from themetrail.ledger.acts import Act


@dataclass(frozen=True)
class Coding:
    """A code on a span of a session by a coder, in one layer; ``decision_id`` is the act that made it."""

    coding_id: str
    session_id: str
    start: int
    end: int
    code: str
    coder: str
    layer: str
    origin: str
    decision_id: str


def with_aliases(acts: Sequence[Act], aliases: Mapping[str, str]) -> list[Act]:
    """The acts with each merged code as the code that it was merged into, in what was shown as well.

    Args:
        acts: A coder's acts; their file keeps the codes that were given at the time.
        aliases: The code that a merged one counts as.
    """
    if not aliases:
        return list(acts)

    def now(act: Act) -> Act:
        shown = [one | {"code": aliases.get(one["code"], one["code"])} for one in act.shown_codes()]
        return replace(
            act,
            code=aliases.get(act.code, act.code),
            from_code=aliases.get(act.from_code, act.from_code),
            shown=json.dumps(shown) if shown else act.shown,
        )

    return [now(act) for act in acts]


def active_acts(acts: Sequence[Act]) -> list[Act]:
    """The acts of one coder that stand, without ``undo`` and ``redo`` themselves, re-anchored spans applied."""
    undone: set[str] = set()
    for act in acts:
        if act.action == "undo":
            undone.add(act.target)
        elif act.action == "redo":
            undone.discard(act.target)
    standing = [act for act in acts if act.action not in ("undo", "redo") and act.decision_id not in undone]
    moved = {act.target: act for act in standing if act.action == "reanchor"}
    return [_moved(act, moved.get(act.decision_id)) for act in standing if act.action != "reanchor"]


def _moved(act: Act, to: Act | None) -> Act:
    if to is None:
        return act
    return replace(
        act,
        start=to.start,
        end=to.end,
        quote=to.quote,
        before=to.before,
        after=to.after,
        record_sha256=to.record_sha256,
        row=to.row,
    )


def acts_that_count(acts: Sequence[Act]) -> list[Act]:
    """The acts of one coder that stand now, or stood when their session was first finished, in ``seq`` order."""
    counting = {act.decision_id: act for act in [*active_acts(_frozen(acts)), *active_acts(acts)]}
    return sorted(counting.values(), key=lambda act: act.seq)


def superseded(acts: Sequence[Act]) -> frozenset[str]:
    """Decisions of one coder that a standing ``change`` has replaced."""
    return frozenset(act.target for act in active_acts(acts) if act.action == "change") - {""}


def codings_of(acts: Sequence[Act], layer: str) -> list[Coding]:
    """The codings that one coder's acts amount to.

    ``add`` and ``accept`` make a coding; ``change`` with a target gives the coding of that decision another code
    and span, without a target it is a coding made instead of the suggestion ``from_code``. Two acts that put the
    same code on the same span make one coding, the earlier.
    """
    replaced = superseded(acts)
    standing = [act for act in active_acts(acts) if act.action in CODES and act.decision_id not in replaced]
    return _distinct(_coding(act, layer) for act in standing)


def _distinct(codings: Iterable[Coding]) -> list[Coding]:
    """The first coding of each code on each span, in the order of the text."""
    unique: dict[tuple[str, int, int, str], Coding] = {}
    for coding in codings:
        unique.setdefault((coding.session_id, coding.start, coding.end, coding.code), coding)
    return [unique[place] for place in sorted(unique)]


def _coding(act: Act, layer: str) -> Coding:
    origin = "import" if act.via == "import" else "suggestion" if act.action == "accept" else "hand"
    start, end = act.start or 0, act.end or 0
    return Coding(act.decision_id, act.session_id, start, end, act.code, act.coder, layer, origin, act.decision_id)


def independent(acts: Sequence[Act]) -> list[Coding]:
    """One coder's codings of each session as they stood at the first ``finish`` of that session."""
    return codings_of(_frozen(acts), "independent")


def _frozen(acts: Sequence[Act]) -> list[Act]:
    """The acts up to the first ``finish`` of their session, and what moves spans after it (and takes that back)."""
    finished: dict[str, int] = {}
    for act in acts:
        if act.action == "finish":
            finished.setdefault(act.session_id, act.seq)
    moves = {act.decision_id for act in acts if act.action == "reanchor"}
    return [a for a in acts if {a.decision_id, a.target} & moves or a.seq <= finished.get(a.session_id, a.seq)]


def findings(ledgers: Iterable[Sequence[Act]], lead_of: Mapping[str, str]) -> list[Coding]:
    """Whose codings count; see the module's head. A code that was agreed and is the lead coder's too counts once.

    Args:
        ledgers: The acts of each coder.
        lead_of: Lead coder of each session.
    """
    everybody = list(ledgers)
    resolving = [act for acts in everybody for act in active_acts(acts) if act.action == "resolve"]
    settled = {target for act in resolving for target in act.target.split()}
    agreed = [_coding(act, "findings") for act in resolving if act.code and act.start is not None]
    lead = [
        coding
        for acts in everybody
        for coding in codings_of(acts, "findings")
        if coding.coder == lead_of.get(coding.session_id) and coding.decision_id not in settled
    ]
    return _distinct([*agreed, *lead])


def sessions_with_consensus(ledgers: Iterable[Sequence[Act]]) -> frozenset[str]:
    """Sessions in which a disagreement was resolved, so that consensus counts there."""
    return frozenset(a.session_id for acts in ledgers for a in active_acts(acts) if a.action == "resolve")


def finished_sessions(acts: Sequence[Act]) -> frozenset[str]:
    """Sessions that one coder has finished (and not undone)."""
    return frozenset(act.session_id for act in active_acts(acts) if act.action == "finish")


def without_withdrawn(codings: Iterable[Coding], spans: Mapping[str, Sequence[tuple[int, int]]]) -> list[Coding]:
    """The codings that do not touch a span of a withdrawn speaker, by session."""
    return [
        coding
        for coding in codings
        if not any(start < coding.end and coding.start < end for start, end in spans.get(coding.session_id, ()))
    ]
