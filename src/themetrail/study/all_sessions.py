"""The files of one kind of all sessions of a study, for steps that look at the study as a whole."""

from __future__ import annotations

from typing import TYPE_CHECKING

from themetrail.study.inputs import SESSIONS
from themetrail.study.load import read_table_of
from themetrail.study.session_files import session_file

if TYPE_CHECKING:
    from pathlib import Path


def files_of_all(study: Path, private: Path, kind: str) -> list[Path]:
    """A run's files of one kind, in the order of sessions.csv; a session that the run could not read has none.

    They are found by their folder, since a command line has no room for the files of a thousand sessions. What a
    folder holds of a session that the study does not have any more is left out.
    """
    names = (row["session_id"] for row in read_table_of(study, SESSIONS)[0])
    files = (session_file(private, kind, name) for name in names)
    return [path for path in files if path.exists()]
