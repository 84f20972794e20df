"""Labels go through the roster, units of one speaker become turns, and flags say what a turn is like."""

from __future__ import annotations

import re

import pytest

from themetrail.cleaning.roster import Roster
from themetrail.cleaning.turns import build_turns, labels_off_roster
from themetrail.study.sheets import Row
from themetrail.transcripts.labels import same_label
from themetrail.transcripts.model import Unit
from themetrail.transcripts.record import build_record

PARTICIPANTS = [
    Row(2, {"speaker_id": "F01", "role": "facilitator", "withdrawn": "no"}),
    Row(3, {"speaker_id": "P03", "role": "participant", "withdrawn": "no"}),
    Row(4, {"speaker_id": "P04", "role": "participant", "withdrawn": "yes"}),
]


def rows(*cells: tuple[str, str, str]) -> list[Row]:
    return [
        Row(n, dict(zip(("session_id", "label", "speaker_id"), one, strict=True))) for n, one in enumerate(cells, 2)
    ]


ROSTER, NONE_WRONG = Roster.from_rows(
    rows(("*", "INT", "F01"), ("S1", "P03", "P03"), ("S1", "P04", "P04")), PARTICIPANTS
)


def turns_of(*units, merge_gap_s=10.0, backchannel_words=3):
    """Turns of (label, text) or (label, text, start_s, end_s)."""
    made = [Unit(u[1], u[0], *(u[2:] or (None, None)), "cue", n) for n, u in enumerate(units, 1)]
    record, locators = build_record("S1", made)
    frame, problems = build_turns(
        "S1", record, locators, ROSTER, merge_gap_s, backchannel_words=backchannel_words, shown_as="a.vtt"
    )
    return [(t.speaker_id, record[t.start : t.end], t.flags) for t in frame.itertuples()], problems


def flags(*units, at=-1):
    found, problems = turns_of(*units)
    assert not problems
    return found[at][2]


@pytest.mark.parametrize("label", ["P03", "p3", "P 3", "P 03:", " P003 - "])
def test_case_spaces_zeros_and_closing_punctuation_do_not_count_in_a_label(label):
    assert same_label(label) == same_label("P3")
    assert ROSTER.speaker("S1", label).speaker_id == "P03"


@pytest.mark.parametrize("label", ["Participant 3", "P30", "P0", "P"])
def test_no_other_label_is_guessed(label):
    assert ROSTER.speaker("S1", label) is None


def test_a_row_for_one_session_comes_before_one_for_all_and_holds_only_there():
    roster, problems = Roster.from_rows(rows(("*", "A", "F01"), ("S1", "A", "P03")), PARTICIPANTS)
    assert not problems
    assert [roster.speaker(session, "a").speaker_id for session in ("S1", "S2")] == ["P03", "F01"]
    assert ROSTER.speaker("S2", "P03") is None


def test_a_roster_that_contradicts_itself_or_names_nobody_is_refused_by_row():
    _, problems = Roster.from_rows(rows(("S1", "P3", "P03"), ("S1", "p 03", "P04"), ("S1", "Q", "X9")), PARTICIPANTS)
    assert [problem.number for problem in problems] == [3, 4]


def test_units_of_one_speaker_are_one_turn_with_the_line_ends_inside():
    found, _ = turns_of(("P03", "one"), (None, "two"), ("p3", "three"), ("INT", "four"), ("P03", "five"))
    assert [text for _, text, _ in found] == ["one\ntwo\nthree", "four", "five"]


def test_a_silence_longer_than_the_setting_parts_turns():
    units = (("P03", "one", 0.0, 2.0), ("P03", "two", 12.0, 13.0), ("P03", "three", 23.1, 24.0))
    assert [text for _, text, _ in turns_of(*units)[0]] == ["one\ntwo", "three"]
    assert len(turns_of(*units, merge_gap_s=9.9)[0]) == 3


def test_a_turn_has_the_times_of_its_first_and_last_unit():
    made = [Unit("one", "P03", 1.0, 2.0, "cue", 1), Unit("two", None, 2.5, 4.0, "cue", 2)]
    frame, _ = build_turns("S1", *build_record("S1", made), ROSTER, 10.0, backchannel_words=3, shown_as="a.vtt")
    assert frame[["turn", "role", "start_s", "end_s"]].to_numpy().tolist() == [[1, "participant", 1.0, 4.0]]


def test_an_unknown_label_is_told_once_with_its_count_its_first_place_and_what_to_do():
    found, problems = turns_of(("INT", "a"), ("Siobhan", "b"), ("P03", "c"), ("Siobhan", "d"), ("Bea", "e"))
    assert not found
    assert [(problem.unit, problem.number) for problem in problems] == [("cue", 2), ("cue", 5)]
    assert "of the form 'xxxxxxx' (2 times, first here)" in problems[0].seen
    assert "data/raw/roster.csv: S1,<label>,<speaker_id>" in problems[0].remedy


def test_no_message_shows_a_label_for_it_may_be_a_name():
    _, unknown = turns_of(("INT", "a"), ("Siobhan Hill", "b"), (None, "c"))
    _, twice = Roster.from_rows(rows(("S1", "Siobhan", "P03"), ("S1", "siobhan:", "P04")), PARTICIPANTS)
    assert unknown
    assert twice
    assert not re.search("siobhan|hill", " ".join(map(str, [*unknown, *twice])), re.IGNORECASE)


def test_speech_before_the_first_label_is_a_problem_with_its_place():
    _, problems = turns_of((None, "who knows"), ("P03", "me"))
    assert [(problem.unit, problem.number) for problem in problems] == [("cue", 1)]
    assert "who knows" not in str(problems[0])


@pytest.mark.parametrize("text", ["Mm.", "Yeah, yeah.", "Aye. [laughs]", "Mm-hmm, okay.", "[laughter]", "Oh, right."])
def test_listening_noises_are_backchannels(text):
    assert flags(("INT", "So I went."), ("P03", text)) == "backchannel"


@pytest.mark.parametrize(
    "text", ["No.", "Never.", "Money.", "[NAME].", "Yeah, yeah, yeah, yeah.", "Aye, right, buses."]
)
def test_what_has_content_is_no_backchannel(text):
    assert flags(("INT", "So I went."), ("P03", text)) == ""


def test_a_yes_that_answers_a_question_is_no_backchannel():
    assert flags(("INT", "Did you go? [pause]"), ("P03", "Yes.")) == ""


def test_what_could_not_be_heard_is_unclear_and_no_backchannel():
    assert flags(("INT", "So."), ("P03", "[inaudible 00:01:02]")) == "unclear"


def test_a_turn_cut_by_the_next_speaker_is_an_overlap():
    assert flags(("P03", "because I went- "), ("INT", "You went?"), at=0) == "overlap"
    assert flags(("P03", "because I went\u2014 [laughs]"), ("INT", "You went?"), at=0) == "overlap"
    assert flags(("P03", "because I went [crosstalk]"), ("INT", "You went?"), at=0) == "overlap"
    assert flags(("P03", "because I went-"), at=0) == ""
    assert flags(("P03", "I went- I did."), ("INT", "Oh?"), at=0) == ""


def test_withdrawn_speakers_keep_their_turns_with_a_flag():
    assert flags(("P04", "Mm."), at=0) == "backchannel withdrawn"


def test_a_session_without_units_has_no_turns():
    assert turns_of() == ([], [])


# --- labels off the roster, where a study sets them apart --------------------------------------------------


def set_apart(*units):
    made = [Unit(text, label, None, None, "cue", n) for n, (label, text) in enumerate(units, 1)]
    record, locators = build_record("S1", made)
    options = {"backchannel_words": 3, "shown_as": "a.vtt", "set_apart": True}
    turns, problems = build_turns("S1", record, locators, ROSTER, 10.0, **options)
    said = [(t.speaker_id, t.role, record[t.start : t.end]) for t in turns.itertuples()]
    return said, problems, labels_off_roster("S1", locators, ROSTER)


def test_turns_of_a_label_off_the_roster_are_nobodys_and_are_listed():
    said, problems, listed = set_apart(("INT", "a"), ("Siobhan", "b"), (None, "c"), ("P03", "d"))
    assert not problems
    assert said[1] == ("unknown", "unknown", "b\nc")
    assert listed == {"Siobhan": 1}


def test_two_labels_off_the_roster_are_not_taken_for_one_person():
    said, _, listed = set_apart(("Bea", "a"), ("bea:", "b"), ("Ann", "c"))
    assert [text for *_, text in said] == ["a\nb", "c"]
    assert listed == {"Ann": 1, "Bea": 1, "bea:": 1}


def test_speech_before_the_first_label_is_a_problem_even_then():
    assert len(set_apart((None, "who knows"), ("P03", "me"))[1]) == 1
