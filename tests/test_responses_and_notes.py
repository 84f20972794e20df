"""A row of a survey is a turn of its own, notes have one declared voice, and long tables stay cheap."""

from __future__ import annotations

import pytest

from renderers import speech_xlsx
from themetrail.cleaning.roster import Roster
from themetrail.cleaning.turns import build_turns
from themetrail.study.sheets import Row
from themetrail.transcripts import columns
from themetrail.transcripts.choose import read_transcript
from themetrail.transcripts.model import Source
from themetrail.transcripts.record import build_record

PEOPLE = [
    Row(2, {"speaker_id": "ALL", "role": "participant", "withdrawn": "no"}),
    Row(3, {"speaker_id": "R2", "role": "participant", "withdrawn": "yes"}),
]
ROWS = 20_000


def roster(*labels: tuple[str, str], session: str = "S1") -> Roster:
    rows = [
        Row(n, {"session_id": session, "label": label, "speaker_id": one}) for n, (label, one) in enumerate(labels, 2)
    ]
    made, problems = Roster.from_rows(rows, PEOPLE)
    assert not problems
    return made


def read(data: bytes, kind: str = "responses", name: str = "S1.csv"):
    return read_transcript(Source(name, data, kind), name)


def turns(reading, people: Roster, **options):
    record, locators = build_record("S1", reading.units)
    frame, problems = build_turns(
        "S1", record, locators, people, 10.0, backchannel_words=3, shown_as="S1.csv", **options
    )
    return [(row.speaker_id, record[row.start : row.end], row.flags) for row in frame.itertuples()], problems


SURVEY = (
    b"Respondent ID,Age,What would help you most?\r\n"
    b'r1,34,"A bus on Sundays, and somebody who answers the phone."\r\n'
    b"r2,51,Shorter forms would help me a great deal.\r\n"
    b"r2,51,Yes.\r\n"
    b"r3,29,\r\n"
)


def test_a_survey_gives_one_unit_an_answer_with_the_respondent_as_label():
    reading = read(SURVEY)
    assert reading.reader == "speech_csv"
    assert [(unit.label, unit.number) for unit in reading.units] == [("r1", 2), ("r2", 3), ("r2", 4)]
    assert [(piece.kind, piece.number, piece.text) for piece in reading.dropped][1:] == [
        ("row", 5, "r3"),
        ("column", 2, "Age | 34 | 51 | 29"),
    ]


def test_answers_of_one_person_stay_turns_of_their_own_and_a_bare_yes_is_an_answer():
    found, problems = turns(read(SURVEY), roster(("*", "ALL"), ("r2", "R2")), one_turn_per_unit=True)
    assert not problems
    assert [(who, flags) for who, _, flags in found] == [("ALL", ""), ("R2", "withdrawn"), ("R2", "withdrawn")]


@pytest.mark.parametrize("session", ["S1", "*"])
def test_answers_without_respondents_belong_to_whom_the_roster_has_under_the_star(session):
    reading = read(b"Comment\nI liked it-\nToo long for me\nI liked it-\n")
    assert [unit.label for unit in reading.units] == [None, None, None]
    found, _ = turns(reading, roster(("*", "ALL"), session=session), one_turn_per_unit=True)
    assert found == [("ALL", "I liked it-", ""), ("ALL", "Too long for me", ""), ("ALL", "I liked it-", "")]


def test_two_questions_in_one_file_are_refused_by_their_columns():
    data = (
        b"id,What was good?,Gender,What was bad?\n"
        b"1,The people were kind and very patient,f,The stairs are too much for me now\n"
        b"2,Being asked for once was good,m,Nothing that I could think of today\n"
    )
    (problem,) = read(data).problems
    assert "columns 2, 4" in problem.seen
    assert "Keep one" in problem.remedy


def test_a_survey_in_a_workbook_reads_like_one_in_csv():
    book = speech_xlsx.new()
    sheet = book.create_sheet("Answers")
    for row in (["participant", "score", "response"], [17, 3, "Shorter forms, please"], [18.0, None, "None"]):
        sheet.append(row)
    reading = read(speech_xlsx.to_bytes(book), name="S1.xlsx")
    assert [(unit.label, unit.text) for unit in reading.units] == [("17", "Shorter forms, please"), ("18", "None")]


def test_notes_have_the_one_voice_of_the_star():
    reading = read(b"Met at ten.\nNote: the door was locked.\n\nNobody came.\n", "notes", "S1.txt")
    assert {unit.label for unit in reading.units} == {None}
    found, problems = turns(reading, roster(("*", "ALL")))
    assert not problems
    assert [who for who, _, _ in found] == ["ALL"]
    _, problems = turns(reading, roster(("INT", "ALL")))
    assert len(problems) == 1
    assert "S1,*,<speaker_id>" in problems[0].remedy


def test_a_label_of_its_own_comes_before_the_star():
    people = roster(("*", "ALL"), ("r2", "R2"))
    assert [people.speaker("S1", label).speaker_id for label in ("R 2", "r9", "")] == ["R2", "ALL", "ALL"]
    assert people.speaker("S2", "r9") is None


def survey(rows: int) -> bytes:
    return "\n".join(["id,colour,response", *(f"p{n},{n % 7},Answer {n} of mine." for n in range(rows))]).encode()


def test_unknown_respondents_and_absent_ones_are_one_problem_each_however_many():
    reading = read(survey(ROWS))
    _, problems = turns(reading, roster(("r2", "R2")), one_turn_per_unit=True)
    (problem,) = problems
    assert problem.number == 2
    assert f"{ROWS} labels" in problem.seen
    assert len(str(problem)) < 400
    nameless = read(b"response\n" + b"fine by me\n" * ROWS)
    (problem,) = turns(nameless, roster(("r2", "R2")), one_turn_per_unit=True)[1]
    assert f"{ROWS} times" in problem.seen


def calls_per_reading(monkeypatch, rows: int) -> int:
    """How often the cells of a survey are looked at."""
    count = 0
    cell = columns.Record.cell

    def counted(self, index):
        nonlocal count
        count += 1
        return cell(self, index)

    with monkeypatch.context() as patch:
        patch.setattr(columns.Record, "cell", counted)
        reading = read(survey(rows))
    assert len(reading.units) == rows
    return count


def test_twice_the_rows_cost_at_most_twice_the_looks(monkeypatch):
    half, whole = (calls_per_reading(monkeypatch, rows) for rows in (ROWS // 2, ROWS))
    assert whole <= 2 * half
    assert whole < 10 * ROWS


def test_a_long_survey_becomes_as_many_turns_with_one_look_at_the_roster_each(monkeypatch):
    reading = read(survey(ROWS))
    people = roster(("*", "ALL"))
    looks = []
    speaker = Roster.speaker
    monkeypatch.setattr(Roster, "speaker", lambda self, *asked: looks.append(1) or speaker(self, *asked))
    found, problems = turns(reading, people, one_turn_per_unit=True)
    assert not problems
    assert len(found) == ROWS
    assert len(looks) <= 2 * ROWS + 1


def test_a_mistake_in_every_row_is_told_once():
    data = "\n".join(["id,response", *(f"p{n},well, no" for n in range(ROWS))]).encode()
    assert len(read(data).problems) == 1
