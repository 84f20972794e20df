"""From segments, codebook and decisions to the table of suggestions, each by a model that did not see its session."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from themetrail.study.machine_tables import SUGGESTIONS, empty
from themetrail.suggestion.at_once import each
from themetrail.suggestion.evidence import Variant, explain
from themetrail.suggestion.model import MOST_LEARNT, Decided, Model, Prepared, evenly, gram_of, train
from themetrail.suggestion.promise import Promise, finding, limit, surely

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from numpy.typing import NDArray

    from themetrail.suggestion.model import Looked
    from themetrail.suggestion.passages import Passage
    from themetrail.suggestion.space import Encoded

    Matrix = NDArray[np.float64]
    Flags = NDArray[np.bool_]
    Rows = NDArray[np.int64]

EXCLUDED = 0.15
# Each is scored as often as it has words.
EXPLAINED_TOGETHER = 1_000
LEXICAL = "lexical"


@dataclass(frozen=True)
class Wish:
    """What the analyst wants to see; see the settings of the same names."""

    find: float
    sure: float
    least_confidence: float
    most_per_segment: int


@dataclass(frozen=True)
class Learnt:
    """Models and what they say of every unit.

    Attributes:
        models: The model of each fold, which did not see the fold; where none of it was decided, of all decisions.
        confidence: Units × codes, each by the model of its fold.
        decided: What was learnt from.
        promise: Thresholds for what the analyst wishes to find.
        sure: Confidence from which a suggestion is sure; above 1 where none is.
    """

    models: Mapping[int, Model]
    confidence: Matrix
    decided: Decided
    promise: Promise
    sure: float


def learn(prepared: Prepared, decided: Decided, wish: Wish, processes: int = 1) -> Learnt:
    """Train without each fold in turn, score the fold, and see what may be promised.

    Of more decided units than ``MOST_LEARNT`` so many, evenly spread, are trained on; the promise rests on all.

    Args:
        prepared: Codebook and units.
        decided: What to learn from.
        wish: What the analyst wants to see.
        processes: How many folds are trained, and blocks of units scored, at once.
    """
    models = _models(prepared, decided.of(evenly(len(decided.rows), MOST_LEARNT)), processes)

    def scored(block: Rows) -> Matrix:
        units = prepared.looked(block)
        found = np.zeros((len(block), len(prepared.codes)))
        for fold, model in models.items():
            own = np.flatnonzero(prepared.folds[block] == fold)
            found[own] = model.confidence_of(units.rows(own), prepared.allowed[block[own]])
        return found

    confidence = np.zeros(prepared.allowed.shape)
    blocks = list(prepared.blocks())
    for block, found in zip(blocks, each(scored, blocks, processes), strict=True):
        confidence[block] = found
    # Processors differ in the last digits; what is rounded is equal everywhere.
    np.round(confidence, 4, out=confidence)
    told = confidence[decided.rows]
    known = decided.known & prepared.allowed[decided.rows]
    promise = finding(told, decided.held, known, wish.find)
    return Learnt(models, confidence, decided, promise, surely(told, decided.held, known, wish.sure))


def _models(prepared: Prepared, decided: Decided, processes: int) -> dict[int, Model]:
    """The model of each fold."""
    of_decided = prepared.folds[decided.rows]
    gram = gram_of(prepared, decided)
    of_codebook = np.zeros(len(gram) - len(decided.rows), dtype=bool)

    def trained(fold: int) -> Model:
        seen = np.flatnonzero(~np.concatenate([of_codebook, of_decided == fold]))
        return train(prepared, decided.without(of_decided == fold), gram[np.ix_(seen, seen)])

    # A copy of the process would make these for itself.
    prepared.make_ready()
    folds = [int(fold) for fold in np.unique(prepared.folds)]
    held = [fold for fold in folds if (of_decided == fold).any()]
    models = dict(zip(held, each(trained, held, processes), strict=True))
    if len(held) < len(folds):
        whole = train(prepared, decided)
        models |= {fold: whole for fold in folds if fold not in models}
    return {fold: models[fold] for fold in folds}


def shown(learnt: Learnt, wish: Wish) -> Flags:
    """Units × codes: what is proposed."""
    return limit(learnt.confidence, learnt.promise.thresholds, wish.least_confidence, wish.most_per_segment)


def suggestions(
    prepared: Prepared, passages: Sequence[Passage], learnt: Learnt, wish: Wish, engine: str, *, processes: int = 1
) -> pd.DataFrame:
    """The table of suggestions (schema SUGGESTIONS).

    Args:
        prepared: Codebook and units.
        passages: The segment behind each unit.
        learnt: What was learnt.
        wish: What the analyst wants to see.
        engine: The engine's hash.
        processes: How many parts of it are made at once.
    """
    marked = shown(learnt, wish)
    examples = prepared.looked(learnt.decided.rows).texts
    parts: list[tuple[Model, Rows]] = []
    for fold, model in learnt.models.items():
        own = np.flatnonzero((prepared.folds == fold) & marked.any(axis=1))
        parts += [(model, own[start : start + EXPLAINED_TOGETHER]) for start in range(0, len(own), EXPLAINED_TOGETHER)]

    def made(number: int) -> list[dict[str, Any]]:
        model, some = parts[number]
        return _of_fold(prepared, passages, learnt, marked=marked, own=some, model=model, examples=examples)

    rows = [row for found in each(made, range(len(parts)), processes) for row in found]
    return pd.DataFrame(rows).assign(engine_hash=engine) if rows else empty(SUGGESTIONS)


def _of_fold(
    prepared: Prepared,
    passages: Sequence[Passage],
    learnt: Learnt,
    *,
    marked: Flags,
    own: Rows,
    model: Model,
    examples: Encoded,
) -> list[dict[str, Any]]:
    units = prepared.looked(own)
    layers = model.layers(units.joined, units.others)
    scores = np.stack([*([model.ridge.score(units.joined)] if model.learns else []), *units.others], axis=2)
    evidence = explain(
        [passages[row].text for row in own],
        [np.flatnonzero(marked[row]).tolist() for row in own],
        rescoring(prepared, [passages[row] for row in own], units, model),
    )
    excluded = prepared.semantic.excluded(units.texts)
    nearest = _nearest(prepared, learnt.decided, passages, own, marked, texts=units.texts, examples=examples)
    rows = []
    for place, row in enumerate(own):
        order = np.argsort(-learnt.confidence[row], kind="stable")
        for rank, code in enumerate((c for c in order if marked[row, c]), 1):
            by_engine = dict(zip(prepared.engines, scores[place, code], strict=True))
            shares = _shares(dict(zip(prepared.engines, layers[place, code], strict=True)))
            said_for, said_against = _spans(
                passages[row], evidence[place].get(int(code)), prepared.codes[code].id, shares
            )
            if excluded[place, code] > EXCLUDED:
                whole = passages[row].in_record(0, len(passages[row].text))
                said_against.append([*whole, "exclude", "semantic", round(float(excluded[place, code]), 3)])
            rows.append(
                {
                    "session_id": passages[row].session_id,
                    "segment_id": passages[row].segment_id,
                    "code": prepared.codes[code].id,
                    "confidence": learnt.confidence[row, code],
                    "rank": rank,
                    "sure": bool(learnt.confidence[row, code] >= learnt.sure),
                    **{name: round(float(by_engine.get(name, 0.0)), 4) for name in (LEXICAL, "semantic", "learned")},
                    "layers": json.dumps(shares),
                    "evidence_for": json.dumps(said_for, ensure_ascii=False),
                    "evidence_against": json.dumps(said_against, ensure_ascii=False),
                    "nearest": nearest[place].get(int(code), ""),
                    "near_miss": prepared.codes[order[1] if code == order[0] else order[0]].id
                    if len(order) > 1
                    else "",
                }
            )
    return rows


def rescoring(
    prepared: Prepared, passages: Sequence[Passage], units: Looked, model: Model
) -> Callable[[Sequence[Variant]], Matrix]:
    """A function that scores what is left of segments; a pattern whose words were left out does not match any more."""

    def log_odds(variants: Sequence[Variant]) -> Matrix:
        texts = [variant.text for variant in variants]
        encoded = prepared.space.encode(texts)
        of = np.array([variant.segment for variant in variants], dtype=np.int64)
        scored = {name: matrix[of].copy() for name, matrix in units.given.items()}
        scored |= {engine.name: engine.score(texts, encoded) for engine in prepared.rescored}
        if LEXICAL in scored:
            for place, variant in enumerate(variants):
                for code in _broken(passages[variant.segment], variant):
                    scored[LEXICAL][place, prepared.position[code]] = 0.0
        joined = prepared.space.join(encoded, units.before.rows(of))
        return model.log_odds(joined, [scored[name] for name in units.given])

    return log_odds


def _broken(passage: Passage, variant: Variant) -> list[str]:
    if variant.left_out is None:
        return []
    start, end = variant.left_out
    return [c for c, matches in passage.matches.items() if any(a < end and start < b for a, b, _ in matches)]


def _spans(passage: Passage, found: Any, code: str, shares: Mapping[str, float]) -> tuple[list[Any], list[Any]]:
    """Evidence for and against as lists of start, end, why, layer and share of the log odds or their change."""
    lexical = shares.get(LEXICAL, 0.0)
    said_for = [[*passage.in_record(a, b), why, LEXICAL, lexical] for a, b, why in passage.matches.get(code, ())]
    against = [[*passage.in_record(a, b), why, LEXICAL, lexical] for a, b, why in passage.cues.get(code, ())]
    if found is not None:
        layer = max(sorted(shares), key=lambda name: shares[name]) if shares else "learned"
        span = passage.in_record(found.speaks_for.start, found.speaks_for.end)
        said_for.insert(0, [*span, "words", layer, round(found.speaks_for.weight, 3)])
        if found.against is not None:
            span = passage.in_record(found.against.start, found.against.end)
            against.append([*span, "words", layer, round(found.against.weight, 3)])
    return said_for, against


def _shares(layers: Mapping[str, float]) -> dict[str, float]:
    """What each engine that speaks for a code has of all that speaks for it."""
    speaks_for = {name: max(0.0, float(value)) for name, value in layers.items()}
    total = sum(speaks_for.values())
    return {name: round(value / total, 3) for name, value in sorted(speaks_for.items())} if total else {}


def _nearest(
    prepared: Prepared,
    decided: Decided,
    passages: Sequence[Passage],
    rows: Rows,
    marked: Flags,
    *,
    texts: Encoded,
    examples: Encoded,
) -> list[dict[int, str]]:
    """For each shown code the most alike segment decided elsewhere, or exemplar, as "segment …" or "exemplar …"."""
    written = prepared.semantic.written
    exemplars = written.of("exemplar")
    likeness = prepared.semantic.likeness(texts)
    beside = (texts.characters @ examples.characters.T).toarray() if len(decided.rows) else None
    session = np.asarray(prepared.units.sessions)
    found: list[dict[int, str]] = []
    for place, row in enumerate(rows):
        own: dict[int, str] = {}
        for code in np.flatnonzero(marked[row]):
            best, name = 0.0, ""
            quotes = exemplars[written.code[exemplars] == code]
            if len(quotes):
                one = int(np.argmax(likeness[place, quotes]))
                best, name = float(likeness[place, quotes[one]]), f"exemplar {one + 1}"
            if beside is not None:
                may = decided.held[:, code] & (session[decided.rows] != session[row])
                alike = np.where(may, beside[place], -1.0)
                if alike.max() > best:
                    name = f"segment {passages[decided.rows[int(np.argmax(alike))]].segment_id}"
            own[int(code)] = name
        found.append(own)
    return found


def engine_hash(*basis: object) -> str:
    """What suggestions rest on, in 12 hex digits; arrays and lists are taken row by row, for they may be long."""
    found = hashlib.sha256(b"(")
    for number, part in enumerate(basis):
        found.update(b", " if number else b"")
        if isinstance(part, (np.ndarray, list)):
            found.update(b"[")
            for place, row in enumerate(part):
                plain = row.tolist() if isinstance(row, (np.ndarray, np.generic)) else row
                found.update(f"{', ' if place else ''}{plain!r}".encode())
            found.update(b"]")
        else:
            found.update(repr(part).encode())
    found.update(b")")
    return found.hexdigest()[:12]
