"""What a coder's acts on a session amount to, as the page shows it, and what an act changes in it.

Pure: acts and texts in, plain values out. Whether a coding stands is asked of :mod:`themetrail.ledger.replay` alone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from themetrail.ledger.acts import CODES
from themetrail.ledger.replay import active_acts, codings_of, with_aliases

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from themetrail.ledger.acts import Act
    from themetrail.ledger.check import SessionText

Item = dict[str, Any]
_JUDGED = ("reject", "none", "memo", "resolve")
_ADDS = CODES | {"reject", "none", "memo", "finish"}  # without a target, these change nothing that stands


def items_of(acts: Sequence[Act], text: SessionText) -> dict[str, Item]:
    """The codings, rejections, readings, memos and resolutions of one coder that stand in a session, by decision_id.

    Places are those of the released text. A decision whose words are no longer where it points is marked ``adrift``
    and has no place: it waits for ``reanchor``.
    """
    standing = {act.decision_id: act for act in active_acts(acts)}
    codings = {coding.decision_id for coding in codings_of(acts, "desk")}
    pinned = {act.target for act in standing.values() if act.action == "pin"}
    replaced_by = {act.target: act.decision_id for act in standing.values() if act.action == "change" and act.target}
    items: dict[str, Item] = {}
    for name, act in standing.items():
        kind = "coding" if name in codings else act.action if act.action in _JUDGED else ""
        if kind:
            items[name] = _item(act, kind, text) | ({"pinned": True} if name in pinned else {})
    for act in standing.values():
        about = _last(act.target, replaced_by)
        if act.action == "memo" and about in items:
            items[about] = items[about] | {"notes": [*items[about].get("notes", []), act.memo]}
    return items


def _last(target: str, replaced_by: dict[str, str]) -> str:
    """The decision that a changed one has become."""
    while target in replaced_by:
        target = replaced_by[target]
    return target


def _item(act: Act, kind: str, text: SessionText) -> Item:
    item: Item = {"id": act.decision_id, "kind": kind, "coder": act.coder, "seq": act.seq}
    for name in ("code", "from_code", "memo", "reason", "target"):
        if getattr(act, name):
            item[name] = getattr(act, name)
    if act.action == "accept":
        item["accepted"] = True
    if act.start is None or act.end is None:
        return item
    if not stands(act, text):
        return item | {"adrift": True}
    start, end = text.to_released(act.start, act.end)
    return item | {"start": start, "end": end}


def stands(act: Act, text: SessionText) -> bool:
    """Whether an act's words are where it points."""
    if act.start is None or act.end is None or act.end > len(text.record):
        return False
    return act.record_sha256 in ("", text.sha256) or text.quote(act.start, act.end) == act.quote


def undoable(acts: Sequence[Act]) -> tuple[list[Act], list[Act]]:
    """What the coder can undo and redo in a session, the next one last.

    What was done after an undo takes away what could be redone, as in every editor.
    """
    by_id = {act.decision_id: act for act in acts}
    done: dict[str, Act] = {}
    undone: dict[str, Act] = {}
    for act in acts:
        if act.action in ("undo", "redo"):
            source, goal = (done, undone) if act.action == "undo" else (undone, done)
            source.pop(act.target, None)
            goal[act.target] = by_id[act.target]
        else:
            done[act.decision_id] = act
            undone = {}
    return list(done.values()), list(undone.values())


def finished(acts: Sequence[Act]) -> bool:
    """Whether the coder has finished the session and not taken that back."""
    return any(act.action == "finish" for act in active_acts(acts))


def ever_finished(acts: Sequence[Act]) -> bool:
    """Whether the coder's codings of the session are frozen for the agreement."""
    return any(act.action == "finish" for act in acts)


class View:
    """The items of one coder in a session, kept up with the acts as they are added.

    Attributes:
        items: As :func:`items_of` gives them for the acts seen so far.
    """

    def __init__(self, text: SessionText, merged: Mapping[str, str]) -> None:
        """Begin without acts; ``merged`` gives the code that a merged one counts as."""
        self.items: dict[str, Item] = {}
        self._merged = merged
        self._text = text
        self._seen = 0
        self._places: set[tuple[int | None, int | None, str]] = set()

    def follow(self, acts: Sequence[Act]) -> None:
        """Take in the acts that have been added at the end of ``acts`` since."""
        new = with_aliases(acts[self._seen :], self._merged)
        if all(act.action in _ADDS and not act.target for act in new):
            for act in new:
                self._add(act)
        else:
            every = with_aliases(acts, self._merged)
            self.items = items_of(every, self._text)
            standing = codings_of(every, "desk")
            self._places = {(coding.start, coding.end, coding.code) for coding in standing}
        self._seen = len(acts)

    def _add(self, act: Act) -> None:
        kind = "coding" if act.action in CODES else act.action
        place = (act.start, act.end, act.code)
        if kind == "finish" or (kind == "coding" and place in self._places):
            return
        if kind == "coding":
            self._places.add(place)
        self.items[act.decision_id] = _item(act, kind, self._text)


def difference(before: dict[str, Item], after: dict[str, Item]) -> dict[str, Any]:
    """What changed between two answers of :func:`items_of`: ``gone`` ids, and items that are ``new`` or different."""
    return {
        "gone": [name for name in before if name not in after],
        "new": [item for name, item in after.items() if before.get(name) != item],
    }
