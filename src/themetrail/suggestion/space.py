"""The space that texts are compared in: words, characters and meaning, fitted to the study's own texts.

Word and character TF-IDF weigh down what stands everywhere in the study, as the vectors do
(:mod:`themetrail.suggestion.vectors`). All three are unit rows, so that an inner product is a similarity.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy import sparse
from sklearn.feature_extraction.text import TfidfVectorizer

from themetrail.suggestion.vectors import StaticVectors, fit_vectors

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Matrix = NDArray[np.float64]

# Lengths of runs of characters.
SHORTEST, LONGEST = 3, 5
# How much each view of a text weighs in the similarity of two units; the turn before counts a fifth as much.
WORDS, CHARACTERS, MEANING, BEFORE = 0.5, 1.0, 0.5, 0.2


@dataclass(frozen=True)
class Encoded:
    """Texts in the space: TF-IDF of words and of characters (sparse), vectors (dense); one row for each text."""

    words: sparse.csr_matrix
    characters: sparse.csr_matrix
    meaning: Matrix

    def rows(self, chosen: NDArray[np.int64]) -> Encoded:
        """Some of the texts."""
        return Encoded(self.words[chosen], self.characters[chosen], self.meaning[chosen])


@dataclass(frozen=True)
class Joined:
    """What a linear model sees of units: one sparse and one dense block, each view scaled by its weight."""

    sparse: sparse.csr_matrix
    dense: Matrix

    def rows(self, chosen: NDArray[np.int64]) -> Joined:
        """Some of the units."""
        return Joined(self.sparse[chosen], self.dense[chosen])

    def gram(self, other: Joined) -> Matrix:
        """Similarity of each unit of this to each of another."""
        product: Matrix = (self.sparse @ other.sparse.T).toarray() + self.dense @ other.dense.T
        return product


@dataclass(frozen=True)
class Space:
    """Fitted to a corpus by :func:`fit_space`."""

    by_word: TfidfVectorizer
    by_character: TfidfVectorizer
    vectors: StaticVectors

    def encode(self, texts: Sequence[str]) -> Encoded:
        """Texts as rows of the space; a text without a known word is a row of zeros."""
        place = {text: number for number, text in enumerate(dict.fromkeys(texts))}
        different = list(place)
        encoded = Encoded(
            self.by_word.transform(different).tocsr() if different else self._nothing(self.by_word),
            self.by_character.transform(different).tocsr() if different else self._nothing(self.by_character),
            self.vectors.encode(different).astype(np.float64),
        )
        return encoded.rows(np.array([place[text] for text in texts], dtype=np.int64))

    @staticmethod
    def _nothing(by: TfidfVectorizer) -> sparse.csr_matrix:
        return sparse.csr_matrix((0, len(by.vocabulary_)))

    def join(self, texts: Encoded, before: Encoded | None) -> Joined:
        """Units as a linear model sees them: the text, and the turn before (or the question asked) if there is one."""
        n = texts.meaning.shape[0]
        if before is None:
            before_words = sparse.csr_matrix((n, texts.words.shape[1]))
            before_meaning = np.zeros_like(texts.meaning)
        else:
            before_words, before_meaning = before.words, before.meaning
        views = [
            texts.words * np.sqrt(WORDS),
            texts.characters * np.sqrt(CHARACTERS),
            before_words * np.sqrt(BEFORE),
        ]
        dense = [texts.meaning * np.sqrt(MEANING), before_meaning * np.sqrt(BEFORE)]
        return Joined(sparse.hstack(views, format="csr"), np.hstack(dense))


def fit_space(corpus: Sequence[str]) -> Space:
    """A space whose vocabulary and weights are a corpus' own.

    Args:
        corpus: The texts of the study: its codebook's and its units'. No decision is read, so that all units may count.
    """
    by_word = _fitted(corpus, 1, ngram_range=(1, 2), sublinear_tf=True)
    by_character = _fitted(corpus, min(2, len(corpus)), analyzer=_pieces_of_words, sublinear_tf=True)
    return Space(by_word, by_character, fit_vectors(corpus))


def _fitted(corpus: Sequence[str], least: int, **options: Any) -> TfidfVectorizer:
    """What ``TfidfVectorizer(min_df=least, **options).fit(corpus)`` gives, without the corpus as a matrix."""
    parts = TfidfVectorizer(**options).build_analyzer()
    found: Counter[str] = Counter()
    for text in corpus:
        found.update(set(parts(text)))
    vocabulary = sorted(part for part, texts in found.items() if texts >= least)
    fitted = TfidfVectorizer(vocabulary=vocabulary, **options)
    frequencies = np.array([found[part] for part in vocabulary], dtype=np.float64) + 1.0
    fitted.idf_ = np.log((len(corpus) + 1) / frequencies) + 1.0
    return fitted


def _pieces_of_words(text: str) -> list[str]:
    """Runs of three to five characters inside the words of a text, the space around a word included."""
    return [piece for word in text.lower().split() for piece in _pieces(word)]


@cache
def _pieces(word: str) -> tuple[str, ...]:
    padded = f" {word} "
    lengths = range(SHORTEST, min(LONGEST, len(padded)) + 1)
    return tuple(padded[at : at + n] for n in lengths for at in range(len(padded) - n + 1))
