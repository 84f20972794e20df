"""Agreement statistics are those of the literature, and undefined where they are undefined."""

from __future__ import annotations

import math

import krippendorff
import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from sklearn.metrics import cohen_kappa_score
from statsmodels.stats.inter_rater import aggregate_raters
from statsmodels.stats.inter_rater import fleiss_kappa as statsmodels_fleiss_kappa

from themetrail.agreement.masi import alpha_masi, masi_distance
from themetrail.agreement.statistics import (
    brennan_prediger,
    cohen_kappa,
    fleiss_kappa,
    gwet_ac1,
    krippendorff_alpha_nominal,
    percent_agreement,
)
from themetrail.agreement.tallies import NO_PAIRS, NO_UNITS, NO_VARIATION, NOT_TWO_CODERS, ONE_CODER, Statistic

STATISTICS = (
    percent_agreement,
    cohen_kappa,
    fleiss_kappa,
    krippendorff_alpha_nominal,
    gwet_ac1,
    brennan_prediger,
)
NA = math.nan

VECTORS = [
    # both, first only, second only, neither: percent, Cohen's kappa, Krippendorff's alpha, Gwet's AC1
    ((20, 5, 10, 15), (0.7, 0.4, 0.4, 0.4059)),
    ((118, 5, 2, 0), (0.944, -0.0234, -0.0247, 0.9408)),
    ((2, 3, 3, 192), (0.97, 0.3846, 0.3862, 0.9685)),  # alpha is 1 - 399 * 6 / (10 * 390) = 0.38615
    ((2, 3, 3, 0), (0.25, -0.6, -0.5, -0.4118)),
    ((0, 0, 0, 200), (1.0, None, None, 1.0)),
]


def two_coders(both: int, first_only: int, second_only: int, neither: int) -> np.ndarray:
    return np.array([[1, 1]] * both + [[1, 0]] * first_only + [[0, 1]] * second_only + [[0, 0]] * neither, float)


def tables(coders: st.SearchStrategy[int], missing: bool) -> st.SearchStrategy[np.ndarray]:
    cell = st.sampled_from([0.0, 1.0, NA] if missing else [0.0, 1.0])
    return coders.flatmap(
        lambda n: st.integers(1, 30).flatmap(lambda units: arrays(np.float64, (units, n), elements=cell))
    )


def rounded(statistic: Statistic) -> float | None:
    return None if statistic.value is None else round(statistic.value, 4)


@pytest.mark.parametrize(("counts", "expected"), VECTORS)
def test_two_coders_give_the_published_values(counts, expected):
    ratings = two_coders(*counts)
    found = (percent_agreement, cohen_kappa, krippendorff_alpha_nominal, gwet_ac1)
    assert tuple(rounded(statistic(ratings)) for statistic in found) == expected


@given(tables(st.just(2), missing=False))
def test_kappa_of_two_coders_is_scikit_learns(ratings):
    kappa = cohen_kappa(ratings)
    assume(kappa.value is not None)
    assert kappa.value == pytest.approx(cohen_kappa_score(*ratings.T), abs=1e-9)


@given(tables(st.just(2), missing=True))
def test_kappa_leaves_out_units_that_one_coder_did_not_rate(ratings):
    complete = ratings[~np.isnan(ratings).any(axis=1)]
    assume(len(complete))
    assert cohen_kappa(ratings) == cohen_kappa(complete)


@given(tables(st.integers(2, 6), missing=True))
def test_alpha_is_that_of_the_krippendorff_package_with_ratings_missing(ratings):
    alpha = krippendorff_alpha_nominal(ratings)
    assume(alpha.value is not None)
    expected = krippendorff.alpha(ratings.T, level_of_measurement="nominal")
    assert alpha.value == pytest.approx(expected, abs=1e-9)


@given(tables(st.integers(2, 6), missing=False))
def test_fleiss_kappa_is_that_of_statsmodels(ratings):
    kappa = fleiss_kappa(ratings)
    assume(kappa.value is not None)
    counts, _ = aggregate_raters(ratings.astype(int), n_cat=2)
    assert kappa.value == pytest.approx(statsmodels_fleiss_kappa(counts), abs=1e-9)


@given(tables(st.integers(2, 6), missing=True), st.integers(1, 4))
def test_a_row_that_stands_for_many_units_counts_as_often(ratings, times):
    for statistic in STATISTICS:
        often = statistic(ratings, np.full(len(ratings), times))
        assert often == statistic(np.repeat(ratings, times, axis=0))


@given(tables(st.integers(2, 6), missing=False))
def test_alpha_is_fleiss_kappa_corrected_for_the_number_of_ratings(ratings):
    kappa, alpha = fleiss_kappa(ratings).value, krippendorff_alpha_nominal(ratings).value
    assume(kappa is not None)
    assert 1 - alpha == pytest.approx((1 - kappa) * (ratings.size - 1) / ratings.size, abs=1e-9)


@given(tables(st.integers(2, 6), missing=True))
def test_brennan_and_prediger_rescale_percent_agreement(ratings):
    percent = percent_agreement(ratings)
    assume(percent.value is not None)
    assert brennan_prediger(ratings).value == pytest.approx(2 * percent.value - 1, abs=1e-9)


def test_missing_ratings_are_treated_as_gwet_does():
    ratings = np.array([[1, 1, NA], [1, 0, 1], [0, 0, 0], [NA, NA, 1], [NA, NA, NA]])
    observed = (1 + 1 / 3 + 1) / 3  # the units with two ratings or more
    ones = (1 + 2 / 3 + 0 + 1) / 4  # the units with a rating
    assert percent_agreement(ratings).value == pytest.approx(observed)
    chance = 2 * ones * (1 - ones)
    assert gwet_ac1(ratings).value == pytest.approx((observed - chance) / (1 - chance))
    chance = ones**2 + (1 - ones) ** 2
    assert fleiss_kappa(ratings).value == pytest.approx((observed - chance) / (1 - chance))


@pytest.mark.parametrize("statistic", STATISTICS)
@pytest.mark.parametrize(
    ("ratings", "reason"),
    [
        (np.empty((0, 2)), NO_UNITS),
        (np.ones((5, 1)), ONE_CODER),
        (np.array([[1, NA], [NA, 0]]), NO_PAIRS),
    ],
)
def test_nothing_to_compare_is_undefined_and_says_why(statistic, ratings, reason):
    assert statistic(ratings) == Statistic(None, reason)


@pytest.mark.parametrize("rating", [0.0, 1.0])
@pytest.mark.parametrize("statistic", [cohen_kappa, fleiss_kappa, krippendorff_alpha_nominal])
def test_without_variation_kappa_and_alpha_are_undefined(statistic, rating):
    assert statistic(np.full((9, 2), rating)) == Statistic(None, NO_VARIATION)


@pytest.mark.parametrize("rating", [0.0, 1.0])
@pytest.mark.parametrize("statistic", [percent_agreement, gwet_ac1, brennan_prediger])
def test_without_variation_the_others_are_one(statistic, rating):
    assert statistic(np.full((9, 2), rating)) == Statistic(1.0)


def test_cohens_kappa_of_three_coders_is_undefined():
    assert cohen_kappa(np.eye(3)) == Statistic(None, NOT_TWO_CODERS)


def test_a_rating_that_is_neither_0_nor_1_nor_missing_is_refused():
    with pytest.raises(ValueError, match="1, 0 or missing"):
        percent_agreement(np.array([[2.0, 1.0]]))


@given(tables(st.integers(2, 5), missing=True), st.randoms())
def test_the_order_of_coders_and_units_changes_nothing(ratings, random):
    units, coders = list(range(ratings.shape[0])), list(range(ratings.shape[1]))
    random.shuffle(units)
    random.shuffle(coders)
    for statistic in STATISTICS:
        assert statistic(ratings[units][:, coders]) == statistic(ratings)


@pytest.mark.parametrize(
    ("a", "b", "distance"),
    [
        ("xy", "xy", 0),
        ("", "", 0),
        ("x", "xy", 1 - 1 / 2 * 2 / 3),
        ("xyz", "x", 1 - 1 / 3 * 2 / 3),
        ("xy", "yz", 1 - 1 / 3 * 1 / 3),
        ("x", "y", 1),
        ("", "x", 1),
    ],
)
def test_masi_is_jaccard_times_monotonicity(a, b, distance):
    assert masi_distance(frozenset(a), frozenset(b)) == pytest.approx(distance)
    assert masi_distance(frozenset(b), frozenset(a)) == pytest.approx(distance)


CODE_SETS = st.integers(2, 4).flatmap(
    lambda coders: st.lists(
        st.lists(st.none() | st.frozensets(st.sampled_from("wxyz")), min_size=coders, max_size=coders),
        min_size=1,
    )
)


@given(CODE_SETS)
def test_alpha_of_sets_is_that_of_the_krippendorff_package_with_masi_as_distance(sets):
    alpha = alpha_masi(sets)
    assume(alpha.value is not None)
    domain = sorted({value for unit in sets for value in unit if value is not None}, key=sorted)
    counts = np.array([[unit.count(value) for value in domain] for unit in sets])
    distances = np.array([[masi_distance(a, b) for b in domain] for a in domain])
    expected = krippendorff.alpha(
        value_counts=counts, level_of_measurement=lambda v1, v2, i1, i2, n_v, dtype: distances[i1, i2]
    )
    assert alpha.value == pytest.approx(expected, abs=1e-9)


@given(CODE_SETS, st.randoms())
def test_the_order_of_coders_and_units_does_not_change_alpha_of_sets(sets, random):
    coders = list(range(len(sets[0])))
    random.shuffle(coders)
    shuffled = [[unit[coder] for coder in coders] for unit in sets]
    random.shuffle(shuffled)
    assert alpha_masi(shuffled) == alpha_masi(sets)


@given(tables(st.integers(2, 4), missing=True))
def test_alpha_of_sets_of_one_code_is_nominal_alpha(ratings):
    sets = [[None if np.isnan(r) else frozenset("x" * int(r)) for r in unit] for unit in ratings]
    nominal = krippendorff_alpha_nominal(ratings)
    assert alpha_masi(sets).reason == nominal.reason
    assert alpha_masi(sets).value == (nominal.value and pytest.approx(nominal.value, abs=1e-9))


@pytest.mark.parametrize(
    ("sets", "reason"),
    [
        ([], NO_UNITS),
        ([[frozenset("x")]], ONE_CODER),
        ([[frozenset("x"), None]], NO_PAIRS),
        ([[frozenset("x"), frozenset("x")]], NO_VARIATION),
    ],
)
def test_alpha_of_sets_says_why_it_is_undefined(sets, reason):
    assert alpha_masi(sets) == Statistic(None, reason)
