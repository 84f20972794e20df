"""Table 11, the flow of the data: how much there is at each step from the files to the codings."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import pandas as pd

from themetrail.cleaning.withdrawn import without_withdrawn
from themetrail.tables.notes import LEFT_OUT, counted
from themetrail.tables.small import kept_back
from themetrail.tables.spoken import spans_withdrawn, touches
from themetrail.tables.table import PaperTable

if TYPE_CHECKING:
    from collections.abc import Mapping

    from themetrail.tables.data import StudyData


def build(data: StudyData) -> PaperTable:
    """A row for each step, a column for each session and one for all."""
    sessions = data.sessions
    secret = kept_back(data).totals
    segments, units = data.segments, data.coded_units
    spoken = segments[segments["role"] == "participant"]
    silent = spoken[spoken["flags"].map(lambda flags: "backchannel" in flags.split()).astype(bool)]
    findings = data.codings[data.codings["layer"] == "findings"]
    coded = data.mentions.drop_duplicates("segment_id")
    steps: list[tuple[str, Mapping[str, int]]] = [
        ("Transcript files", dict.fromkeys(sessions, 1)),
        ("Units of speech read (cues, paragraphs, lines)", _reported(data, "units")),
        ("Words read", _reported(data, "words")),
        ("Turns", _by_session(without_withdrawn(data.turns))),
        ("Segments", _by_session(segments)),
        ("Segments by participants", _by_session(spoken)),
        ("… of these backchannels", _by_session(silent)),
        ("… of these put to coders", _by_session(units)),
        ("Segments with a finding", _by_session(coded)),
        ("Codings that count", _by_session(findings)),
        ("Decisions of all coders", _decisions(data)),
    ]
    rows = [
        {
            "Step": step,
            "All": LEFT_OUT if (hidden := secret and step in _FROM_CODINGS) else str(sum(numbers.values())),
            **{session: LEFT_OUT if hidden else str(numbers.get(session, 0)) for session in sessions},
        }
        for step, numbers in steps
    ]
    rows[3:3] = [
        {"Step": step, "All": str(number), **dict.fromkeys(sessions, LEFT_OUT)} for step, number in _withdrawn(data)
    ]
    notes = [
        "Units and words are those of the files as read; everything from the turns on is without people who withdrew; "
        "how many they are is given for the whole study alone.",
        "A segment with a finding is a participant's and carries a domain, a cause or a solution; codings that count "
        "may be process codes, too. Decisions are rows of the ledgers, those undone later included.",
        *counted(data),
    ]
    frame = pd.DataFrame(rows, columns=["Step", "All", *sessions])
    return PaperTable("T11", "data_flow", "Data-flow counts", frame, notes)


_FROM_CODINGS = frozenset({"Segments with a finding", "Codings that count", "Decisions of all coders"})


def _reported(data: StudyData, what: str) -> dict[str, int]:
    return {session: int(report["counts"][what]) for session, report in data.reports.items()}


def _by_session(frame: pd.DataFrame) -> dict[str, int]:
    return {str(session): int(n) for session, n in frame["session_id"].value_counts().items()}


def _decisions(data: StudyData) -> dict[str, int]:
    gone = spans_withdrawn(data)
    made = [act for acts in data.ledgers.values() for act in acts]
    return Counter(act.session_id for act in made if not touches(gone.get(act.session_id, []), act.start, act.end))


def _withdrawn(data: StudyData) -> list[tuple[str, int]]:
    people = sum(row["withdrawn"] == "yes" for row in data.inputs["participants"])
    turns = len(data.turns) - len(without_withdrawn(data.turns))
    return [("People who withdrew", people), ("Turns of people who withdrew, taken out", turns)]
