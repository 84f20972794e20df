"""What a workflow has to know before it starts: the settings, the sessions and where their transcripts are."""

from __future__ import annotations

import json
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from themetrail.study.files import sha256
from themetrail.study.inputs import PARTICIPANTS, ROSTER, SESSIONS
from themetrail.study.load import TRANSCRIPTS, path_of, people_of_each, read_table_of, transcript_paths
from themetrail.study.problems import InputError, Problem, stop_on
from themetrail.study.settings import Settings, read_settings

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from themetrail.study.sheets import Row

CODEBOOK = "data/coding/codebook.yaml"
# Of a job that makes more than 128 files, Snakemake reads its own record of each file anew at every look.
SESSIONS_PER_SHARD = 30
_KEY_REMEDY = (
    "Copy your team's file here; `themetrail new-key` makes one for a study without decisions in identifiers.csv."
)


@dataclass(frozen=True)
class StudyPlan:
    """The settings of a study, and by session its transcript and who speaks in it.

    ``transcripts`` are paths from the study's folder; ``shards`` are the sessions that one job of a step takes, by the
    name of the job's files. ``people`` are hashes of what turns and the identifier scan
    depend on in roster.csv and participants.csv, so that another session's speaker or a changed consent reruns neither.
    ``readings`` are hashes of what reading depends on beside the transcript: its source_kind and the known labels.
    """

    settings: Settings
    transcripts: dict[str, str]
    shards: dict[str, tuple[str, ...]]
    people: dict[str, str]
    readings: dict[str, str]


def plan_study(study: Path) -> StudyPlan:
    """Read what a run is planned from.

    A session without its one transcript is left out here and reported by the gate, with all other problems.

    Raises:
        InputError: when no run can be planned: wrong settings, a sessions.csv that is unreadable or empty, or no
            roster, participants, codebook or key of the identifier scan.
    """
    sessions, problems = read_table_of(study, SESSIONS)
    if not sessions and not problems:
        remedy = f"Put a transcript into {TRANSCRIPTS} and give it a row here."
        problems.append(Problem(path_of("sessions"), "", 0, "no session has a row yet", remedy))
    try:
        settings = read_settings(study)
    except InputError as error:
        raise InputError([*problems, *error.problems]) from None
    stop_on([*problems, *_missing(study, settings.identifiers.key_file)])
    files = transcript_paths(study)
    found = {row["session_id"]: files.get(row["session_id"], []) for row in sessions}
    transcripts = {name: paths[0].relative_to(study).as_posix() for name, paths in found.items() if len(paths) == 1}
    roster, participants = read_table_of(study, ROSTER)[0], read_table_of(study, PARTICIPANTS)[0]
    own = people_of_each(transcripts, roster, participants)
    people = {name: people_fingerprint(*rows) for name, rows in own.items()}
    kinds = {row["session_id"]: row["source_kind"] for row in sessions}
    readings = {name: _reading(kinds[name], labels) for name, (labels, _) in own.items()}
    return StudyPlan(settings, transcripts, shards_of(list(transcripts)), people, readings)


def shards_of(sessions: Sequence[str], most: int = SESSIONS_PER_SHARD) -> dict[str, tuple[str, ...]]:
    """Sessions in shares of even size, in their order, by number: as few as may be, but two where there are two.

    A job of a step takes a share: so a language model is loaded once for many sessions, and a small study still
    keeps two cores at work. The shares do not depend on the machine.
    """
    count = min(len(sessions), max(2, -(-len(sessions) // most)))
    edges = [len(sessions) * n // max(1, count) for n in range(count + 1)]
    return {f"{n:04}": tuple(sessions[low:high]) for n, (low, high) in enumerate(pairwise(edges), start=1)}


def _missing(study: Path, key_file: str) -> list[Problem]:
    """A problem for each file that is not there and that single steps of a run are made from."""
    tables = (sheet for sheet in (ROSTER, PARTICIPANTS) if not (study / path_of(sheet.name)).is_file())
    others = ((CODEBOOK, "Every study needs it."), (key_file, _KEY_REMEDY))
    return [
        *(problem for sheet in tables for problem in read_table_of(study, sheet)[1]),
        *(Problem(path, "", 0, "the file is missing", to_do) for path, to_do in others if not (study / path).is_file()),
    ]


def _reading(kind: str, roster: list[Row]) -> str:
    return sha256(json.dumps([kind, sorted({row["label"] for row in roster})]))[:16]


def people_fingerprint(roster: list[Row], participants: list[Row]) -> str:
    """SHA-256 (16 hex) of what turns and the identifier scan depend on in the rows of a session's people."""
    labels = sorted((row["session_id"], row["label"], row["speaker_id"]) for row in roster)
    people = sorted((row["speaker_id"], row["role"], row["withdrawn"]) for row in participants)
    return sha256(json.dumps([labels, people]))[:16]
