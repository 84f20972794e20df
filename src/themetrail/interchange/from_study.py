"""A study as a project for other tools: released text, what each coder holds now, and why, without the machine's say.

A coding that a person made or accepted is that person's. The machine is a user only as the author of notes that give
what it had proposed for a decision, with its confidence and the words that it rested on; what nobody decided is no
coding. Speakers are cases, with their group as a variable and their turns as stretches; sessions carry variables too.
"""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

import themetrail
from themetrail.cleaning.release import OffsetMap
from themetrail.interchange.identity import guid, guid_of_ulid
from themetrail.interchange.model import (
    MACHINE,
    Case,
    CodeSet,
    Link,
    Note,
    Project,
    ProjectCode,
    ProjectCoding,
    Span,
    TextSource,
    User,
    Variable,
)
from themetrail.interchange.times import EPOCH, utc
from themetrail.ledger.acts import Act, one_line
from themetrail.ledger.replay import active_acts, codings_of, findings, without_withdrawn
from themetrail.study.machine_tables import read_table, records
from themetrail.tables.spoken import spans_withdrawn, touches
from themetrail.tables.write import SYNTHETIC
from themetrail.themes.links import stated_links

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from themetrail.codebook.model import Code
    from themetrail.interchange.losses import LossReport
    from themetrail.ledger.replay import Coding
    from themetrail.tables.data import StudyData

ORIGIN = f"ThemeTrail {themetrail.__version__}"
CONSENSUS = "Consensus"
GROUP = "stakeholder_group"
GROUPS = "stakeholder_groups"
SUMMARY = "Summary: "
SETS = {"domain": "Domains", "solution": "Solutions", "process": "Process codes"}
_SESSION_VARIABLES = {"phase": "Text", "stratum": "Text", "date": "Date", "setting": "Text", "duration_min": "Float"}
_NOT_VARIABLES = frozenset({"speaker_id", "quote_consent", "withdrawn"})


@dataclass(frozen=True)
class Released:
    """The released text of a session, and the way to it from the record and back."""

    text: str
    offsets: OffsetMap

    def span(self, session: str, start: int, end: int) -> Span:
        """The stretch of the session's source that shows a span of the record."""
        return Span(guid("source", session), *self.offsets.to_released(start, end))


def released_texts(private: Path, sessions: Iterable[str]) -> dict[str, Released]:
    """The released texts of sessions from a run's private results."""
    return {
        session: Released(
            (private / "released" / f"{session}.txt").read_text(encoding="utf-8"),
            OffsetMap(read_table(private / "offsets" / f"{session}.parquet")),
        )
        for session in sessions
    }


def project_of(data: StudyData, texts: Mapping[str, Released], losses: LossReport) -> Project:
    """The project of a study.

    Args:
        data: The study and its run.
        texts: The released text of each session.
        losses: What is changed or left out is added to it.
    """
    return _Export(data, texts, losses).project()


class _Export:
    def __init__(self, data: StudyData, texts: Mapping[str, Released], losses: LossReport) -> None:
        self._data = data
        self._texts = texts
        self._losses = losses
        self._gone = spans_withdrawn(data)
        self._acts = {act.decision_id: act for acts in data.ledgers.values() for act in active_acts(acts)}
        self._speakers = {
            row["speaker_id"]: row.cells for row in data.inputs["participants"] if row["withdrawn"] == "no"
        }
        self._evidence = _evidence(data)
        self._synthetic = SYNTHETIC if data.settings.study.synthetic else ""

    def project(self) -> Project:
        data = self._data
        codings, made = self._codings()
        notes = self._notes(made)
        self._kept(codings=codings, notes=notes)
        return Project(
            name=data.settings.study.title,
            origin=ORIGIN,
            at=max((utc(act.at) for act in self._acts.values()), default=EPOCH),
            description=self._synthetic,
            users=tuple(self._users(codings, notes)),
            codes=tuple(map(self._code, _parents_first(data.codebook.codes))),
            variables=tuple(self._variables()),
            cases=tuple(self._cases()),
            sources=tuple(self._sources()),
            codings=tuple(codings),
            notes=tuple(notes),
            sets=tuple(self._sets()),
            links=tuple(self._links()),
        )

    def _kept(self, *, codings: list[ProjectCoding], notes: list[Note]) -> None:
        losses, codebook = self._losses, self._data.codebook
        for kind, count in (
            ("code", len(codebook.codes)),
            ("source", len(self._texts)),
            ("coding", len(codings)),
            ("note", len(notes)),
        ):
            losses.kept(kind, count)
        for what, count in (
            ("pattern", sum(len(code.patterns) + len(code.negative_patterns) for code in codebook.codes)),
            ("exemplar", sum(len(code.exemplars) for code in codebook.codes)),
        ):
            if count:
                losses.dropped(what, "other tools have no place for it; it stays in codebook.yaml", count=count)
        withdrawn = sum(row["withdrawn"] == "yes" for row in self._data.inputs["participants"])
        if withdrawn:
            losses.dropped("speaker", "withdrawn; the words are replaced in the text", count=withdrawn)

    # --- codes ---------------------------------------------------------------------------------------------

    def _code(self, code: Code) -> ProjectCode:
        parts = [code.definition]
        parts += [f"Include: {code.include}"] if code.include else []
        parts += [f"Exclude: {code.exclude}"] if code.exclude else []
        parts += [f"Status: {code.status}"] if code.status != "active" else []
        above = self._data.codebook.by_id.get(code.parent)
        name = f"{code.id} {code.label}"
        parent = code_guid(above) if above else ""
        return ProjectCode(code_guid(code), name, parent, "\n\n".join(parts), code.colour)

    def _sets(self) -> list[CodeSet]:
        data = self._data
        rows = [(guid("set", kind), SETS[kind], "", [code.id for code in data.codebook.of_kind(kind)]) for kind in SETS]
        rows += [
            (guid("theme", theme["theme_id"]), f"Theme: {theme['title']}", theme["central_idea"], codes)
            for theme in data.inputs["themes"]
            for codes in [[row["code"] for row in data.inputs["theme_codes"] if row["theme_id"] == theme["theme_id"]]]
        ]
        return [
            CodeSet(set_guid, name, idea, tuple(code_guid(data.codebook.by_id[code]) for code in codes))
            for set_guid, name, idea, codes in rows
            if codes
        ]

    def _links(self) -> list[Link]:
        by_id = self._data.codebook.by_id
        stated = stated_links([dict(row.cells) for row in self._data.inputs["links"]])
        return [
            Link(
                guid("link", by_id[link.domain].uid, by_id[link.solution].uid),
                f"is answered by ({link.statements} statements)",
                code_guid(by_id[link.domain]),
                code_guid(by_id[link.solution]),
            )
            for link in records(stated)
        ]

    # --- sources and cases ---------------------------------------------------------------------------------

    def _sources(self) -> list[TextSource]:
        sessions = self._data.inputs.by("sessions", "session_id")
        return [
            TextSource(
                guid("source", session),
                session,
                released.text,
                self._synthetic,
                values=(*_values("session", sessions[session], self._session_columns()), *self._groups_in(session)),
            )
            for session, released in self._texts.items()
        ]

    def _groups_in(self, session: str) -> tuple[tuple[str, str], ...]:
        """The groups that speak in a session, for tools that know variables of documents alone."""
        there = set(self._data.turns.loc[self._data.turns["session_id"] == session, "speaker_id"])
        groups = dict.fromkeys(
            cells["stakeholder_group"]
            for speaker, cells in self._speakers.items()
            if speaker in there and cells["stakeholder_group"]
        )
        return ((guid("variable", "session", GROUPS), "; ".join(groups)),) if groups else ()

    def _session_columns(self) -> list[str]:
        header = list(self._data.inputs["sessions"][0].cells) if self._data.inputs["sessions"] else []
        return [name for name in header if name not in ("session_id", "source_kind")]

    def _participant_columns(self) -> list[str]:
        header = list(self._data.inputs["participants"][0].cells) if self._data.inputs["participants"] else []
        return [name for name in header if name not in _NOT_VARIABLES]

    def _variables(self) -> list[Variable]:
        return [
            *(
                Variable(guid("variable", "session", name), f"session {name}", _SESSION_VARIABLES.get(name, "Text"))
                for name in self._session_columns()
            ),
            Variable(guid("variable", "session", GROUPS), f"session {GROUPS}"),
            *(Variable(guid("variable", "speaker", name), name) for name in self._participant_columns()),
        ]

    def _cases(self) -> list[Case]:
        spans: dict[str, list[Span]] = defaultdict(list)
        members: dict[str, dict[str, None]] = defaultdict(dict)
        for turn in records(self._data.turns):
            cells = self._speakers.get(turn.speaker_id)
            if cells is None:
                continue
            span = self._texts[turn.session_id].span(turn.session_id, turn.start, turn.end)
            spans[turn.speaker_id].append(span)
            members[cells["stakeholder_group"]][span.source] = None
        columns = self._participant_columns()
        people = [
            Case(
                guid("case", speaker),
                speaker,
                values=_values("speaker", cells, columns),
                sources=tuple(dict.fromkeys(span.source for span in spans[speaker])),
                spans=tuple(spans[speaker]),
            )
            for speaker, cells in self._speakers.items()
            if spans[speaker]
        ]
        variable = guid("variable", "speaker", GROUP)
        groups = [
            Case(guid("group", group), f"Group: {group}", values=((variable, group),), sources=tuple(sources))
            for group, sources in members.items()
            if group
        ]
        return people + groups

    # --- codings and notes ---------------------------------------------------------------------------------

    def _codings(self) -> tuple[list[ProjectCoding], dict[str, Coding]]:
        """What each coder holds now and what was agreed, and the codings behind it by GUID."""
        data = self._data
        held = [coding for acts in data.ledgers.values() for coding in codings_of(acts, "now")]
        agreed = [
            coding
            for coding in findings(data.ledgers.values(), data.lead_of)
            if self._acts[coding.decision_id].action == "resolve"
        ]
        everything = [(coding, coding.coder) for coding in held] + [(coding, "") for coding in agreed]
        kept = {coding.decision_id for coding in without_withdrawn(held + agreed, self._gone)}
        lost = sum(coding.decision_id not in kept for coding, _ in everything)
        if lost:
            self._losses.dropped("coding", "it touches the words of somebody who withdrew", count=lost)
        codings, made = [], {}
        for coding, coder in everything:
            if coding.decision_id not in kept:
                continue
            own = coding_guid(coding.decision_id)
            span = self._texts[coding.session_id].span(coding.session_id, coding.start, coding.end)
            code = code_guid(data.codebook.by_id[coding.code])
            user = guid("user", coder) if coder else guid("consensus")
            codings.append(ProjectCoding(own, span, code, user, utc(self._acts[coding.decision_id].at)))
            made[own] = coding
        return codings, made

    def _users(self, codings: list[ProjectCoding], notes: list[Note]) -> list[User]:
        used = {coding.user for coding in codings} | {note.user for note in notes}
        people = [User(guid("user", row["coder"]), row["label"], row["coder"]) for row in self._data.inputs["coders"]]
        others = [User(guid("consensus"), CONSENSUS), User(guid("machine"), MACHINE)]
        return people + [user for user in others if user.guid in used]

    def _notes(self, made: Mapping[str, Coding]) -> list[Note]:
        about = {coding.decision_id: own for own, coding in made.items()}
        notes = []
        for act in self._acts.values():
            if touches(self._gone.get(act.session_id, []), act.start, act.end):
                continue
            if act.memo or act.reason:
                notes.append(self._memo(act, about))
            if act.decision_id in about and any(item["code"] == act.code for item in act.shown_codes()):
                notes.append(self._proposal(act, about[act.decision_id]))
        for row in self._data.inputs["summaries"]:
            code = self._data.codebook.by_id[row["cause"]]
            ids = (row["cause"], row["group"])
            title = f"{SUMMARY}{code.label}, {row['group']}"
            author = guid("user", row["author"]) if row["author"] in self._data.ledgers else ""
            notes.append(
                Note(guid("summary", code.uid, ids[1]), title, row["text"], author, utc(row["at"]), (code_guid(code),))
            )
        return notes

    def _memo(self, act: Act, about: Mapping[str, str]) -> Note:
        own = guid("memo", act.decision_id)
        text = memo_text(act)
        user, at = guid("user", act.coder), utc(act.at)
        if act.decision_id in about:
            return Note(own, "Memo", text, user, at, (about[act.decision_id],))
        if act.start is not None and act.end is not None:
            span = self._texts[act.session_id].span(act.session_id, act.start, act.end)
            return Note(own, "Memo", text, user, at, (), (span,))
        return Note(own, f"Memo on {act.session_id}", text, user, at, (guid("source", act.session_id),))

    def _proposal(self, act: Act, coding: str) -> Note:
        """What the machine had proposed for a decision, and what came of it."""
        shown = next(item for item in act.shown_codes() if item["code"] == act.code)
        facts = [
            f"Proposed: {act.code}",
            *(f"{name.replace('_', ' ')} {shown[name]}" for name in ("rank", "confidence") if name in shown),
            *([f"engine {shown['engine_hash']}"] if "engine_hash" in shown else []),
        ]
        lines = [f"{', '.join(facts)}.", f"Decision: {act.action} by {act.coder}, {act.at}."]
        words = [self._words(act.session_id, *place) for place in self._evidence.get((act.decision_id, act.code), ())]
        lines += [f"Evidence in the words: {'; '.join(words)}."] if words else []
        return Note(
            guid("proposal", act.decision_id), "Suggestion", "\n".join(lines), guid("machine"), utc(act.at), (coding,)
        )

    def _words(self, session: str, start: int, end: int) -> str:
        span = self._texts[session].span(session, start, end)
        return f"“{one_line(self._texts[session].text[span.start : span.end])}”"


def memo_text(act: Act) -> str:
    """What a coder wrote beside an act; "" where that is nothing."""
    return "\n\n".join(filter(None, [act.memo, f"Reason: {act.reason}" if act.reason else ""]))


def code_guid(code: Code) -> str:
    """The GUID of a code."""
    return guid_of_ulid("code", code.uid)


def coding_guid(decision_id: str) -> str:
    """The GUID of a coding."""
    return guid_of_ulid("coding", decision_id)


def _parents_first(codes: Iterable[Code]) -> list[Code]:
    """The codes in the order of the file, those below a code right behind it."""
    below: dict[str, list[Code]] = defaultdict(list)
    for code in codes:
        below[code.parent].append(code)
    placed = []
    waiting = below[""][::-1]
    while waiting:
        code = waiting.pop()
        placed.append(code)
        waiting += below[code.id][::-1]
    return placed


def _values(owner: str, cells: Mapping[str, str], columns: Iterable[str]) -> tuple[tuple[str, str], ...]:
    return tuple((guid("variable", owner, name), cells[name]) for name in columns if cells.get(name))


def _evidence(data: StudyData) -> dict[tuple[str, str], list[tuple[int, int]]]:
    """The places in the record that speak for a code, by decision and code, as the codebook finds them today."""
    joined = data.coding_segments.merge(data.suggestions[["segment_id", "code", "evidence_for"]], on="segment_id")
    coded = data.codings.drop_duplicates("coding_id")[["coding_id", "code", "decision_id"]]
    found: dict[tuple[str, str], list[tuple[int, int]]] = defaultdict(list)
    for row in records(joined.merge(coded, on=["coding_id", "code"])):
        found[row.decision_id, row.code] += [(start, end) for start, end, *_ in json.loads(row.evidence_for)]
    return {key: sorted(set(places)) for key, places in found.items()}
