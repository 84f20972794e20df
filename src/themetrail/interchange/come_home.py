"""What somebody did to our export in another tool, as changes to the ledgers: found first, taken only when asked.

Codings are matched by GUID, else by source, stretch, code and coder, since some tools give everything new GUIDs. A text
that the other tool changed is searched for the words of each coding; where they do not stand once, nothing is guessed.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from themetrail.interchange.from_study import CONSENSUS, SUMMARY, Released, code_guid, coding_guid, memo_text
from themetrail.interchange.identity import guid, new_ulid, ulid_of_guid
from themetrail.interchange.into_codebook import code_entries
from themetrail.interchange.into_study import coder_ids, imported_act
from themetrail.interchange.names import clean, one_row
from themetrail.interchange.times import EPOCH
from themetrail.ledger.acts import CONTEXT_CHARS, anchor
from themetrail.ledger.replay import active_acts, codings_of, without_withdrawn
from themetrail.study.files import sha256

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from themetrail.codebook.model import Codebook
    from themetrail.interchange.losses import LossReport
    from themetrail.interchange.model import Note, Project, ProjectCoding, TextSource
    from themetrail.ledger.acts import Act
    from themetrail.ledger.replay import Coding

_LEAST_SEARCHED = 8  # characters of a quote that is looked for in a changed text


@dataclass(frozen=True)
class Home:
    """The study that a project comes home to.

    Attributes:
        codebook: Its codebook.
        coders: Labels of its coders, by id.
        ledgers: The acts of each coder, by id.
        records: Text of record of each session.
        released: Released text of each session.
        gone: Spans of people who withdrew in the record of each session; no export holds codings of their words.
    """

    codebook: Codebook
    coders: Mapping[str, str]
    ledgers: Mapping[str, Sequence[Act]]
    records: Mapping[str, str]
    released: Mapping[str, Released]
    gone: Mapping[str, Sequence[tuple[int, int]]]


@dataclass
class Changes:
    """What would be written.

    Attributes:
        acts: New acts of each coder, by id.
        codes: New entries of the codebook.
        coders: Labels of new coders, by id.
        lines: All of it in words, a line each, without what anybody said.
    """

    acts: dict[str, list[Act]] = field(default_factory=lambda: defaultdict(list))
    codes: list[dict[str, Any]] = field(default_factory=list)
    coders: dict[str, str] = field(default_factory=dict)
    lines: list[str] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        """Whether nothing would be written."""
        return not (self.codes or self.coders or any(self.acts.values()))


def changes_from(project: Project, home: Home, losses: LossReport, *, with_removals: bool) -> Changes:
    """What a project has that the study has not.

    Args:
        project: The project as it came back.
        home: The study.
        losses: What is kept, and what finds no place, is added to it.
        with_removals: Whether codings that are not in the project are undone.
    """
    return _ComingHome(project, home, losses).changes(with_removals=with_removals)


@dataclass(frozen=True)
class _Held:
    """A coding that stands in a ledger, its stretch as the released text shows it."""

    coding: Coding
    start: int
    end: int

    @property
    def key(self) -> tuple[str, int, int, str, str]:
        """Session, stretch, code and coder."""
        return self.coding.session_id, self.start, self.end, self.coding.code, self.coding.coder


class _ComingHome:
    def __init__(self, project: Project, home: Home, losses: LossReport) -> None:
        self._project = project
        self._home = home
        self._losses = losses
        self._changes = Changes()
        self._codes = self._match_codes()
        self._coders = self._match_coders()
        self._sessions = self._match_sources()
        self._held: dict[str, _Held] = {}
        for acts in home.ledgers.values():
            for coding in without_withdrawn(codings_of(acts, "now"), home.gone):
                if coding.session_id in home.released:
                    span = home.released[coding.session_id].span(coding.session_id, coding.start, coding.end)
                    self._held[coding_guid(coding.decision_id)] = _Held(coding, span.start, span.end)
        every = [act for acts in home.ledgers.values() for act in acts]
        self._decisions = {act.decision_id for act in every}
        self._ever = {coding_guid(decision) for decision in self._decisions}
        standing = [act for acts in home.ledgers.values() for act in active_acts(acts)]
        self._memos = {guid("memo", act.decision_id) for act in standing}
        self._memo_texts = {memo_text(act) for act in standing}

    def changes(self, *, with_removals: bool) -> Changes:
        by_key = {held.key: own for own, held in self._held.items()}
        seen: set[str] = set()
        for coding in self._project.codings:
            self._coding(coding, by_key, seen)
        self._losses.kept("coding that stood here before", len(seen))
        self._missing(seen, with_removals=with_removals)
        for note in self._project.notes:
            self._note(note)
        return self._changes

    # --- what is there already -----------------------------------------------------------------------------

    def _match_codes(self) -> dict[str, str]:
        """Ids of codes by the project's GUIDs; new codes get entries."""
        home = self._home.codebook
        by_guid = {code_guid(code): code for code in home.codes}
        by_name = {
            name.casefold(): code for code in home.codes for name in (code.id, code.label, f"{code.id} {code.label}")
        }
        known = {}
        for code in self._project.codes:
            own = by_guid.get(code.guid) or by_name.get(one_row(code.name).casefold())
            if own is None:
                continue
            known[code.guid] = own.id
            if code.guid in by_guid and one_row(code.name) not in (f"{own.id} {own.label}", own.id, own.label):
                self._losses.changed("code", f"it is called {own.label!r} here and stays so", code.name)
        taken = [name for code in home.codes for name in (code.id, code.label)]
        self._changes.codes = code_entries(self._project, self._losses, taken, known)
        new = [code for code in self._project.codes if code.guid not in known]
        for code, entry in zip(new, self._changes.codes, strict=True):
            self._changes.lines.append(f"new code {entry['id']} {entry['label']!r}")
            known[code.guid] = entry["id"]
        return known

    def _match_coders(self) -> dict[str, str]:
        """Ids of coders by the project's GUIDs; new ones are told."""
        by_name = {name.casefold(): own for own, label in self._home.coders.items() for name in (own, label)}
        known = {}
        for user in self._project.users:
            ours = next((own for own in self._home.coders if guid("user", own) == user.guid), "")
            own = ours or by_name.get(user.name.casefold()) or by_name.get(user.short.casefold() or " ")
            if own:
                known[user.guid] = own
            elif user.name == CONSENSUS:
                known[user.guid] = ""
        there = {user: own for user, own in known.items() if own}
        reserved = there | {f"taken {own}": own for own in self._home.coders}
        every = coder_ids(self._project, reserved)
        for user in self._project.users:
            if user.guid in every and user.guid not in known:
                known[user.guid] = every[user.guid]
                self._changes.coders[every[user.guid]] = one_row(user.name)
                self._changes.lines.append(f"new coder {every[user.guid]} ({one_row(user.name)})")
        return known

    def _match_sources(self) -> dict[str, str]:
        """Sessions by the project's GUIDs of sources: by GUID, by name, or by an equal text."""
        by_guid = {guid("source", session): session for session in self._home.released}
        by_text = {released.text.strip(): session for session, released in self._home.released.items()}
        found = {}
        for source in self._project.sources:
            stem = source.name.rpartition(".")[0] or source.name
            named = source.name if source.name in self._home.released else stem
            session = by_guid.get(source.guid) or (named if named in self._home.released else "")
            session = session or by_text.get(source.text.strip(), "")
            if session:
                found[source.guid] = session
            else:
                why = "the study has no session of this name or text; import the file into a new study"
                self._losses.dropped("source", why, source.name)
        return found

    # --- codings -------------------------------------------------------------------------------------------

    def _coding(
        self, coding: ProjectCoding, by_key: Mapping[tuple[str, int, int, str, str], str], seen: set[str]
    ) -> None:
        session = self._sessions.get(coding.span.source, "")
        code, coder = self._codes[coding.code], self._coders.get(coding.user, "")
        name = f"{code} in {session or self._project.source_by_guid[coding.span.source].name}"
        if not session:
            self._losses.dropped("coding", "its source is not in the study", name)
            return
        if not coder:
            if coding.guid not in self._ever:
                self._losses.dropped("coding", "what is agreed is decided here, with 'resolve'", name)
            return
        place = self._place(coding, session)
        held = self._held.get(coding.guid)
        if place is None or place[0] == place[1]:
            why = "its words do not stand once in the text of the study" if place is None else "it is on no character"
            self._losses.dropped("coding", why, name, f"{coding.span.start}–{coding.span.end}")
            seen |= {coding.guid} if held else set()
            return
        key = (session, *place, code, coder)
        if held is not None and held.coding.coder == coder and held.coding.session_id == session:
            seen.add(coding.guid)
            if held.key != key:
                self._act("change", key, ulid_of_change(coding.guid, key), coding.at, held.coding.decision_id)
        elif key in by_key:
            seen.add(by_key[key])
        elif coding.guid in self._ever and held is None:
            self._losses.dropped("coding", "it was undone or changed here since; that stays", name)
        else:
            own = ulid_of_guid(coding.guid) if coding.guid not in self._ever else ulid_of_change(coding.guid, key)
            self._act("add", key, own, coding.at)

    def _place(self, coding: ProjectCoding, session: str) -> tuple[int, int] | None:
        """The stretch of the released text that a coding is on."""
        source = self._project.source_by_guid[coding.span.source]
        text, start, end = self._home.released[session].text, coding.span.start, coding.span.end
        if source.text == text or source.text[:end] == text[:end]:
            return start, end
        return find_quote(source, start, end, text)

    def _act(self, action: str, key: tuple[str, int, int, str, str], own: str, at: str, target: str = "") -> None:
        session, start, end, code, coder = key
        if own in self._decisions:
            return
        self._decisions.add(own)
        low, high = self._home.released[session].offsets.to_record(start, end)
        shown = self._home.released[session].span(session, low, high)
        quote, before, after = anchor(self._home.released[session].text, shown.start, shown.end)
        self._append(
            coder,
            decision_id=own,
            at=at,
            session_id=session,
            record_sha256=sha256(self._home.records[session]),
            start=low,
            end=high,
            quote=quote,
            before=before,
            after=after,
            action=action,
            code=code,
            target=target,
        )
        verb = {"add": "codes", "change": "moves or changes a coding to"}[action]
        self._changes.lines.append(f"{coder} {verb} {code} at {low}–{high} of {session}")

    def _append(self, coder: str, **cells: Any) -> None:
        mine = self._changes.acts[coder]
        there = self._home.ledgers.get(coder, ())
        seq = (mine[-1].seq if mine else max((act.seq for act in there), default=0)) + 1
        cells["at"] = cells["at"] or self._project.at or EPOCH
        mine.append(imported_act(coder=coder, seq=seq, **cells))

    def _missing(self, seen: set[str], *, with_removals: bool) -> None:
        """Codings that stand here, in a session that came back, and are not in the project."""
        sessions = set(self._sessions.values())
        coders = {own for own in self._coders.values() if own}
        for own, held in sorted(self._held.items()):
            coding = held.coding
            if own in seen or coding.session_id not in sessions or coding.coder not in coders:
                continue
            if with_removals:
                undo = new_ulid("undo", coding.decision_id)
                cells = {"session_id": coding.session_id, "action": "undo", "target": coding.decision_id}
                self._append(coding.coder, decision_id=undo, at="", **cells)
                place = f"{coding.start}–{coding.end} of {coding.session_id}"
                self._changes.lines.append(f"{coding.coder} takes back {coding.code} at {place}")
            else:
                why = "it is not in the project and stays here; --with-removals would undo it"
                self._losses.changed("coding", why, f"{coding.code} in {coding.session_id}")

    # --- notes ---------------------------------------------------------------------------------------------

    def _note(self, note: Note) -> None:
        """A new memo of a coder; one that is here already, under its GUID or in its words, is not taken again."""
        coder = self._coders.get(note.user, "")
        text = clean(note.text).strip()
        ours = note.guid in self._memos or note.name.startswith(SUMMARY) or note.user in self._project.machines
        if not text or ours or text in self._memo_texts:
            return
        codings = {coding.guid: coding for coding in self._project.codings}
        spans = [codings[one].span for one in note.about if one in codings] + list(note.spans)
        places = [(self._sessions[span.source], span) for span in spans if span.source in self._sessions]
        sources = [(self._sessions[one], None) for one in note.about if one in self._sessions]
        if not coder or not (places or sources):
            self._losses.dropped("note", "it is about no session, or by nobody who codes here", note.name)
            return
        for number, (session, span) in enumerate([*places, *sources]):
            cells: dict[str, Any] = {"session_id": session, "action": "memo", "memo": text}
            if span is not None:
                released = self._home.released[session]
                found = find_quote(self._project.source_by_guid[span.source], span.start, span.end, released.text)
                if found and found[0] < found[1]:
                    low, high = released.offsets.to_record(*found)
                    quote, before, after = anchor(released.text, *found)
                    cells |= {"start": low, "end": high, "quote": quote, "before": before, "after": after}
                    cells["record_sha256"] = sha256(self._home.records[session])
            self._append(coder, decision_id=new_ulid("memo", note.guid, number), at=note.at, **cells)
            self._changes.lines.append(f"{coder} writes a memo on {session}")


def ulid_of_change(own: str, key: tuple[str, int, int, str, str]) -> str:
    """The id of a decision that a changed coding amounts to: the same for the same change."""
    return new_ulid("change", own, *key)


def find_quote(source: TextSource, start: int, end: int, text: str) -> tuple[int, int] | None:
    """Where a stretch of a source stands in another form of its text.

    It has to be the one place with the same words, or the one that most context on both sides agrees with. Of
    a text that is the same up to the end of the stretch, it is where it was.
    """
    if source.text[:end] == text[:end]:
        return start, end
    quote = source.text[start:end]
    places = []
    at = text.find(quote) if len(quote.strip()) else -1
    while at >= 0:
        places.append(at)
        at = text.find(quote, at + 1)
    if len(places) == 1 and len(quote) >= _LEAST_SEARCHED:
        return places[0], places[0] + len(quote)
    before, after = source.text[max(0, start - CONTEXT_CHARS) : start], source.text[end : end + CONTEXT_CHARS]
    shared = {at: _agreeing(text, at, at + len(quote), before, after) for at in places}
    best = sorted(shared, key=lambda at: -shared[at])[:2]
    if not best or shared[best[0]] < _LEAST_SEARCHED or (len(best) > 1 and shared[best[0]] == shared[best[1]]):
        return None
    return best[0], best[0] + len(quote)


def _agreeing(text: str, start: int, end: int, before: str, after: str) -> int:
    """How many characters around a place are those of a context."""
    left = right = 0
    while left < len(before) and left < start and text[start - 1 - left] == before[-1 - left]:
        left += 1
    while right < len(after) and end + right < len(text) and text[end + right] == after[right]:
        right += 1
    return left + right
