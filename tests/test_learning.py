"""Confidence is learnt from what people decided elsewhere; suggestions are few, ranked and traceable."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from themetrail.study.machine_tables import SCORES, SUGGESTIONS, empty, read_table, write_table
from themetrail.suggestion.learn import (
    BANDS,
    CODE_WEIGHT,
    PRIOR,
    PRIOR_WEIGHT,
    band_of,
    coded_pairs,
    engine_hash,
    learn,
    suggest,
)

SESSIONS, CODES, LEXICAL = ["S1", "S2", "S3"], ["A", "B", "C", "D"], [0.1, 0.4, 0.6, 0.84]
ALL = {"least_confidence": 0.0, "most_per_segment": 99}
COLUMNS = [name for name in SUGGESTIONS.columns if name != "engine_hash"]

matches = st.dictionaries(
    st.tuples(st.sampled_from(SESSIONS), st.integers(1, 4), st.sampled_from(CODES)),
    st.sampled_from(LEXICAL),
    max_size=24,
)
finished_sessions = st.sets(st.sampled_from(SESSIONS))


def scores(found):
    """A table of scores from {(session, number of the segment, code): lexical}."""
    rows = [(session, f"{session}-{n}", code, value, "[]", "[]") for (session, n, code), value in sorted(found.items())]
    return SCORES.validate(pd.DataFrame(rows, columns=list(SCORES.columns))) if rows else empty(SCORES)


def pairs(found):
    return frozenset((f"{session}-{n}", code) for session, n, code in found)


def codings_of(draw, found):
    return draw(st.sets(st.sampled_from(sorted(found)))) if found else set()


@st.composite
def studies(draw):
    """Matches, those of them that a person coded, and the finished sessions."""
    found = draw(matches)
    return found, codings_of(draw, found), draw(finished_sessions)


def rows_of(frame, session):
    return frame[frame["session_id"] == session].to_dict("records")


# --- confidence --------------------------------------------------------------------------------------------------


def test_bands_begin_at_their_lower_bound():
    assert [band_of(low) for low in BANDS] == list(range(len(BANDS)))
    assert (band_of(BANDS[1] - 1e-9), band_of(1.0)) == (0, len(BANDS) - 1)


@given(matches)
def test_without_decisions_the_prior_is_left(found):
    offered = suggest(scores(found), frozenset(), [], **ALL)
    assert offered["confidence"].tolist() == [PRIOR[band_of(value)] for value in offered["lexical"]]


def test_a_confidence_is_the_share_that_was_coded_drawn_to_the_band_and_that_to_the_prior():
    found = {("S1", n, code): 0.6 for n in range(4) for code in "AB"}
    confidence = learn(scores(found), pairs([("S1", 0, "A"), ("S1", 1, "A"), ("S1", 2, "A"), ("S1", 0, "B")]))
    band = (4 + PRIOR_WEIGHT * PRIOR[2]) / (8 + PRIOR_WEIGHT)
    assert confidence.of("A", 0.6) == pytest.approx((3 + CODE_WEIGHT * band) / (4 + CODE_WEIGHT))
    assert confidence.of("B", 0.7) == pytest.approx((1 + CODE_WEIGHT * band) / (4 + CODE_WEIGHT))
    assert confidence.of("C", 0.6) == pytest.approx(band)
    assert confidence.of("A", 0.4) == PRIOR[1]


@given(studies(), st.data())
def test_the_more_is_accepted_the_higher_the_confidence(study, data):
    found, coded, _ = study
    left = sorted(set(found) - coded)
    if not left:
        return
    accepted = data.draw(st.sampled_from(left))
    before, after = (learn(scores(found), pairs(held)) for held in (coded, coded | {accepted}))
    assert after.of(accepted[2], found[accepted]) > before.of(accepted[2], found[accepted])
    assert all(after.of(code, value) >= before.of(code, value) for code in CODES for value in LEXICAL)
    assert all(0 < after.of(code, value) < 1 for code in CODES for value in LEXICAL)


@given(studies(), st.sampled_from(SESSIONS), st.data())
def test_a_sessions_own_decisions_never_change_its_own_suggestions(study, session, data):
    found, coded, finished = study
    own = {place for place in found if place[0] == session}
    otherwise = coded - own | codings_of(data.draw, own)
    before = suggest(scores(found), pairs(coded), finished | {session}, **ALL)
    after = suggest(scores(found), pairs(otherwise), finished - {session}, **ALL)
    assert rows_of(before, session) == rows_of(after, session)


@given(studies(), st.data())
def test_nothing_is_learnt_from_sessions_that_are_not_finished(study, data):
    found, coded, finished = study
    unfinished = {place for place in found if place[0] not in finished}
    otherwise = coded - unfinished | codings_of(data.draw, unfinished)
    before, after = (suggest(scores(found), pairs(held), finished, **ALL) for held in (coded, otherwise))
    pd.testing.assert_frame_equal(before, after)


def test_decisions_in_another_session_do_change_suggestions():
    found = {("S1", 1, "A"): 0.6, ("S2", 1, "A"): 0.6}
    (of_first,) = rows_of(suggest(scores(found), pairs([("S2", 1, "A")]), ["S2"], **ALL), "S1")
    assert of_first["confidence"] > PRIOR[2]


# --- what is offered ---------------------------------------------------------------------------------------------


@given(studies(), st.integers(1, 4), st.sampled_from([0.0, 0.2, 0.35, 0.5]))
def test_the_surest_few_of_a_segment_are_offered_with_ranks_from_one_without_gaps(study, most, least):
    found, coded, finished = study
    everything = suggest(scores(found), pairs(coded), finished, **ALL)
    offered = suggest(scores(found), pairs(coded), finished, least_confidence=least, most_per_segment=most)
    for segment, own in everything.groupby("segment_id"):
        here = offered[offered["segment_id"] == segment]
        sure = own[own["confidence"] >= least]
        assert here["rank"].tolist() == list(range(1, min(most, len(sure)) + 1))
        order = [(-row.confidence, -row.lexical, row.code) for row in sure.itertuples()]
        assert [(-row.confidence, -row.lexical, row.code) for row in here.itertuples()] == sorted(order)[:most]


@pytest.mark.parametrize("found", [{}, {("S1", 1, "A"): 0.1}])
def test_where_nothing_is_offered_the_table_has_its_columns_and_can_be_written(found, tmp_path):
    offered = suggest(scores(found), frozenset(), [], least_confidence=0.9, most_per_segment=3)
    assert (list(offered.columns), len(offered)) == (COLUMNS, 0)
    offered["engine_hash"] = engine_hash(scores(found), frozenset(), [])
    write_table(offered, SUGGESTIONS, tmp_path / "suggestions.parquet")
    assert list(read_table(tmp_path / "suggestions.parquet").columns) == list(SUGGESTIONS.columns)


def test_suggestions_have_the_columns_of_their_table():
    assert list(suggest(scores({("S1", 1, "A"): 0.6}), frozenset(), [], **ALL).columns) == COLUMNS


def test_only_codings_that_count_are_learnt_from():
    codings = pd.DataFrame(
        {"coding_id": ["1", "1", "2"], "code": ["A", "A", "B"], "layer": ["independent", "findings", "independent"]}
    )
    joined = pd.DataFrame({"coding_id": ["1", "1", "2"], "segment_id": ["S1-1", "S1-2", "S1-1"]})
    assert coded_pairs(codings, joined) == {("S1-1", "A"), ("S1-2", "A")}


# --- the engine's hash -------------------------------------------------------------------------------------------


@given(studies(), st.randoms(use_true_random=False))
def test_the_hash_is_equal_for_equal_scores_and_decisions_in_any_order(study, random):
    found, coded, finished = study
    table = scores(found)
    shuffled = table.sample(frac=1, random_state=random.randrange(99)) if len(table) else table
    turned = random.sample(sorted(finished), len(finished))
    expected = engine_hash(table, pairs(coded), finished)
    assert engine_hash(shuffled, pairs(coded), turned) == expected
    assert len(expected) == 12


@given(studies(), st.data())
def test_the_hash_changes_with_each_decision_that_is_learnt_from_and_with_no_other(study, data):
    found, coded, finished = study
    if not found:
        return
    decided = data.draw(st.sampled_from(sorted(found)))
    before, after = (engine_hash(scores(found), pairs(held), finished) for held in (coded, coded ^ {decided}))
    assert (before != after) == (decided[0] in finished)
    never_matched = coded | {("S1", 99, "A")}
    assert engine_hash(scores(found), pairs(never_matched), finished) == before


def test_the_hash_changes_with_the_scores_and_with_the_sessions_learnt_from():
    one, other = scores({("S1", 1, "A"): 0.6}), scores({("S1", 1, "A"): 0.4})
    hashes = {
        engine_hash(one, frozenset(), []),
        engine_hash(other, frozenset(), []),
        engine_hash(one, frozenset(), ["S1"]),
    }
    assert len(hashes) == 3
