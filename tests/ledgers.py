"""Acts and ledgers for tests, with only what a test says about them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import strategies as st

from themetrail.ledger.acts import Act
from themetrail.study.inputs import DECISIONS
from themetrail.study.sheets import write_sheet

if TYPE_CHECKING:
    from collections.abc import Iterable

SESSIONS = ("WS1", "WS2")
_SPANNED = ("add", "accept", "change", "none", "reject", "reanchor")


def decision(seq: int, coder: str = "coder_a") -> str:
    """The decision_id that :func:`act` gives: the coder's last letter and the number."""
    return f"{coder[-1].upper()}{seq:025d}"


def act(seq: int, action: str = "add", coder: str = "coder_a", **cells) -> Act:
    """An act that is right, but for the cells that are given."""
    span = (0, 10) if action in _SPANNED else (None, None)
    values = dict.fromkeys(DECISIONS.header, "") | {
        "decision_id": decision(seq, coder),
        "seq": seq,
        "at": "2024-05-06T09:00:00Z",
        "coder": coder,
        "session_id": "WS1",
        "record_sha256": "0" * 64 if action in _SPANNED else "",
        "start": span[0],
        "end": span[1],
        "action": action,
        "code": "A" if action in ("add", "accept", "change", "reject") else "",
        "blind": "yes",
        "via": "desk",
    }
    if isinstance(cells.get("target"), int):
        cells["target"] = decision(cells["target"], coder)
    return Act(**values | cells)


def file_of(acts: Iterable[Act]) -> str:
    """The text of a ledger's file."""
    return write_sheet(DECISIONS.header, (one.cells() for one in acts))


@st.composite
def more_acts(draw, before=(), coder="coder_a", moves=True, most=10):
    """Acts that may follow those ``before``, each about an act that is there; ``moves`` allows re-anchoring."""
    acts = list(before)
    for _ in range(draw(st.integers(0, most))):
        makers = [one for one in acts if one.action in ("add", "accept", "change")]
        undoable = [one for one in acts if one.action not in ("undo", "redo") and (moves or one.action != "reanchor")]
        actions = ["add", "accept", "none", "finish"]
        actions += ["change"] + ["reanchor"] * moves if makers else []
        actions += ["undo", "undo", "redo"] if undoable else []
        action = draw(st.sampled_from(actions))
        cells = {"session_id": draw(st.sampled_from(SESSIONS))}
        if action in ("undo", "redo", "reanchor") or (action == "change" and draw(st.booleans())):
            target = draw(st.sampled_from(undoable if action in ("undo", "redo") else makers))
            cells = {"session_id": target.session_id, "target": target.decision_id}
        if action in _SPANNED:
            start = draw(st.integers(0, 6))
            cells |= {"start": start, "end": start + draw(st.integers(1, 3))}
        if action in ("add", "accept", "change"):
            cells["code"] = draw(st.sampled_from("AB"))
        acts.append(act(len(acts) + 1, action, coder, **cells))
    return acts
