"""The lexical engine: the codebook's patterns over lemmas, with what speaks for and against each match.

It knows nothing but the codebook. A segment's score for a code is ``1 - prod(1 - w)`` over the different patterns
of the code that match, where a pattern of several words weighs more than one of a single word, scaled by the cues
of the sentence (see :mod:`themetrail.suggestion.cues`). A negative pattern cancels the matches that it overlaps.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from spacy.matcher import Matcher

from themetrail.suggestion.cues import Cue, negation_of, sentence_cues
from themetrail.suggestion.forms import matcher_patterns

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from spacy.language import Language
    from spacy.tokens import Doc, Span

    from themetrail.codebook.model import Code, Codebook

# ASSUME a match of several words is more telling than a single word, and a cue halves or so what a match says.
# Suggestions never rest on these numbers alone: the confidence shown is learnt from decisions.
ONE_WORD, MORE_WORDS = 0.4, 0.6
DENIED, NEGATED_SOLUTION, PROPOSED_CAUSE, UNPROPOSED_SOLUTION = 0.3, 0.5, 0.6, 0.7


@dataclass(frozen=True)
class Evidence:
    """Characters of the Doc that speak for or against a code, and why: the pattern as written, or the cue."""

    start: int
    end: int
    why: str


@dataclass(frozen=True)
class LexicalScore:
    """Score in [0, 1] of a code for a segment, with its evidence."""

    code: str
    score: float
    evidence_for: tuple[Evidence, ...]
    evidence_against: tuple[Evidence, ...]


class LexicalEngine:
    """The compiled patterns of a codebook."""

    def __init__(self, codebook: Codebook, nlp: Language) -> None:
        self._codes = {code.id: code for code in codebook.codes if code.status == "active"}
        self._matcher = Matcher(nlp.vocab)
        self._meaning: dict[int, tuple[str, str, bool]] = {}
        compiled = matcher_patterns(nlp)
        for code in self._codes.values():
            for patterns, speaks_for in ((code.patterns, True), (code.negative_patterns, False)):
                for pattern in patterns:
                    name = f"{code.id} {'+' if speaks_for else '-'} {pattern.text}"
                    self._matcher.add(name, compiled(pattern), greedy="LONGEST")
                    self._meaning[nlp.vocab.strings[name]] = (code.id, pattern.text, speaks_for)

    def score(self, doc: Doc, spans: Sequence[tuple[int, int]], role: str) -> list[list[LexicalScore]]:
        """Scores above zero for each character span (a segment) of a turn spoken in a role, best first."""
        matches = list(self._within_sentences(doc))
        return [self._score_span(span, matches, role) for span in spans]

    def _within_sentences(self, doc: Doc) -> Iterator[tuple[str, str, bool, Span]]:
        for key, first, last in self._matcher(doc):
            match = doc[first:last]
            if doc[first].sent == doc[last - 1].sent:
                yield (*self._meaning[key], match)

    def _score_span(
        self, span: tuple[int, int], matches: list[tuple[str, str, bool, Span]], role: str
    ) -> list[LexicalScore]:
        hits: dict[str, dict[str, list[Span]]] = defaultdict(lambda: defaultdict(list))
        cancels: dict[str, list[Span]] = defaultdict(list)
        for code_id, text, speaks_for, match in matches:
            if span[0] <= match.start_char and match.end_char <= span[1]:
                (hits[code_id][text] if speaks_for else cancels[code_id]).append(match)
        scores = []
        for code_id, by_pattern in hits.items():
            code = self._codes[code_id]
            kept = {
                text: [m for m in found if not _overlaps(m, cancels[code_id])] for text, found in by_pattern.items()
            }
            kept = {text: found for text, found in kept.items() if found}
            if kept and role in code.applies_to:
                scores.append(_combine(code, kept))
        return sorted(scores, key=lambda score: (-score.score, score.code))


def _overlaps(match: Span, others: Sequence[Span]) -> bool:
    return any(match.start < other.end and other.start < match.end for other in others)


def _combine(code: Code, matches: dict[str, list[Span]]) -> LexicalScore:
    missed = 1.0
    evidence_for: set[Evidence] = set()
    against: set[Evidence] = set()
    for text, found in matches.items():
        best = 0.0
        for match in found:
            factor, cues = _weigh(code, match)
            best = max(best, factor * (MORE_WORDS if len(match) > 1 else ONE_WORD))
            evidence_for.add(Evidence(match.start_char, match.end_char, text))
            against |= {Evidence(cue.start, cue.end, cue.kind) for cue in cues}
        missed *= 1 - best

    def place(evidence: Evidence) -> tuple[int, int, str]:
        return evidence.start, evidence.end, evidence.why

    ordered = tuple(sorted(evidence_for, key=place)), tuple(sorted(against, key=place))
    return LexicalScore(code.id, 1 - missed, *ordered)


def _weigh(code: Code, match: Span) -> tuple[float, list[Cue]]:
    cues = {cue.kind: cue for cue in sentence_cues(match.sent)}
    negation = negation_of(match)
    factor, against = 1.0, []
    if "denial" in cues:
        factor *= DENIED
        against.append(cues["denial"])
    elif negation is not None and code.kind == "solution":
        factor *= NEGATED_SOLUTION
        against.append(negation)
    if code.kind == "solution" and "proposal" not in cues:
        factor *= UNPROPOSED_SOLUTION
    elif code.kind == "cause" and "proposal" in cues:
        factor *= PROPOSED_CAUSE
        against.append(cues["proposal"])
    return factor, against
