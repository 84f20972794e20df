"""What the explorer gives away: every quote that may be read, and no number that is to be hidden."""

from __future__ import annotations

import json
from collections import defaultdict
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from explorer_study import LARGER, larger_study, words_of, write_texts
from test_leaks import BETA, THEMES
from test_tables import KINDS, SPOKEN, act, ledger, rows, study
from themetrail.explorer.canonical import canonical
from themetrail.explorer.public import NOT_SHOWN, explorer_data
from themetrail.explorer.quotable import closed_pairs, unions
from themetrail.explorer.quotes import COLUMNS
from themetrail.explorer.transcripts import transcripts_of
from themetrail.tables.small import kept_back, most_speakers, passages
from themetrail.themes.masking import is_masked, told_of_union
from themetrail.themes.spoken_runs import runs, spoken_among

LEAST = 3


@pytest.fixture(scope="module")
def private(tmp_path_factory):
    return write_texts(tmp_path_factory.mktemp("private"))


def data_of(codings, **tables):
    return study({"ann": ledger("ann", codings, "s1 s2 s3")}, **THEMES | tables)


def quotes_of(data, private):
    return [dict(zip(COLUMNS, row, strict=True)) for row in explorer_data(data, private)["quotes"]["rows"]]


# --- hidden numbers ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("names", [("HR1",), ("S01",), ("HR1", "S01"), ("HR1", "FI1"), ("HR",)])
def test_one_or_two_speakers_in_a_hidden_cell_give_the_same_file(private, names):
    one = [(name, *where) for name in names for where in (("s1", 1), ("s2", 1))]  # a1 and a1
    two = [(name, *where) for name in names for where in (("s1", 2), ("s2", 1))]  # a2 and a1
    first, second = (canonical(explorer_data(data_of([*BETA, *coded]), private)) for coded in (one, two))
    assert first == second


turns = [(s, n) for s, people in SPOKEN.items() for n, who in enumerate(people.split()) if who[0] in "ab"]
codes = [name for name, kind in KINDS.items() if kind != "process"]
larger = [(s, n) for s, people in LARGER.items() for n, who in enumerate(people.split()) if who[0] in "ab"]
codings = st.sets(st.tuples(st.sampled_from(codes), st.sampled_from(larger)), min_size=8, max_size=60)
worlds = codings.map(lambda coded: larger_study(sorted((name, *where) for name, where in coded), **THEMES))


@pytest.fixture(scope="module")
def texts(tmp_path_factory):
    return write_texts(tmp_path_factory.mktemp("texts"), LARGER)


def they_are_of_shown_cells_and_consenting_speakers(data, quotes):
    for quote in quotes:
        assert (quote["code"], quote["group"]) in data.shown_cells
        assert quote["speaker"] not in {"b1", "w1", "f1"}
        assert quote["words"] == words_of(quote["session"], quote["turn"]).strip()


def each_hidden_cell_is_left_as_many_passages_as_it_can_have_speakers(data, quotes):
    quoted, speakers = defaultdict(int), defaultdict(set)
    for quote in quotes:
        quoted[quote["code"]] += 1
        speakers[quote["code"]].add(quote["speaker"])
    hidden = {code: ns for code, ns in data.speakers_by_code.items() if any(is_masked(n, LEAST) for n in ns)}
    left = {
        code: passages(data)[code][0] - quoted[code] - (most_speakers(ns, LEAST) - len(speakers[code]))
        for code, ns in hidden.items()
    }
    kept = kept_back(data)
    assert all(left[code] >= 0 for code in set(hidden) - kept.codes)
    assert kept.totals or sum(left[code] for code in kept.codes) >= 0


def each_hidden_part_of_a_union_may_still_be_one_person(data, quotes):
    for own in unions(data).values():
        for group, parts in zip(data.groups, data.parts_of(sorted(own)), strict=True):
            sizes = dict(zip(sorted(own), parts, strict=True))
            hidden = [code for code in own if is_masked(sizes[code], LEAST)]
            if not hidden or max(parts) < LEAST:
                continue
            there = data.mentions[data.mentions["code"].isin(list(own)) & (data.mentions["group"] == group)]
            told, _ = told_of_union(there["speaker_id"].nunique(), parts, LEAST)
            seen = {code: {q["speaker"] for q in quotes if (q["code"], q["group"]) == (code, group)} for code in own}
            # As many people as there can be: those seen, everybody else in a shown cell a different person, the
            # other hidden cells as full as they can be and of people of their own, and one person in this one.
            unseen = sum(sizes[code] - len(seen[code]) for code in own if sizes[code] >= LEAST)
            assert told <= len(set().union(*seen.values())) + unseen + (len(hidden) - 1) * (LEAST - 1) + 1


def no_two_of_a_pair_that_is_not_told_exactly_stand_in_one_turn(data, quotes):
    items = defaultdict(set)
    for quote in quotes:
        solution = KINDS[quote["code"]] == "solution"
        items[quote["session"], quote["turn"]].add(quote["code"] if solution else quote["code"][:2])
    together = {frozenset(pair) for there in items.values() for pair in combinations(sorted(there), 2)}
    assert not together & closed_pairs(data)


def nothing_hidden_can_be_counted(data, texts):
    quotes = quotes_of(data, texts)
    they_are_of_shown_cells_and_consenting_speakers(data, quotes)
    each_hidden_cell_is_left_as_many_passages_as_it_can_have_speakers(data, quotes)
    each_hidden_part_of_a_union_may_still_be_one_person(data, quotes)
    no_two_of_a_pair_that_is_not_told_exactly_stand_in_one_turn(data, quotes)


@given(worlds)
@settings(max_examples=5)
def test_quotes_give_no_hidden_cell_away(texts, data):
    nothing_hidden_can_be_counted(data, texts)


@pytest.mark.long
@given(worlds)
@settings(max_examples=100)
def test_quotes_of_many_studies_give_no_hidden_cell_away(texts, data):
    nothing_hidden_can_be_counted(data, texts)


def test_the_rules_do_leave_quotes_out(private):
    """Where one hidden passage is left of a code, the visible speakers are quoted once each."""
    coded = [("HR1", "s3", n) for n in (1, 2, 3)] + [("HR1", "s2", n) for n in (3, 4)] + [("HR1", "s1", 1)]
    (spare,) = (passages(data_of(coded))["HR1"][0] - 3 - 2,)
    quoted = [quote["speaker"] for quote in quotes_of(data_of(coded), private)]
    assert (spare, sorted(quoted)) == (1, ["b2", "b2", "b3"])
    without = [quote["speaker"] for quote in quotes_of(data_of([*coded[:3], coded[4], coded[5]]), private)]
    assert sorted(without) == ["b2", "b3"]


def test_speakers_are_not_quoted_under_two_codes_of_a_domain_where_that_says_who_is_left(texts):
    """Three people raised two causes, two others a hidden third; five are printed, so that two would be left."""
    shown = [(name, "s1", turn) for name in ("HR", "HR1") for turn in (1, 2, 3)]
    hidden = [("HR2", "s2", turn) for turn in (4, 5)]
    data = larger_study([*shown, *shown, *hidden])
    quotes = quotes_of(data, texts)
    seen = [(quote["speaker"], quote["code"]) for quote in quotes]
    assert len({who for who, _ in seen}) == 3
    assert len(set(seen)) == 3 + 2  # the printed five leave room for two to be seen twice
    each_hidden_part_of_a_union_may_still_be_one_person(data, quotes)


def test_two_quotes_of_a_hidden_pair_do_not_stand_in_one_turn(texts):
    coded = [("HR1", "s1", turn) for turn in (1, 2, 3, 4)]
    coded += [("S01", "s1", turn) for turn in (1, 2)] + [("S01", "s2", turn) for turn in (3, 4)]
    quotes = quotes_of(larger_study(coded), texts)
    assert len(quotes) == len(coded) - 2
    together = quotes_of(larger_study([*coded, ("S01", "s1", 3)]), texts)
    assert len(together) == len(coded) + 1


def test_where_nothing_is_hidden_every_quote_is_given(private):
    coded = [(name, session, turn) for name in ("HR1", "S01") for session, turn in turns]
    data = data_of(coded)
    assert all(n == 0 or n >= LEAST for numbers in data.speakers_by_code.values() for n in numbers)
    agreed = {who for people in SPOKEN.values() for who in people.split()} - {"b1", "w1", "f1"}
    may = sum(SPOKEN[session].split()[turn] in agreed for _, session, turn in coded)
    assert len(quotes_of(data, private)) == may


def test_hidden_cells_read_as_in_the_tables_and_have_no_summary(private):
    data = data_of([*BETA, ("HR1", "s1", 1)])
    cells = {(c["of"], c["code"], c["group"]): c for c in explorer_data(data, private)["cells"]}
    assert cells["code", "HR1", "Alpha"] == {
        "of": "code", "code": "HR1", "group": "Alpha", "speakers": None, "text": "<3",
    }  # fmt: skip
    assert cells["code", "HR1", "Beta"]["speakers"] == 3


# --- words -------------------------------------------------------------------------------------------------------

EVERYTHING = [(name, session, turn) for name in ("HR1", "HR2", "S02") for session, turn in turns]


def said_by(who: str) -> set[tuple[str, ...]]:
    places = [(s, n) for s, people in SPOKEN.items() for n, speaker in enumerate(people.split()) if speaker == who]
    return set().union(*(runs(words_of(*place)) for place in places))


def test_five_words_in_a_row_stand_in_the_file_only_in_quotes(private):
    whole = explorer_data(data_of(EVERYTHING), private)
    quoted = set().union(*(runs(row[COLUMNS.index("words")]) for row in whole["quotes"]["rows"]))
    written = runs(canonical(whole))
    for who in {who for people in SPOKEN.values() for who in people.split()}:
        there = said_by(who) & written
        assert there <= quoted
        assert bool(there) == (who not in {"b1", "w1", "f1"})


def test_what_somebody_said_is_not_given_as_an_exemplar_or_a_reason(private):
    said = " ".join(words_of("s1", 4).split()[:6])
    made = {"at": "2024-01-01T10:00:00Z", "who": "ann", "version": "1.0", "code": "HR1", "change": "label", "into": ""}
    log = rows(made | {"reason": f"because of '{said}'"}, made | {"reason": "it was too wide"})
    history = explorer_data(data_of(EVERYTHING, codebook_log=log), private)["codebook"]["history"]
    assert [row["reason"] for row in history] == [NOT_SHOWN, "it was too wide"]
    quoting, four = f"They say: {said.upper()}!", " ".join(said.split()[:4])
    assert spoken_among([quoting, four, "nothing of it"], [words_of("s1", 3), words_of("s1", 4)]) == {quoting}


def test_a_comment_of_somebody_who_did_not_consent_is_left_out(private):
    row = {"refinement_id": "R1", "solution": "S01", "day": "1", "wording_in": "in", "wording_out": "out"}
    place = {"session_id": "s1", "start": "400", "end": "450", "comment": "what b1 said of it", "outcome": "amended"}
    (refined,) = explorer_data(data_of(EVERYTHING, refinements=rows(row | place)), private)["refinements"]
    assert refined["comment"] == "[not shown]"


def test_transcripts_hold_every_turn_but_those_of_who_withdrew(private):
    sessions = transcripts_of(data_of(EVERYTHING), private)["sessions"]
    assert [turn[1] for turn in sessions["s1"]] == [who for who in SPOKEN["s1"].split() if who != "w1"]
    assert not said_by("w1") & runs(canonical(sessions))


# --- decisions ---------------------------------------------------------------------------------------------------


def test_what_was_proposed_is_read_from_the_decision(private):
    shown = [
        {"code": code, "rank": n, "confidence": 1 / 3, "engine_hash": "e"} for n, code in enumerate(("FI1", "HR1"), 1)
    ]
    acts = [
        act("ann", n, "accept", "s3", n, code="HR1", shown=json.dumps(shown), blind="no") for n in (1, 2, 3)
    ] + [act("ann", 9, "add", "s3", 2, code="FI1")]  # fmt: skip
    quotes = {q["id"]: q for q in quotes_of(study({"ann": acts}), private)}
    assert set(quotes) == {"ann2", "ann3"}
    third = quotes["ann3"]
    assert (third["action"], third["rank"], third["not_taken"]) == ("accept", 2, ["FI1"])
    assert (third["coder"], third["blind"], third["place"]) == ("ann", "no", "paragraph 4")
    # FI1 was coded there, in a cell that is hidden; that it had been proposed would say so.
    assert quotes["ann2"]["not_taken"] == []


def test_the_file_has_a_row_to_a_line_and_rounded_numbers():
    text = canonical({"b": {"rows": [[1, 2.00000049], []], "a": [1]}, "a": -0.0, "c": []})
    assert text == '{\n"a": 0.0,\n"b": {\n"a": [\n1\n],\n"rows": [\n[1,2.0],\n[]\n]\n},\n"c": []\n}\n'
    assert json.loads(text) == {"a": 0.0, "b": {"a": [1], "rows": [[1, 2.0], []]}, "c": []}


def test_a_study_without_decisions_has_a_file(private):
    whole = explorer_data(study({}), private)
    assert (whole["quotes"]["rows"], whole["links"], whole["jury"]) == ([], [], [])
    assert whole["notes"][0].startswith("No decisions")
    assert whole["study"]["synthetic"]
