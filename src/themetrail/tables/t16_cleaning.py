"""Table 16, reading and cleaning: what each transcript was read as, what was left out of it, and what marks it has."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import pandas as pd

from themetrail.cleaning.marks import KINDS
from themetrail.cleaning.withdrawn import without_withdrawn
from themetrail.study.machine_tables import records
from themetrail.tables.notes import undecided
from themetrail.tables.spoken import spans_withdrawn, touches
from themetrail.tables.table import PaperTable

if TYPE_CHECKING:
    from themetrail.tables.data import StudyData

_COLUMNS = [
    "Session", "Read as", "Units of speech", "… of these without a label", "Words read", "Turns", "Lines left out",
    "Why they were left out", *(f"Marks: {kind}" for kind in KINDS),
]  # fmt: skip


def build(data: StudyData) -> PaperTable:
    """A row for each session; no word of a transcript is in it."""
    turns = Counter(without_withdrawn(data.turns)["session_id"])
    marks = _marks(data)
    rows = []
    for session in data.sessions:
        report = data.reports[session]
        reasons = Counter(str(piece["why"]) for piece in report["dropped"])
        counts = report["counts"]
        rows.append(
            (
                *(session, report["reader"], counts["units"], counts["unlabelled"], counts["words"], turns[session]),
                *(reasons.total(), "; ".join(f"{why} {number}" for why, number in sorted(reasons.items()))),
                *(marks[session, kind] for kind in KINDS),
            )
        )
    notes = [
        "Read as: the reader that knew the form of the file. A unit is a cue, paragraph, line or row of speech; one "
        "without a label continues the speaker before it. Units and words are those of the files as read, words with "
        "those inside typed marks; turns and marks are without people who withdrew.",
        "Left out are lines that are no speech, such as headings, time stamps and what stands before the first "
        "speaker. A private report of the run shows each of them, for a person to look through.",
        "Marks are what transcribers write between the words, such as [laughs] (an event) or [NAME] (a redaction); "
        "they are typed and kept, and never counted as words.",
        *undecided(data),
    ]
    return PaperTable("T16", "cleaning", "Reading and cleaning", pd.DataFrame(rows, columns=_COLUMNS), notes)


def _marks(data: StudyData) -> Counter[tuple[str, str]]:
    gone = spans_withdrawn(data)
    return Counter(
        (mark.session_id, mark.kind)
        for mark in records(data.marks)
        if not touches(gone.get(mark.session_id, []), mark.start, mark.end)
    )
