"""From codings to ratings, to the table of agreement and to the list of disagreements."""

from __future__ import annotations

import itertools

import krippendorff
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared_data import shared_data
from themetrail.agreement.bootstrap import FEWEST_SESSIONS
from themetrail.agreement.disagreements import disagreements
from themetrail.agreement.statistics import krippendorff_alpha_nominal
from themetrail.agreement.table import STATISTICS, agreement_table
from themetrail.agreement.units import Units, units_of
from themetrail.study.machine_tables import CODING_SEGMENTS, CODINGS, SEGMENTS

CODES = [
    ("HR", "domain", ""),
    ("HR2", "cause", "HR"),
    ("HR1", "cause", "HR"),
    ("FI", "domain", ""),
    ("S01", "solution", ""),
]
LENGTH = 100  # characters of every segment of the tests


def segments_of(*sessions: str, per_session: int = 4) -> pd.DataFrame:
    rows = [
        (f"{session}-{n}", session, n, "P1", "participant", n * LENGTH, (n + 1) * LENGTH, 20, "")
        for session in sessions
        for n in range(per_session)
    ]
    return SEGMENTS.validate(pd.DataFrame(rows, columns=list(SEGMENTS.columns)))


def coded(*codings: tuple[str, str, str, int, int], layer: str = "independent") -> tuple[pd.DataFrame, pd.DataFrame]:
    """Codings given as coder, code, session, start, end, on the segments of which they cover half."""
    rows, places = [], []
    for number, (coder, code, session, start, end) in enumerate(codings):
        rows.append((f"{layer}{number}", session, start, end, code, coder, layer, "hand", f"d{number}"))
        for n in range(start // LENGTH, -(-end // LENGTH)):
            shared = min(end, (n + 1) * LENGTH) - max(start, n * LENGTH)
            if 2 * shared >= LENGTH:
                places.append((f"{layer}{number}", f"{session}-{n}", shared))
    return (
        CODINGS.validate(pd.DataFrame(rows, columns=list(CODINGS.columns))),
        CODING_SEGMENTS.validate(pd.DataFrame(places, columns=list(CODING_SEGMENTS.columns))),
    )


def units(codings, places, segments, coders, sessions, *, kind="segment") -> Units:
    """The units of sessions that every one of the coders finished."""
    return units_of(kind, codings, places, segments, {coder: set(sessions) for coder in coders})


def table_of(*compared, codes=CODES, kind="segment", resamples=0) -> pd.DataFrame:
    return agreement_table(units(*compared, kind=kind), codes, resamples)


def row_of(table: pd.DataFrame, level: str, code: str = "") -> dict:
    (row,) = table[(table["level"] == level) & (table["code"] == code)].to_dict("records")
    return row


EXAMPLE = coded(
    ("ann", "HR1", "w1", 0, 200), ("bob", "HR1", "w1", 0, 100),
    ("ann", "HR2", "w1", 200, 300), ("bob", "HR1", "w1", 200, 300), ("bob", "NEW", "w1", 200, 300),
)  # fmt: skip


def test_ratings_have_a_row_for_each_segment_and_a_column_for_each_coder():
    found = units(*EXAMPLE, segments_of("w1"), ["bob", "ann"], ["w1"]).presence(["HR1"])
    assert found.tolist() == [[1, 1], [0, 1], [1, 0], [0, 0]]


def test_ratings_come_from_the_independent_layer_alone():
    independent, places = coded(("ann", "HR1", "w1", 0, 100))
    consensus, more_places = coded(("bob", "HR1", "w1", 0, 100), layer="consensus")
    both = pd.concat([independent, consensus]), pd.concat([places, more_places])
    found = units(*both, segments_of("w1"), ["ann", "bob"], ["w1"]).presence(["HR1"])
    assert found[0].tolist() == [1, 0]


def test_ratings_do_not_depend_on_the_order_of_codings():
    codings, places = EXAMPLE
    shuffled = codings.sample(frac=1, random_state=1), places.sample(frac=1, random_state=2)
    given = segments_of("w1"), ["ann", "bob"], ["w1"]
    assert units(*shuffled, *given).sets == units(codings, places, *given).sets


def test_the_table_has_used_codes_in_codebook_order_then_domains_then_the_whole():
    table = table_of(*EXAMPLE, segments_of("w1"), ["ann", "bob"], ["w1"])
    assert list(zip(table["level"], table["code"], strict=True)) == [
        ("code", "HR2"), ("code", "HR1"), ("code", "NEW"),
        ("domain", "HR"), ("domain", "FI"),
        ("overall", ""),
    ]  # fmt: skip


def test_a_code_has_its_counts_base_and_prevalence_beside_its_statistics():
    row = row_of(table_of(*EXAMPLE, segments_of("w1"), ["ann", "bob"], ["w1"]), "code", "HR1")
    assert (row["both"], row["first_only"], row["second_only"], row["neither"]) == (1, 1, 1, 1)
    assert (row["unit"], row["base"], row["prevalence"]) == ("segment", 4, 0.5)
    assert (row["percent"], row["kappa"], row["ac1"], row["note"]) == (0.5, 0, 0, "")
    assert row["alpha"] == pytest.approx(1 - 7 * 2 / 16)


def test_coders_who_choose_different_codes_of_a_domain_agree_on_the_domain():
    table = table_of(*EXAMPLE, segments_of("w1"), ["ann", "bob"], ["w1"])
    assert row_of(table, "code", "HR2")["both"] == 0
    domain = row_of(table, "domain", "HR")
    assert (domain["both"], domain["first_only"], domain["second_only"], domain["neither"]) == (2, 1, 0, 1)


def test_an_undefined_statistic_is_empty_and_the_note_says_why():
    row = row_of(table_of(*EXAMPLE, segments_of("w1"), ["ann", "bob"], ["w1"]), "domain", "FI")
    assert np.isnan([row["kappa"], row["alpha"]]).all()
    assert (row["percent"], row["ac1"]) == (1, 1)
    assert row["note"] == "kappa, alpha NA: no variation, every rating is the same"


def test_the_whole_pools_the_used_codes_and_compares_sets_for_alpha():
    row = row_of(table_of(*EXAMPLE, segments_of("w1"), ["ann", "bob"], ["w1"]), "overall")
    assert (row["both"], row["first_only"], row["second_only"], row["neither"]) == (1, 2, 2, 7)
    assert (row["unit"], row["base"]) == ("code × segment", 4)
    assert row["note"] == "3 codes × 4 segments; alpha compares sets of codes (MASI)"
    # Sets: {HR1} twice; {HR1}, {}; {HR2}, {HR1, NEW}; {} twice. Two units are at distance 1, two at 0.
    pairs = {("HR1", "none"): 9, ("HR1", "HR2"): 3, ("HR1", "both"): 3 * (1 - 1 / 3), ("none", "HR2"): 3}
    expected = sum(pairs.values()) + 3 + 1  # none and {HR1, NEW}; {HR2} and {HR1, NEW}
    assert row["alpha"] == pytest.approx(1 - 7 * 2 / expected)


def test_only_the_given_sessions_count():
    codings = coded(("ann", "HR1", "w1", 0, 100), ("ann", "FI", "w2", 0, 100))
    table = table_of(*codings, segments_of("w1", "w2"), ["ann", "bob"], ["w1"])
    assert list(table[table["level"] == "code"]["code"]) == ["HR1"]
    assert set(table["base"]) == {4}


def test_without_codings_or_segments_the_table_says_that_nothing_can_be_computed():
    table = table_of(*coded(), segments_of(), ["ann", "bob"], [])
    assert list(table["level"]) == ["domain", "domain", "overall"]
    assert table["note"].str.endswith("percent, kappa, alpha, ac1, bp NA: no units").all()


def test_swapping_two_coders_swaps_their_counts_and_changes_nothing_else():
    table = table_of(*EXAMPLE, segments_of("w1"), ["ann", "bob"], ["w1"])
    swapped = table_of(*EXAMPLE, segments_of("w1"), ["bob", "ann"], ["w1"])
    renamed = swapped.rename(columns={"first_only": "second_only", "second_only": "first_only"})
    pd.testing.assert_frame_equal(renamed[table.columns], table)


def test_three_coders_have_no_two_by_two_counts_and_fleiss_kappa():
    table = table_of(*EXAMPLE, segments_of("w1"), ["ann", "bob", "cat"], ["w1"])
    assert table[["both", "first_only", "second_only", "neither"]].isna().all(axis=None)
    assert "kappa is Fleiss'" in row_of(table, "overall")["note"]
    assert row_of(table, "code", "HR1")["kappa"] == pytest.approx((1 / 2 - 5 / 9) / (4 / 9))


def test_a_turn_carries_the_codes_of_all_its_segments():
    codings = coded(("ann", "HR1", "w1", 0, 100), ("bob", "HR2", "w1", 100, 200), ("bob", "HR1", "w1", 300, 400))
    segments = segments_of("w1").assign(turn=[0, 0, 0, 1])
    found = units(*codings, segments, ["ann", "bob"], ["w1"], kind="turn")
    assert found.sets == [({"HR1"}, {"HR2"}), (set(), {"HR1"})]
    assert found.times.tolist() == [1, 1]


def test_characters_are_counted_one_by_one_and_only_inside_segments():
    codings = coded(("ann", "HR1", "w1", 90, 130), ("bob", "HR1", "w1", 110, 260))
    segments = segments_of("w1").drop(index=1)  # the characters from 100 to 200 were not to be coded
    row = row_of(table_of(*codings, segments, ["ann", "bob"], ["w1"], kind="character"), "code", "HR1")
    assert (row["both"], row["first_only"], row["second_only"], row["neither"]) == (0, 10, 60, 230)
    assert (row["unit"], row["base"]) == ("character", 300)


@given(st.lists(st.tuples(st.sampled_from(["ann", "bob"]), st.sampled_from("xy"), st.integers(0, 399)), max_size=8))
def test_runs_of_characters_count_as_the_single_characters_would(starts):
    codings = coded(*((coder, code, "w1", start, min(start + 57, 400)) for coder, code, start in starts))
    found = units(*codings, segments_of("w1"), ["ann", "bob"], ["w1"], kind="character")
    for code in "xy":
        by_hand = np.zeros((400, 2))
        for coder, own, start in starts:
            if own == code:
                by_hand[start : start + 57, ["ann", "bob"].index(coder)] = 1
        assert krippendorff_alpha_nominal(found.presence([code]), found.times) == krippendorff_alpha_nominal(by_hand)


def test_a_coder_who_did_not_finish_a_session_has_not_rated_it():
    codings = coded(("ann", "HR1", "w1", 0, 100), ("bob", "HR1", "w1", 0, 100), ("ann", "HR1", "w2", 0, 100))
    segments = segments_of("w1", "w2")
    found = units_of("segment", *codings, segments, {"ann": {"w1", "w2"}, "bob": {"w1"}, "cat": {"w2"}})
    alone = krippendorff.alpha(found.presence(["HR1"]).T, level_of_measurement="nominal")
    row = row_of(agreement_table(found, CODES, 0), "code", "HR1")
    assert row["alpha"] == pytest.approx(alone, abs=1e-9)
    assert row["prevalence"] == pytest.approx(3 / 16)


def interval_of(n_sessions: int, name: str = "alpha", seed: int = 1) -> tuple[float, float, float]:
    rng = np.random.default_rng(seed)
    names = [f"w{n}" for n in range(n_sessions)]
    codings = []
    for session in names:
        for n in range(20):
            if rng.random() < 0.4:
                codings.append(("ann", "HR1", session, n * LENGTH, (n + 1) * LENGTH))
            if rng.random() < 0.4 or (codings and codings[-1][2:4] == (session, n * LENGTH) and rng.random() < 0.7):
                codings.append(("bob", "HR1", session, n * LENGTH, (n + 1) * LENGTH))
    segments = segments_of(*names, per_session=20)
    table = table_of(*coded(*codings), segments, ["ann", "bob"], names, resamples=400)
    row = row_of(table, "code", "HR1")
    return row[f"{name}_low"], row[name], row[f"{name}_high"]


@pytest.mark.parametrize("name", STATISTICS)
def test_an_interval_lies_around_its_statistic_and_narrows_with_more_sessions(name):
    low, value, high = interval_of(8, name)
    assert low <= value <= high
    assert low < high
    narrow = interval_of(120, name)
    assert narrow[2] - narrow[0] < high - low
    assert interval_of(8, name) == (low, value, high)


def test_too_few_sessions_have_no_interval():
    assert np.isnan(interval_of(FEWEST_SESSIONS - 1)[0])
    assert not np.isnan(interval_of(FEWEST_SESSIONS)[0])


def test_sessions_that_are_all_alike_leave_no_width():
    names = [f"w{n}" for n in range(6)]
    codings = [(coder, "HR1", name, 0, 100) for coder in ("ann", "bob") for name in names]
    codings += [("ann", "HR1", name, 100, 200) for name in names]
    table = table_of(*coded(*codings), segments_of(*names), ["ann", "bob"], names, resamples=100)
    for level in ("code", "overall"):
        row = row_of(table, level, "HR1" if level == "code" else "")
        for name in ("percent", "kappa", "ac1", "bp"):
            assert row[f"{name}_low"] == pytest.approx(row[name])
            assert row[f"{name}_high"] == pytest.approx(row[name])


def kinds(*codings: tuple[str, str, int, int]) -> dict[int, str]:
    """Kind of disagreement by segment of a session coded by ann and bob."""
    tables = coded(*((coder, code, "w1", start, end) for coder, code, start, end in codings))
    found = disagreements(*tables, segments_of("w1"), ["ann", "bob"], ["w1"])
    return {start // LENGTH: kind for start, kind in zip(found["start"], found["kind"], strict=True)}


def test_one_coded_and_the_other_did_not_is_an_omission():
    assert kinds(("ann", "HR1", 0, 100)) == {0: "omission"}


def test_codes_of_which_none_is_shared_are_a_disagreement_on_the_code():
    assert kinds(("ann", "HR1", 0, 100), ("bob", "FI", 0, 100)) == {0: "code"}


def test_a_code_more_beside_a_shared_one_is_extra():
    assert kinds(("ann", "HR1", 0, 100), ("bob", "HR1", 0, 100), ("bob", "FI", 0, 100)) == {0: "extra"}


def test_the_same_code_on_the_same_passage_is_no_disagreement():
    assert kinds(("ann", "HR1", 0, 180), ("bob", "HR1", 0, 180)) == {}


def test_the_same_code_on_passages_that_do_not_overlap_is_no_disagreement_within_a_segment():
    coders = [("ann", "HR1", 0, 50), ("bob", "HR1", 50, 100)]
    assert kinds(*coders) == {}


@pytest.mark.parametrize("passage", [(0, 90), (5, 100), (5, 90)])
def test_the_same_code_on_passages_that_start_or_end_apart_is_a_boundary(passage):
    assert kinds(("ann", "HR1", 0, 100), ("bob", "HR1", *passage)) == {0: "boundary"}


def test_a_boundary_stands_at_the_segments_where_the_passages_part_and_not_in_their_middle():
    assert kinds(("ann", "HR1", 0, 400), ("bob", "HR1", 10, 400)) == {0: "boundary"}


def test_a_segment_that_one_passage_no_longer_reaches_is_a_boundary_rather_than_an_omission():
    assert kinds(("ann", "HR1", 0, 200), ("bob", "HR1", 0, 100)) == {1: "boundary"}


def test_a_boundary_does_not_hide_another_code():
    coders = [("ann", "HR1", 0, 100), ("bob", "HR1", 0, 90), ("bob", "FI", 0, 100)]
    assert kinds(*coders) == {0: "extra"}


def test_a_disagreement_names_the_place_the_coders_and_their_codes():
    found = disagreements(*EXAMPLE, segments_of("w1"), ["ann", "bob"], ["w1"])
    assert found.to_dict("split")["data"] == [
        ["w1", 100, 200, "w1-1", "ann", "HR1", "bob", "", "boundary"],
        ["w1", 200, 300, "w1-2", "ann", "HR2", "bob", "HR1; NEW", "code"],
    ]


def test_more_than_two_coders_are_compared_pair_by_pair():
    tables = coded(("ann", "HR1", "w1", 0, 100), ("bob", "HR1", "w1", 0, 100))
    found = disagreements(*tables, segments_of("w1"), ["ann", "bob", "cat"], ["w1"])
    assert list(zip(found["coder_a"], found["coder_b"], strict=True)) == [("ann", "cat"), ("bob", "cat")]


def test_where_nobody_disagrees_the_list_has_its_columns_and_no_rows():
    found = disagreements(*coded(), segments_of("w1"), ["ann", "bob"], ["w1"])
    assert len(found) == 0
    assert list(found.columns)[:4] == ["session_id", "start", "end", "segment_id"]


@pytest.fixture(scope="module")
def ten_coders() -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Real codes of ten coders on the same utterances; the codings, places and segments they amount to."""
    codes = pd.read_csv(shared_data() / "annomi" / "codes.csv")
    codes = codes[codes.groupby("item_id")["coder"].transform("nunique") == 10]
    sessions = codes["item_id"].str.split("_").str[0]
    number = codes["item_id"].str.split("_u").str[1].astype(int)
    codes = codes.assign(session=sessions, start=number * LENGTH, segment=sessions + "-" + number.astype(str))
    last = {session: int(group["start"].max()) // LENGTH + 1 for session, group in codes.groupby("session")}
    segments = pd.concat([segments_of(session, per_session=n) for session, n in last.items()], ignore_index=True)
    segments = segments[segments["segment_id"].isin(codes["segment"])]
    rows = zip(codes["coder"], codes["code"], codes["session"], codes["start"], codes["start"] + LENGTH, strict=True)
    return codes, *coded(*rows), segments


def test_alpha_of_ten_real_coders_is_that_of_the_krippendorff_package(ten_coders):
    codes, codings, places, segments = ten_coders
    coders = sorted(codes["coder"].unique())
    assert (len(segments), len(coders)) == (428, 10)
    compared = units(codings, places, segments, coders, segments["session_id"].unique())
    for code in ("question:open", "reflection:complex", "therapist_input:options", "talk:change"):
        applied = codes[codes["code"] == code].groupby(["coder", "segment"]).size()
        grid = pd.MultiIndex.from_tuples(itertools.product(coders, segments["segment_id"]))
        reliability = applied.reindex(grid, fill_value=0).to_numpy().reshape(len(coders), -1)
        expected = krippendorff.alpha(reliability, level_of_measurement="nominal")
        found = krippendorff_alpha_nominal(compared.presence([code]))
        assert found.value == pytest.approx(expected, abs=1e-9)


def test_the_table_of_ten_real_coders_does_not_depend_on_their_order(ten_coders):
    codes, codings, places, segments = ten_coders
    coders, sessions = sorted(codes["coder"].unique()), list(segments["session_id"].unique())
    codebook = [("question", "domain", ""), ("question:open", "cause", "question")]
    table = table_of(codings, places, segments, coders, sessions, codes=codebook)
    assert set(table["base"]) == {428}
    assert table["alpha"].notna().all()
    turned = table_of(codings, places, segments, coders[::-1], sessions, codes=codebook)
    pd.testing.assert_frame_equal(turned, table)
