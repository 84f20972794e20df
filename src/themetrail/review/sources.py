"""What the desk reads of a study and of its run: texts, turns, segments, proposals, people, codebook, ledgers.

Each session is read when it is first asked for, and again after a run has written it anew. Only released text leaves
here, and every place that leaves here is a place in it.
"""

from __future__ import annotations

import json
import math
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from themetrail.cleaning.release import OffsetMap
from themetrail.cleaning.withdrawn import withdrawn_spans
from themetrail.codebook.history import read_log
from themetrail.codebook.merges import merged_codes
from themetrail.codebook.read import read_codebook
from themetrail.ledger.acts import FOLDER
from themetrail.ledger.book import Book
from themetrail.ledger.check import SessionText
from themetrail.ledger.coverage import covered
from themetrail.study.load import read_tables_of
from themetrail.study.machine_tables import READING, SEGMENTS, SUGGESTIONS, TURNS, read_table, records
from themetrail.study.plan import CODEBOOK
from themetrail.study.problems import InputError, Problem
from themetrail.study.settings import read_settings

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    import pandas as pd
    from pandera.pandas import DataFrameSchema

    from themetrail.codebook.model import Codebook
    from themetrail.study.load import Tables
    from themetrail.study.settings import Settings

PRIVATE = "results/private"
NOT_ASKED = frozenset({"backchannel", "no_words"})


@dataclass(frozen=True)
class Segment:
    """A sentence of a session; ``start`` and ``end`` point into the record.

    ``asked`` says whether coders are asked to judge it: a participant's words, and no mere backchannel.
    """

    segment_id: str
    turn: int
    role: str
    start: int
    end: int
    asked: bool


@dataclass(frozen=True)
class Suggestion:
    """A code that the machine proposes for a segment; evidence are spans of the record, each with what matched.

    ``sure`` says that a glance may do; any other proposal a person has to read.
    """

    code: str
    rank: int
    confidence: float
    sure: bool
    engine_hash: str
    evidence_for: tuple[tuple[int, int, str], ...]
    evidence_against: tuple[tuple[int, int, str], ...]

    def as_shown(self) -> dict[str, object]:
        """The suggestion as a ledger keeps what was shown."""
        return {
            "code": self.code,
            "rank": self.rank,
            "confidence": self.confidence,
            "engine_hash": self.engine_hash,
        }


@dataclass(frozen=True)
class Turn:
    """A turn; ``start`` and ``end`` point into the record, ``start_s`` is None where the transcript has no stamp."""

    turn: int
    speaker_id: str
    role: str
    start_s: float | None
    start: int
    end: int
    flags: str


@dataclass(frozen=True)
class Session:
    """A session as it is coded; ``places`` are those of its segments in the study's order of review."""

    session_id: str
    text: SessionText
    to_record: Any
    turns: tuple[Turn, ...]
    segments: tuple[Segment, ...]
    suggestions: dict[str, tuple[Suggestion, ...]]
    places: dict[str, int]

    @cached_property
    def spans(self) -> list[tuple[int, int]]:
        """Spans of the segments, for :func:`ledger.coverage.covered`."""
        return [(segment.start, segment.end) for segment in self.segments]

    @cached_property
    def order(self) -> list[int]:
        """Indices of the segments that are asked for, in the order of review; none where no run has made it."""
        placed = [(self.places[s.segment_id], n) for n, s in enumerate(self.segments) if s.segment_id in self.places]
        return [n for _, n in sorted(placed) if self.segments[n].asked]

    def segments_of(self, start: int, end: int, overlap_min: int) -> list[tuple[int, int]]:
        """Index and shared characters of the segments that a span of the record belongs to."""
        return covered((start, end), self.spans, overlap_min)

    def shown_at(self, start: int, end: int, overlap_min: int) -> str:
        """What the machine proposes for the segment of which a span covers most, as ``shown`` of a ledger row."""
        there = self.segments_of(start, end, overlap_min)
        if not there:
            return ""
        index, _ = max(there, key=lambda one: one[1])
        shown = [one.as_shown() for one in self.suggestions.get(self.segments[index].segment_id, ())]
        return json.dumps(shown, separators=(",", ":")) if shown else ""


@dataclass
class Sources:
    """A study as the desk sees it. ``study`` is the study's folder."""

    study: Path
    _sessions: dict[str, tuple[Any, Session]] = field(default_factory=dict)
    _of_run: dict[str, tuple[Any, dict[str, pd.DataFrame]]] = field(default_factory=dict)
    _books: dict[str, Book] = field(default_factory=dict)
    _codebook: tuple[Any, Codebook | None] = ((), None)
    _merged: tuple[Codebook | None, dict[str, str]] = (None, {})

    @cached_property
    def settings(self) -> Settings:
        """The study's settings."""
        return read_settings(self.study)

    @cached_property
    def tables(self) -> Tables:
        """The study's tables; what is wrong with them is the gate's to say."""
        return read_tables_of(self.study)[0]

    @cached_property
    def coders(self) -> dict[str, str]:
        """Label of each coder."""
        return {row["coder"]: row["label"] for row in self.tables["coders"]}

    @cached_property
    def session_ids(self) -> list[str]:
        """The sessions of the study that a run has read, in the order of sessions.csv."""
        names = [row["session_id"] for row in self.tables["sessions"]]
        return [name for name in names if self._file("segments", name, "parquet").exists()]

    @property
    def codebook(self) -> Codebook:
        """The codebook as it stands."""
        stamp = _stamp(self.study / CODEBOOK)
        if self._codebook[0] != stamp:
            self._codebook = (stamp, read_codebook(self.study))
        codebook = self._codebook[1]
        if codebook is None:
            raise AssertionError("a codebook was read")
        return codebook

    @property
    def merged(self) -> dict[str, str]:
        """The active code that each merged one counts as."""
        book = self.codebook
        if self._merged[0] is not book:
            self._merged = (book, merged_codes(read_log(self.study)))
        return self._merged[1]

    def book(self, coder: str) -> Book:
        """A coder's ledger, with what others appended meanwhile."""
        if coder not in self._books:
            self._books[coder] = Book.open(self.study / FOLDER / f"{coder}.csv")
        book = self._books[coder]
        book.refresh()
        return book

    def books(self) -> dict[str, Book]:
        """The ledgers of all coders who have one."""
        return {coder: self.book(coder) for coder in self.coders if (self.study / FOLDER / f"{coder}.csv").exists()}

    def session(self, session_id: str) -> Session:
        """One session.

        Raises:
            InputError: when no run has read it.
        """
        if session_id not in self.session_ids:
            seen = f"session {session_id!r} has not been read by a run"
            raise InputError([Problem(PRIVATE, "", 0, seen, "Run 'make paper' first.")])
        files = [self._file(*part) for part in _parts(session_id)]
        of_run = [self.study / PRIVATE / f"{table}.parquet" for table in ("suggestions", "reading")]
        stamp = tuple(map(_stamp, [*files, *of_run]))
        if self._sessions.get(session_id, ((), None))[0] != stamp:
            self._sessions[session_id] = (stamp, self._read(session_id))
        return self._sessions[session_id][1]

    def _file(self, kind: str, name: str, ending: str) -> Path:
        return self.study / PRIVATE / kind / f"{name}.{ending}"

    def _read(self, name: str) -> Session:
        offsets = OffsetMap(read_table(self._file("offsets", name, "parquet")))
        turns = read_table(self._file("turns", name, "parquet"), list(TURNS.columns)).sort_values("start")
        segments = read_table(self._file("segments", name, "parquet"), list(SEGMENTS.columns)).sort_values("start")
        text = SessionText(
            record=self._file("record", name, "txt").read_text(encoding="utf-8"),
            released=self._file("released", name, "txt").read_text(encoding="utf-8"),
            to_released=offsets.to_released,
            withdrawn=tuple(withdrawn_spans(turns)),
        )
        return Session(
            name,
            text,
            offsets.to_record,
            tuple(_turn(row) for row in records(turns)),
            tuple(_segment(row) for row in records(segments)),
            self._suggestions(name),
            {row.segment_id: int(row.place) for row in self._rows_of_run("reading", READING, name)},
        )

    def _suggestions(self, session_id: str) -> dict[str, tuple[Suggestion, ...]]:
        found: dict[str, list[Suggestion]] = {}
        for row in sorted(self._rows_of_run("suggestions", SUGGESTIONS, session_id), key=lambda row: row.rank):
            found.setdefault(str(row.segment_id), []).append(_suggestion(row))
        return {segment: tuple(those) for segment, those in found.items()}

    def _rows_of_run(self, name: str, schema: DataFrameSchema, session_id: str) -> Iterable[Any]:
        """A session's rows of a table that the run makes of the whole study; none where it was not made yet."""
        path = self.study / PRIVATE / f"{name}.parquet"
        if not path.exists():
            return ()
        stamp = _stamp(path)
        if self._of_run.get(name, ((), {}))[0] != stamp:
            frame = read_table(path, list(schema.columns))
            self._of_run[name] = (stamp, {str(session): own for session, own in frame.groupby("session_id")})
        own = self._of_run[name][1].get(session_id)
        return records(own) if own is not None else ()


def _parts(name: str) -> tuple[tuple[str, str, str], ...]:
    tables = (("offsets", name, "parquet"), ("turns", name, "parquet"), ("segments", name, "parquet"))
    return (*tables, ("record", name, "txt"), ("released", name, "txt"))


def _stamp(path: Path) -> tuple[int, int, int]:
    if not path.exists():
        return (0, 0, 0)
    stat = path.stat()
    return (stat.st_ino, stat.st_size, stat.st_mtime_ns)


def _turn(row: Any) -> Turn:
    start_s = None if math.isnan(row.start_s) else float(row.start_s)
    return Turn(int(row.turn), row.speaker_id, row.role, start_s, int(row.start), int(row.end), row.flags)


def _segment(row: Any) -> Segment:
    asked = row.role == "participant" and not NOT_ASKED & set(row.flags.split())
    return Segment(row.segment_id, int(row.turn), row.role, int(row.start), int(row.end), asked)


def _suggestion(row: Any) -> Suggestion:
    pro, contra = (
        tuple((int(start), int(end), str(why)) for start, end, why, *_ in json.loads(text))
        for text in (row.evidence_for, row.evidence_against)
    )
    return Suggestion(row.code, int(row.rank), float(row.confidence), bool(row.sure), row.engine_hash, pro, contra)
