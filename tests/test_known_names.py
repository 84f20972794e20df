"""Every occurrence of a name that the team listed is found, and the list itself is never shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from test_identifier_scan import KEY, LINES, PATHS, STOP_ON, _locators
from themetrail.identifiers.decisions import gate_problems
from themetrail.identifiers.known import find_known, read_known_names
from themetrail.identifiers.scan import scan_session

if TYPE_CHECKING:
    from pathlib import Path

LIST = "data/private/known_names.txt"


def found(text: str, *names: str) -> list[str]:
    return [text[hit.start : hit.end] for hit in find_known(text, names)]


@pytest.mark.parametrize(
    ("text", "name", "occurrence"),
    [
        ("I asked marjorie, twice.", "Marjorie", "marjorie"),
        ("MARJORIE  QUIBBLE said", "Marjorie Quibble", "MARJORIE  QUIBBLE"),
        ("I asked Marjorie\nQuibble", "Marjorie Quibble", "Marjorie\nQuibble"),
        ("Marjorie\u00a0Quibble", "Marjorie Quibble", "Marjorie\u00a0Quibble"),
        ("Marjorie's group", "Marjorie", "Marjorie"),
        ("Marjorie\u2019s group", "Marjorie", "Marjorie"),
        ("write to marjorie.quibble@example.org", "Marjorie Quibble", "marjorie.quibble"),
        ("interview_Marjorie_Quibble_2", "Marjorie Quibble", "Marjorie_Quibble"),
        ("Dr O\u2019Quill", "O'Quill", "O\u2019Quill"),
        ("Ann Quill Marsh", "Ann Quill-Marsh", "Ann Quill Marsh"),
        ("J. Quill", "J Quill", "J. Quill"),
        ("Zoe\u0308 rang", "Zo\u00eb", "Zoe\u0308"),
        ("\u0130zmir and Marjorie", "Marjorie", "Marjorie"),
    ],
)
def test_a_name_is_found_however_it_is_written(text: str, name: str, occurrence: str) -> None:
    assert found(text, name) == [occurrence]


@pytest.mark.parametrize("text", ["a hopeful sign", "Hopes", "unhope", "Hope2", "Ho pe"])
def test_a_part_of_a_word_is_not_the_name(text: str) -> None:
    assert found(text, "Hope") == []


def test_a_name_inside_another_is_not_told_twice_and_names_that_overlap_are_both_told() -> None:
    assert found("Ann Marie Smith", "Ann", "Marie", "Ann Marie", "Marie Smith") == ["Ann Marie", "Marie Smith"]
    assert found("Marie and Ann", "Ann", "Marie", "Ann Marie") == ["Marie", "Ann"]


def test_signs_of_expressions_in_a_name_stand_for_themselves() -> None:
    assert found("Quill junior", "Quill (junior)") == []
    assert found("ask Qu*ll+ now", "Qu*ll") == ["Qu*ll"]


@given(
    st.lists(st.text("abcd", min_size=2, max_size=4), min_size=1, max_size=6),
    st.lists(st.text("abcd", min_size=1, max_size=4), max_size=30),
)
def test_exactly_the_words_on_the_list_are_found(names: list[str], words: list[str]) -> None:
    assert found(" ".join(words), *names) == [word for word in words if word in names]


def test_a_list_is_read_with_comments_and_without_the_same_name_twice(tmp_path: Path) -> None:
    path = tmp_path / "names.txt"
    path.write_bytes("\ufeff# the team's list\r\n\r\n Marjorie Quibble \r\nZoë # since May\r\nZoë\r\n".encode())
    assert read_known_names(path, LIST) == (("Marjorie Quibble", "Zoë"), [])


def test_without_a_list_there_are_no_names_and_no_problem(tmp_path: Path) -> None:
    assert read_known_names(tmp_path / "none.txt", LIST) == ((), [])
    assert find_known("Marjorie", ()) == []


@pytest.mark.parametrize("data", [b"Marjorie\x81\x8d\n", b"Marjorie\x00\n"])
def test_a_list_that_is_no_text_is_a_problem(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "names.txt").write_bytes(data)
    names, (problem,) = read_known_names(tmp_path / "names.txt", LIST)
    assert names == ()
    assert problem.file == LIST
    assert "Marjorie" not in str(problem)


def test_a_folder_in_place_of_the_list_is_a_problem(tmp_path: Path) -> None:
    assert len(read_known_names(tmp_path, LIST)[1]) == 1


def test_a_line_that_would_stand_in_every_sentence_is_a_problem_with_its_number(tmp_path: Path) -> None:
    (tmp_path / "names.txt").write_text("Marjorie\nQ.\n---\n", encoding="utf-8")
    names, problems = read_known_names(tmp_path / "names.txt", LIST)
    assert names == ("Marjorie",)
    assert [(problem.unit, problem.number) for problem in problems] == [("line", 2), ("line", 3)]
    assert "Q." not in str(problems[0])


def test_a_listed_name_is_a_finding_that_stops_the_run_wherever_it_stands() -> None:
    record, locators = _locators([*LINES, ("P01", "cue 4", "Ask Tilda\u2019s sister.")])
    report = {
        "source_name": "interview_tilda.vtt",
        "labels": {"P01": 3, "Tilda": 1},
        "dropped": [{"kind": "line", "number": 3, "text": "TILDA joined", "why": "heading"}],
        "metadata": {"author": "tilda"},
    }
    names = {"roster_labels": {"P01", "Marjorie", "Tilda"}, "participant_ids": {"P01"}, "known_names": ("Tilda",)}
    findings = scan_session("S1", record, locators, report, key=KEY, **names)  # type: ignore[arg-type]
    known = findings[findings["layer"] == "known"]
    assert sorted(known["source"]) == ["dropped", "file_name", "label", "metadata", "record"]
    assert set(known["kind"]) == {"known_name"}
    assert known["hmac"].nunique() == 1
    (problem,) = gate_problems(known, PATHS, STOP_ON)
    assert "tilda" not in str(problem).lower()
    assert gate_problems(known, PATHS, []) == []
