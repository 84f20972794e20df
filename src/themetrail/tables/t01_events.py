"""Table 1, events and participants: a row for each session, and one for all."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from themetrail.cleaning.withdrawn import without_withdrawn
from themetrail.tables.notes import LEFT_OUT, undecided
from themetrail.tables.table import PaperTable

if TYPE_CHECKING:
    from themetrail.tables.data import StudyData

_DESCRIBED = {
    "Session": "session_id",
    "Phase": "phase",
    "Setting": "setting",
    "Stratum": "stratum",
    "Date": "date",
    "Minutes": "duration_min",
}


def build(data: StudyData) -> PaperTable:
    """Who came to what, and how much they said; facilitators speak in turns, but are not participants."""
    spoken = data.segments[data.segments["role"] == "participant"]
    turns = without_withdrawn(data.turns)
    spoken_in, turns_in = (dict(list(frame.groupby("session_id", sort=False))) for frame in (spoken, turns))
    rows = [
        {
            **{head: session[column] for head, column in _DESCRIBED.items()},
            **_said(
                data,
                spoken_in.get(session["session_id"], spoken[:0]),
                turns_in.get(session["session_id"], turns[:0]),
            ),
        }
        for session in data.inputs["sessions"]
    ]
    minutes = [session["duration_min"] for session in data.inputs["sessions"]]
    total = f"{sum(map(float, minutes)):g}" if all(minutes) else LEFT_OUT
    everything = {**dict.fromkeys(_DESCRIBED, ""), "Session": "All sessions", "Minutes": total}
    rows.append({**everything, **_said(data, spoken, turns)})
    notes = [
        "Participants are people who spoke; a person who spoke in several sessions counts once in the row for all.",
        "Turns are those of participants and facilitators, words those of participants alone, without typed marks.",
        "Small groups are shown here: these are numbers of people who took part, not of people who said a thing.",
        *(["The minutes of a session are not known, so they have no sum."] if total == LEFT_OUT else []),
        *undecided(data),
    ]
    return PaperTable("T1", "events", "Events and participants", pd.DataFrame(rows), notes)


def _said(data: StudyData, spoken: pd.DataFrame, turns: pd.DataFrame) -> dict[str, int]:
    groups = [data.group_of[speaker] for speaker in spoken["speaker_id"].unique()]
    return {
        "Participants": len(groups),
        **{f"Participants: {group}": groups.count(group) for group in data.groups},
        "Turns": len(turns),
        "Turns by participants": int((turns["role"] == "participant").sum()),
        "Words by participants": int(spoken["words"].sum()),
    }
