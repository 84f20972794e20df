"""What a coder's acts on a session amount to, as the page shows it, and what an act changes in it.

Pure: acts and texts in, plain values out. Whether a coding stands is asked of :mod:`themetrail.ledger.replay` alone.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from themetrail.ledger.acts import CODES
from themetrail.ledger.replay import active_acts, codings_of, superseded, with_aliases

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from themetrail.ledger.acts import Act
    from themetrail.ledger.check import SessionText

Item = dict[str, Any]
_JUDGED = ("reject", "none", "memo", "resolve")
JUDGEMENTS = frozenset({"add", "accept", "reject", "change", "none"})
_ADDS = CODES | {"reject", "none", "memo", "finish"}  # without a target, these change nothing that stands


def items_of(acts: Sequence[Act], text: SessionText) -> dict[str, Item]:
    """The codings, rejections, readings, memos and resolutions of one coder that stand in a session, by decision_id.

    Places are those of the released text. A decision whose words are no longer where it points is marked ``adrift``
    and has, instead of a place, the words that it was ``then`` about: it waits for ``reanchor``.
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
        if value := getattr(act, name):
            item[name] = value
    if act.action == "accept":
        item["accepted"] = True
    if act.start is None or act.end is None:
        return item
    if not stands(act, text):
        return item | {"adrift": True, "then": [act.before, act.quote, act.after]}
    start, end = text.to_released(act.start, act.end)
    return item | {"start": start, "end": end}


def stands(act: Act, text: SessionText) -> bool:
    """Whether an act's words are where it points."""
    if act.start is None or act.end is None or act.end > len(text.record):
        return False
    return act.record_sha256 in ("", text.sha256) or text.quote(act.start, act.end) == act.quote


class View:
    """What one coder's acts on a session amount to, kept up with the acts as they are added.

    A ledger may hold tens of thousands of acts, so that an act costs what it changes and not what there is.

    Attributes:
        items: As :func:`items_of` gives them for the acts seen so far.
        done: What can be undone, the next one last.
        undone: What can be redone, the next one last. A new act takes these away, as in every editor.
        ever_finished: Whether the coder's codings of the session are frozen for the agreement.
        judged_blind: What the judgements so far say of whether they were made blind.
    """

    def __init__(self, text: SessionText, merged: Mapping[str, str]) -> None:
        """Begin without acts; ``merged`` gives the code that a merged one counts as."""
        self.items: dict[str, Item] = {}
        self.done: dict[str, Act] = {}
        self.undone: dict[str, Act] = {}
        self.ever_finished = False
        self.judged_blind: set[str] = set()
        self._acts: dict[str, Act] = {}
        self._merged = merged
        self._text = text
        self._seen = 0
        self._places: Counter[tuple[int | None, int | None, str]] = Counter()
        self._referred: set[str] = set()

    @property
    def finished(self) -> bool:
        """Whether the coder has finished the session and not taken that back."""
        return self.ever_finished and any(act.action == "finish" for act in self.done.values())

    def follow(self, acts: Sequence[Act]) -> dict[str, Any]:
        """Take in the acts that have been added at the end of ``acts`` since, and say what they changed."""
        new = with_aliases(acts[self._seen :], self._merged)
        for act in new:
            self._count(act)
        self._seen = len(acts)
        before = dict(self.items)
        if not all(self._is_quick(act) for act in new):
            self._ask_anew(with_aliases(acts, self._merged))
        return difference(before, self.items)

    def _ask_anew(self, acts: Sequence[Act]) -> None:
        """All of it from all acts."""
        self.items = items_of(acts, self._text)
        replaced = superseded(acts)
        standing = (one for one in active_acts(acts) if one.action in CODES and one.decision_id not in replaced)
        self._places = Counter((one.start, one.end, one.code) for one in standing)

    def _is_quick(self, act: Act) -> bool:
        """Take in an act that changes one item at most, or takes such an act back or does it again; False if not."""
        about = act if act.action not in ("undo", "redo") else self._acts[act.target]
        if about.action not in _ADDS or about.target or (act is not about and about.decision_id in self._referred):
            return False
        if about.action == "finish":
            return True
        name, place = about.decision_id, (about.start, about.end, about.code)
        others = self._places.get(place, 0) if about.action in CODES else 0
        there = name in self.items
        if act.action == "undo" and there and others < 2:
            del self.items[name]
        elif act.action != "undo" and not there and not others:
            kind = "coding" if about.action in CODES else about.action
            self.items[name] = _item(about, kind, self._text)
        elif act is not about:
            return False
        if about.action in CODES:
            self._places[place] += -1 if act.action == "undo" else 1
        return True

    def _count(self, act: Act) -> None:
        if act.action in ("undo", "redo"):
            source, goal = (self.done, self.undone) if act.action == "undo" else (self.undone, self.done)
            source.pop(act.target, None)
            goal[act.target] = self._acts[act.target]
            return
        self._referred.add(act.target)
        self._acts[act.decision_id] = self.done[act.decision_id] = act
        self.undone = {}
        self.ever_finished |= act.action == "finish"
        if act.action in JUDGEMENTS:
            self.judged_blind.add(act.blind)


def difference(before: Mapping[str, Item], after: Mapping[str, Item]) -> dict[str, Any]:
    """What changed between two answers of :func:`items_of`: ``gone`` ids, and items that are ``new`` or different."""
    return {
        "gone": [name for name in before if name not in after],
        "new": [item for name, item in after.items() if before.get(name) is not item and before.get(name) != item],
    }
