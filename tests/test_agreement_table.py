"""From codings to ratings, to the table of agreement and to the list of disagreements."""

from __future__ import annotations

import itertools

import krippendorff
import numpy as np
import pandas as pd
import pytest

from shared_data import shared_data
from themetrail.agreement.disagreements import disagreements
from themetrail.agreement.statistics import krippendorff_alpha_nominal
from themetrail.agreement.table import agreement_table
from themetrail.agreement.units import ratings
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


def row_of(table: pd.DataFrame, level: str, code: str = "") -> dict:
    (row,) = table[(table["level"] == level) & (table["code"] == code)].to_dict("records")
    return row


EXAMPLE = coded(
    ("ann", "HR1", "w1", 0, 200), ("bob", "HR1", "w1", 0, 100),
    ("ann", "HR2", "w1", 200, 300), ("bob", "HR1", "w1", 200, 300), ("bob", "NEW", "w1", 200, 300),
)  # fmt: skip


def test_ratings_have_a_row_for_each_segment_and_a_column_for_each_coder():
    found = ratings(*EXAMPLE, segments_of("w1"), "HR1", ["bob", "ann"])
    assert found.tolist() == [[1, 1], [0, 1], [1, 0], [0, 0]]


def test_ratings_come_from_the_independent_layer_alone():
    independent, places = coded(("ann", "HR1", "w1", 0, 100))
    consensus, more_places = coded(("bob", "HR1", "w1", 0, 100), layer="consensus")
    both = pd.concat([independent, consensus]), pd.concat([places, more_places])
    assert ratings(*both, segments_of("w1"), "HR1", ["ann", "bob"])[0].tolist() == [1, 0]


def test_ratings_do_not_depend_on_the_order_of_codings():
    codings, places = EXAMPLE
    shuffled = codings.sample(frac=1, random_state=1), places.sample(frac=1, random_state=2)
    expected = ratings(codings, places, segments_of("w1"), "HR1", ["ann", "bob"])
    assert (ratings(*shuffled, segments_of("w1"), "HR1", ["ann", "bob"]) == expected).all()


def test_the_table_has_used_codes_in_codebook_order_then_domains_then_the_whole():
    table = agreement_table(*EXAMPLE, segments_of("w1"), CODES, ["ann", "bob"], ["w1"])
    assert list(zip(table["level"], table["code"], strict=True)) == [
        ("code", "HR2"), ("code", "HR1"), ("code", "NEW"),
        ("domain", "HR"), ("domain", "FI"),
        ("overall", ""),
    ]  # fmt: skip


def test_a_code_has_its_counts_base_and_prevalence_beside_its_statistics():
    row = row_of(agreement_table(*EXAMPLE, segments_of("w1"), CODES, ["ann", "bob"], ["w1"]), "code", "HR1")
    assert (row["both"], row["first_only"], row["second_only"], row["neither"]) == (1, 1, 1, 1)
    assert (row["unit"], row["base"], row["prevalence"]) == ("segment", 4, 0.5)
    assert (row["percent"], row["kappa"], row["ac1"], row["note"]) == (0.5, 0, 0, "")
    assert row["alpha"] == pytest.approx(1 - 7 * 2 / 16)


def test_coders_who_choose_different_codes_of_a_domain_agree_on_the_domain():
    table = agreement_table(*EXAMPLE, segments_of("w1"), CODES, ["ann", "bob"], ["w1"])
    assert row_of(table, "code", "HR2")["both"] == 0
    domain = row_of(table, "domain", "HR")
    assert (domain["both"], domain["first_only"], domain["second_only"], domain["neither"]) == (2, 1, 0, 1)


def test_an_undefined_statistic_is_empty_and_the_note_says_why():
    row = row_of(agreement_table(*EXAMPLE, segments_of("w1"), CODES, ["ann", "bob"], ["w1"]), "domain", "FI")
    assert np.isnan([row["kappa"], row["alpha"]]).all()
    assert (row["percent"], row["ac1"]) == (1, 1)
    assert row["note"] == "kappa, alpha NA: no variation, every rating is the same"


def test_the_whole_pools_the_used_codes_and_compares_sets_for_alpha():
    row = row_of(agreement_table(*EXAMPLE, segments_of("w1"), CODES, ["ann", "bob"], ["w1"]), "overall")
    assert (row["both"], row["first_only"], row["second_only"], row["neither"]) == (1, 2, 2, 7)
    assert (row["unit"], row["base"]) == ("code × segment", 4)
    assert row["note"] == "3 codes × 4 segments; alpha compares sets of codes (MASI)"
    # Sets: {HR1} twice; {HR1}, {}; {HR2}, {HR1, NEW}; {} twice. Two units are at distance 1, two at 0.
    pairs = {("HR1", "none"): 9, ("HR1", "HR2"): 3, ("HR1", "both"): 3 * (1 - 1 / 3), ("none", "HR2"): 3}
    expected = sum(pairs.values()) + 3 + 1  # none and {HR1, NEW}; {HR2} and {HR1, NEW}
    assert row["alpha"] == pytest.approx(1 - 7 * 2 / expected)


def test_only_the_given_sessions_count():
    codings = coded(("ann", "HR1", "w1", 0, 100), ("ann", "FI", "w2", 0, 100))
    table = agreement_table(*codings, segments_of("w1", "w2"), CODES, ["ann", "bob"], ["w1"])
    assert list(table[table["level"] == "code"]["code"]) == ["HR1"]
    assert set(table["base"]) == {4}


def test_without_codings_or_segments_the_table_says_that_nothing_can_be_computed():
    table = agreement_table(*coded(), segments_of(), CODES, ["ann", "bob"], [])
    assert list(table["level"]) == ["domain", "domain", "overall"]
    assert table["note"].str.endswith("percent, kappa, alpha, ac1 NA: no units").all()


def test_swapping_two_coders_swaps_their_counts_and_changes_nothing_else():
    table = agreement_table(*EXAMPLE, segments_of("w1"), CODES, ["ann", "bob"], ["w1"])
    swapped = agreement_table(*EXAMPLE, segments_of("w1"), CODES, ["bob", "ann"], ["w1"])
    renamed = swapped.rename(columns={"first_only": "second_only", "second_only": "first_only"})
    pd.testing.assert_frame_equal(renamed[table.columns], table)


def test_three_coders_have_no_two_by_two_counts_and_fleiss_kappa():
    table = agreement_table(*EXAMPLE, segments_of("w1"), CODES, ["ann", "bob", "cat"], ["w1"])
    assert table[["both", "first_only", "second_only", "neither"]].isna().all(axis=None)
    assert "kappa is Fleiss'" in row_of(table, "overall")["note"]
    assert row_of(table, "code", "HR1")["kappa"] == pytest.approx((1 / 2 - 5 / 9) / (4 / 9))


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
    for code in ("question:open", "reflection:complex", "therapist_input:options", "talk:change"):
        applied = codes[codes["code"] == code].groupby(["coder", "segment"]).size()
        grid = pd.MultiIndex.from_tuples(itertools.product(coders, segments["segment_id"]))
        reliability = applied.reindex(grid, fill_value=0).to_numpy().reshape(len(coders), -1)
        expected = krippendorff.alpha(reliability, level_of_measurement="nominal")
        found = krippendorff_alpha_nominal(ratings(codings, places, segments, code, coders))
        assert found.value == pytest.approx(expected, abs=1e-9)


def test_the_table_of_ten_real_coders_does_not_depend_on_their_order(ten_coders):
    codes, codings, places, segments = ten_coders
    coders, sessions = sorted(codes["coder"].unique()), list(segments["session_id"].unique())
    codebook = [("question", "domain", ""), ("question:open", "cause", "question")]
    table = agreement_table(codings, places, segments, codebook, coders, sessions)
    assert set(table["base"]) == {428}
    assert table["alpha"].notna().all()
    turned = agreement_table(codings, places, segments, codebook, coders[::-1], sessions)
    pd.testing.assert_frame_equal(turned, table)
