"""The semantic engine: how like a segment is to what the codebook says of each code. It needs no decision.

One vector for each exemplar: a code's score is the mean of the three nearest exemplars, averaged with the likeness to
its label and definition, by meaning and by characters. What the code excludes counts against it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from themetrail.codebook.model import Code
    from themetrail.suggestion.space import Encoded, Space

    Matrix = NDArray[np.float64]

NEAREST = 3
# Characters weigh twice as much as meaning: on open answers and on talk they were the surer guide.
MEANING_SHARE = 1 / 3
AGAINST = 0.25


@dataclass(frozen=True)
class CodebookTexts:
    """What is written of each code, as texts with the number of the code that each belongs to.

    ``kinds`` is "definition" (label and definition), "include", "exemplar" or "exclude".
    """

    texts: tuple[str, ...]
    code: NDArray[np.int64]
    kinds: tuple[str, ...]

    def of(self, *kinds: str) -> NDArray[np.int64]:
        """Positions of the texts of some kinds."""
        return np.flatnonzero([kind in kinds for kind in self.kinds])


def codebook_texts(codes: Sequence[Code]) -> CodebookTexts:
    """The texts of codes; a code without a definition has its label all the same."""
    rows: list[tuple[str, int, str]] = []
    for number, code in enumerate(codes):
        rows.append((f"{code.label}. {code.definition}".strip(), number, "definition"))
        rows += [(code.include, number, "include")] if code.include else []
        rows += [(text, number, "exemplar") for text in code.exemplars]
        rows += [(code.exclude, number, "exclude")] if code.exclude else []
    texts, numbers, kinds = zip(*rows, strict=True) if rows else ((), (), ())
    return CodebookTexts(tuple(texts), np.asarray(numbers, dtype=np.int64), tuple(kinds))


class SemanticEngine:
    """Likeness of segments to the codes of a codebook."""

    name = "semantic"

    def __init__(self, codes: Sequence[Code], space: Space) -> None:
        self.written = codebook_texts(codes)
        self._size = len(codes)
        self._rows = space.encode(self.written.texts)

    def score(self, texts: Sequence[str], encoded: Encoded) -> Matrix:  # noqa: ARG002 - the interface of all engines
        """Scores (segments × codes), about 0 to 1; higher is more like."""
        return score_of_codes(self.likeness(encoded), self.written, self._size)

    def excluded(self, texts: Encoded) -> Matrix:
        """Likeness of each segment to what each code excludes (segments × codes); 0 where it excludes nothing."""
        likeness = self.likeness(texts)
        found = np.zeros((likeness.shape[0], self._size))
        for row in self.written.of("exclude"):
            code = self.written.code[row]
            found[:, code] = np.maximum(found[:, code], likeness[:, row])
        return found

    def likeness(self, texts: Encoded) -> Matrix:
        """Likeness of each segment to each text of the codebook (segments × texts)."""
        characters: Matrix = (texts.characters @ self._rows.characters.T).toarray()
        meaning: Matrix = texts.meaning @ self._rows.meaning.T
        # In place: in a large study these are the largest tables that are held.
        meaning *= MEANING_SHARE
        characters *= 1 - MEANING_SHARE
        meaning += characters
        return meaning


def score_of_codes(likeness: Matrix, written: CodebookTexts, codes: int) -> Matrix:
    """From the likeness of segments to each text of a codebook (segments × texts) to scores of codes."""
    scores = np.zeros((likeness.shape[0], codes))
    kinds = np.asarray(written.kinds)
    for code in range(codes):
        own = written.code == code
        scores[:, code] = _of_code(likeness[:, own], kinds[own])
    return scores


def _of_code(likeness: Matrix, kind: NDArray[np.str_]) -> Matrix:
    written = likeness[:, (kind == "definition") | (kind == "include")].max(axis=1)
    exemplars = likeness[:, kind == "exemplar"]
    if exemplars.shape[1]:
        nearest = np.sort(exemplars, axis=1)[:, ::-1][:, :NEAREST].mean(axis=1)
        written = (written + nearest) / 2
    excluded = likeness[:, kind == "exclude"]
    against = np.maximum(0.0, excluded.max(axis=1)) if excluded.shape[1] else 0.0
    score: Matrix = written - AGAINST * against
    return score
