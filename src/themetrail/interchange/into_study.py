"""A project of another tool as a new study: whole, or not at all.

Sources become sessions, codes a codebook, codings and notes decisions of their coders with ``via`` import, cases and
variables participants, groups and attributes. The ledger gets no quotes: nobody has looked for identifiers in the texts
yet, and the hash of the text ties a decision to its words.
"""

from __future__ import annotations

import re
import tempfile
from collections import defaultdict
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from themetrail.codebook.read import read_codebook
from themetrail.interchange.from_study import SETS
from themetrail.interchange.identity import new_ulid, ulid_of_guid
from themetrail.interchange.into_codebook import as_yaml, code_entries
from themetrail.interchange.losses import as_cell
from themetrail.interchange.names import Ids, clean, one_row, slug
from themetrail.interchange.people import OURS, People, further_columns
from themetrail.interchange.times import EPOCH, utc
from themetrail.interchange.transcript_files import TranscriptFile, transcript_file
from themetrail.ledger.acts import FOLDER, Act
from themetrail.ledger.write import append_acts
from themetrail.study.files import write_bytes, write_text
from themetrail.study.inputs import CODER, CODING_TABLES, DECISIONS, RAW_TABLES
from themetrail.study.load import TRANSCRIPTS, path_of
from themetrail.study.new import FIRST_CODER, new_study
from themetrail.study.plan import CODEBOOK
from themetrail.study.problems import InputError, Problem
from themetrail.study.settings import CONFIG
from themetrail.study.sheets import write_sheet
from themetrail.tables.write import SYNTHETIC
from themetrail.transcripts.labels import same_label

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from themetrail.interchange.losses import LossReport
    from themetrail.interchange.model import Note, Project, ProjectCoding, TextSource

NOTES = "data/coding/imported_notes.csv"
_BLANK: dict[str, Any] = dict.fromkeys(DECISIONS.header, "") | {
    "start": None, "end": None, "blind": "unknown", "via": "import",
}  # fmt: skip
_NOTES_HEADER = ("note", "about", "author", "at", "text")
_COLUMNS = {
    "phase": r".+",
    "stratum": r".*",
    "date": r"\d{4}-\d{2}-\d{2}",
    "setting": r".*",
    "duration_min": r"\d+(\.\d+)?",
}


def import_into_new(project: Project, folder: Path, title: str, losses: LossReport) -> None:
    """Make a study of a project.

    Args:
        project: The project.
        folder: Where; it must not exist yet, or be empty.
        title: The study's title.
        losses: What is changed or dropped is added to it.

    Raises:
        InputError: when the folder holds something already.
    """
    folder = folder.absolute()
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        seen = "there is something here already that is no study"
        raise InputError([Problem(str(folder), "", 0, seen, "Name a study, or a folder that does not exist yet.")])
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix=f".{folder.name}.") as scratch:
        made = Path(scratch) / "study"
        new_study(made, title)
        _NewStudy(project, made, losses).fill()
        if folder.exists():
            folder.rmdir()
        made.rename(folder)


class _NewStudy:
    def __init__(self, project: Project, folder: Path, losses: LossReport) -> None:
        self._project = project
        self._folder = folder
        self._losses = losses
        self._files: dict[str, TranscriptFile] = {}
        self._sessions: dict[str, str] = {}
        self._acts: dict[str, list[Act]] = defaultdict(list)
        self._left: list[dict[str, str]] = []

    def fill(self) -> None:
        """Write everything that the project holds."""
        project = self._project
        entries = code_entries(project, self._losses)
        codes = {code.guid: entry["id"] for code, entry in zip(project.codes, entries, strict=True)}
        if entries:
            write_text(self._folder / CODEBOOK, f'version: "0.1"\ncodes:\n{as_yaml(entries)}')
            read_codebook(self._folder)
        self._write_sources()
        coders = coder_ids(project)
        memos = self._codings(codes, coders)
        self._notes(coders, memos)
        self._write_coders(coders)
        self._tell_of_sets()
        if project.description == SYNTHETIC:
            self._set("synthetic: false", "synthetic: true")
        if self._left:
            write_text(self._folder / NOTES, write_sheet(_NOTES_HEADER, self._left))
            self._losses.changed("note", f"it is about no session, so it stands in {NOTES}", count=len(self._left))

    def _tell_of_sets(self) -> None:
        for one in self._project.sets:
            if one.name not in SETS.values():
                self._losses.dropped(
                    "set", "a study has no sets; a theme is written into themes.csv by a person", one.name
                )
        if self._project.links:
            why = "write links between domains and solutions into links.csv"
            self._losses.dropped("link", why, count=len(self._project.links))

    # --- sessions ------------------------------------------------------------------------------------------

    def _write_sources(self) -> None:
        people = People(self._project, self._losses)
        ids = Ids("S")
        rows = []
        names = {variable.guid: variable.name for variable in self._project.variables}
        for source in self._project.sources:
            session = ids.of(re.sub(r"\.(txt|docx?|rtf|odt|pdf|md)$", "", one_row(source.name), flags=re.IGNORECASE))
            file = transcript_file(session, source, people.voices(source))
            if file is None:
                self._losses.dropped("source", "there are no words in it", source.name)
                continue
            self._sessions[source.guid] = session
            self._files[source.guid] = file
            write_bytes(self._folder / TRANSCRIPTS / file.name, file.data)
            people.add(session, source, file)
            values = {names[variable]: one_row(value) for variable, value in source.values}
            values = people.values_beside(source) | values
            rows.append(_session_row(session, source, file.kind, values))
            if file.kind != "transcript":
                self._losses.changed("source", f"nothing tells who speaks in it, so it is {file.kind}", source.name)
        people.silent_cases()
        self._table("sessions", rows)
        self._table("participants", list(people.rows.values()))
        self._table("roster", people.roster)

    def _table(self, name: str, rows: Sequence[Mapping[str, str]]) -> None:
        header = list(dict.fromkeys([*RAW_TABLES[name].header, *(column for row in rows for column in row)]))
        write_text(
            self._folder / path_of(name), write_sheet(header, ({c: row.get(c, "") for c in header} for row in rows))
        )

    # --- decisions -----------------------------------------------------------------------------------------

    def _codings(self, codes: Mapping[str, str], coders: Mapping[str, str]) -> dict[str, int]:
        """Acts for the codings; the place of each among its coder's acts, by the coding's GUID."""
        placed = []
        for coding in self._project.codings:
            span = coding.span
            file = self._files.get(span.source)
            found = file.to_record(span.start, span.end) if file else None
            if found is None:
                why = "it is on no character" if span.start == span.end else "it is on no words that anybody says"
                source = self._project.source_by_guid[span.source]
                name = f"{self._project.code_by_guid[coding.code].name} in {source.name}"
                self._losses.dropped("coding", why, name, f"{span.start}–{span.end}")
            else:
                placed.append((self._sessions[span.source], *found, codes[coding.code], coding.guid, coding))
        places = {}
        for session, start, end, code, own, coding in sorted(placed, key=lambda one: one[:5]):
            acts = self._acts[coders[coding.user]]
            places[own] = len(acts)
            sha = self._files[coding.span.source].record_sha256
            acts.append(
                imported_act(
                    decision_id=ulid_of_guid(own),
                    seq=len(acts) + 1,
                    at=coding.at or self._project.at or EPOCH,
                    coder=coders[coding.user],
                    session_id=session,
                    record_sha256=sha,
                    start=start,
                    end=end,
                    action="add",
                    code=code,
                )
            )
        return places

    def _notes(self, coders: Mapping[str, str], places: Mapping[str, int]) -> None:
        codings = {coding.guid: coding for coding in self._project.codings}
        for note in self._project.notes:
            text = clean(note.text).strip()
            if not text:
                self._losses.dropped("note", "there is no text in it", note.name)
            elif note.user in self._project.machines:
                self._losses.dropped("note", "it is what the machine had proposed, and no memo", note.name)
            else:
                self._note(note, text, coders, codings, places)

    def _note(
        self,
        note: Note,
        text: str,
        coders: Mapping[str, str],
        codings: Mapping[str, ProjectCoding],
        places: Mapping[str, int],
    ) -> None:
        """A memo in the cell of its coding where it is about one alone, else an act for each thing it is about."""
        coder = coders.get(note.user) or min(coders.values(), default=FIRST_CODER)
        if len(note.about) == 1 and not note.spans and note.about[0] in places:
            coding = codings[note.about[0]]
            own = self._acts[coders[coding.user]]
            act = own[places[coding.guid]]
            if not act.memo and coders[coding.user] == coder:
                own[places[coding.guid]] = replace(act, memo=text)
                return
        spans = [codings[one].span for one in note.about if one in places] + list(note.spans)
        sources = [one for one in note.about if one in self._sessions]
        everything = [*((one.source, one) for one in spans), *((one, None) for one in sources)]
        there = [(self._sessions[source], source, span) for source, span in everything if source in self._sessions]
        for number, (session, source, span) in enumerate(there):
            file = self._files[source]
            found = file.to_record(span.start, span.end) if span else None
            start, end = found or (None, None)
            self._acts[coder].append(
                imported_act(
                    decision_id=new_ulid("memo", note.guid, number),
                    seq=len(self._acts[coder]) + 1,
                    at=note.at or self._project.at or EPOCH,
                    coder=coder,
                    session_id=session,
                    record_sha256=file.record_sha256 if found else "",
                    start=start,
                    end=end,
                    action="memo",
                    memo=text,
                )
            )
        if not there:
            named = [self._project.code_paths[one] for one in note.about if one in self._project.code_paths]
            about = "; ".join(named) or "the project"
            author = self._project.user_by_guid[note.user].name if note.user in self._project.user_by_guid else ""
            row = {"note": note.name, "about": about, "author": author, "at": note.at, "text": text}
            self._left.append({name: str(as_cell(value)) for name, value in row.items()})

    def _write_coders(self, coders: Mapping[str, str]) -> None:
        for coder, acts in self._acts.items():
            append_acts(self._folder / FOLDER / f"{coder}.csv", acts)
        labels = {own: self._project.user_by_guid[user].name for user, own in coders.items()}
        if not labels:
            return
        rows = [{"coder": own, "label": one_row(label) or own, "background": ""} for own, label in labels.items()]
        write_text(self._folder / path_of("coders"), write_sheet(CODING_TABLES["coders"].header, rows))
        lead = max(labels, key=lambda one: (sum(act.action == "add" for act in self._acts[one]), one))
        self._set(f"findings_from: {FIRST_CODER}", f'findings_from: "{lead}"')

    def _set(self, before: str, after: str) -> None:
        """Change a line of the settings."""
        config = (self._folder / CONFIG).read_text(encoding="utf-8")
        write_text(self._folder / CONFIG, config.replace(before, after, 1))


def imported_act(**cells: Any) -> Act:
    """An act that came from another tool; cells that are not named are empty."""
    return Act(**_BLANK | cells)


def coder_ids(project: Project, there: Mapping[str, str] | None = None) -> dict[str, str]:
    """A coder's id for each user who coded, or wrote a note, by the user's GUID.

    Args:
        project: The project.
        there: Coders who are known already, by the user's GUID.
    """
    known = dict(there or {})
    taken = {same_label(own) for own in known.values()}
    ids = Ids("coder_", taken)
    coded = {coding.user for coding in project.codings}
    active = coded | {note.user for note in project.notes if note.user not in project.machines}
    for user in project.users:
        if user.guid in active and user.guid not in known:
            short = user.short if re.fullmatch(CODER, user.short) else slug(user.name).lower()
            known[user.guid] = ids.of(short).lower()
    return known


def _session_row(session: str, source: TextSource, kind: str, values: dict[str, str]) -> dict[str, str]:
    row = {"session_id": session, "phase": "imported", "source_kind": kind}
    for column, shape in _COLUMNS.items():
        value = values.get(f"{OURS}{column}", "")
        if value and re.fullmatch(shape, value) and (column != "date" or utc(value)):
            row[column] = value
            del values[f"{OURS}{column}"]
    if source.name != session:
        values["source_name"] = one_row(source.name)
    if source.description:
        values["source_description"] = one_row(source.description)
    return row | further_columns(values, row)
