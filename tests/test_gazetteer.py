"""Places of Great Britain are found in talk; everyday words that are places too only where the context says so."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from themetrail.identifiers.gazetteer import find_places


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("We moved to Barrow-in-Furness.", "Barrow-in-Furness"),
        ("The bus from St Annes is late.", "St Annes"),
        ("Ulverston has no dentist.", "Ulverston"),
        ("She was in Reading then.", "Reading"),
        ("It is near Preston's market.", "Preston"),
        ("Barrow's got nothing.", "Barrow"),
        ("I like Settle, me.", "Settle"),
        ("Is that in Kent?", "Kent"),
    ],
)
def test_a_place_is_found(text: str, place: str) -> None:
    assert [text[hit.start : hit.end] for hit in find_places(text)] == [place]


@pytest.mark.parametrize(
    "text", ["I was reading.", "Reading helps.", "A bath in March.", "Lancashire hotpot.", "We met in [PRESTON].", ""]
)
def test_an_everyday_word_or_a_mark_is_no_place(text: str) -> None:
    assert find_places(text) == []


@given(
    st.lists(st.sampled_from(["in", "Reading", "St Anne's", "Barrow", "-", ".", "[NAME 1]", "\n", "é"])).map(" ".join)
)
def test_hits_are_sorted_lie_in_the_text_and_do_not_overlap(text: str) -> None:
    hits = find_places(text)
    assert all(0 <= hit.start < hit.end <= len(text) for hit in hits)
    assert all(one.end <= other.start for one, other in itertools.pairwise(hits))
