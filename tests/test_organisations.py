"""A head word with a name before it is an organisation or a street; a generic or national one is not."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from themetrail.identifiers.organisations import find_organisations


@pytest.mark.parametrize(
    ("text", "name", "kind"),
    [
        ("She's at St Mary's Hospice.", "St Mary's Hospice", "organisation"),
        ("I went to Lancaster High School.", "Lancaster High School", "organisation"),
        ("the University of Cumbria", "University of Cumbria", "organisation"),
        ("at Ridge Lea hospital", "Ridge Lea hospital", "organisation"),
        ("from the Elderflower Trust", "Elderflower Trust", "organisation"),
        ("at 12 Church Brow", "12 Church Brow", "street"),
        ("We live at 14 Ashworth Road.", "14 Ashworth Road", "street"),
    ],
)
def test_a_name_before_a_head_word_is_found(text: str, name: str, kind: str) -> None:
    assert [(text[hit.start : hit.end], hit.kind) for hit in find_organisations(text)] == [(name, kind)]


@pytest.mark.parametrize(
    "text",
    [
        "I go to the Health Centre.",
        "Our Primary Care Network",
        "Citizens Advice",
        "on the High Street",
        "NHS hospital",
        "The Walking Group",
        "the Brow",
    ],
)
def test_what_is_generic_or_national_is_none(text: str) -> None:
    assert find_organisations(text) == []


@given(
    st.lists(st.sampled_from(["St", "Mary's", "Hospice", "14", "Ash", "Road", "University", "of", "."])).map(" ".join)
)
def test_hits_are_sorted_lie_in_the_text_and_do_not_overlap(text: str) -> None:
    hits = find_organisations(text)
    assert all(0 <= hit.start < hit.end <= len(text) for hit in hits)
    assert all(one.end <= other.start for one, other in itertools.pairwise(hits))
