"""What is printed of masked cells is the same whatever they hold, so nobody can work out what they hold."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from themetrail.themes.links import derived_links, shown_links, stated_links
from themetrail.themes.masking import at_least, is_masked, mask_cells, total_text

cells = st.lists(st.integers(0, 12), max_size=6)
settings_of_mask = st.integers(1, 5)


def table(speakers):
    return pd.DataFrame({
        "group": [f"G{n}" for n in range(len(speakers))], "speakers": speakers,
        "sessions": [min(n, 3) for n in speakers], "segments": [4 * n for n in speakers],
    })  # fmt: skip


def printed(speakers, least):
    """All that leaves the team of a row of disjoint cells: the cells, and their total."""
    out = mask_cells(table(speakers), least)
    shown = out.astype(object).where(out.notna(), None).to_dict("records")
    return shown, total_text(speakers, least), at_least(speakers, least)


@st.composite
def alike(draw):
    """Two rows of cells with the same cells hidden that hold different things, all others the same; and the setting."""
    speakers, least = draw(cells), draw(settings_of_mask)
    hidden = st.integers(1, max(1, least - 1))
    return speakers, [draw(hidden) if is_masked(n, least) else n for n in speakers], least


def test_small_cells_are_hidden_but_none_is_none():
    assert [is_masked(n, 3) for n in range(5)] == [False, True, True, False, False]
    assert not any(is_masked(n, 1) for n in range(5))


@given(alike())
def test_what_is_printed_does_not_depend_on_what_hidden_cells_hold(case):
    speakers, otherwise, least = case
    assert printed(speakers, least) == printed(otherwise, least)


@given(cells, settings_of_mask)
def test_taking_the_cells_that_are_seen_from_a_total_leaves_one_for_each_that_is_hidden(speakers, least):
    out = mask_cells(table(speakers), least)
    left = int(total_text(speakers, least).lstrip("≥")) - out["speakers"].sum()
    assert left == out["masked"].sum()


@given(cells, settings_of_mask)
def test_a_total_is_true_and_exact_where_nothing_is_hidden(speakers, least):
    text = total_text(speakers, least)
    assert at_least(speakers, least) <= sum(speakers)
    if any(is_masked(n, least) for n in speakers):
        assert text == f"≥{at_least(speakers, least)}"
    else:
        assert text == str(sum(speakers))


@given(cells, settings_of_mask)
def test_a_hidden_cell_hides_all_that_is_counted_in_it_and_others_show_it(speakers, least):
    before, out = table(speakers), mask_cells(table(speakers), least)
    for row, full in zip(out.itertuples(), before.itertuples(), strict=True):
        counts = (row.speakers, row.sessions, row.segments)
        if is_masked(full.speakers, least):
            assert (row.masked, row.text) == (True, f"<{least}")
            assert all(pd.isna(count) for count in counts)
        else:
            assert (row.masked, row.text) == (False, str(full.speakers))
            assert counts == (full.speakers, full.sessions, full.segments)


def test_the_cells_that_were_given_are_left_as_they_are():
    given_cells = table([1, 5])
    mask_cells(given_cells, 3)
    pd.testing.assert_frame_equal(given_cells, table([1, 5]))


# --- links -------------------------------------------------------------------------------------------------------

MENTIONS = ["session_id", "turn", "speaker_id", "group", "code", "kind", "domain"]


def co_coded(**speakers_by_group):
    """Mentions of HR1 and S01 in one turn of each speaker: so many of each group."""
    rows = [
        (f"S-{group}", n, f"{group}{n}", group, code, kind, domain)
        for group, many in speakers_by_group.items()
        for n in range(many)
        for code, kind, domain in (("HR1", "cause", "HR"), ("S01", "solution", ""))
    ]
    return pd.DataFrame(rows, columns=MENTIONS)


@given(alike())
@settings(max_examples=40)
def test_a_derived_link_does_not_depend_on_what_hidden_cells_hold(case):
    speakers, otherwise, least = case
    one, other = (
        shown_links(co_coded(**dict(zip("abcdef", row, strict=False))), least) for row in (speakers, otherwise)
    )
    assert one.to_dict("records") == other.to_dict("records")


@pytest.mark.parametrize(
    ("speakers", "shown"),
    [({"a": 4}, [4]), ({"a": 3}, [3]), ({"a": 4, "b": 2}, [5]), ({"a": 2, "b": 2}, []), ({"a": 2}, []), ({}, [])],
)
def test_a_derived_link_is_shown_with_the_speakers_that_it_has_at_least(speakers, shown):
    assert shown_links(co_coded(**speakers), 3)["speakers"].tolist() == shown


def test_a_link_is_derived_from_a_cause_or_domain_and_a_solution_in_one_turn():
    rows = pd.DataFrame(
        [
            ("S1", 1, "p1", "a", "HR1", "cause", "HR"), ("S1", 1, "p1", "a", "HR2", "cause", "HR"),
            ("S1", 1, "p1", "a", "S01", "solution", ""), ("S1", 1, "p1", "a", "S01", "solution", ""),
            ("S2", 2, "p1", "a", "HR", "domain", "HR"), ("S2", 2, "p1", "a", "S01", "solution", ""),
            ("S2", 3, "p2", "a", "FI1", "cause", "FI"), ("S2", 4, "p2", "a", "S01", "solution", ""),
        ],
        columns=MENTIONS,
    )  # fmt: skip
    assert derived_links(rows).to_dict("records") == [
        {"domain": "HR", "solution": "S01", "speakers": 1, "sessions": 2, "turns": 2}
    ]


def test_stated_links_count_statements_and_coders():
    rows = [
        {"domain": domain, "solution": "S01", "coder": coder, "session_id": "S1", "start": start, "end": ""}
        for domain, coder, start in (("HR", "ann", "0"), ("HR", "ann", "9"), ("HR", "bob", "0"), ("FI", "ann", "0"))
    ]
    assert stated_links(rows).to_numpy().tolist() == [["FI", "S01", 1, 1], ["HR", "S01", 3, 2]]
    assert stated_links([]).empty
