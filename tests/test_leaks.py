"""Nothing public changes with what a hidden cell holds, and no union of cells says what one of them does."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from test_tables import KINDS, SPOKEN, ledger, rows, study
from themetrail.figures.all_drawn import DRAWN
from themetrail.tables.all_tables import build_all
from themetrail.tables.methods import methods_text
from themetrail.tables.stored import tables_data
from themetrail.themes.masking import is_masked, told_of_union

AT = {"author": "ann", "at": "2024-01-01T10:00:00Z"}
THEMES = {
    "themes": rows({"theme_id": "T1", "title": "A theme", "central_idea": "an idea", **AT}),
    "theme_codes": rows({"theme_id": "T1", "code": "HR1"}, {"theme_id": "T1", "code": "FI1"}),
    "summaries": rows({"cause": "HR1", "group": "Alpha", "text": "a summary", **AT}),
}
BETA = [(name, "s3", turn) for name in ("HR1", "S01") for turn in (1, 2, 3)]


def public(codings):
    """What a deposit has of the codings: every table, the numbers of every figure, the draft of the methods."""
    data = study({"ann": ledger("ann", codings, "s1 s2 s3")}, **THEMES)
    tables = {table["number"]: table for table in tables_data(build_all(data))["tables"]}
    return tables | {name: build(data).to_csv() for name, build in DRAWN.items()} | {"methods": methods_text(data)}


@pytest.mark.parametrize("names", [("HR1",), ("S01",), ("HR1", "S01"), ("HR1", "FI1"), ("HR",)])
def test_one_or_two_speakers_in_a_hidden_cell_give_the_same_results_everywhere(names):
    """The same passages of the same sessions, in one world by one person of the group, in the other by two."""
    one = [(name, *where) for name in names for where in (("s1", 1), ("s2", 1))]  # a1 and a1
    two = [(name, *where) for name in names for where in (("s1", 2), ("s2", 1))]  # a2 and a1
    first, second = public([*BETA, *one]), public([*BETA, *two])
    assert {name for name in first if first[name] != second[name]} == set()


turns = [(s, n) for s, people in SPOKEN.items() for n, who in enumerate(people.split()) if who[0] in "ab"]
codes = [name for name, kind in KINDS.items() if kind != "process"]


@given(st.sets(st.tuples(st.sampled_from(codes), st.sampled_from(turns)), min_size=1, max_size=14))
@settings(max_examples=25)
def test_no_cell_of_causes_by_groups_shows_a_number_that_is_to_be_hidden(coded):
    data = study({"ann": ledger("ann", sorted((name, *where) for name, where in coded), "s1 s2 s3")}, **THEMES)
    hidden = {code for code, numbers in data.speakers_by_code.items() if any(is_masked(n, 3) for n in numbers)}
    assume(hidden)
    tables = {table.number: table.rows for table in build_all(data)}
    for number, column in (("T3", "Code"), ("T5", "Code"), ("T13", "Item")):
        own = tables[number][tables[number][column].isin(hidden)]
        if number == "T13":  # a domain's row is a union; the domain coded by itself is another thing
            own = own[own["Level"] != "domain"]
        assert all(text.startswith("≥") for text in own["Speakers"])
    robust = tables["T13"][tables["T13"]["Item"].isin(hidden) & (tables["T13"]["Level"] != "domain")]
    assert set(robust.iloc[:, 4:].to_numpy().ravel()) <= {"–"}


parts = st.lists(st.integers(0, 6), min_size=1, max_size=4)


@given(parts, st.integers(2, 4), st.data())
@settings(max_examples=150)
def test_whatever_is_told_of_a_union_each_hidden_part_can_hold_any_number(sizes, least, data):
    speakers = data.draw(st.integers(max(sizes), sum(sizes)))
    assume(not is_masked(speakers, least))
    told = told_of_union(speakers, sizes, least)
    hidden = [place for place, size in enumerate(sizes) if is_masked(size, least)]
    worlds = [dict(zip(hidden, numbers, strict=True)) for numbers in product(range(1, least), repeat=len(hidden))]
    for place, number in product(hidden, range(1, least)):
        possible = False
        for world in worlds:
            if world[place] == number:
                other = [world.get(at, size) for at, size in enumerate(sizes)]
                unions = range(max(least, *other), sum(other) + 1) if sum(other) >= least else ()
                possible |= any(told_of_union(union, other, least) == told for union in unions)
        assert possible, (sizes, speakers, told, place, number)


@given(parts, st.integers(1, 4), st.data())
def test_what_is_told_of_a_union_is_true(sizes, least, data):
    speakers = data.draw(st.integers(max(sizes), sum(sizes)))
    known, exact = told_of_union(speakers, sizes, least)
    assert known == speakers if exact else known <= speakers
    assert exact or any(is_masked(size, least) for size in sizes)
