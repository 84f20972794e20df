"""Suggestions are learnt from what people decided elsewhere; with little to go by, the codebook speaks."""

from __future__ import annotations

import dataclasses

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ledgers import act
from small_codebook import code
from themetrail.study.machine_tables import SEGMENTS
from themetrail.suggestion.confidence import Shape, assumed, calibrate, probability, straighten
from themetrail.suggestion.decisions import coded_pairs, decided, finished_by_lead, refused_pairs
from themetrail.suggestion.learned import OF_THE_CODEBOOK, fit_ridge
from themetrail.suggestion.model import Decided, Prepared, Units, train
from themetrail.suggestion.promise import finding, limit, surely
from themetrail.suggestion.suggest import Wish, learn

SAID = (
    ("The last bus goes at six and then there is no way home", "BUS"),
    ("I cannot get to the group without a bus", "BUS"),
    ("There is one bus a day from our village", "BUS"),
    ("They put me on a waiting list in March", "WAIT"),
    ("The waiting list is a year long by now", "WAIT"),
    ("I waited and waited and nobody rang about the list", "WAIT"),
    ("We had tea and a biscuit after that", ""),
    ("My sister has a garden with roses", ""),
)
WISH = Wish(find=0.9, sure=0.8, least_confidence=0.0, most_per_segment=2)


def written(name, definition, *exemplars, applies_to=("participant",)):
    return dataclasses.replace(code(name, applies_to=applies_to), label=name, definition=definition, exclude="",
                               include="", exemplars=exemplars)  # fmt: skip


CODES = [
    written("BUS", "No bus or other way of getting there", "The bus does not run in the evening"),
    written("WAIT", "People wait for a long time", "I am still on the waiting list"),
]


def prepared(sessions=6, said=SAID, codes=CODES, role="participant"):
    """Each session says the same things with a word of its own."""
    texts = [f"{text} number{n}" for n in range(sessions) for text, _ in said]
    names = [f"S{n}" for n in range(sessions) for _ in said]
    return Prepared(codes, Units(texts, [""] * len(texts), [role] * len(texts), names))


def everything(of, rows=None):
    """What people decided if they decided as SAID has it, on all rows or on some."""
    rows = np.arange(len(of.units.texts)) if rows is None else np.asarray(rows, dtype=np.int64)
    held = np.array([[SAID[row % len(SAID)][1] == one.id for one in of.codes] for row in rows], dtype=bool)
    held = held.reshape(len(rows), len(of.codes))
    return Decided(rows, held, np.ones_like(held))


# --- what may be learnt from -------------------------------------------------------------------------------------


def segments(*spans):
    rows = [(f"WS1-{n}", "WS1", n, "P1", "participant", start, end, 5, "") for n, (start, end) in enumerate(spans)]
    return SEGMENTS.validate(pd.DataFrame(rows, columns=list(SEGMENTS.columns)))


def of_segments(held=(), refused=(), finished=("S1",)):
    listed = [("S1", "a"), ("S1", "b"), ("S2", "c")]
    return decided(listed, ["A", "B"], frozenset(held), frozenset(refused), frozenset(finished))


def test_a_segment_is_a_negative_only_where_somebody_who_finished_says_so():
    what = of_segments(held=[("a", "A")], refused=[("c", "")])
    assert what.rows.tolist() == [0]  # b was not touched, and c is in a session that nobody finished
    assert what.held.tolist() == [[True, False]]
    assert what.known.all()


def test_a_none_in_a_finished_session_refuses_every_code():
    what = of_segments(refused=[("b", "")])
    assert (what.rows.tolist(), what.held.any(), what.known.all()) == ([1], False, True)


def test_in_an_unfinished_session_only_what_was_decided_is_known():
    what = of_segments(held=[("c", "A")], refused=[("c", "B"), ("a", "B")], finished=())
    assert what.rows.tolist() == [0, 2]
    assert what.known.tolist() == [[False, True], [True, True]]
    assert what.held.tolist() == [[False, False], [True, False]]


def test_a_code_that_is_no_longer_in_the_codebook_still_says_that_the_segment_was_read():
    what = of_segments(held=[("a", "RETIRED")])
    assert (what.held.any(), what.known.all()) == (False, True)


def test_refusals_are_the_lead_coders_and_those_that_stand():
    acts = {
        "coder_a": [act(1, "none"), act(2, "reject", start=12, end=20, code="B"), act(3, "undo", target=2)],
        "coder_b": [act(1, "none", coder="coder_b", start=12, end=20)],
    }
    found = refused_pairs(acts, {"WS1": "coder_a"}, segments((0, 10), (12, 20)), 40)
    assert found == {("WS1-0", "")}


def test_a_session_is_finished_when_its_lead_coder_finished_it():
    acts = {"coder_a": [act(1, "finish")], "coder_b": []}
    assert finished_by_lead(acts, {"WS1": "coder_a", "WS2": "coder_a"}) == {"WS1"}
    assert finished_by_lead(acts, {"WS1": "coder_b"}) == frozenset()


def test_only_codings_that_count_are_learnt_from():
    codings = pd.DataFrame(
        {"coding_id": ["1", "1", "2"], "code": ["A", "A", "B"], "layer": ["independent", "findings", "independent"]}
    )
    joined = pd.DataFrame({"coding_id": ["1", "1", "2"], "segment_id": ["S1-1", "S1-2", "S1-1"]})
    assert coded_pairs(codings, joined) == {("S1-1", "A"), ("S1-2", "A")}


# --- the learned engine ------------------------------------------------------------------------------------------


def test_what_a_fold_would_have_scored_without_itself_is_what_a_fit_without_it_says():
    study = prepared(3)
    rows, targets, weights = study.codebook_rows
    what = everything(study)
    from themetrail.suggestion.learned import stack

    joined = stack(rows, study.looked(np.arange(len(study.units.texts))).joined)
    every = np.vstack([targets, what.held.astype(float)])
    weight = np.concatenate([weights, np.ones(len(what.rows))])
    folds = np.concatenate([np.full(len(weights), OF_THE_CODEBOOK), study.sessions])
    model, fitted = fit_ridge(joined, every, weight, folds)
    left_out = np.flatnonzero(folds == 1)
    kept = np.flatnonzero(folds != 1)
    # The base is the mean of all targets; the fit without the fold is asked with the same one.
    again, _ = fit_ridge(joined.rows(kept), every[kept] - model.base, weight[kept], folds[kept])
    alone = again.score(joined.rows(left_out))
    assert np.abs(alone + model.base - fitted[left_out]).max() < 0.02
    assert fitted[folds == OF_THE_CODEBOOK] == pytest.approx(model.score(rows), abs=1e-8)


# --- one rule from nothing to much -------------------------------------------------------------------------------


def test_with_no_decision_the_codebook_alone_speaks():
    study = prepared()
    nothing = everything(study, [])
    confidence = learn(study, nothing, WISH).confidence
    for row, (_, name) in enumerate(SAID):
        if name:
            assert CODES[int(np.argmax(confidence[row]))].id == name


def test_one_decision_is_enough_to_train_and_changes_little():
    study = prepared()
    rows = np.arange(len(study.units.texts))
    before = train(study, everything(study, [])).confidence(study, rows)
    after = train(study, everything(study, [0])).confidence(study, rows)
    assert np.abs(after - before).max() < 0.25
    assert (np.argmax(after, axis=1) == np.argmax(before, axis=1)).mean() > 0.9


def test_many_decisions_teach_what_the_codebook_does_not_say():
    codes = [written("BUS", "x"), written("WAIT", "y")]
    study = prepared(codes=codes)
    confidence = learn(study, everything(study), WISH).confidence
    held = everything(study).held
    assert confidence[held].min() > confidence[~held].max()


def test_a_session_is_scored_by_a_model_that_did_not_see_it():
    study = prepared()
    what = everything(study)
    own = study.sessions[what.rows] == 0
    turned = Decided(what.rows, np.where(own[:, None], ~what.held, what.held), what.known)
    of_session = np.flatnonzero(study.sessions == 0)
    before, after = (learn(study, one, WISH).confidence[of_session] for one in (what, turned))
    assert before.tolist() == after.tolist()


def test_two_runs_are_equal_to_the_last_digit():
    first, second = (learn(prepared(), everything(prepared()), WISH).confidence for _ in range(2))
    assert first.tobytes() == second.tobytes()


def test_a_code_is_not_offered_to_a_role_it_cannot_apply_to():
    study = prepared(role="facilitator")
    assert not learn(study, everything(study), WISH).confidence.any()


def test_a_codebook_that_changes_between_runs_keeps_what_was_decided_of_the_codes_that_stay():
    more = [*CODES, written("NEW", "People do not know what there is")]
    study = prepared(codes=more)
    confidence = learn(study, everything(study), WISH).confidence
    held = everything(study).held
    assert confidence[:, :2][held[:, :2]].min() > 0.5
    assert confidence[:, 2].max() < 0.5


def test_decisions_that_contradict_each_other_leave_the_machine_unsure():
    study = prepared(sessions=6, said=SAID[:1])
    rows = np.arange(6)
    held = np.zeros((6, 2), dtype=bool)
    held[::2, 0] = True
    confidence = learn(study, Decided(rows, held, np.ones_like(held)), WISH).confidence
    assert 0.1 < confidence[:, 0].mean() < 0.9


# --- confidence --------------------------------------------------------------------------------------------------


@given(st.integers(0, 2**32 - 1), st.sampled_from([0.0, 1.0, 3.0]))
def test_a_fitted_confidence_is_right_on_average(seed, lift):
    draw = np.random.default_rng(seed)
    scores = draw.uniform(0, 1, (400, 3, 1))
    held = draw.uniform(size=(400, 3)) < probability(6 * scores[:, :, 0] - 4 + lift)
    known = np.ones_like(held)
    fitted = calibrate(assumed(["learned"], [1.0], 3), scores, held, known)
    told = probability(fitted.log_odds(scores))
    assert abs(told.mean() - held.mean()) < 0.02


def test_without_any_decided_pair_the_assumed_is_left():
    start = assumed(["learned", "semantic"], [1.0, 1.0], 2)
    none = np.zeros((3, 2), dtype=bool)
    assert calibrate(start, np.zeros((3, 2, 2)), none, none).coefficients.tolist() == start.coefficients.tolist()
    assert straighten(np.zeros((3, 2)), none, none) == Shape()


@given(st.lists(st.floats(-8, 8), min_size=2, max_size=20, unique=True))
def test_straightening_keeps_the_order(odds):
    ordered = np.array([sorted(odds)])
    held = np.array([[n % 3 == 0 for n in range(len(odds))]])
    straight = straighten(ordered, held, np.ones_like(held)).of(ordered)
    assert (np.diff(straight[0]) >= 0).all()


# --- promises ----------------------------------------------------------------------------------------------------


@given(st.integers(0, 2**32 - 1), st.sampled_from([0.5, 0.8, 0.9]))
@settings(max_examples=12)
def test_what_is_promised_to_be_found_is_found_on_average(seed, wish):
    draw = np.random.default_rng(seed)
    missed = []
    for _ in range(400):  # so that the mean is known to half a hundredth
        marked = np.ones((60, 1), dtype=bool)
        old, new = draw.uniform(size=(60, 1)), draw.uniform(size=(60, 1))
        promise = finding(old, marked, marked, wish)
        missed.append((new < promise.thresholds[0]).mean())
    assert np.mean(missed) <= 1 - wish + 0.03


def test_too_few_codings_promise_nothing():
    held = np.ones((5, 1), dtype=bool)
    promise = finding(np.full((5, 1), 0.9), held, held, 0.9)
    assert (promise.holds, promise.thresholds.tolist()) == (False, [0.0])


def test_a_code_with_few_codings_shares_the_threshold_of_all():
    held = np.zeros((40, 2), dtype=bool)
    held[:38, 0] = held[38:, 1] = True
    promise = finding(np.linspace(0, 1, 80).reshape(40, 2), held, np.ones_like(held), 0.9)
    assert promise.own.tolist() == [True, False]
    assert promise.rests_on.tolist() == [38, 40]


def test_sure_is_what_was_right_often_enough_above_it_and_nothing_where_it_was_not():
    confidence = np.linspace(1, 0, 200)[:, None]
    known = np.ones((200, 1), dtype=bool)
    right = confidence > 0.5
    found = surely(confidence, right, known, 0.8)
    assert 0.3 < found <= 0.6
    assert surely(confidence, ~right, known, 0.8) > 1


@given(st.integers(0, 2**32 - 1), st.integers(1, 3), st.sampled_from([0.0, 0.2, 0.5]))
def test_no_more_is_shown_than_the_limits_allow_and_nothing_surer_is_left_out(seed, most, least):
    confidence = np.round(np.random.default_rng(seed).uniform(size=(6, 4)), 1)
    marked = limit(confidence, np.full(4, 0.1), least, most)
    assert (marked.sum(axis=1) <= most).all()
    assert (confidence[marked] >= least).all()
    for row, shown in zip(confidence, marked, strict=True):
        could = row[~shown & (row >= max(least, 0.1)) & (row > 0)]
        assert not len(could) or shown.sum() == most
        assert not len(could) or not shown.any() or row[shown].min() >= could.max()
