"""What the desk does when it is asked: shows the sessions, opens one, takes acts into the ledger.

Here it is decided who may see what. A coder who codes blind is sent neither suggestions nor other people's codings;
they are left out of the answer, not hidden on the page; so are the order of review and the candidate codes, which come
from suggestions. Once suggestions for a session were on the screen it cannot be coded blind any more, and one that was
begun blind stays so until the coder has finished it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NoReturn

from themetrail.ledger.acts import PARAGRAPH, Act, anchor
from themetrail.review.candidates import candidates_of
from themetrail.review.state import JUDGEMENTS, View
from themetrail.study.inputs import ACTIONS, DECISIONS
from themetrail.study.problems import InputError, Problem

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from themetrail.review.sources import Session, Sources, Suggestion
    from themetrail.review.state import Item

_MOST_TEXT = 20_000


class Desk:
    """The desk of one study.

    Args:
        sources: The study.
        coder: The one who codes, where the command named somebody; the page cannot choose another then.
        blind: Whether everybody codes blind, whatever the page asks for.
    """

    def __init__(self, sources: Sources, coder: str = "", *, blind: bool = False) -> None:
        self.sources = sources
        self._coder = coder
        self._blind = blind
        self._views: dict[tuple[str, str], tuple[list[Act], Session, dict[str, str], View]] = {}
        self._shown: set[tuple[str, str]] = set()

    def coder(self, wanted: str) -> str:
        """The coder of a request.

        Raises:
            InputError: when the name is not in coders.csv, or the desk was opened for somebody else.
        """
        if wanted not in self.sources.coders or (self._coder and wanted != self._coder):
            known = [self._coder] if self._coder in self.sources.coders else list(self.sources.coders)
            remedy = f"Choose one of: {', '.join(known) or 'nobody yet; add a row to data/coding/coders.csv'}."
            raise InputError([Problem("data/coding/coders.csv", "", 0, f"{wanted!r} does not code here", remedy)])
        return wanted

    def welcome(self) -> dict[str, Any]:
        """What the first page shows before anybody has said who they are."""
        coders = {self._coder: self.sources.coders[self._coder]} if self._coder else self.sources.coders
        return {
            "title": self.sources.settings.study.title,
            "synthetic": self.sources.settings.study.synthetic,
            "coders": [{"coder": coder, "label": label} for coder, label in coders.items()],
            "blind": self._blind,
        }

    def open_for_all(self) -> Sources:
        """The study, for the views that show what everybody concluded.

        Raises:
            InputError: when the desk was opened to code blind.
        """
        if self._blind:
            _refuse_blind("the desk was opened to code blind", "Open it without --blind to see what others concluded.")
        return self.sources

    def overview(self, coder: str, *, blind: bool) -> dict[str, Any]:
        """The sessions with a coder's progress."""
        book = self.sources.book(coder)
        phases = self.sources.tables.by("sessions", "session_id")
        coders = list(self.sources.books())
        rows = []
        for name in self.sources.session_ids:
            session = self.sources.session(name)
            asked = sum(segment.asked for segment in session.segments)
            done_by = [who for who in coders if self._view(who, session).ever_finished]
            rows.append(
                {
                    "session_id": name,
                    "phase": phases[name]["phase"],
                    "setting": phases[name]["setting"],
                    "date": phases[name]["date"],
                    "words": len(session.text.released.split()),
                    "asked": asked,
                    "judged": asked - len(self._waiting(coder, session)),
                    "finished": self._view(coder, session).finished,
                    "blind": self.is_blind(coder, name, wanted=blind),
                    "reconcile": len(done_by) > 1 and coder in done_by,
                }
            )
        return {"sessions": rows, "repaired": book.repaired}

    def is_blind(self, coder: str, session_id: str, *, wanted: bool) -> bool:
        """Whether a coder codes a session blind now; see the head of the module."""
        view = self._view(coder, self.sources.session(session_id))
        if view.ever_finished:
            return False
        if view.judged_blind:
            return view.judged_blind == {"yes"}
        return (wanted or self._blind) and (coder, session_id) not in self._shown

    def open(self, coder: str, session_id: str, *, blind: bool) -> dict[str, Any]:
        """Everything that a coder may see of a session."""
        session = self.sources.session(session_id)
        is_blind = self.is_blind(coder, session_id, wanted=blind)
        answer = _transcript(session, self.sources) | {
            "session_id": session_id,
            "coder": coder,
            "blind": is_blind,
            "kept_blind": is_blind and not blind,
            "not_blind": blind and not is_blind,
        }
        answer |= self._standing(coder, session) | {"items": list(self._view(coder, session).items.values())}
        if not is_blind:
            self._shown.add((coder, session_id))
            answer["suggestions"] = {
                index: [_suggested(one, session) for one in session.suggestions[segment.segment_id]]
                for index, segment in enumerate(session.segments)
                if segment.segment_id in session.suggestions
            }
            answer["others"] = self._others(coder, session)
            answer["order"] = session.order
        return answer

    def onward(self, coder: str, session_id: str, *, blind: bool) -> dict[str, str]:
        """The other session whose waiting segments come first in the order of review; "" where none waits."""
        first: dict[int, str] = {}
        for name in self.sources.session_ids:
            if name == session_id or self.is_blind(coder, name, wanted=blind):
                continue
            session = self.sources.session(name)
            ids = (session.segments[index].segment_id for index in self._waiting(coder, session))
            first |= {session.places[segment]: name for segment in ids if segment in session.places}
        return {"session_id": first[min(first)] if first else ""}

    def candidates(self, coder: str, *, blind: bool) -> dict[str, Any]:
        """The candidate codes, for a coder who codes nothing blind.

        Raises:
            InputError: when the page is open to code blind, or a session was begun blind and is not finished.
        """
        if blind or self._blind:
            _refuse_blind("the desk is open to code blind", "Enter without coding blind to see candidate codes.")
        begun = [name for name in self.sources.session_ids if self.is_blind(coder, name, wanted=False)]
        if begun:
            _refuse_blind(
                f"{', '.join(begun)} was begun blind", "Finish that first; candidate codes are proposals too."
            )
        told = candidates_of(self.sources)
        self._shown |= {(coder, one["session_id"]) for row in told["candidates"] for one in row["typical"]}
        return told

    def act(self, coder: str, session_id: str, seen: int, wanted: Iterable[Mapping[str, Any]], *, blind: bool) -> Any:
        """Take acts into the coder's ledger, and say what they changed.

        Args:
            coder: Whose they are.
            session_id: The session.
            seen: ``seq`` of the last act in the session that the page knew of.
            wanted: Acts as the page sends them: action, start and end (of the released text), code, target, from_code,
                reason, memo.
            blind: Whether the page was opened to code blind.

        Raises:
            BehindError: when another window has added acts to the session since.
            InputError: when an act cannot be right. In both cases nothing was written.
        """
        session = self.sources.session(session_id)
        is_blind = self.is_blind(coder, session_id, wanted=blind)
        acts = [self._act(coder, session, one, is_blind=is_blind) for one in wanted]
        view = self._view(coder, session)
        book = self.sources.book(coder)
        book.append(acts, session_id, seen)
        return view.follow(book.by_session[session_id]) | self._standing(coder, session)

    def _act(self, coder: str, session: Session, wanted: Mapping[str, Any], *, is_blind: bool) -> Act:
        cells: dict[str, Any] = dict.fromkeys(DECISIONS.header, "") | {"start": None, "end": None, "seq": 0}
        for name in ("action", "code", "target", "from_code", "reason", "memo"):
            cells[name] = PARAGRAPH.join(str(wanted.get(name) or "").replace("\x00", "").split("\n")).strip()
        cells |= {
            "coder": coder,
            "session_id": session.session_id,
            "blind": "yes" if is_blind else "no",
            "via": "desk",
        }
        if wanted.get("start") is not None:
            start, end = _place(wanted, session)
            low, high = session.text.to_released(start, end)
            quote, before, after = anchor(session.text.released, low, high)
            cells |= {"start": start, "end": end, "quote": quote, "before": before, "after": after}
            cells["record_sha256"] = session.text.sha256
            if not is_blind and cells["action"] in JUDGEMENTS:
                cells["shown"] = session.shown_at(start, end, self.sources.settings.coding.overlap_min)
        act = Act(**cells)
        _refuse(act, self._issues(act, session))
        return act

    def _issues(self, act: Act, session: Session) -> Iterable[tuple[str, str]]:
        if act.action not in ACTIONS:
            yield f"the desk does not do {act.action!r}", f"It does: {', '.join(ACTIONS)}."
        code = self.sources.codebook.by_id.get(act.code)
        if act.code and (code is None or (code.status != "active" and act.action != "reject")):
            yield f"{act.code!r} is no active code", "Choose another code."
        if max(len(act.memo), len(act.reason)) > _MOST_TEXT:
            yield "the text is very long", f"Keep a memo below {_MOST_TEXT} characters."
        if act.action == "memo" and not act.memo:
            yield "the memo is empty", "Write something."
        if act.action == "resolve" and not act.reason:
            yield "no reason is given", "Say why it was decided so."
        if act.action == "resolve":
            there = {
                one.decision_id
                for book in self.sources.books().values()
                for one in book.by_session.get(session.session_id, ())
            }
            if not act.target.split() or not set(act.target.split()) <= there:
                yield "the decisions that are settled are not there", "Open the view again."

    def _view(self, coder: str, session: Session) -> View:
        book = self.sources.book(coder)
        acts = book.by_session.setdefault(session.session_id, [])
        key = (coder, session.session_id)
        kept = self._views.get(key)
        # A ledger that was read anew has other lists, a session that a run wrote anew has other texts.
        merged = self.sources.merged
        if kept is None or kept[0] is not acts or kept[1] is not session or kept[2] is not merged:
            kept = (acts, session, merged, View(session.text, merged))
            self._views[key] = kept
        kept[3].follow(acts)
        return kept[3]

    def _standing(self, coder: str, session: Session) -> dict[str, Any]:
        view = self._view(coder, session)
        return {
            "seq": self.sources.book(coder).seq_of(session.session_id),
            "undo": _told(view.done),
            "redo": _told(view.undone),
            "finished": view.finished,
            "frozen": view.ever_finished,
        }

    def _waiting(self, coder: str, session: Session) -> set[int]:
        """Indices of the segments that are to be judged, and neither carry a code of the coder nor were read."""
        overlap_min = self.sources.settings.coding.overlap_min
        asked = {index for index, segment in enumerate(session.segments) if segment.asked}
        judged: set[int] = set()
        for act in self._view(coder, session).done.values():
            if act.action in ("add", "accept", "change", "none") and act.start is not None and act.end is not None:
                judged |= {index for index, _ in session.segments_of(act.start, act.end, overlap_min)}
        return asked - judged

    def _others(self, coder: str, session: Session) -> list[Item]:
        """The codings of the other coders."""
        return [
            item
            for who in self.sources.books()
            if who != coder
            for item in self._view(who, session).items.values()
            if item["kind"] == "coding"
        ]


def _refuse_blind(seen: str, remedy: str) -> NoReturn:
    raise InputError([Problem("--blind", "", 0, seen, remedy)])


def _refuse(act: Act, issues: Iterable[tuple[str, str]]) -> None:
    problems = [Problem(act.session_id, "", 0, *issue) for issue in issues]
    if problems:
        raise InputError(problems)


def _place(wanted: Mapping[str, Any], session: Session) -> tuple[int, int]:
    """The span of the record that the page's span shows, without white space at its ends."""
    start, end = wanted.get("start"), wanted.get("end")
    released = session.text.released
    if not isinstance(start, int) or not isinstance(end, int) or not 0 <= start < end <= len(released):
        raise InputError([Problem(session.session_id, "", 0, "the words are not in the text", "Open it again.")])
    words = released[start:end]
    start, end = start + len(words) - len(words.lstrip()), end - len(words) + len(words.rstrip())
    if start >= end:
        raise InputError([Problem(session.session_id, "", 0, "no word is chosen", "Choose at least one word.")])
    low, high = session.to_record(start, end)
    if any(first < high and low < last for first, last in session.text.withdrawn):
        seen = "the words are of somebody who withdrew"
        raise InputError([Problem(session.session_id, "", 0, seen, "They cannot be coded.")])
    return low, high


def _told(stack: dict[str, Act]) -> dict[str, str] | None:
    if not stack:
        return None
    last = stack[next(reversed(stack))]
    return {"id": last.decision_id, "action": last.action, "code": last.code}


def _suggested(one: Suggestion, session: Session) -> dict[str, Any]:
    evidence = {
        name: [[*session.text.to_released(start, end), why] for start, end, why in spans]
        for name, spans in (("for", one.evidence_for), ("against", one.evidence_against))
    }
    return {"code": one.code, "rank": one.rank, "confidence": one.confidence, "sure": one.sure} | evidence


def _transcript(session: Session, sources: Sources) -> dict[str, Any]:
    """The words as they may be shown, turn by turn, every place one of the released text."""
    groups = sources.tables.by("participants", "speaker_id")
    turns = []
    for turn in session.turns:
        start, end = session.text.to_released(turn.start, turn.end)
        turns.append(
            {
                "turn": turn.turn,
                "speaker": turn.speaker_id,
                "group": groups.get(turn.speaker_id, {}).get("stakeholder_group", ""),
                "role": turn.role,
                "at": turn.start_s,
                "start": start,
                "text": session.text.released[start:end],
            }
        )
    segments = []
    for segment in session.segments:
        start, end = session.text.to_released(segment.start, segment.end)
        segments.append([segment.turn, start, end, segment.asked])
    return {"turns": turns, "segments": segments}
