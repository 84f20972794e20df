"""Typed text: a label counts if it recurs or is shaped like a code; nothing else is a speaker."""

from __future__ import annotations

import pytest

from themetrail.transcripts.choose import choose, read_transcript
from themetrail.transcripts.labels import is_code, split_label
from themetrail.transcripts.model import Recognition, Source
from themetrail.transcripts.readers import readers


def read(*lines: str, name: str = "a.txt"):
    return read_transcript(Source(name, "\n".join(lines).encode()), name)


def said(reading):
    return [(unit.label, unit.text) for unit in reading.units]


def test_date_note_and_table_are_never_speakers_even_if_they_recur():
    reading = read("Date: 3 May", "Note: a", "P1: one", "Note: b", "Table 4: c", "P2: two", "Note: d", "P1: three")
    assert [label for label, _ in said(reading)] == ["P1", "P2", "P1"]
    assert [one.number for one in reading.dropped] == [1, 2, 4, 5, 7]
    assert reading.notes == ["left out though speech had begun: line 4, 5, 7."]


def test_a_word_with_a_colon_that_occurs_once_stays_speech_and_is_noted_without_its_words():
    reading = read("P1: one", "P1: two", "Here is the rub: nobody came")
    assert said(reading)[2] == (None, "Here is the rub: nobody came")
    assert reading.notes == ["opens like a speaker label that occurs only once; kept as speech: line 3."]


def test_a_code_counts_even_once_and_a_name_counts_if_it_recurs():
    reading = read("Ann: one", "P07: two", "Facilitator: three", "Ann: four")
    assert [label for label, _ in said(reading)] == ["Ann", "P07", "Facilitator", "Ann"]


@pytest.mark.parametrize("label", ["P07", "p 7", "INT1", "Participant 3", "Interviewer", "Facilitator", "Juror 12"])
def test_shapes_of_codes(label):
    assert is_code(label)


@pytest.mark.parametrize("word", ["Table 4", "Page 2", "Day 1", "Ann", "The thing is", "Note", "Fig 1"])
def test_shapes_that_are_no_codes(word):
    assert not is_code(word)


def test_stamps_stand_before_or_after_a_label_or_alone_and_a_time_of_day_is_speech():
    reading = read("[00:01:02] P1: one", "P1 (1:05): two", "00:02:00", "P2: 10:30 we left", "[0:03:00] and on")
    assert [unit.start_s for unit in reading.units] == [62.0, 65.0, 120.0, 180.0]
    assert said(reading)[2:] == [("P2", "10:30 we left"), (None, "and on")]


def test_a_label_alone_on_its_line_belongs_to_the_next():
    assert said(read("P1:", "one", "P2:", "two")) == [("P1", "one"), ("P2", "two")]


def test_a_label_with_nothing_after_it_is_left_out_verbatim():
    reading = read("P1: one", "P2:")
    assert said(reading) == [("P1", "one")]
    assert [(one.number, one.text) for one in reading.dropped] == [(2, "P2")]


def test_the_label_is_as_the_source_writes_it():
    assert [label for label, _ in said(read("P 03 : one", "p3: two", "P 03: three"))] == [
        "P 03",
        "p3",
        "P 03",
    ]


def test_the_text_is_stripped_and_otherwise_untouched():
    assert said(read("P1:  it\u2019s  two\u00a0miles \u00ad ", "P1: x"))[0] == (
        "P1",
        "it\u2019s  two\u00a0miles \u00ad",
    )


def test_line_numbers_are_those_of_an_editor():
    data = b"P1: one\r\n\r\nP2: two\x0bthree\r\nP1: four"
    units = read_transcript(Source("a.txt", data), "a.txt").units
    assert [(unit.number, unit.text) for unit in units] == [(1, "one"), (3, "two three"), (4, "four")]


def test_windows_text_keeps_its_pound_sign():
    data = "P1: it\u2019s \u00a320\r\nP1: x".encode("cp1252")
    assert read_transcript(Source("a.txt", data), "a.txt").units[0].text == "it\u2019s \u00a320"


@pytest.mark.parametrize(
    ("data", "seen"),
    [
        (b"", "the file is empty"),
        (b" \n\n ", "the file is empty"),
        (b"just some words\nand more", "no speaker label was found"),
        (b"P1: \x81\x8d", "byte 5 is not text"),
        (b"P1: one\nP1: \x00\x01", "line 2 holds control characters"),
    ],
)
def test_what_cannot_be_read_is_refused_with_what_was_seen(data, seen):
    reading = read_transcript(Source("a.txt", data), "a.txt")
    assert [problem.seen[: len(seen)] for problem in reading.problems] == [seen]
    assert not reading.units
    assert all(problem.file == "a.txt" and problem.remedy for problem in reading.problems)


def test_a_timed_file_of_an_unknown_kind_is_not_read_as_untimed_text():
    reading = read("0:01.0 --> 0:02.0", "P1: one", "", "0:03.0 --> 0:04.0", "P1: two")
    assert "no reader knows this format" in reading.problems[0].seen


def test_a_source_that_fits_two_formats_is_refused():
    class Twin:
        def __init__(self, name):
            self.NAME = name

        def recognise(self, source):
            return Recognition(0.8, "it fits")

    choice = choose(Source("a", b"x"), "a", [Twin("one"), Twin("two")])
    assert choice.reader is None
    assert "(one and two)" in choice.problems[0].seen


def test_the_choice_gives_every_readers_reason():
    choice = choose(Source("a.txt", b"P1: a\nP1: b"), "a.txt")
    assert choice.reader is not None
    assert choice.reader.NAME == "labelled_txt"
    assert len(choice.reasons) == len(readers())


def test_a_sentence_is_no_label():
    assert split_label("Well, you know: it is") is None
    assert split_label("one two three four five six: seven") is None
