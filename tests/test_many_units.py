"""A study of many segments is suggested for block by block, and comes out as if it were done at once."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.feature_extraction.text import TfidfVectorizer

from test_learning import CODES, SAID, WISH, everything, prepared
from themetrail.study.files import sha256
from themetrail.suggestion import model, suggest
from themetrail.suggestion.model import evenly
from themetrail.suggestion.space import fit_space
from themetrail.suggestion.suggest import engine_hash, learn

TEXTS = [text for text, _ in SAID] + ["The bus, the bus!", "no", ""]


def test_the_space_is_the_one_that_scikit_learn_fits():
    space = fit_space(TEXTS)
    for ours, options in (
        (space.by_word, {"ngram_range": (1, 2)}),
        (space.by_character, {"analyzer": space.by_character.analyzer, "min_df": 2}),
    ):
        theirs = TfidfVectorizer(sublinear_tf=True, **options).fit(TEXTS)
        assert ours.get_feature_names_out().tolist() == theirs.get_feature_names_out().tolist()
        assert ours.idf_.tolist() == theirs.idf_.tolist()
        assert (ours.transform(TEXTS) != theirs.transform(TEXTS)).nnz == 0


@pytest.mark.parametrize("block", [1, 5, 7])
def test_blocks_give_the_confidence_of_the_whole(monkeypatch, block):
    whole = prepared()
    expected = learn(whole, everything(whole), WISH).confidence
    monkeypatch.setattr(model, "BLOCK", block)
    parts = prepared()
    assert len(list(parts.blocks())) == -(-len(parts.units.texts) // block)
    assert np.allclose(learn(parts, everything(parts), WISH).confidence, expected, atol=2e-4)


def test_of_more_decisions_than_can_be_learnt_from_some_teach_and_all_are_held_against_the_promise(monkeypatch):
    monkeypatch.setattr(suggest, "MOST_LEARNT", 12)
    of = prepared()
    learnt = learn(of, everything(of), WISH)
    assert max(one.decided for one in learnt.models.values()) <= 12
    assert len(learnt.decided.rows) == len(of.units.texts)
    assert learnt.confidence.shape == (len(of.units.texts), len(CODES))


def test_what_is_taken_evenly_begins_at_the_first_ends_at_the_last_and_takes_none_twice():
    taken = evenly(1000, 7)
    assert (taken[0], taken[-1], len(set(taken.tolist()))) == (0, 999, 7)
    assert evenly(5, 7).tolist() == [0, 1, 2, 3, 4]


def test_the_engines_hash_is_that_of_its_basis_written_down():
    table, names = np.array([[0.5, 0.25], [1.0, 0.0]]), [("a", "b"), ("c", "d")]
    basis = (names, np.array([1, 2]), table, table > 0.3, WISH, [])
    written = repr((names, [1, 2], table.tolist(), (table > 0.3).tolist(), WISH, []))
    assert engine_hash(*basis) == sha256(written)[:12]
