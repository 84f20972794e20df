"""Codes that stand together, held against every permutation written out."""

from __future__ import annotations

from itertools import combinations, product

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from test_tables import LEDGERS, ledger, row_of, study, tables_of
from themetrail.figures.cooccurrence_data import f4_cooccurrence
from themetrail.themes.cooccurrence import cooccurrence, together

COLUMNS = ["session_id", "turn", "segment_id", "speaker_id", "group", "item", "coding_id"]


def rows(*units):
    """Mentions from (session, turn, items): a segment for each turn, a coding for each item."""
    cells = [
        (session, turn, f"{session}-{turn}", f"p{turn}", "g", item, f"{session}-{turn}-{item}")
        for session, turn, items in units
        for item in items
    ]
    return pd.DataFrame(cells, columns=COLUMNS)


def pair(frame, unit="turn", within=0, items="ab"):
    found = cooccurrence(frame, list(items), unit, within)
    (row,) = found[(found["one"] == "a") & (found["other"] == "b")].to_dict("records")
    return row


turns = st.lists(st.sampled_from(["a", "b", "ab", "c", "ac"]), min_size=1, max_size=5)


@given(turns, turns)
@settings(max_examples=40)
def test_the_reference_is_the_mean_and_the_tail_over_all_permutations(first, second):
    frame = rows(
        *(("s", n, items) for n, items in enumerate(first)), *(("t", n, items) for n, items in enumerate(second))
    )
    found = pair(frame, items="abc")
    options = []
    for own in (first, second):
        marked = {n for n, items in enumerate(own) if "b" in items}
        count = sum("a" in items for items in own)
        options.append([len(marked & set(chosen)) for chosen in combinations(range(len(own)), count)])
    ways = [sum(way) for way in product(*options)]
    both = sum("a" in items and "b" in items for items in [*first, *second])
    assert found["units"] == both
    assert found["expected"] == pytest.approx(sum(ways) / len(ways))
    assert found["tail"] == pytest.approx(sum(way >= both for way in ways) / len(ways))


def test_jaccard_is_of_units_and_c_of_overlapping_codings():
    frame = rows(("s", 1, "ab"), ("s", 2, "a"), ("s", 3, "b"), ("s", 4, "b"))
    found = pair(frame)
    assert found["jaccard"] == pytest.approx(1 / 4)
    assert found["c"] == pytest.approx(1 / (2 + 3 - 1))


def test_a_long_coding_counts_once_in_c():
    frame = rows(("s", 1, "ab"), ("s", 2, "ab"))
    frame.loc[frame["item"] == "a", "coding_id"] = "one long coding"
    found = pair(frame)
    assert (found["units"], found["c"]) == (2, pytest.approx(2 / (1 + 2 - 2)))


def test_turns_near_one_another_count_where_the_setting_says_so():
    frame = rows(("s", 1, "a"), ("s", 3, "b"), ("s", 9, "c"), ("t", 2, "b"))
    assert [pair(frame, within=n)["units"] for n in (0, 1, 2)] == [0, 0, 1]


def test_what_is_raised_often_does_not_look_related_for_that():
    frame = rows(*(("s", n, "ab") for n in range(8)), ("s", 8, "a"), ("s", 9, "b"))
    found = pair(frame)
    assert found["units"] == 8
    assert found["tail"] == pytest.approx(1.0)  # nine of ten units each: they cannot meet less often


def test_a_pair_that_never_meets_has_no_row_among_those_together():
    frame = rows(("s", 1, "a"), ("s", 2, "b"))
    assert together(frame, "turn", 0).empty
    assert pair(frame)["units"] == 0


# --- as printed --------------------------------------------------------------------------------------------------


def test_the_table_has_the_pairs_that_were_raised_together():
    table = tables_of(study())["T14"].rows
    assert table[["Code", "With", "Speakers", "Units together"]].to_numpy().tolist() == [["HR2", "S01", "3", "3"]]


def test_units_that_would_bound_a_hidden_cell_are_kept_back():
    both = [(name, "s3", turn) for name in ("HR2", "S01") for turn in (1, 2, 3)]
    more = [(name, "s1", 1) for name in ("HR2", "S01")]
    data = study({"ann": ledger("ann", [*both, *more], "s1 s2 s3")})
    row = row_of(tables_of(data)["T14"], Code="HR2")
    assert row["Speakers"] == "≥4"  # four units; the hidden cell of Alpha may hold two
    assert {row[name] for name in ("Units together", "Expected", "Jaccard", "c")} == {"–"}
    cell = f4_cooccurrence(data).set_index(["row", "column"]).loc["S01", "HR"]
    assert (cell["text"], bool(cell["masked"]), pd.isna(cell["units"])) == ("≥4", True, True)


def test_the_matrix_has_speakers_alone_on_its_diagonal():
    table = f4_cooccurrence(study(LEDGERS)).set_index(["row", "column"])
    assert table.loc[("HR", "HR"), "text"] == "6"
    assert pd.isna(table.loc[("HR", "HR"), "units"])
    assert table.loc[("S01", "HR"), ["text", "units"]].tolist() == ["3", 3]
