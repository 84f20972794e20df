"""A text of another tool becomes a transcript with the speakers and times that it knew, and its offsets follow."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from themetrail.interchange.into_study import import_into_new
from themetrail.interchange.losses import LossReport
from themetrail.interchange.model import Case, Project, Span, Stamp, TextSource, Variable
from themetrail.interchange.transcript_files import UNKNOWN, Voice, transcript_file
from themetrail.study.load import read_tables_of

TYPED = "Interviewer: Why?\n\nP1: It never comes\n  after six.\nInterviewer: I see.\nP1:\nWe wait 👍🏽 there.\n"


def made(text, *voices, stamps=()):
    """The file of a text, which has to be one."""
    file = transcript_file("WS1", TextSource("s", "WS1", text, stamps=stamps), voices)
    assert file is not None
    return file


def rows(file):
    """Label and words of each line."""
    return [(line.label, line.text) for _, line in file.units]


def test_labels_that_open_lines_are_speakers_and_no_speech():
    file = made(TYPED)
    assert file.kind == "transcript"
    assert rows(file) == [
        ("Interviewer", "Why?"), ("P1", "It never comes"), ("", "after six."), ("Interviewer", "I see."),
        ("P1", "We wait 👍🏽 there."),
    ]  # fmt: skip


def test_a_text_without_speakers_is_notes_of_one_voice():
    file = made("A wet day.\n\n Nobody came. \nNote: later\n")
    assert (file.kind, file.name, file.labels) == ("notes", "WS1.txt", ())
    assert file.record == "A wet day.\nNobody came.\nNote: later\n"


@pytest.mark.parametrize("text", ["1 One\n2 Two\n3 Three\n", "00:00:01.000 --> 00:00:02.000\nHello\n"])
def test_a_text_that_the_reader_of_notes_would_change_is_responses(text):
    file = made(text)
    assert file.kind == "responses"
    assert file.record == text


def test_stretches_of_cases_say_who_speaks_and_what_nobody_speaks_is_unknown():
    file = made(
        "Why?\nIt never comes.\n[WITHDRAWN]\nI see.\n", Voice(0, 4, "F01"), Voice(5, 20, "P1"), Voice(33, 39, "F01")
    )
    assert [label for label, _ in rows(file)] == ["F01", "P1", UNKNOWN, "F01"]


def test_lines_before_the_first_label_are_unknown():
    assert rows(made("A title\nP1: Yes.\nP2: No.\n"))[0] == (UNKNOWN, "A title")


def test_sync_points_become_times():
    file = made("P1: Yes.\nP2: No.\n", stamps=(Stamp(0, 1.5), Stamp(9, 61.25)))
    assert file.data.decode().splitlines()[1:] == ["P1,1.500,Yes.", "P2,61.250,No."]


def test_a_text_of_blanks_is_none():
    assert transcript_file("WS1", TextSource("s", "WS1", " \n\u2028\t"), ()) is None


@given(st.text(st.sampled_from("ab é👍:1P \n\u2028\u200b\"',;")), st.data())
def test_every_stretch_of_a_text_is_found_in_the_record(text, data):
    file = transcript_file("WS1", TextSource("s", "WS1", text), ())
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    place = file.to_record(start, end) if file else None
    found = file.record[slice(*place)] if file and place else ""
    wanted = "".join(text[start:end].split())
    # Labels that open lines are no speech, so that a stretch over one holds less.
    assert "".join(found.split()) == wanted or (file is not None and file.labels)


def study_of(tmp_path, *cases):
    """The tables of a study made of one typed text and some cases."""
    variables = (Variable("v", "stakeholder_group"), Variable("a", "Age group"))
    project = Project("P", "Tool", variables=variables, cases=cases, sources=(TextSource("s", "Talk 1.docx", TYPED),))
    losses = LossReport()
    import_into_new(project, tmp_path / "study", "A study", losses)
    tables, problems = read_tables_of(tmp_path / "study")
    assert problems == []
    return tables, losses


def test_the_one_case_of_a_talk_is_who_was_asked(tmp_path):
    tables, _ = study_of(tmp_path, Case("c", "Ann", values=(("v", "Carers"), ("a", "40–49")), sources=("s",)))
    people = {row["speaker_id"]: (row["role"], row["stakeholder_group"]) for row in tables["participants"]}
    assert people == {"Talk_1_Interviewer": ("facilitator", ""), "Ann": ("participant", "Carers")}
    assert tables.by("participants", "speaker_id")["Ann"]["age_group"] == "40–49"
    assert {row["quote_consent"] for row in tables["participants"]} == {"no"}
    assert [(row["session_id"], row["source_name"]) for row in tables["sessions"]] == [("Talk_1", "Talk 1.docx")]


def test_a_case_is_matched_by_the_label_that_has_its_name(tmp_path):
    tables, losses = study_of(tmp_path, Case("c", "P01", values=(("v", "Carers"),)), Case("d", "Nobody"))
    assert tables.by("participants", "speaker_id")["P01"]["stakeholder_group"] == "Carers"
    assert [(row["label"], row["speaker_id"]) for row in tables["roster"]][1] == ("P1", "P01")
    assert [one.name for one in losses.lines if one.kind == "case"] == ["Nobody"]


def test_a_stretch_that_is_a_case_gives_its_words_to_it(tmp_path):
    at = TYPED.index("It never")
    tables, _ = study_of(
        tmp_path, Case("c", "Ann", spans=(Span("s", at, at + 14),)), Case("d", "Bo", spans=(Span("s", 0, 17),))
    )
    assert {row["label"] for row in tables["roster"]} == {"Ann", "Bo", UNKNOWN}
