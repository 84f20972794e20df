"""Which segments a coding belongs to, held against the rule counted character by character."""

from __future__ import annotations

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from themetrail.ledger.coverage import covered
from themetrail.ledger.frames import coding_segments, codings_frame
from themetrail.study.machine_tables import CODING_SEGMENTS, CODINGS


@st.composite
def segmented(draw):
    """Segments in order, not overlapping, with and without room between them."""
    at, segments = 0, []
    for gap, length in draw(st.lists(st.tuples(st.integers(0, 4), st.integers(1, 12)), max_size=8)):
        segments.append((at + gap, at + gap + length))
        at += gap + length
    return segments


spans = st.tuples(st.integers(0, 60), st.integers(1, 40)).map(lambda pair: (pair[0], pair[0] + pair[1]))


def by_characters(span, segments, overlap_min):
    marked = set(range(*span))
    shared = [len(marked & set(range(*segment))) for segment in segments]
    lengths = [high - low for low, high in segments]
    touched = [index for index, n in enumerate(shared) if n]
    enough = [i for i in touched if shared[i] / lengths[i] >= 0.5 or shared[i] >= overlap_min]
    most = [max(touched, key=lambda i: shared[i])] if touched else []
    return [(index, shared[index]) for index in enough or most]


@given(spans, segmented(), st.integers(1, 10))
def test_a_coding_belongs_to_what_it_half_covers_or_covers_enough_of_or_else_most_of(span, segments, overlap_min):
    assert covered(span, segments, overlap_min) == by_characters(span, segments, overlap_min)


@given(spans, segmented(), st.integers(1, 10))
def test_a_coding_that_touches_any_segment_belongs_to_one(span, segments, overlap_min):
    touches = any(low < span[1] and span[0] < high for low, high in segments)
    assert bool(covered(span, segments, overlap_min)) == touches


@given(segmented(), st.integers(1, 10))
def test_a_coding_of_exactly_a_segment_belongs_to_that_segment_alone(segments, overlap_min):
    for index, (low, high) in enumerate(segments):
        assert covered((low, high), segments, overlap_min) == [(index, high - low)]


def test_of_equal_shares_that_do_not_suffice_the_first_counts():
    assert covered((8, 12), [(0, 10), (10, 20)], 40) == [(0, 2)]


def test_codings_are_joined_to_segments_of_their_own_session_once_for_both_layers():
    codings = pd.DataFrame(
        [
            {"coding_id": "1", "session_id": "WS1", "start": 0, "end": 10, "layer": "independent"},
            {"coding_id": "1", "session_id": "WS1", "start": 0, "end": 10, "layer": "findings"},
            {"coding_id": "2", "session_id": "WS2", "start": 0, "end": 10, "layer": "findings"},
            {"coding_id": "3", "session_id": "WS9", "start": 0, "end": 10, "layer": "findings"},
        ]
    )
    segments = pd.DataFrame(
        [
            {"segment_id": "WS2-a", "session_id": "WS2", "start": 0, "end": 8},
            {"segment_id": "WS1-b", "session_id": "WS1", "start": 10, "end": 20},
            {"segment_id": "WS1-a", "session_id": "WS1", "start": 0, "end": 10},
        ]
    )
    joined = coding_segments(codings, segments, 40)
    assert joined.to_dict("records") == [
        {"coding_id": "1", "segment_id": "WS1-a", "overlap_chars": 10},
        {"coding_id": "2", "segment_id": "WS2-a", "overlap_chars": 8},
    ]


def test_without_codings_the_tables_have_their_columns_and_no_rows():
    codings = codings_frame([])
    segments = pd.DataFrame({"segment_id": [], "session_id": [], "start": [], "end": []})
    assert list(codings.columns) == list(CODINGS.columns)
    assert list(coding_segments(codings, segments, 40).columns) == list(CODING_SEGMENTS.columns)


def test_exactly_half_of_a_segment_suffices_and_less_does_not():
    assert covered((0, 15), [(0, 10), (10, 20)], 40) == [(0, 10), (1, 5)]
    assert covered((0, 14), [(0, 10), (10, 20)], 40) == [(0, 10)]
