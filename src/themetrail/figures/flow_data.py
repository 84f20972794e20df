"""The drawn data of figure 1: the steps of the study from the people to the findings, each with its numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from themetrail.cleaning.withdrawn import without_withdrawn
from themetrail.tables.small import kept_back

if TYPE_CHECKING:
    from themetrail.tables.data import StudyData

COLUMNS = ["step", "kind", "title", "text"]


def f1_study_flow(data: StudyData) -> pd.DataFrame:
    """A row for each box, from the top: step (boxes of one step stand side by side), kind, title and text.

    ``kind`` is "box", or "aside" for what leaves the flow at its step. Lines of ``text`` are separated by "; ".
    Counts made from codings are left out where they would give hidden cells away.
    """
    rows = [(1, "box", *phase) for phase in _phases(data)]
    steps = [_transcripts(data), _segments(data), _codings(data), _findings(data)]
    asides = [_withdrawn(data), _not_coded(data), "", ""]
    for step, (box, aside) in enumerate(zip(steps, asides, strict=True), 2):
        rows.append((step, "box", *box))
        if aside:
            rows.append((step, "aside", "", aside))
    rows += [(6, "box", *box) for box in (_themes(data), _jury(data)) if box]
    return pd.DataFrame(rows, columns=COLUMNS)


def counted(n: int, one: str, many: str = "") -> str:
    """A number with its noun, such as "1 session" or "4,210 words"."""
    return f"{n:,} {one if n == 1 else many or one + 's'}"


def _phases(data: StudyData) -> list[tuple[str, str]]:
    """Each phase with its sessions and the participants who spoke in them, by group."""
    spoken = data.segments[data.segments["role"] == "participant"]
    phases = list(dict.fromkeys(row["phase"] for row in data.inputs["sessions"]))
    boxes = []
    for phase in phases:
        sessions = [row["session_id"] for row in data.inputs["sessions"] if row["phase"] == phase]
        people = spoken.loc[spoken["session_id"].isin(sessions), "speaker_id"].unique()
        groups = [data.group_of[speaker] for speaker in people]
        lines = [counted(len(sessions), "session"), counted(len(people), "participant")]
        if len(data.groups) > 1:
            lines += [f"{group}: {groups.count(group)}" for group in data.groups if group in groups]
        boxes.append((phase.replace("_", " ").capitalize(), "; ".join(lines)))
    return boxes


def _transcripts(data: StudyData) -> tuple[str, str]:
    participants = data.segments[data.segments["role"] == "participant"]
    minutes = [row["duration_min"] for row in data.inputs["sessions"]]
    lines = [counted(len(data.sessions), "source")]
    if all(minutes):
        lines.append(f"{sum(map(float, minutes)):,g} minutes")
    people = participants["speaker_id"].nunique()
    lines += [
        f"{counted(int(participants['words'].sum()), 'word')} by {counted(people, 'participant')}",
    ]
    return "Transcripts", "; ".join(lines)


def _withdrawn(data: StudyData) -> str:
    people = sum(row["withdrawn"] == "yes" for row in data.inputs["participants"])
    turns = len(data.turns) - len(without_withdrawn(data.turns))
    return f"{counted(people, 'person', 'people')} withdrew; {counted(turns, 'turn')} taken out" if people else ""


def _segments(data: StudyData) -> tuple[str, str]:
    return "Put to coders", f"{counted(len(data.coded_units), 'segment')} by participants"


def _not_coded(data: StudyData) -> str:
    spoken = data.segments[data.segments["role"] == "participant"]
    backchannels = sum("backchannel" in flags.split() for flags in spoken["flags"])
    lines = [
        (len(data.segments) - len(spoken), "segment by facilitators", "segments by facilitators"),
        (backchannels, "backchannel", ""),
        (len(spoken) - backchannels - len(data.coded_units), "segment without words", "segments without words"),
    ]
    return "; ".join(counted(*line) for line in lines if line[0])


def _codings(data: StudyData) -> tuple[str, str]:
    findings = data.codings[data.codings["layer"] == "findings"]
    if findings.empty:
        return "Coding", "no decisions yet"
    coders = sum(bool(acts) for acts in data.ledgers.values())
    lines = [counted(coders, "coder")]
    if data.double_coded:
        lines.append(f"{counted(len(data.double_coded), 'session')} double-coded")
    if not kept_back(data).totals:
        lines.append(f"{counted(len(findings), 'coding')} counted")
    return "Coding", "; ".join(lines)


def _findings(data: StudyData) -> tuple[str, str]:
    named = set(data.mentions["code"])
    domains = set(data.mentions["domain"]) - {""}
    parts = [(len(domains), "domain")]
    parts += [(sum(c.id in named for c in data.codebook.of_kind(kind)), what) for kind, what in _KINDS]
    lines = [counted(n, what) for n, what in parts if n]
    return "Findings", "; ".join(f"{line} raised" for line in lines) or "nothing yet"


_KINDS = (("cause", "root cause"), ("solution", "solution"))


def _themes(data: StudyData) -> tuple[str, str] | None:
    themes = data.inputs["themes"]
    return ("Themes", f"{counted(len(themes), 'theme')} written by analysts") if themes else None


def _jury(data: StudyData) -> tuple[str, str] | None:
    votes, log = data.inputs["jury_votes"], data.inputs["refinements"]
    lines = []
    if votes:
        rounds = len({row["round"] for row in votes})
        asked = counted(len({row["solution"] for row in votes}), "solution")
        lines.append(f"{asked} polled in {counted(rounds, 'round')}")
    if log:
        lines.append(counted(len(log), "wording", "wordings") + " refined or kept")
    return ("Jury", "; ".join(lines)) if lines else None
