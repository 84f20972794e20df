"""What the command ``trail`` opens and prints: each step from a decision to the bytes of its source, with hashes."""

from __future__ import annotations

import csv
from functools import cached_property
from typing import TYPE_CHECKING

from themetrail.cli._study import shown_path, tables_of
from themetrail.cli._texts import texts_of
from themetrail.ledger.acts import FOLDER
from themetrail.ledger.replay import active_acts
from themetrail.provenance.trail import Source, checks, places
from themetrail.study.files import sha256
from themetrail.study.load import people_of, transcript_paths
from themetrail.study.machine_tables import read_table, records

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from themetrail.ledger.acts import Act
    from themetrail.ledger.check import SessionText
    from themetrail.tables.data import StudyData

QUOTES = "quotes.csv"


class WayBack:
    """The way from decisions and places to the sources of a study, each file opened once."""

    def __init__(self, study: Path, private: Path, public: Path, data: StudyData, *, words: bool) -> None:
        self._study, self._private, self._public, self._data, self.words = study, private, public, data, words
        self._texts: dict[str, tuple[SessionText, Source]] = {}
        self._hashes: dict[Path, str] = {}
        self.broken = 0

    def hash_of(self, path: Path) -> str:
        """SHA-256 of a file."""
        if path not in self._hashes:
            self._hashes[path] = sha256(path.read_bytes())
        return self._hashes[path]

    def rows(self, rows: Iterable[tuple[str, int]]) -> list[str]:
        """Rows of files that people wrote, each with the hash of its file."""
        return [
            f"  row       {path}{f', row {row}' if row and path.endswith('.csv') else f', line {row}' if row else ''}, "
            f"SHA-256 {self.hash_of(self._study / path)}"
            for path, row in rows
            if (self._study / path).is_file()
        ]

    def decision(self, name: str) -> list[str]:
        """The steps of a decision, and whether each holds."""
        act = self.acts[name]
        text, source = self._opened(act.session_id)
        failed = [check.says for check in checks(act, text, source) if not check.holds]
        self.broken += bool(failed)
        verdict = [f"  BROKEN    it is not so that {says}" for says in failed] or ["  checked   every step holds"]
        return ["", *self._steps(act), *self.place(act.session_id, act.start or 0, act.end or 0), *verdict]

    def place(self, session: str, start: int, end: int) -> list[str]:
        """A place in a text of record, and where it is in the released text and in the source."""
        text, source = self._opened(session)
        low, high = text.to_released(start, end)
        where = places(read_table(self._private / "locators" / f"{session}.parquet"), start, end)
        released = f"{self._private}/released/{session}.txt, SHA-256 {sha256(text.released)}"
        record = f"{self._private}/record/{session}.txt, SHA-256 {text.sha256}"
        return [
            *([f"  words     {text.quote(start, end)}"] if self.words else []),
            f"  released  characters {low} to {high} of {released}",
            f"  record    characters {start} to {end} of {record}",
            f"  source    {', '.join(where)} of {shown_path(self._study, session)}, SHA-256 {source.sha256}",
        ]

    def length(self, session: str) -> int:
        """Characters of a text of record."""
        return len(self._opened(session)[0].record)

    @cached_property
    def acts(self) -> dict[str, Act]:
        """The acts that stand, by their id."""
        return {act.decision_id: act for ledger in self._data.ledgers.values() for act in active_acts(ledger)}

    @cached_property
    def quoted(self) -> dict[str, list[int]]:
        """Rows of the public quotes by decision."""
        path = self._public / QUOTES
        found: dict[str, list[int]] = {}
        if path.is_file():
            for number, row in enumerate(csv.DictReader(path.open(encoding="utf-8", newline="")), 2):
                found.setdefault(row["decision_id"], []).append(number)
        return found

    def _steps(self, act: Act) -> list[str]:
        code = self._data.codebook.by_id.get(act.code)
        segments = self._data.coding_segments[self._data.coding_segments["coding_id"] == act.decision_id]
        shown = [f"{one['code']} as number {one['rank']} (engine {one['engine_hash']})" for one in act.shown_codes()]
        told = self._data.segments[self._data.segments["segment_id"].isin(segments["segment_id"])]
        ledger = f"{FOLDER}/{act.coder}.csv"
        quoted = ", ".join(map(str, self.quoted.get(act.decision_id, [])))
        printed = (
            f"row {quoted} of {self._public}/{QUOTES}, SHA-256 {self.hash_of(self._public / QUOTES)}" if quoted else ""
        )
        return [
            f"{act.decision_id}  {act.code} {code.label if code else ''}".rstrip(),
            *([f"  quoted    {printed}"] if printed else []),
            f"  decision  {act.action} by {act.coder} at {act.at}, row {act.row} of {ledger}, "
            f"SHA-256 {self.hash_of(self._study / ledger)}",
            f"  proposed  {', '.join(shown) or 'nothing was shown'}",
            *(f"  segment   {row.segment_id}, turn {row.turn} of {row.speaker_id}" for row in records(told)),
        ]

    def _opened(self, session: str) -> tuple[SessionText, Source]:
        """The texts of a session, and its source, read again."""
        from themetrail.transcripts.choose import read_transcript
        from themetrail.transcripts.model import Source as Transcript
        from themetrail.transcripts.record import build_record

        if session not in self._texts:
            tables = tables_of(self._study)
            kind = tables.by("sessions", "session_id")[session]["source_kind"]
            people = people_of(session, tables["roster"], tables["participants"])[0]
            (path,) = transcript_paths(self._study)[session]
            content = path.read_bytes()
            known = frozenset(row["label"] for row in people)
            reading = read_transcript(Transcript(path.name, content, kind, known), shown_path(self._study, session))
            reread, _ = build_record(session, reading.units)
            source = Source(sha256(content), self._data.reports[session]["source_sha256"], reread)
            self._texts[session] = (texts_of(self._private, [session])[session], source)
        return self._texts[session]
