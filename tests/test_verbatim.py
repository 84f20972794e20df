"""The intelligent verbatim view leaves out fillers and what is said twice over, and no word that matters."""

from __future__ import annotations

from itertools import pairwise

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from themetrail.cleaning.marks import find_marks
from themetrail.cleaning.verbatim import (
    RULES,
    intelligent_verbatim,
    is_negation,
    session_removals,
    viewed,
)
from themetrail.study.machine_tables import TURNS

SAMPLE = (
    "I we it the a was went to no not never don't isn't you know like mean sort of very um, um uh er erm hmm Um. "
    "mm-hmm [laughs] [NAME] (pause) th- went- I- bus. really? yeah, \N{EN DASH} \N{HORIZONTAL ELLIPSIS}"
)
WORDS = [*SAMPLE.split(), "\n"]
SPOKEN = st.one_of(st.lists(st.sampled_from(WORDS), max_size=25).map(" ".join), st.text(max_size=60))


def view(text):
    return viewed(text, intelligent_verbatim(text))


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("Um, I went.", "I went."),
        ("I, um, went.", "I went."),
        ("I um went.", "I went."),
        ("So, um I went.", "So, I went."),
        ("I went, erm.", "I went."),
        ("Um. I went.", "I went."),
        ("Er, um, I went.", "I went."),
        ("&-uh I went &-um in [//] out .", "I went in [//] out ."),
        ("I went. Erm… then home.", "I went. then home."),
        ("There [pause] um, I went.", "There [pause] I went."),
        ("I went \N{EM DASH} um \N{EM DASH} there.", "I went \N{EM DASH} there."),
    ],
)
def test_fillers_go_with_their_commas(said, shown):
    assert view(said) == shown


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("I, I went.", "I went."),
        ("the the bus", "the bus"),
        ("The the the bus", "The bus"),
        ("I-I-I went", "I went"),
        ("It, it was to, er, to stay.", "It was to stay."),
        ("I, um, I went", "I went"),
        ("It was, it was fine.", "It was fine."),
        ("I\nI went", "I went"),
    ],
)
def test_what_is_said_twice_over_goes_once(said, shown):
    assert view(said) == shown


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("I went- I went in.", "I went in."),
        ("So I wen- I went in.", "So I went in."),
        ("th- the bus", "the bus"),
        ("I went\N{EM DASH} um, I went in.", "I went in."),
    ],
)
def test_a_start_that_is_cut_off_and_made_again_goes(said, shown):
    assert view(said) == shown


@pytest.mark.parametrize(
    "said",
    [
        "It was like, like a wall, you know, I mean, I mean sort of sort of grey.",
        "No, no, I didn't- I didn't go.",
        "It isn't, it isn't fair, is it?",
        "It's far, isn't it? You went, didn't you?",
        "Very, very far and really, really slow.",
        "They had had that that day.",
        "I know, I know.",
        "I sat down with you, you needn't get up.",
        "I hated it, it was all football.",
        "The place I went to, to be fair, was shut.",
        "What it is is a bus.",
        "Again and again and again and again.",
        "We should- the clinic was shut.",
        "I went- [laughs] well.",
        "[laughs] [laughs] [NAME] [NAME] went",
        "Mm-hmm.",
        "Uh-huh, yes.",
        "Um.",
        "Hmm? What was that?",
        "They took me to the ER in a hummer.",
        "",
    ],
)
def test_what_carries_meaning_stays(said):
    assert intelligent_verbatim(said) == []


def test_each_removal_names_its_rule():
    found = intelligent_verbatim("Um, the the bus. I wen- I went in.")
    assert [one.rule for one in found] == ["filler", "repeat", "false start"]
    assert {one.rule for one in found} == set(RULES)


@pytest.mark.parametrize("word", ["No", "never", "don't", "don\N{RIGHT SINGLE QUOTATION MARK}t", "cannot", "WON'T"])
def test_negations_are_known(word):
    assert is_negation(word)


@pytest.mark.parametrize("word", ["now", "note", "want", "went", "patient"])
def test_words_that_only_look_like_one_are_none(word):
    assert not is_negation(word)


@given(SPOKEN)
def test_removals_lie_in_the_text_in_order_and_apart(text):
    found = intelligent_verbatim(text)
    assert all(0 <= one.start < one.end <= len(text) for one in found)
    assert all(before.end <= after.start for before, after in pairwise(found))


@given(SPOKEN)
def test_the_view_is_the_text_with_gaps(text):
    rest = iter(text)
    assert all(character in rest for character in view(text))


@given(SPOKEN)
def test_no_negation_and_no_mark_is_ever_left_out(text):
    found = intelligent_verbatim(text)
    gone = [text[one.start : one.end] for one in found]
    assert not [part for part in gone if any(is_negation(word.strip(".,?!\u2026-")) for word in part.split())]
    assert not [mark for mark in find_marks(text) for one in found if one.start < mark.end and mark.start < one.end]


@given(SPOKEN)
def test_a_turn_never_loses_all_its_words(text):
    assert view(text).strip() or not text.strip()


def test_a_session_is_viewed_turn_by_turn_and_its_backchannels_stay():
    record = "Um, I\nI went.\nUm, yeah.\n"
    rows = [("S1", 1, "P1", "participant", None, None, 0, 5, ""), ("S1", 2, "P2", "participant", None, None, 6, 13, "")]
    rows.append(("S1", 3, "P1", "participant", None, None, 14, 23, "backchannel"))
    turns = TURNS.validate(pd.DataFrame(rows, columns=list(TURNS.columns)))
    assert [(one.start, one.end) for one in session_removals(record, turns)] == [(0, 4)]
