"""Marks of a transcriber are typed and are not words."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from themetrail.cleaning.marks import KINDS, Mark, count_words, find_marks

MARKS = {
    "event": "[laughs]|(laughs)|[LAUGHTER]|[dog barks]|&=laughs|&=imit:dog",
    "filler": "&-uh|&-you_know",
    "unclear": "[inaudible 00:20:12]|[inaudible]|(unclear)|[??]|xxx|yyy",
    "pause": "[pause]|(long pause)|[3 seconds]|(.)|[...]",
    "overlap": "[crosstalk]|[overlapping speech]|[>]|[<1]",
    "restart": "[/]|[//]|[///]|[/-]",
    "redaction": "[NAME]|[NAME 1]|[redacted]|XXXX|[name removed]|[Deleted to preserve anonymity]|[P07]",
    "stamp": "[00:12:01]|#00:01:23-4#",
}


@pytest.mark.parametrize(("text", "kind"), [(text, kind) for kind in MARKS for text in MARKS[kind].split("|")])
def test_a_mark_has_its_kind(text, kind):
    assert [(mark.start, mark.end, mark.kind) for mark in find_marks(f"so {text} then")] == [(3, 3 + len(text), kind)]


@pytest.mark.parametrize(
    "text", ["(my sister, that is)", "(2)", "Xmas", "EXXXON", "a [ b", "[]", "[a [b", "Q&A", "R&B; &-", "Bye xxx"]
)
def test_speech_in_parentheses_or_with_signs_is_speech(text):
    assert not find_marks(text)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("I went to the- the Tuesday one", 7), ("[laughs] Aye.", 1), ("[NAME]'s bus", 1),
        ("[inaudible 00:20:12]", 0), ("", 0), ("well[laughs], no - never", 3), ("half-five, 10:30", 2),
        ("[TOWN][ORG] mm-hmm", 1), ("&-uh I [//] we saw xxx .", 3),
    ],
)  # fmt: skip
def test_words_are_counted_without_marks(text, words):
    assert count_words(text) == words


@given(st.text("[]()X# aN:0.\u2019s\n&-=x/<>", max_size=60))
def test_marks_are_in_order_and_never_overlap(text):
    marks = find_marks(text)
    assert all(one.end <= other.start for one, other in pairwise(marks))
    assert all(mark.kind in KINDS and mark.start < mark.end for mark in marks)


def test_a_mark_inside_speech_in_parentheses_is_found():
    assert find_marks("(I told [NAME] so)") == [Mark(8, 14, "redaction")]
    assert count_words("(I told [NAME] so)") == 3
