"""People's names are found by list and by context; words that are names too are left alone without a context."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from themetrail.identifiers.names import find_first_names, find_named_people


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Then Fatima Khan rang.", "Fatima Khan"),
        ("Hope said no.", "Hope"),
        ("Cheers, Will.", "Will"),
        ("It was Rose's idea.", "Rose"),
        ("That's Olive's chair.", "Olive"),
        ("Heather from the library came.", "Heather"),
        ("Bill and Joan run it.", "Bill"),
        ("Nick is the manager.", "Nick"),
        ("Summer's mum drops her off.", "Summer"),
    ],
)
def test_a_first_name_is_found(text: str, name: str) -> None:
    assert [text[hit.start : hit.end] for hit in find_first_names(text)][:1] == [name]


@pytest.mark.parametrize(
    "text",
    [
        "Will you come?",
        "In May it rained.",
        "I hope so.",
        "May I?",
        "[FATIMA] rang.",
        "Don’t.",
        "The Will was read.",
        "Hope is a word.",
    ],
)
def test_an_everyday_word_is_no_name(text: str) -> None:
    assert find_first_names(text) == []


@pytest.mark.parametrize(
    ("text", "name", "kind"),
    [
        ("I saw Dr Patel.", "Dr Patel", "titled_name"),
        ("It was me mate Dobbo.", "Dobbo", "kin_name"),
        ("my neighbour called tariq", "tariq", "kin_name"),
        ("Then her husband, Tariq, left.", "Tariq", "kin_name"),
        ("So our Kev went.", "Kev", "kin_name"),
        ("my niece aoife did it", "aoife", "kin_name"),
        ("I said to mrs wilkinson", "mrs wilkinson", "titled_name"),
        ("Hello, I'm Ottilie, and I care.", "Ottilie", "kin_name"),
        ("The receptionist, Maureen, knows.", "Maureen", "kin_name"),
        ("They call him Spud.", "Spud", "kin_name"),
        ("My sister Nell shops.", "Nell", "kin_name"),
    ],
)
def test_a_context_gives_a_name_away(text: str, name: str, kind: str) -> None:
    assert [(text[hit.start : hit.end], hit.kind) for hit in find_named_people(text)] == [(name, kind)]


@pytest.mark.parametrize(
    "text",
    [
        "our NHS",
        "my husband, I think",
        "Father Christmas came",
        "my mum on Monday",
        "I'm Welsh, me.",
        "Mrs Whoever",
        "I miss Ivy",
        "our gran said",
        "the dr said",
        "I'm Fine.",
    ],
)
def test_a_context_without_a_name_is_none(text: str) -> None:
    assert find_named_people(text) == []


@given(
    st.lists(st.sampled_from(["my", "mum", "Will", "Dr", "Chloe", "said", ",", ".", "[NAME 1]", "I'm"])).map(" ".join)
)
def test_hits_are_sorted_lie_in_the_text_and_do_not_overlap(text: str) -> None:
    for find in (find_first_names, find_named_people):
        hits = find(text)
        assert all(0 <= hit.start < hit.end <= len(text) for hit in hits)
        assert all(one.end <= other.start for one, other in itertools.pairwise(hits))
