"""A step that looks at the whole study takes the files of its sessions from the folder that they lie in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from themetrail.study.all_sessions import files_of_all
from themetrail.study.files import write_text
from themetrail.study.inputs import SESSIONS
from themetrail.study.load import path_of
from themetrail.study.sheets import write_sheet

if TYPE_CHECKING:
    from pathlib import Path


def test_the_files_of_the_sessions_that_the_study_has_come_in_their_order(tmp_path: Path) -> None:
    about = dict.fromkeys(SESSIONS.header, "") | {"phase": "interview", "source_kind": "transcript"}
    rows = [about | {"session_id": name} for name in ("B", "A", "UNREAD")]
    write_text(tmp_path / path_of("sessions"), write_sheet(SESSIONS.header, rows))
    private = tmp_path / "results/private"
    for name in ("A", "B", "GONE"):
        write_text(private / f"released/{name}.txt", "words")
    assert files_of_all(tmp_path, private, "released") == [private / "released/B.txt", private / "released/A.txt"]
