"""A code with few examples borrows from its domain; where there is no hierarchy nothing is borrowed."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from small_codebook import code
from themetrail.suggestion import model
from themetrail.suggestion.domains import MOST_BORROWED, borrowed_shares
from themetrail.suggestion.model import Decided, Prepared, Units, train

BUSES = (
    "The last bus goes at six and then there is no way home",
    "I cannot get to the group without a bus",
    "There is one bus a day from our village",
)
OTHER = ("We had tea and a biscuit after that", "My sister has a garden with roses")
NONE = np.zeros(3, dtype=np.int64)


def codes(*parents):
    """Codes of which no word says anything, or sets them apart, below the parents given."""
    return [
        dataclasses.replace(code(name, parent=parent), label="zzz", definition="", include="", exclude="", exemplars=())
        for name, parent in zip("ABCDEFGH", parents, strict=False)
    ]


def told(those, held):
    """What is said of a new segment about buses, after the segments were decided (rows of ``held``: codes)."""
    texts = [*BUSES, *OTHER, "Our bus was late again in the village"]
    units = Units(texts, [""] * len(texts), ["participant"] * len(texts), [f"S{n}" for n in range(len(texts))])
    study = Prepared(those, units)
    what = Decided(np.arange(len(held)), np.array(held, dtype=bool), np.ones((len(held), len(those)), dtype=bool))
    return train(study, what).confidence(study, np.array([len(texts) - 1]))[0]


def test_without_a_hierarchy_nothing_is_borrowed_and_every_byte_stays(monkeypatch):
    those = codes("", "", "")
    held = [[1, 0, 0]] * 3 + [[0, 1, 0]] * 2
    assert not borrowed_shares(those, NONE).any()
    found = told(those, held)
    monkeypatch.setattr(model, "borrowed_shares", lambda *_: None)
    assert found.tobytes() == told(those, held).tobytes()


@pytest.mark.parametrize("named", ["", "D"])
def test_a_child_without_an_example_is_likelier_than_a_code_of_elsewhere_where_its_domain_is(named):
    held = [[1, 0, 0]] * 3 + [[0, 0, 0]] * 2
    # The domain is a code, or no more than a name that both children give.
    sibling, child, elsewhere = told(codes(named, named or "A", ""), held)
    assert sibling > child > elsewhere
    _, without, elsewhere = told(codes("", "", ""), held)
    assert without == pytest.approx(elsewhere)


def test_a_child_with_examples_of_its_own_borrows_less():
    few, many = (borrowed_shares(codes("D", "D"), np.array([50, n])) for n in (0, 8))
    assert few[0, 1] == pytest.approx(MOST_BORROWED)
    assert many[0, 1] == pytest.approx(MOST_BORROWED / 5)
    assert few[1, 0] < many[0, 1]  # and who has 50 hardly at all


def test_who_lies_below_a_child_is_of_the_same_domain_and_the_domain_borrows_nothing():
    shares = borrowed_shares(codes("", "A", "B"), NONE) > 0
    assert shares.tolist() == [[False, True, True], [False, False, True], [False, True, False]]


@given(st.data())
def test_what_is_borrowed_is_a_share_of_the_domains_own(data):
    parents = data.draw(st.lists(st.sampled_from(["", "A", "B", "Y", "Z"]), min_size=1, max_size=8))
    parents[:2] = ["", ""][: len(parents)]
    those = codes(*parents)
    examples = np.array(data.draw(st.lists(st.integers(0, 99), min_size=len(those), max_size=len(those))))
    shares = borrowed_shares(those, examples)
    assert (shares >= 0).all()
    assert shares.sum(axis=0).max() <= MOST_BORROWED + 1e-12
    of = [parent or name for name, parent in zip("ABCDEFGH", parents, strict=False)]
    for borrower, parent in enumerate(parents):
        lenders = [n for n in range(len(those)) if n != borrower and of[n] == of[borrower]] if parent else []
        assert np.flatnonzero(shares[:, borrower]).tolist() == lenders


def test_an_empty_codebook_borrows_nothing():
    assert borrowed_shares([], np.zeros(0, dtype=np.int64)).shape == (0, 0)
