"""The systems that are compared. Each takes what was decided and gives scores of units, all from the same features."""

from __future__ import annotations

import re
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy import sparse
from sklearn.feature_extraction.text import ENGLISH_STOP_WORDS
from sklearn.linear_model import LogisticRegression

from themetrail.suggestion.model import Decided, Prepared, Units, train

if TYPE_CHECKING:
    from collections.abc import Callable

    from datasets import Dataset
    from numpy.typing import NDArray

    Matrix = NDArray[np.float64]
    Rows = NDArray[np.int64]

OURS = "ThemeTrail"


@dataclass(frozen=True)
class Scored:
    """Scores (units × codes) and the CPU-seconds that learning and scoring took."""

    scores: Matrix
    train_s: float
    score_s: float


class Bench:
    """A data set with everything that is computed once: TF-IDF, vectors, likeness to the codebook."""

    def __init__(self, data: Dataset) -> None:
        self.data = data
        self.truth = data.truth
        units = Units(data.texts, data.contexts, data.roles, data.groups.tolist())
        self.prepared = Prepared(data.codebook.codes, units)
        texts = self._texts = self.prepared.looked(np.arange(len(data.texts))).texts
        meaning = sparse.csr_matrix(texts.meaning)
        self.views = {
            "TF-IDF word + LR": texts.words,
            "TF-IDF word + char + LR": sparse.hstack([texts.words, texts.characters], format="csr"),
            "vectors + LR": meaning,
            "stack + LR": sparse.hstack([texts.words, texts.characters, meaning], format="csr"),
        }

    @property
    def learners(self) -> dict[str, Callable[[Rows, Rows], Scored]]:
        """Systems that learn from rows and score others, by name; ours first."""
        peers = {name: lambda learn, test, name=name: self.regression(name, learn, test) for name in self.views}
        return {OURS: self.ours, **peers}

    def ours(self, learn: Rows, test: Rows) -> Scored:
        """This project's engine; with nothing to learn from, the codebook alone."""
        started = time.process_time()
        model = train(self.prepared, Decided(learn, self.truth[learn], np.ones_like(self.truth[learn])))
        trained = time.process_time()
        scores = model.confidence(self.prepared, test)
        return Scored(scores, trained - started, time.process_time() - trained)

    def regression(self, name: str, learn: Rows, test: Rows) -> Scored:
        """Logistic regression, one code against the rest."""
        started = time.process_time()
        features = self.views[name]
        scores = np.zeros((len(test), self.truth.shape[1]))
        for code in range(self.truth.shape[1]):
            held = self.truth[learn, code]
            if held.all() or not held.any():
                scores[:, code] = held.mean()
                continue
            model = LogisticRegression(C=10, solver="liblinear", dual=True, tol=1e-2, random_state=0)
            model.fit(features[learn], held)
            scores[:, code] = model.predict_proba(features[test])[:, 1]
        return Scored(scores, time.process_time() - started, float("nan"))

    def prevalence(self, learn: Rows, test: Rows) -> Matrix:
        """A predictor that knows each code's share and nothing of the unit."""
        return np.tile(self.truth[learn].mean(axis=0), (len(test), 1))

    def untaught(self) -> dict[str, Callable[[Rows], Matrix]]:
        """Peers that need no decision, by name."""
        semantic, texts = self.prepared.semantic, self._texts
        written = semantic.written
        rows = self.prepared.space.encode(written.texts)

        def nearest(likeness: Matrix) -> Matrix:
            return np.stack([likeness[:, written.code == code].max(axis=1) for code in range(self.truth.shape[1])], 1)

        return {
            "keywords of the names": lambda test: self._names([self.data.texts[row] for row in test]),
            "TF-IDF cosine": lambda test: nearest((texts.words[test] @ rows.words.T).toarray()),
            "vector cosine": lambda test: nearest(texts.meaning[test] @ rows.meaning.T),
        }

    def _names(self, texts: list[str]) -> Matrix:
        names = [_words(code.label) - ENGLISH_STOP_WORDS for code in self.data.codebook.codes]
        said = [_words(text) for text in texts]
        return np.array([[len(name & words) / max(1, len(name)) for name in names] for words in said])


def _words(text: str) -> set[str]:
    return set(re.findall(r"[a-z]+", text.lower()))
