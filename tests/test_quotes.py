"""Quotes: only of people who agreed, only of cells that are shown, spread over speakers, and never cut unmarked."""

from __future__ import annotations

import dataclasses
import json
import re
from itertools import groupby

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from test_tables import LEDGERS, LENGTH, SPOKEN, act, ledger, study
from themetrail.cleaning.release import Replacement, release
from themetrail.study.files import write_text
from themetrail.study.machine_tables import LOCATORS, OFFSET_MAP, empty, write_table
from themetrail.tables.quotes import COLUMNS, quotes_table
from themetrail.themes.quotes import LONGEST, SHORTEST, choose_quotes, shorten, typicality

SPEAKERS = ["p1", "p2", "p3"]
CELLS = [(name, group) for name in ("A", "B") for group in ("G", "H")]

one_candidate = st.fixed_dictionaries({
    "code": st.sampled_from("AB"), "group": st.sampled_from("GH"), "speaker_id": st.sampled_from(SPEAKERS),
    "session_id": st.sampled_from(["S1", "S2"]), "start": st.integers(0, 50), "words": st.integers(1, 60),
})  # fmt: skip
candidates = st.lists(one_candidate, max_size=12).map(
    lambda rows: pd.DataFrame(
        [row | {"decision_id": f"D{n:02}"} for n, row in enumerate(rows)],
        columns=["code", "group", "speaker_id", "session_id", "start", "words", "decision_id"],
    )
)
pins = st.sets(st.integers(0, 12).map(lambda n: f"D{n:02}"), max_size=4)
consents = st.sets(st.sampled_from(SPEAKERS))
shown = st.sets(st.sampled_from(CELLS))


def cell_of(*said, start=0):
    """Candidates of one cell from (speaker, words), in the order of the text."""
    rows = [("A", "G", who, "S1", n, words, f"D{n}") for n, (who, words) in enumerate(said, start)]
    names = ["code", "group", "speaker_id", "session_id", "start", "words", "decision_id"]
    return pd.DataFrame(rows, columns=names)


def chosen_of(found, *pinned, per_cell=9):
    return choose_quotes(found, SPEAKERS, CELLS, pinned, per_cell)["decision_id"].tolist()


# --- which are chosen --------------------------------------------------------------------------------------------


@given(candidates, consents, shown, pins, st.integers(0, 4))
@settings(max_examples=60)
def test_only_of_consenting_speakers_and_shown_cells_and_no_more_than_may_be(found, agreed, cells, pinned, per_cell):
    chosen = choose_quotes(found, agreed, cells, pinned, per_cell)
    assert set(chosen["speaker_id"]) <= agreed
    assert set(zip(chosen["code"], chosen["group"], strict=True)) <= cells
    allowed = [row for row in found.itertuples() if row.speaker_id in agreed and (row.code, row.group) in cells]
    for cell in CELLS:
        there = sum((row.code, row.group) == cell for row in allowed)
        own = chosen[(chosen["code"] == cell[0]) & (chosen["group"] == cell[1])]
        assert len(own) == min(per_cell, there)
        assert set(own["of"]) <= {there}


def test_a_quote_marked_as_dissenting_is_among_those_of_its_cell():
    found = cell_of(*((who, 12) for who in ("p1", "p2", "p3", "p1", "p2")))
    chosen = choose_quotes(found, SPEAKERS, CELLS, {"D0", "D1", "D4"}, 2, {"D4"})
    assert chosen[["decision_id", "chosen"]].to_numpy().tolist() == [["D0", "pinned"], ["D4", "dissenting"]]
    assert choose_quotes(found, SPEAKERS, CELLS, {"D0"}, 2, ())["chosen"].tolist() == ["pinned", "proposed"]


def test_of_a_speakers_quotes_the_most_typical_goes_first():
    found = cell_of(("p1", 12), ("p1", 12), ("p2", 12)).assign(typical=[0.1, 0.9, 0.2])
    assert chosen_of(found) == ["D1", "D2", "D0"]


def test_typical_is_what_shares_rare_words_with_the_codes_other_quotes():
    quotes = ["the minibus never came", "that minibus came late", "somebody sang loudly", "the form was long", "forms"]
    scores = typicality(["A", "A", "A", "B", "C"], quotes)
    assert min(scores[:2]) > scores[2] == scores[3] == scores[4] == 0.0


@given(st.lists(st.text("abcde ", max_size=30), max_size=6))
def test_any_quotes_have_a_typicality(quotes):
    scores = typicality(["A"] * len(quotes), quotes)
    assert len(scores) == len(quotes)
    assert all(score >= 0 for score in scores)


@given(candidates, pins, st.integers(1, 4))
@settings(max_examples=60)
def test_what_is_pinned_comes_first_and_says_so(found, pinned, per_cell):
    chosen = choose_quotes(found, SPEAKERS, CELLS, pinned, per_cell)
    assert [row.chosen == "pinned" for row in chosen.itertuples()] == [i in pinned for i in chosen["decision_id"]]
    for (name, group), own in chosen.groupby(["code", "group"]):
        assert [one for one, _ in groupby(own["chosen"])] == sorted(set(own["chosen"]))
        there = found[(found["code"] == name) & (found["group"] == group)]
        assert sum(own["chosen"] == "pinned") == min(per_cell, there["decision_id"].isin(pinned).sum())


@given(candidates, pins, st.randoms(use_true_random=False))
@settings(max_examples=60)
def test_the_choice_is_the_same_whatever_order_the_candidates_come_in(found, pinned, random):
    order = list(range(len(found)))
    random.shuffle(order)
    once, again = (choose_quotes(table, SPEAKERS, CELLS, pinned, 3) for table in (found, found.iloc[order]))
    pd.testing.assert_frame_equal(once, again)


def test_one_speaker_comes_after_the_other():
    found = cell_of(("p1", 10), ("p1", 11), ("p1", 12), ("p2", 10), ("p2", 11), ("p3", 10))
    assert chosen_of(found) == ["D0", "D3", "D5", "D1", "D4", "D2"]


def test_complete_thoughts_come_before_fragments_and_speeches():
    found = cell_of(("p1", SHORTEST - 1), ("p2", LONGEST + 1), ("p3", SHORTEST), ("p3", LONGEST))
    assert chosen_of(found) == ["D2", "D3", "D0", "D1"]


def test_a_pinned_fragment_comes_before_a_complete_thought():
    assert chosen_of(cell_of(("p1", 20), ("p2", 2)), "D1", per_cell=1) == ["D1"]


def test_the_table_that_is_given_is_left_as_it_is():
    found = cell_of(("p1", 20), ("p2", 2))
    before = found.copy()
    chosen = choose_quotes(found, SPEAKERS, CELLS, ["D1"], 5)
    pd.testing.assert_frame_equal(found, before)
    assert list(chosen.columns) == [*before.columns, "chosen", "of"]


@pytest.mark.parametrize(("agreed", "cells"), [([], CELLS), (SPEAKERS, []), ([], [])])
def test_where_nobody_agreed_or_nothing_is_shown_there_are_no_quotes(agreed, cells):
    assert choose_quotes(cell_of(("p1", 20)), agreed, cells, [], 5).empty
    assert choose_quotes(cell_of(), agreed, cells, [], 5).empty


# --- how they are cut --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "longest", "expected"),
    [
        ("One two three.", 3, "One two three."),
        ("One two three. Four five six.", 5, "One two three. […]"),
        ("One. Two three four five six.", 5, "One. Two three four five […]"),
        ("One two three four five six", 4, "One two three four […]"),
        ("Is it? No! It was two three", 5, "Is it? No! […]"),
        ("One [inaudible 00:12:01] three four", 2, "One [inaudible 00:12:01] […]"),
        ("One [inaudible 00:12:01]", 2, "One [inaudible 00:12:01]"),
    ],
)
def test_a_long_quote_is_cut_at_a_sentence_or_a_word_and_says_so(text, longest, expected):
    assert shorten(text, longest) == expected


@given(
    st.lists(st.sampled_from(["one", "two.", "three?", "[NAME 1]", "[pause]", "—"]), max_size=30), st.integers(1, 12)
)
def test_what_is_left_of_a_quote_is_how_it_begins(words, longest):
    text = " ".join(words)
    short = shorten(text, longest)
    kept, cut, _ = short.partition(" […]")
    assert text.startswith(kept)
    assert bool(cut) == (len(words) > longest)
    if cut:
        left = [word for word in words if word]
        assert any(kept == " ".join(left[:n]) for n in range(1, longest + 1))


# --- the table of quotes -----------------------------------------------------------------------------------------


def sentence(session, turn):
    """What is said in a turn of the small study: exactly as long as its turns are."""
    return (
        f"In turn {turn} of {session} Siobhan said a good deal about it, and then she went on.".ljust(LENGTH - 1, "!")
        + "\n"
    )


@pytest.fixture
def private(tmp_path):
    """The private results of the small study, "Siobhan" replaced."""
    for session, people in SPOKEN.items():
        turns = range(len(people.split()))
        record = "".join(sentence(session, turn) for turn in turns)
        swaps = [Replacement(at.start(), at.end(), "[NAME 1]") for at in re.finditer("Siobhan", record)]
        released, offsets = release(session, record, swaps)
        write_text(tmp_path / "released" / f"{session}.txt", released)
        write_table(offsets, OFFSET_MAP, tmp_path / "offsets" / f"{session}.parquet")
        rows = [(session, n, n * LENGTH, (n + 1) * LENGTH - 1, "", 0.0, 1.0, f"paragraph {n + 1}") for n in turns]
        located = pd.DataFrame(rows, columns=list(empty(LOCATORS).columns))
        write_table(located, LOCATORS, tmp_path / "locators" / f"{session}.parquet")
    return tmp_path


def test_the_small_studys_quotes_are_those_that_may_be_shown(private):
    table = quotes_table(study(), private)
    assert list(table.columns) == COLUMNS
    found = table[["code", "group", "speaker_id", "session_id", "of"]].to_numpy().tolist()
    assert found == [
        ["HR1", "Alpha", "a1", "s1", ""], ["HR1", "Alpha", "a2", "s1", ""], ["HR1", "Alpha", "a3", "s1", ""],
        ["HR1", "Alpha", "a1", "s2", ""],
        ["HR2", "Beta", "b2", "s3", 2], ["HR2", "Beta", "b3", "s3", 2],
        ["S01", "Beta", "b2", "s3", 2], ["S01", "Beta", "b3", "s3", 2],
    ]  # fmt: skip


def test_a_quote_is_released_text_and_leads_to_its_place_in_the_source(private):
    first = quotes_table(study(), private).iloc[0]
    assert first["quote"] == sentence("s1", 1).replace("Siobhan", "[NAME 1]").strip()
    assert (first["start"], first["end"], first["source_place"]) == (LENGTH, 2 * LENGTH, "paragraph 2")


def test_no_quote_names_what_was_replaced(private):
    assert not quotes_table(study(), private)["quote"].str.contains("Siobhan").any()


def test_a_coding_that_reaches_into_another_speakers_turn_is_not_quoted(private):
    # From a3, who agreed, to b1, who did not.
    wide = dataclasses.replace(LEDGERS["ann"][2], end=5 * LENGTH)
    table = quotes_table(study({"ann": [*LEDGERS["ann"][:2], wide, *LEDGERS["ann"][3:]]}), private)
    assert wide.decision_id not in set(table["decision_id"])


def test_what_was_proposed_is_read_from_the_decision_itself(private):
    proposed = json.dumps([{"code": "FI1", "rank": 1}, {"code": "HR1", "rank": 2, "confidence": 0.4}])
    accepted = dataclasses.replace(LEDGERS["ann"][0], action="accept", shown=proposed)
    table = quotes_table(study({"ann": [accepted, *LEDGERS["ann"][1:]]}), private).set_index("decision_id")
    columns = ["action", "shown_rank", "shown_confidence", "coder", "decided_at"]
    assert table.loc["ann1", columns].tolist() == ["accept", 2, 0.4, "ann", "2024-01-01T10:00:00Z"]
    assert table.loc["ann2", columns[:3]].tolist() == ["add", "", ""]


def test_a_pinned_quote_is_the_first_of_its_cell(private):
    pin = act("ann", 90, "pin", "s1", target="ann3")
    table = quotes_table(study({"ann": [*LEDGERS["ann"], pin]}), private)
    assert table[["decision_id", "chosen"]].iloc[0].tolist() == ["ann3", "pinned"]


def test_without_decisions_the_table_is_empty_but_has_its_columns(private):
    table = quotes_table(study({"ann": ledger("ann", [], "")}), private)
    assert (list(table.columns), len(table)) == (COLUMNS, 0)


def test_the_table_does_not_depend_on_whose_ledger_is_read_first(private):
    turned = dict(reversed(LEDGERS.items()))
    pd.testing.assert_frame_equal(quotes_table(study(LEDGERS), private), quotes_table(study(turned), private))
