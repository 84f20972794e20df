"""Which sessions a coder judged without sight of suggestions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from themetrail.ledger.replay import finished_sessions

if TYPE_CHECKING:
    from collections.abc import Sequence

    from themetrail.ledger.acts import Act

JUDGEMENTS = frozenset({"add", "accept", "reject", "change", "none"})


def blind_sessions(acts: Sequence[Act]) -> frozenset[str]:
    """Sessions that one coder finished and judged blind from the first decision to the first ``finish``.

    What was undone counts: a suggestion that was seen has been seen.
    """
    first_finish: dict[str, int] = {}
    for act in acts:
        if act.action == "finish":
            first_finish.setdefault(act.session_id, act.seq)
    judged: dict[str, bool] = {}
    for act in acts:
        if act.action in JUDGEMENTS and act.seq < first_finish.get(act.session_id, 0):
            judged[act.session_id] = judged.get(act.session_id, True) and act.blind == "yes"
    return finished_sessions(acts) & {session for session, blind in judged.items() if blind}
