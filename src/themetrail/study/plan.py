"""What a workflow has to know before it starts: the settings, the sessions and where their transcripts are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from themetrail.study.inputs import SESSIONS
from themetrail.study.load import TRANSCRIPTS, path_of, read_table_of, transcript_paths
from themetrail.study.problems import InputError, Problem, stop_on
from themetrail.study.settings import Settings, read_settings

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True)
class StudyPlan:
    """The settings of a study and the transcript of each session, as a path from the study's folder."""

    settings: Settings
    transcripts: dict[str, str]


def plan_study(study: Path) -> StudyPlan:
    """Read what a run is planned from.

    A session without its one transcript is left out here and reported by the gate, with all other problems.

    Raises:
        InputError: when no run can be planned: wrong settings, or a sessions.csv that is unreadable or empty.
    """
    sessions, problems = read_table_of(study, SESSIONS)
    if not sessions and not problems:
        remedy = f"Put a transcript into {TRANSCRIPTS} and give it a row here."
        problems.append(Problem(path_of("sessions"), "", 0, "no session has a row yet", remedy))
    try:
        settings = read_settings(study)
    except InputError as error:
        raise InputError([*problems, *error.problems]) from None
    stop_on(problems)
    files = transcript_paths(study)
    found = {row["session_id"]: files.get(row["session_id"], []) for row in sessions}
    return StudyPlan(
        settings,
        {name: paths[0].relative_to(study).as_posix() for name, paths in found.items() if len(paths) == 1},
    )
