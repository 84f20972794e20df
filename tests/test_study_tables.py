"""A study's tables are read together, and each mistake is said once, in the table where it has to be corrected."""

from __future__ import annotations

import pytest

from themetrail.study.files import write_text
from themetrail.study.inputs import CODING_TABLES, RAW_TABLES
from themetrail.study.load import (
    TRANSCRIPTS,
    path_of,
    people_of,
    people_of_each,
    read_tables_of,
    transcript_paths,
)
from themetrail.study.plan import plan_study
from themetrail.study.problems import InputError, Problem, describe, read_problems, stop_on, to_json
from themetrail.study.sheets import Row

FILES = {
    "config/config.yaml": "study: {title: A, synthetic: true}\ncoding: {findings_from: coder_a}\n",
    "data/raw/sessions.csv": (
        "session_id,phase,source_kind,stratum,date,setting,duration_min\n"
        "WS1,workshop,transcript,,2024-01-23,,22\nJD1,jury,transcript,,,,\n"
    ),
    "data/raw/participants.csv": (
        "speaker_id,stakeholder_group,role,quote_consent,withdrawn\nP01,Patient,participant,yes,no\nF01,,facilitator,no,no\n"
    ),
    "data/raw/roster.csv": "session_id,label,speaker_id\nWS1,Pat,P01\n*,Facilitator,F01\n",
    "data/coding/coders.csv": "coder,label,background\ncoder_a,Coder A,\n",
    "data/coding/codebook.yaml": "version: '1'\ncodes: []\n",
    "data/private/identifiers.key": "0" * 64,
    f"{TRANSCRIPTS}/WS1.vtt": "WEBVTT\n",
    f"{TRANSCRIPTS}/JD1.docx": "",
}
LINKS = "domain,solution,coder,session_id,start,end\n"


@pytest.fixture
def study(tmp_path):
    for path, text in FILES.items():
        write_text(tmp_path / path, text)
    return tmp_path


def said(study):
    return [str(problem) for problem in sorted(read_tables_of(study)[1])]


# --- tables ----------------------------------------------------------------------------------------------


def test_a_study_in_order_has_no_problem(study):
    tables, problems = read_tables_of(study)
    assert problems == []
    assert [row["session_id"] for row in tables["sessions"]] == ["WS1", "JD1"]
    assert tables.by("participants", "speaker_id")["P01"]["stakeholder_group"] == "Patient"


def test_tables_that_a_study_need_not_have_are_empty(study):
    assert read_tables_of(study)[0]["links"] == []


@pytest.mark.parametrize("table", ["sessions", "participants", "roster", "coders"])
def test_tables_that_a_study_needs_are_asked_for_once(study, table):
    (study / path_of(table)).unlink()
    assert [problem.seen for problem in read_tables_of(study)[1]] == ["the file is missing"]


def test_every_table_has_one_place():
    assert path_of("sessions") == "data/raw/sessions.csv"
    assert path_of("themes") == "data/coding/themes.csv"
    assert not RAW_TABLES.keys() & CODING_TABLES.keys()


def test_a_wrong_cell_in_one_table_is_not_said_again_of_the_tables_that_refer_to_it(study):
    path = study / path_of("participants")
    write_text(path, path.read_text().replace("yes", "maybe"))
    assert said(study) == ["data/raw/participants.csv, row 2: quote_consent is 'maybe'. It has to be one of: yes, no."]


@pytest.mark.parametrize(
    ("table", "row", "seen"),
    [
        ("roster", "WS1,Bob,P99", "unknown speaker_id 'P99'"),
        ("roster", "WS9,Bob,P01", "unknown session_id 'WS9'"),
        ("participants", "P02,,participant,yes,no", "a participant without stakeholder_group"),
    ],
)
def test_a_row_that_does_not_fit_the_other_tables_is_named(study, table, row, seen):
    path = study / path_of(table)
    write_text(path, f"{path.read_text()}{row}\n")
    (problem,) = read_tables_of(study)[1]
    assert (problem.file, problem.number, problem.seen) == (path_of(table), 4, seen)


@pytest.mark.parametrize(
    ("row", "seen"),
    [
        ("HR,S01,coder_a,WS9,,", "unknown session_id 'WS9'"),
        ("HR,S01,coder_z,WS1,,", "unknown coder 'coder_z'"),
        ("HR,S01,coder_a,WS1,5,5", "the span 5–5 is empty"),
        ("HR,S01,coder_a,WS1,5,", "the span 5– is empty"),
    ],
)
def test_a_link_is_made_by_a_coder_on_words_of_a_session(study, row, seen):
    write_text(
        study / path_of("links"),
        f"{LINKS}HR,S01,coder_a,WS1,,\nHR,S02,coder_a,WS1,5,9\n{row}\n".replace("S01", "S03", 1),
    )
    assert [(p.number, p.seen) for p in read_tables_of(study)[1]] == [(4, seen)]


def test_theme_codes_belong_to_themes(study):
    write_text(study / path_of("theme_codes"), "theme_id,code\nT1,HR\n")
    assert [p.seen for p in read_tables_of(study)[1]] == ["unknown theme_id 'T1'"]


@pytest.mark.parametrize(("k", "n", "wrong"), [(8, 9, 0), (0, 9, 0), (9, 9, 0), (10, 9, 2), (-1, 9, 2)])
def test_no_more_jurors_answer_than_there_are(study, k, n, wrong):
    header = "solution,instrument,round,option,k,n,reason_decision_id"
    write_text(study / path_of("jury_votes"), f"{header}\nS01,vote,1,in favour,{k},{n},\nS01,rating,1,score,{k},{n},\n")
    assert len(read_tables_of(study)[1]) == wrong


# --- transcripts -----------------------------------------------------------------------------------------


def test_transcripts_belong_to_the_session_that_their_name_says(study):
    write_text(study / TRANSCRIPTS / "WS1.first.txt", "")
    write_text(study / TRANSCRIPTS / "~$JD1.docx", "")
    write_text(study / TRANSCRIPTS / ".DS_Store", "")
    assert {name: [path.name for path in paths] for name, paths in transcript_paths(study).items()} == {
        "JD1": ["JD1.docx"],
        "WS1": ["WS1.first.txt", "WS1.vtt"],
    }


def test_a_session_has_one_transcript(study):
    write_text(study / TRANSCRIPTS / "WS1.txt", "")
    (study / TRANSCRIPTS / "JD1.docx").unlink()
    assert [p.seen for p in sorted(read_tables_of(study)[1])] == [
        f"session WS1 has 2 transcripts in {TRANSCRIPTS} (WS1.txt, WS1.vtt)",
        f"session JD1 has 0 transcripts in {TRANSCRIPTS} (none)",
    ]


def test_a_transcript_has_a_session(study):
    write_text(study / TRANSCRIPTS / "WS2.vtt", "")
    assert said(study) == [
        "data/raw/transcripts/WS2.vtt: no session has this file. "
        "Add a row WS2 to data/raw/sessions.csv, or move the file away."
    ]


# --- the plan --------------------------------------------------------------------------------------------


def test_a_run_is_planned_from_the_settings_and_the_transcript_of_each_session(study):
    plan = plan_study(study)
    assert plan.settings.study.title == "A"
    assert plan.transcripts == {"WS1": f"{TRANSCRIPTS}/WS1.vtt", "JD1": f"{TRANSCRIPTS}/JD1.docx"}


def test_a_session_without_its_transcript_is_left_out_of_the_plan(study):
    (study / TRANSCRIPTS / "JD1.docx").unlink()
    assert list(plan_study(study).transcripts) == ["WS1"]


def test_without_settings_or_sessions_nothing_is_planned_and_both_are_named(study):
    (study / "config/config.yaml").unlink()
    write_text(study / path_of("sessions"), "session_id\n")
    with pytest.raises(InputError) as caught:
        plan_study(study)
    assert {problem.file for problem in caught.value.problems} == {"config/config.yaml", "data/raw/sessions.csv"}


@pytest.mark.parametrize(
    "path",
    [path_of("roster"), path_of("participants"), "data/coding/codebook.yaml", "data/private/identifiers.key"],
)
def test_without_a_file_that_steps_are_made_from_nothing_is_planned(study, path):
    (study / path).unlink()
    with pytest.raises(InputError) as caught:
        plan_study(study)
    assert [(problem.file, problem.seen) for problem in caught.value.problems] == [(path, "the file is missing")]


def test_what_is_known_of_people_changes_only_for_the_sessions_in_which_they_speak(study):
    before = plan_study(study).people
    people, roster = study / path_of("participants"), study / path_of("roster")
    write_text(people, people.read_text().replace("P01,Patient,participant,yes,no", "P01,Carer,participant,no,no"))
    assert plan_study(study).people == before
    write_text(people, people.read_text().replace("P01,Carer,participant,no,no", "P01,Carer,participant,no,yes"))
    withdrawn = plan_study(study).people
    assert [name for name in before if before[name] != withdrawn[name]] == ["WS1"]
    write_text(roster, roster.read_text().replace("*,Facilitator", "*,Chair"))
    assert not withdrawn.items() & plan_study(study).people.items()


def test_the_people_of_many_sessions_are_those_of_each():
    labels = (("WS1", "B"), ("*", "A"), ("WS2", "A"), ("WS1", "C"), ("WS2", "D"))
    roster = [Row(n, {"session_id": s, "label": x, "speaker_id": x}) for n, (s, x) in enumerate(labels)]
    people = [Row(n, {"speaker_id": x}) for n, x in enumerate("DBCA")]
    found = people_of_each(["WS1", "WS2", "WS3"], roster, people)
    assert found == {name: people_of(name, roster, people) for name in ("WS1", "WS2", "WS3")}
    assert [row["speaker_id"] for row in found["WS1"][0]] == ["B", "A", "C"]


def test_a_study_without_a_session_is_told_how_to_begin(study):
    write_text(study / path_of("sessions"), FILES["data/raw/sessions.csv"].split("\n")[0] + "\n")
    with pytest.raises(InputError, match="no session has a row yet"):
        plan_study(study)


# --- problems --------------------------------------------------------------------------------------------


def test_problems_are_told_in_the_order_of_files_and_places_and_each_once():
    late, early = Problem("b.csv", "row", 10, "wrong.", "Right it."), Problem("b.csv", "row", 9, "odd", "Even it.")
    whole = Problem("a.csv", "", 0, "gone", "Bring it back.")
    assert describe([late, early, whole, late]).splitlines() == [
        "3 problems in the study's input; nothing was analysed. Please correct and run again.",
        "  1. a.csv: gone. Bring it back.",
        "  2. b.csv, row 9: odd. Even it.",
        "  3. b.csv, row 10: wrong. Right it.",
    ]
    assert describe([whole]).startswith("1 problem in")
    assert describe([]) == "No problem was found in the input."


def test_problems_come_back_from_a_report(tmp_path):
    from themetrail.study.files import write_json

    problems = [Problem("b.csv", "row", 9, "odd", "Even it."), Problem("a.csv", "", 0, "gone", "Bring it back.")]
    write_json(tmp_path / "report.json", {"problems": to_json(problems)})
    assert read_problems(tmp_path / "report.json") == sorted(problems)


def test_to_stop_on_nothing_does_nothing():
    stop_on([])
    with pytest.raises(InputError):
        stop_on(iter([Problem("a.csv", "", 0, "gone", "Bring it back.")]))
