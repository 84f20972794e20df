"""WebVTT: each voice is its own unit, nothing is lost without a word, mistakes are told by line."""

from __future__ import annotations

import pytest

from themetrail.transcripts.model import Source
from themetrail.transcripts.readers import vtt


def read(*blocks: str):
    return vtt.read(Source("a.vtt", "\n\n".join(("WEBVTT", *blocks)).encode()), "data/raw/transcripts/a.vtt")


def said(reading):
    return [(unit.label, unit.text) for unit in reading.units]


def cue(text: str, times: str = "00:00:01.000 --> 00:00:02.000") -> str:
    return f"{times}\n{text}"


def test_two_voices_in_one_cue_are_two_units_of_that_cue():
    reading = read(cue("<v Ann B>Did you?</v> <v C03>I did.</v>"), cue("<v.loud Ann B>Well."))
    assert said(reading) == [("Ann B", "Did you?"), ("C03", "I did."), ("Ann B", "Well.")]
    assert [unit.place for unit in reading.units] == ["cue 1", "cue 1", "cue 2"]


def test_an_unclosed_voice_tag_lasts_to_the_end_of_its_cue():
    assert said(read(cue("<v Ann>on\nand on"))) == [("Ann", "on and on")]


def test_a_cue_without_voice_tag_continues_the_speaker_before_and_is_noted():
    reading = read(cue("<v Ann>on"), cue("and on"))
    assert said(reading) == [("Ann", "on"), (None, "and on")]
    assert reading.notes == ["no speaker of its own; continues the one before: cue 2."]


def test_markup_goes_and_character_references_are_resolved():
    text = "<v Ann><i>Q</i> &amp; A <00:00:01.500>&lt;ten&gt; <c.red>p</c>ounds, a < b"
    assert said(read(cue(text))) == [("Ann", "Q & A <ten> pounds, a < b")]


def test_a_zoom_name_may_hold_anything_but_a_colon_and_speech_may_hold_one():
    reading = read(cue("Ann (she/her): Well: no"), cue("07700 900123: Hello?"))
    assert said(reading) == [("Ann (she/her)", "Well: no"), ("07700 900123", "Hello?")]


def test_where_every_cue_has_a_name_one_that_occurs_once_is_a_name():
    reading = read(cue("Ann: a"), cue("Ann: b"), cue("Bea: c"))
    assert [unit.label for unit in reading.units] == ["Ann", "Ann", "Bea"]


def test_where_cues_lack_names_a_word_with_a_colon_that_occurs_once_stays_speech_and_is_noted():
    reading = read(cue("Ann: a"), cue("Ann: b"), cue("and"), cue("The thing is: c"))
    assert said(reading)[3] == (None, "The thing is: c")
    assert "occurs only once; kept as speech: cue 4" in " ".join(reading.notes)


def test_notes_and_header_are_metadata_and_confidence_notes_are_nothing():
    reading = read("NOTE recorded by Ann", "NOTE Confidence: 0.81", "NOTE\ntwo\nlines", cue("P1: a"), cue("P1: b"))
    assert sorted(reading.metadata.values()) == ["NOTE recorded by Ann", "NOTE two lines"]


def test_cue_ids_are_not_speech():
    reading = read(f"NOTEBOOK-1\n{cue('<v Ann>a</v>')}", f"12\n{cue('<v Ann>b</v>')}")
    assert said(reading) == [("Ann", "a"), ("Ann", "b")]


@pytest.mark.parametrize(
    ("block", "seen"),
    [
        (cue("P1: x", "00:00:03.000 --> 00:00:02.000"), "cue 2 ends at 00:00:02.000, before it starts"),
        (cue("P1: x", "00:00:01,000 --> 00:00:02,000"), "the times of cue 2 cannot be read"),
        (cue("P1: x\n00:00:02.000 --> 00:00:03.000\nP1: y"), "cue 2 has another cue inside it"),
        ("P1: cut off by an empty line", "text outside every cue"),
        (cue("<v Ann"), "without its '>'"),
    ],
)  # fmt: skip
def test_a_mistake_is_told_by_its_line_and_nothing_is_half_read(block, seen):
    reading = read(cue("P1: fine"), block)
    told = [problem for problem in reading.problems if seen in problem.seen]
    assert [(problem.unit, problem.number) for problem in told] == [("line", 6)]
    assert not reading.units


def test_cues_that_were_lost_are_counted():
    reading = read(cue("P1: fine"), cue("P1: x", "broken --> times"), cue("P1: y", "00:00:01.000 --> later"))
    assert "3 lines with '-->' but 1 cues" in " ".join(problem.seen for problem in reading.problems)


def test_all_mistakes_come_together():
    backwards = "00:00:03.000 --> 00:00:02.000"
    assert len(read(cue("P1: x", backwards), cue("P1: y", backwards)).problems) == 2


def test_no_message_holds_what_somebody_said():
    reading = read(cue("P1: secret\n00:00:02.000 --> x"), cue("P1: secret <v Ann"), "secret")
    assert reading.problems
    assert "secret" not in " ".join(map(str, reading.problems))
