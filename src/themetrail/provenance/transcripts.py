"""The report of what was read from each transcript: two tables, and a page for somebody who lives in Word.

It is private: it shows lines that were left out, verbatim, since only a person can say whether one was speech.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, StrictUndefined

from themetrail.cleaning.marks import KINDS, count_words
from themetrail.cleaning.verbatim import RULES
from themetrail.cleaning.withdrawn import without_withdrawn
from themetrail.study.problems import Problem
from themetrail.study.sheets import write_sheet
from themetrail.tables.write import as_text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd

_TEMPLATE = Path(__file__).with_name("transcripts.html.j2")
_DROPPED_COLUMNS = ("session_id", "file", "place", "why", "text")


@dataclass(frozen=True)
class Omitted:
    """A piece of a transcript that is not speech: where it stood, what it says, why it was left out."""

    place: str
    text: str
    why: str


@dataclass(frozen=True)
class SessionReport:
    """What was read from one transcript.

    Attributes:
        session_id: The session.
        file: The transcript's name.
        reader: Name of the reader; "" where none knew the file.
        reasons: Why this one; where none knew the file, what each says.
        units: Cues, paragraphs, lines or rows of speech.
        unlabelled: Those of them that name nobody and so continue the speaker before.
        turns: Turns of speakers.
        words: Words without marks.
        speakers: Turns by speaker; the withdrawn are not named.
        withdrawn: Whether somebody who spoke has withdrawn.
        stamps: Units with a time.
        marks: Typed marks by kind, :data:`~themetrail.cleaning.marks.KINDS`.
        left_out: What the intelligent verbatim view leaves out, by rule.
        labels_off_roster: Units by label, for labels that the roster lacks.
        dropped: What was left out of the speech.
        notes: Decisions taken while reading.
        problems: What stops the run.
    """

    session_id: str
    file: str
    reader: str
    reasons: tuple[str, ...]
    units: int
    unlabelled: int
    turns: int
    words: int
    speakers: Mapping[str, int]
    withdrawn: bool
    stamps: int
    marks: Mapping[str, int]
    left_out: Mapping[str, int]
    labels_off_roster: Mapping[str, int]
    dropped: tuple[Omitted, ...]
    notes: tuple[str, ...]
    problems: tuple[str, ...]


def session_report(
    ingest: Mapping[str, Any], clean: Mapping[str, Any], record: str, turns: pd.DataFrame, marks: pd.DataFrame
) -> SessionReport:
    """The report of one session.

    Args:
        ingest: What ``themetrail ingest`` reported.
        clean: What ``themetrail clean`` reported.
        record: The text of record.
        turns: Its turns, schema TURNS.
        marks: Its typed marks, schema MARKS.
    """
    told = without_withdrawn(turns)
    kinds = Counter(marks["kind"])
    reader = ingest["reader"]
    problems = [Problem(**row) for row in (*ingest["problems"], *clean["problems"])]
    return SessionReport(
        session_id=ingest["session_id"],
        file=ingest["source_name"],
        reader=reader,
        reasons=tuple(why_chosen(reader, ingest["reasons"])),
        units=ingest["counts"]["units"],
        unlabelled=ingest["counts"]["unlabelled"],
        turns=len(turns),
        words=count_words(record),
        speakers=dict(sorted(Counter(told["speaker_id"]).items())),
        withdrawn=len(told) < len(turns),
        stamps=ingest["counts"]["stamps"],
        marks={kind: kinds[kind] for kind in KINDS},
        left_out={rule: clean["left_out"].get(rule, 0) for rule in RULES},
        labels_off_roster=clean["labels_off_roster"],
        dropped=tuple(Omitted(f"{one['kind']} {one['number']}", one["text"], one["why"]) for one in ingest["dropped"]),
        notes=tuple(ingest["notes"]),
        problems=tuple(map(str, problems)),
    )


def why_chosen(reader: str, reasons: Sequence[str]) -> list[str]:
    """Of what all readers said of a file, what the chosen one said; everything where none was chosen."""
    own = [reason.removeprefix(f"{reader}: ") for reason in reasons if reason.startswith(f"{reader}: ")]
    return own if reader else list(reasons)


def sessions_csv(reports: Sequence[SessionReport]) -> str:
    """One row for each session, as CSV."""
    rows = [_row(report) for report in reports]
    empty = SessionReport("", "", "", (), 0, 0, 0, 0, {}, False, 0, dict.fromkeys(KINDS, 0), {}, {}, (), (), ())
    return _csv(list(_row(empty)), rows)


def dropped_csv(reports: Sequence[SessionReport]) -> str:
    """One row for each piece that was left out of the speech, verbatim, as CSV."""
    rows = [
        dict(zip(_DROPPED_COLUMNS, (report.session_id, report.file, piece.place, piece.why, piece.text), strict=True))
        for report in reports
        for piece in report.dropped
    ]
    return _csv(_DROPPED_COLUMNS, rows)


def transcripts_page(reports: Sequence[SessionReport], title: str, *, synthetic: bool, view: bool) -> str:
    """The same as one page without scripts that asks no other machine for anything.

    Args:
        reports: The sessions in order.
        title: The study's title.
        synthetic: Whether the page says that the data are synthetic.
        view: Whether it tells what the intelligent verbatim view leaves out.
    """
    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    template = environment.from_string(_TEMPLATE.read_text(encoding="utf-8"))
    return template.render(reports=reports, title=title, synthetic=synthetic, view=view) + "\n"


def _row(report: SessionReport) -> dict[str, object]:
    return {
        "session_id": report.session_id,
        "file": report.file,
        "reader": report.reader,
        "reasons": "; ".join(report.reasons),
        "units": report.units,
        "unlabelled_units": report.unlabelled,
        "turns": report.turns,
        "words": report.words,
        "speakers": _pairs(report.speakers),
        "withdrawn": "yes" if report.withdrawn else "no",
        "stamps": report.stamps,
        **{_COLUMN_OF.get(kind, f"marks_{kind}"): number for kind, number in report.marks.items()},
        "labels_off_roster": _pairs(report.labels_off_roster),
        "intelligent_verbatim": _pairs(report.left_out),
        "dropped_lines": len(report.dropped),
        "decisions_taken": " ".join(report.notes),
        "problems": " ".join(report.problems),
    }


_COLUMN_OF = {"redaction": "redactions", "unclear": "unclear"}


def _pairs(counts: Mapping[str, int]) -> str:
    return "; ".join(f"{name} {number}" for name, number in counts.items())


def _csv(header: Sequence[str], rows: Sequence[Mapping[str, object]]) -> str:
    return write_sheet(header, ({name: as_text(str(cell)) for name, cell in row.items()} for row in rows))
