"""How commands are given a file of each session: the files, or the folder that holds them.

A command line has room for the files of some hundred sessions; a folder has a name of the same length for any number.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from themetrail.study.inputs import SESSIONS
from themetrail.study.load import read_table_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path


def session_files(study: Path, given: Sequence[Path]) -> list[Path]:
    """The files as they were given, and of each folder the files of the study's sessions, in their order.

    What a folder holds of a session that the study does not have any more is left out.
    """
    if not any(path.is_dir() for path in given):
        return list(given)
    sessions = [row["session_id"] for row in read_table_of(study, SESSIONS)[0]]
    found: list[Path] = []
    for path in given:
        own = {one.stem: one for one in path.iterdir()} if path.is_dir() else {}
        found += [own[name] for name in sessions if name in own] if path.is_dir() else [path]
    return found
