"""Static sentence vectors: the mean of a text's token vectors, ubiquitous tokens weighed down by the corpus itself.

The vectors are wordllama's (256 dimensions, shipped in its package, so nothing is fetched). A token weighs
``a / (a + share)``, where its share is over all tokens of the study, and the direction that all texts have in common
is taken out (Arora, Liang & Ma 2017, https://openreview.net/forum?id=SyK00v5xx).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

import numpy as np
from scipy import sparse

from themetrail.study.vectors import vectors_files

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray
    from tokenizers import Tokenizer

SMOOTHING = 1e-3
TOGETHER = 20_000  # texts that are held as vectors at one time


@dataclass(frozen=True)
class StaticVectors:
    """Token vectors made ready for one corpus.

    Attributes:
        tokens: Vocabulary × dimensions, each token's vector times its weight.
        common: Unit vector of the direction that the corpus' texts share.
    """

    tokens: NDArray[np.float32]
    common: NDArray[np.float32]

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Unit vectors (texts × dimensions) of texts; zero where a text has no token."""
        pooled = token_counts(texts) @ self.tokens
        return _unit(pooled - np.outer(pooled @ self.common, self.common))


def fit_vectors(corpus: Sequence[str]) -> StaticVectors:
    """Vectors whose weights and common direction are a corpus' own; any corpus will do, an empty one included."""
    counts = sparse.vstack([token_counts(texts) for texts in _blocks(corpus)], format="csr")
    shares = np.asarray(counts.sum(axis=0)).ravel() / max(1.0, float(counts.sum()))
    weighted = (token_vectors() * (SMOOTHING / (SMOOTHING + shares))[:, None]).astype(np.float32)
    # The first right singular vector, by the small Gram matrix.
    gram = np.zeros((weighted.shape[1], weighted.shape[1]))
    for start in range(0, counts.shape[0], TOGETHER):
        pooled = _unit(counts[start : start + TOGETHER] @ weighted)
        gram += pooled.T @ pooled
    _, directions = np.linalg.eigh(gram)
    return StaticVectors(weighted, np.ascontiguousarray(directions[:, -1], dtype=np.float32))


def token_counts(texts: Sequence[str]) -> sparse.csr_matrix:
    """How often each token of the vocabulary stands in each text (texts × vocabulary)."""
    encoded = _tokenizer().encode_batch([text.lower() for text in texts], add_special_tokens=False)
    ids = [encoding.ids for encoding in encoded]
    ends = np.cumsum([0, *map(len, ids)])
    flat = np.concatenate([np.asarray(own, dtype=np.int64) for own in ids]) if ids else np.zeros(0, np.int64)
    shape = (len(texts), _vocabulary_size())
    counts = sparse.csr_matrix((np.ones(len(flat), np.float32), flat, ends), shape=shape)
    counts.sum_duplicates()
    return counts


def _blocks(texts: Sequence[str]) -> list[Sequence[str]]:
    return [texts[start : start + TOGETHER] for start in range(0, max(1, len(texts)), TOGETHER)]


def _unit(rows: NDArray[np.float32]) -> NDArray[np.float32]:
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    units: NDArray[np.float32] = np.divide(rows, lengths, out=np.zeros_like(rows), where=lengths > 1e-9)
    return units


@cache
def _vocabulary_size() -> int:
    return len(token_vectors())


def token_vectors() -> NDArray[np.float32]:
    """The vector of each token as it was released (vocabulary × dimensions); they are large, and not kept."""
    from safetensors.numpy import load_file

    (vectors,) = load_file(vectors_files()[0]).values()
    found: NDArray[np.float32] = vectors.astype(np.float32)
    return found


@cache
def _tokenizer() -> Tokenizer:
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(vectors_files()[1]))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    return tokenizer
