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
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from themetrail.codebook.model import Code

    Matrix = NDArray[np.float64]
    Cube = NDArray[np.float64]
    Flags = NDArray[np.bool_]
    Rows = NDArray[np.int64]

HALF_WAY = 20
FOLDS = 6
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
        keep = ~left_out
        return Decided(self.rows[keep], self.held[keep], self.known[keep])


class Prepared:
    """Codebook and units in one space: what does not change with a decision.

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
        self.texts = self.space.encode(units.texts)
        self.before = self.space.encode(units.before)
        self.joined = self.space.join(self.texts, self.before)
        self.position = {code.id: number for number, code in enumerate(codes)}
        self.semantic = SemanticEngine(codes, self.space)
        self.rescored = [engine for engine in (self.semantic, *more) if engine.name in weights]
        self.given = {engine.name: engine.score(units.texts, self.texts) for engine in self.rescored}
        if lexical is not None and "lexical" in weights:
            self.given["lexical"] = lexical
        self.learns = "learned" in weights
        self.weights = [weights[name] for name in self.engines]
        self.allowed = np.array([[role in code.applies_to for code in codes] for role in units.roles], dtype=bool)
        self.allowed = self.allowed.reshape(len(units.texts), len(self.codes))

    @property
    def engines(self) -> list[str]:
        """Names of the engines in the order of the scores."""
        return [*(["learned"] if self.learns else []), *self.given]

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

    @cached_property
    def alone(self) -> Model:
        """The model that knows nothing but the codebook."""
        rows, targets, weights = self.codebook_rows
        ridge, _ = fit_ridge(rows, targets, weights, np.full(len(weights), OF_THE_CODEBOOK))
        return Model(ridge, self.assumed, None, 0, self.learns)

    @property
    def assumed(self) -> Calibration:
        """How the engines are weighed as long as nothing is decided."""
        return assumed(self.engines, self.weights, len(self.codes))

    def others(self, rows: Rows) -> list[Matrix]:
        """Scores of rows (rows × codes) by the engines that do not learn."""
        return [given[rows] for given in self.given.values()]


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
        odds = self.log_odds(prepared.joined.rows(rows), prepared.others(rows))
        shown: Matrix = probability(self.shape.of(odds)) * prepared.allowed[rows]
        return shown


def gram_of(prepared: Prepared, decided: Decided) -> Matrix:
    """Similarity of each row to learn from to each, the codebook's first: models of parts of the decisions share it."""
    rows, _, _ = prepared.codebook_rows
    both = stack(rows, prepared.joined.rows(decided.rows))
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
    expected = np.where(decided.known, decided.held, alone.confidence(prepared, decided.rows))
    units = prepared.joined.rows(decided.rows)
    folds = np.concatenate([np.full(len(weights), OF_THE_CODEBOOK), prepared.sessions[decided.rows]])
    ridge, fitted = fit_ridge(
        stack(rows, units),
        np.vstack([targets, expected]),
        np.concatenate([weights, np.full(len(decided.rows), DECISION_WEIGHT)]),
        folds,
        gram,
    )
    learned = [fitted[len(weights) :]] if prepared.learns else []
    unseen = np.stack([*learned, *prepared.others(decided.rows)], axis=2)
    known = decided.known & prepared.allowed[decided.rows]
    calibration = calibrate(prepared.assumed, unseen, decided.held, known)
    model = Model(ridge, calibration, alone, len(decided.rows), prepared.learns)
    by_codebook = alone.log_odds(units, prepared.others(decided.rows))
    odds = model.share * calibration.log_odds(unseen) + (1 - model.share) * by_codebook
    return replace(model, shape=straighten(odds, decided.held, known))
