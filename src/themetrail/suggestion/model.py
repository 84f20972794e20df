"""One model of a study: the engines side by side, and the rule that combines them.

With no decision the codebook alone speaks. As units are decided, the combination moves, by their number and alike for
all codes, to the model that has learnt from them: ``decided / (decided + HALF_WAY)`` of the log odds are the learnt
model's. A code is never offered to a role that it cannot apply to.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Protocol

import numpy as np

from themetrail.suggestion.confidence import Calibration, Shape, assumed, calibrate, probability, straighten
from themetrail.suggestion.domains import borrowed_shares
from themetrail.suggestion.learned import (
    DECISION_WEIGHT,
    DEFINITION_WEIGHT,
    EXEMPLAR_WEIGHT,
    OF_THE_CODEBOOK,
    Ridge,
    fit_ridge,
    stack,
)
from themetrail.suggestion.semantic import SemanticEngine
from themetrail.suggestion.space import Encoded, Joined, Space, fit_space

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from numpy.typing import NDArray

    from themetrail.codebook.model import Code

    Matrix = NDArray[np.float64]
    Cube = NDArray[np.float64]
    Flags = NDArray[np.bool_]
    Rows = NDArray[np.int64]

HALF_WAY = 20
FOLDS = 6
# Units that are held in the space at one time; what a study of more units holds in memory hardly grows with it.
BLOCK = 8_192
# ASSUME more decided segments than these teach little more; the cost of learning grows with their cube.
MOST_LEARNT = 3_000
ASSUMED_SHAPE = Shape()
DEFAULT_WEIGHTS: Mapping[str, float] = {"lexical": 1.0, "semantic": 1.0, "learned": 1.0}


class Engine(Protocol):
    """What an engine is: a name, and scores that need nothing but texts. It knows of no other engine."""

    @property
    def name(self) -> str:
        """Its name in the settings."""

    def score(self, texts: Sequence[str], encoded: Encoded) -> Matrix:
        """Scores (texts × codes), about 0 to 1; higher speaks more for the code.

        Args:
            texts: Texts to score.
            encoded: The same in the study's space, for engines that use it.
        """


@dataclass(frozen=True)
class Units:
    """Segments to code, in the order of the talk.

    ``before`` is the turn before, or the question asked; ``sessions`` is what folds are made of.
    """

    texts: Sequence[str]
    before: Sequence[str]
    roles: Sequence[str]
    sessions: Sequence[str]


@dataclass(frozen=True)
class Decided:
    """What people decided: rows of the units, and for each of them which codes it has and which of that is known."""

    rows: Rows
    held: Flags
    known: Flags

    def without(self, left_out: Flags) -> Decided:
        """The decisions on rows that are not marked."""
        return self.of(np.flatnonzero(~left_out))

    def of(self, chosen: Rows) -> Decided:
        """The decisions on some of the rows, by their place among them."""
        return Decided(self.rows[chosen], self.held[chosen], self.known[chosen])


@dataclass(frozen=True)
class Looked:
    """Some units in the space.

    Attributes:
        texts: Their texts.
        before: The turns before.
        joined: Both, as a linear model sees them.
        given: Scores (units × codes) by each engine that does not learn.
    """

    texts: Encoded
    before: Encoded
    joined: Joined
    given: Mapping[str, Matrix]

    def rows(self, chosen: Rows) -> Looked:
        """Some of them."""
        given = {name: matrix[chosen] for name, matrix in self.given.items()}
        return Looked(self.texts.rows(chosen), self.before.rows(chosen), self.joined.rows(chosen), given)

    @property
    def others(self) -> list[Matrix]:
        """The scores, in the order of :attr:`Prepared.engines`."""
        return list(self.given.values())


class Prepared:
    """Codebook and units: what does not change with a decision. Units are put into the space when they are looked at.

    Args:
        codes: Codes that may be offered.
        units: The study's segments.
        lexical: The lexical engine's scores (units × codes), if it is to speak.
        weights: The engines that speak, with how much each counts as long as there are no decisions.
        more: Further engines, such as a transformer; they speak if ``weights`` names them.
        space: A space to use; by default one that is fitted to the codebook and the units.
    """

    def __init__(
        self,
        codes: Sequence[Code],
        units: Units,
        *,
        lexical: Matrix | None = None,
        weights: Mapping[str, float] = DEFAULT_WEIGHTS,
        more: Sequence[Engine] = (),
        space: Space | None = None,
    ) -> None:
        self.codes = list(codes)
        self.units = units
        written = [text for code in codes for text in (code.label, code.definition, code.include, *code.exemplars)]
        self.space = space or fit_space([*filter(None, written), *units.texts])
        self.position = {code.id: number for number, code in enumerate(codes)}
        self.semantic = SemanticEngine(codes, self.space)
        self.rescored = [engine for engine in (self.semantic, *more) if engine.name in weights]
        self._lexical = lexical if "lexical" in weights else None
        self.learns = "learned" in weights
        self.weights = [weights[name] for name in self.engines]
        may = {role: [role in code.applies_to for code in codes] for role in dict.fromkeys(units.roles)}
        self.allowed = np.array([may[role] for role in units.roles], dtype=bool)
        self.allowed = self.allowed.reshape(len(units.texts), len(self.codes))

    @property
    def engines(self) -> list[str]:
        """Names of the engines in the order of the scores."""
        lexical = [] if self._lexical is None else ["lexical"]
        return [*(["learned"] if self.learns else []), *(engine.name for engine in self.rescored), *lexical]

    def blocks(self) -> Iterator[Rows]:
        """All rows, so many at a time as may be looked at together."""
        rows = np.arange(len(self.units.texts))
        yield from (rows[start : start + BLOCK] for start in range(0, len(rows), BLOCK))

    def looked(self, rows: Rows) -> Looked:
        """Units in the space; they are put there anew each time, unless the whole study is one block."""
        return self._look(rows) if self._whole is None else self._whole.rows(rows)

    @cached_property
    def _whole(self) -> Looked | None:
        every = len(self.units.texts)
        return self._look(np.arange(every)) if every <= BLOCK else None

    def _look(self, rows: Rows) -> Looked:
        said = [self.units.texts[row] for row in rows]
        texts = self.space.encode(said)
        before = self.space.encode([self.units.before[row] for row in rows])
        given = {engine.name: engine.score(said, texts) for engine in self.rescored}
        if self._lexical is not None:
            given["lexical"] = self._lexical[rows]
        return Looked(texts, before, self.space.join(texts, before), given)

    def make_ready(self) -> None:
        """Work out what every training asks for and is worked out once."""
        _ = (self.alone, self.sessions, self._whole)

    @cached_property
    def usual_words(self) -> NDArray[np.float64]:
        """Mean weight of each word over the study's units, or over as many of them, evenly spread, as one block has."""
        found = self.looked(evenly(len(self.units.texts), BLOCK)).texts.words.mean(axis=0)
        return np.asarray(found).ravel()

    @cached_property
    def sessions(self) -> Rows:
        """Number of each unit's session."""
        order = {session: number for number, session in enumerate(dict.fromkeys(self.units.sessions))}
        return np.array([order[session] for session in self.units.sessions], dtype=np.int64)

    @cached_property
    def folds(self) -> Rows:
        """Fold of each unit: the sessions dealt out in turn."""
        return self.sessions % FOLDS

    @cached_property
    def codebook_rows(self) -> tuple[Joined, Matrix, NDArray[np.float64]]:
        """The codebook's texts as units to learn from: rows, targets, weights."""
        written = self.semantic.written
        chosen = written.of("definition", "include", "exemplar")
        rows = self.space.join(self.space.encode([written.texts[row] for row in chosen]), None)
        targets = np.zeros((len(chosen), len(self.codes)))
        targets[np.arange(len(chosen)), written.code[chosen]] = 1.0
        weights = [EXEMPLAR_WEIGHT if written.kinds[row] == "exemplar" else DEFINITION_WEIGHT for row in chosen]
        return rows, targets, np.array(weights)

    @property
    def exemplars(self) -> NDArray[np.int64]:
        """Number of each code's exemplars in the codebook."""
        return np.array([len(code.exemplars) for code in self.codes], dtype=np.int64)

    @cached_property
    def alone(self) -> Model:
        """The model that knows nothing but the codebook."""
        rows, targets, weights = self.codebook_rows
        of_codebook = np.full(len(weights), OF_THE_CODEBOOK)
        borrowed = borrowed_shares(self.codes, self.exemplars)
        ridge, _ = fit_ridge(rows, targets, weights, of_codebook, borrowed=borrowed)
        return Model(ridge, self.assumed, None, 0, self.learns)

    @property
    def assumed(self) -> Calibration:
        """How the engines are weighed as long as nothing is decided."""
        return assumed(self.engines, self.weights, len(self.codes))


def evenly(of: int, most: int) -> Rows:
    """All places of a sequence, or as many of them as may be, evenly spread."""
    return np.arange(of) if of <= most else np.linspace(0, of - 1, most).round().astype(np.int64)


@dataclass(frozen=True)
class Model:
    """A learned engine, its calibration, and the model that it is mixed with (None: the codebook alone)."""

    ridge: Ridge
    calibration: Calibration
    alone: Model | None
    decided: int
    learns: bool
    shape: Shape = ASSUMED_SHAPE

    @property
    def share(self) -> float:
        """How much of the log odds is learnt from decisions."""
        return self.decided / (self.decided + HALF_WAY) if self.alone else 0.0

    def layers(self, units: Joined, others: Sequence[Matrix]) -> Cube:
        """What each engine adds to the log odds (units × codes × engines)."""
        learned = [self.ridge.score(units)] if self.learns else []
        scores = np.stack([*learned, *others], axis=2)
        learnt: Cube = scores * self.calibration.coefficients[None, :, :-1]
        return (
            learnt if self.alone is None else self.share * learnt + (1 - self.share) * self.alone.layers(units, others)
        )

    def log_odds(self, units: Joined, others: Sequence[Matrix]) -> Matrix:
        """Log odds (units × codes), before roles are looked at.

        Args:
            units: Units in the space.
            others: Their scores by the engines that do not learn, in the order of :attr:`Prepared.engines`.
        """
        odds: Matrix = self.layers(units, others).sum(axis=2) + self.base
        return odds

    @property
    def base(self) -> NDArray[np.float64]:
        """Log odds of each code where no engine says anything."""
        own = self.calibration.coefficients[:, -1]
        return own if self.alone is None else self.share * own + (1 - self.share) * self.alone.base

    def confidence(self, prepared: Prepared, rows: Rows) -> Matrix:
        """Confidence (rows × codes); 0 where a code cannot apply to the role."""
        return self.confidence_of(prepared.looked(rows), prepared.allowed[rows])

    def confidence_of(self, units: Looked, allowed: Flags) -> Matrix:
        """The same of units that are in the space already."""
        shown: Matrix = probability(self.shape.of(self.log_odds(units.joined, units.others))) * allowed
        return shown


def gram_of(prepared: Prepared, decided: Decided) -> Matrix:
    """Similarity of each row to learn from to each, the codebook's first: models of parts of the decisions share it."""
    rows, _, _ = prepared.codebook_rows
    both = stack(rows, prepared.looked(decided.rows).joined)
    return both.gram(both)


def train(prepared: Prepared, decided: Decided, gram: Matrix | None = None) -> Model:
    """Learn from decisions.

    Of a unit on which only some codes are decided, the others count as the codebook alone would have it: they are
    neither held nor refused.

    Args:
        prepared: Codebook and units.
        decided: What to learn from.
        gram: What :func:`gram_of` gives for the two, where it is known already; it is written over.
    """
    alone = prepared.alone
    if not len(decided.rows):
        return alone
    rows, targets, weights = prepared.codebook_rows
    seen = prepared.looked(decided.rows)
    allowed = prepared.allowed[decided.rows]
    expected = np.where(decided.known, decided.held, alone.confidence_of(seen, allowed))
    folds = np.concatenate([np.full(len(weights), OF_THE_CODEBOOK), prepared.sessions[decided.rows]])
    ridge, fitted = fit_ridge(
        stack(rows, seen.joined),
        np.vstack([targets, expected]),
        np.concatenate([weights, np.full(len(decided.rows), DECISION_WEIGHT)]),
        folds,
        gram=gram,
        borrowed=borrowed_shares(prepared.codes, prepared.exemplars + (decided.held & decided.known).sum(axis=0)),
    )
    learned = [fitted[len(weights) :]] if prepared.learns else []
    unseen = np.stack([*learned, *seen.others], axis=2)
    known = decided.known & allowed
    calibration = calibrate(prepared.assumed, unseen, decided.held, known)
    model = Model(ridge, calibration, alone, len(decided.rows), prepared.learns)
    by_codebook = alone.log_odds(seen.joined, seen.others)
    odds = model.share * calibration.log_odds(unseen) + (1 - model.share) * by_codebook
    return replace(model, shape=straighten(odds, decided.held, known))
