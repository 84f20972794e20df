"""A command takes the files of many sessions one by one, or by the folder that they lie in."""

from __future__ import annotations

from pathlib import Path

import pytest

from themetrail.cli._session_files import session_files
from themetrail.study.files import write_text
from themetrail.study.inputs import SESSIONS
from themetrail.study.load import path_of
from themetrail.study.sheets import write_sheet


@pytest.fixture
def study(tmp_path):
    about = dict.fromkeys(SESSIONS.header, "") | {"phase": "interview", "source_kind": "transcript"}
    rows = [about | {"session_id": name} for name in ("B", "A")]
    write_text(tmp_path / path_of("sessions"), write_sheet(SESSIONS.header, rows))
    for name in ("A", "B", "GONE"):
        write_text(tmp_path / f"released/{name}.txt", "words")
    return tmp_path


def test_a_folder_stands_for_the_files_of_the_sessions_that_the_study_has(study):
    assert session_files(study, [study / "released"]) == [study / "released/B.txt", study / "released/A.txt"]


def test_files_are_taken_as_they_are_given(study):
    given = [Path("released/B.txt"), Path("elsewhere/GONE.txt")]
    assert session_files(study, given) == given
