"""How codes accumulate over sessions, held against every order written out by hand."""

from __future__ import annotations

from itertools import permutations
from statistics import median

import pytest
from hypothesis import given
from hypothesis import strategies as st

from test_tables import study, tables_of
from themetrail.study.settings import Settings
from themetrail.themes.accumulation import MOST_ORDERS, SAMPLED_ORDERS, accumulate

sessions = st.lists(st.frozensets(st.sampled_from("abcdef")), min_size=1, max_size=5)


def curve(codes, order):
    return [len(frozenset().union(*(codes[place] for place in order[: n + 1]))) for n in range(len(order))]


@given(sessions)
def test_the_curve_is_over_every_order(codes):
    found = accumulate(codes, 9, 9, 0.05)
    curves = [curve(codes, order) for order in permutations(range(len(codes)))]
    assert found.exact
    assert found.orders == len(curves)
    for step, column in zip(found.curve, zip(*curves, strict=True), strict=True):
        assert (step.least, step.median, step.most) == (min(column), median(column), max(column))


def test_new_information_is_the_new_codes_of_the_run_of_those_of_the_base():
    codes = [frozenset("ab"), frozenset("bc"), frozenset("cd"), frozenset("de")]
    new = accumulate(codes, 2, 1, 0.3).new_information
    assert new is not None
    # a b c in the first two; the last session adds e alone.
    assert (new.base, new.new, new.share) == (3, 1, pytest.approx(1 / 3))
    shares = []
    for order in permutations(range(4)):
        counts = curve(codes, order)
        shares.append((counts[3] - counts[2]) / counts[1])
    assert (new.least, new.median, new.most) == (min(shares), median(shares), max(shares))
    assert new.below == sum(share <= 0.3 for share in shares)


@pytest.mark.parametrize(("base", "run"), [(4, 1), (2, 3), (5, 5)])
def test_with_fewer_sessions_than_base_and_run_it_is_not_assessable(base, run):
    assert accumulate([frozenset("a")] * 4, base, run, 0.05).new_information is None


def test_a_base_without_codes_is_not_assessable():
    assert accumulate([frozenset(), frozenset()], 1, 1, 0.05).new_information is None


def test_many_sessions_are_sampled_and_the_sample_is_the_same_each_time():
    codes = [frozenset({f"c{n}", f"c{n // 2}"}) for n in range(40)]
    found = accumulate(codes, 4, 2, 0.05)
    assert (found.exact, found.orders) == (False, SAMPLED_ORDERS)
    assert found == accumulate(codes, 4, 2, 0.05)
    assert found.curve[-1].least == found.curve[-1].most == 40


def test_seven_sessions_are_still_exact():
    assert accumulate([frozenset("a")] * 7, 4, 2, 0.05).orders == MOST_ORDERS


def test_the_table_says_not_assessable_and_never_that_saturation_was_reached():
    table = tables_of(study())["T15"]
    assert table.rows["New, as held"].tolist() == ["not assessable"]
    assert table.rows["Codes"].tolist() == ["4"]  # HR1, HR2, S01 and S02; process codes are no findings
    assert not any("reached" in text for text in [*table.notes, table.title])


def test_the_table_gives_new_information_where_there_are_sessions_enough():
    settings = Settings.model_validate({
        "study": {"title": "A study", "synthetic": True}, "coding": {"findings_from": "ann"},
        "accumulation": {"base_size": 2, "run_length": 1},
    })  # fmt: skip
    (row,) = tables_of(study(settings=settings))["T15"].rows.to_dict("records")
    # HR1 and S02 in the first two sessions, HR2 and S01 in the third.
    assert (row["Codes of the base"], row["New in the run"], row["New, as held"]) == ("2", "2", "100\xa0%")
