"""The lexical engine: the codebook's patterns over lemmas, with what speaks for and against each match.

It knows nothing but the codebook. A segment's score for a code is ``1 - prod(1 - w)`` over the different patterns
of the code that match, where a pattern of several words weighs more than one of a single word, scaled by the cues
of the sentence (see :mod:`themetrail.suggestion.cues`). A negative pattern cancels the matches that it overlaps.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from math import prod
from typing import TYPE_CHECKING

from spacy.matcher import Matcher

from themetrail.suggestion.cues import Cue, negation_of, sentence_cues
from themetrail.suggestion.forms import TokenPattern, accepted_words, matcher_patterns

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from spacy.language import Language
    from spacy.tokens import Doc, Span

    from themetrail.codebook.model import Code, Codebook

# ASSUME a match of several words is more telling than a single word, and a cue halves or so what a match says.
# Suggestions never rest on these numbers alone: the confidence shown is learnt from decisions.
ONE_WORD, MORE_WORDS = 0.4, 0.6
DENIED, NEGATED_SOLUTION, PROPOSED_CAUSE, UNPROPOSED_SOLUTION = 0.3, 0.5, 0.6, 0.7


@dataclass(frozen=True, order=True)
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


@dataclass(frozen=True)
class _Match:
    """A pattern of a code that matches within a sentence, with the sentence's cues by their kind."""

    code: str
    pattern: str
    speaks_for: bool
    words: Span
    cues: Mapping[str, Cue]


@dataclass(frozen=True)
class _Rule:
    """A pattern of a code, ready to match."""

    code: str
    pattern: str
    speaks_for: bool
    tokens: tuple[TokenPattern, ...]

    @cached_property
    def ends(self) -> list[tuple[frozenset[str], frozenset[str]]]:
        """The words that may open and close each way of matching it."""
        return [(accepted_words(tokens[0]), accepted_words(tokens[-1])) for tokens in self.tokens]


class LexicalEngine:
    """The compiled patterns of a codebook.

    Each pattern has a matcher of its own, made when it is first needed and asked only about sentences that hold a
    word which may open the pattern and one that may close it: most patterns are never asked.
    """

    def __init__(self, codebook: Codebook, nlp: Language) -> None:
        self._codes = {code.id: code for code in codebook.codes if code.status == "active"}
        self._vocab = nlp.vocab
        compiled = matcher_patterns(nlp)
        self._rules = [
            _Rule(code.id, pattern.text, speaks_for, tuple(compiled(pattern)))
            for code in self._codes.values()
            for patterns, speaks_for in ((code.patterns, True), (code.negative_patterns, False))
            for pattern in patterns
        ]
        self._matchers: dict[int, Matcher] = {}
        self._opened_by: dict[str, set[int]] = defaultdict(set)
        for number, rule in enumerate(self._rules):
            for opening, _ in rule.ends:
                for word in opening:
                    self._opened_by[word].add(number)

    def score(self, doc: Doc, spans: Sequence[tuple[int, int]], role: str) -> list[list[LexicalScore]]:
        """Scores above zero for each character span (a segment) of a turn spoken in a role, best first."""
        matches = list(self._within_sentences(doc))
        return [self._score_span(span, matches, role) for span in spans]

    def _within_sentences(self, doc: Doc) -> Iterator[_Match]:
        for sentence in doc.sents:
            found = [(rule, words) for rule in self._rules_for(sentence) for words in self._matches(rule, sentence)]
            cues = {cue.kind: cue for cue in sentence_cues(sentence)} if found else {}
            for number, words in found:
                rule = self._rules[number]
                yield _Match(rule.code, rule.pattern, rule.speaks_for, words, cues)

    def _rules_for(self, sentence: Span) -> list[int]:
        """The rules that may match a sentence, in the order of the codebook."""
        words = {word for token in sentence for word in (token.lemma_, token.lower_)}
        opened = {number for word in words for number in self._opened_by.get(word, ())}
        return sorted(
            number
            for number in opened
            if any(words & opening and words & closing for opening, closing in self._rules[number].ends)
        )

    def _matches(self, number: int, sentence: Span) -> list[Span]:
        if number not in self._matchers:
            self._matchers[number] = Matcher(self._vocab)
            self._matchers[number].add("rule", list(self._rules[number].tokens), greedy="LONGEST")
        return [sentence[first:last] for _, first, last in self._matchers[number](sentence)]

    def _score_span(self, span: tuple[int, int], matches: Iterable[_Match], role: str) -> list[LexicalScore]:
        found: dict[str, list[_Match]] = defaultdict(list)
        cancels: dict[str, list[_Match]] = defaultdict(list)
        for match in matches:
            inside = span[0] <= match.words.start_char and match.words.end_char <= span[1]
            if inside and role in self._codes[match.code].applies_to:
                (found if match.speaks_for else cancels)[match.code].append(match)
        kept = {
            code: [match for match in own if not any(_overlap(match.words, other.words) for other in cancels[code])]
            for code, own in found.items()
        }
        scores = [_combine(self._codes[code], own) for code, own in kept.items() if own]
        return sorted(scores, key=lambda score: (-score.score, score.code))


def _overlap(one: Span, other: Span) -> bool:
    return bool(one.start < other.end and other.start < one.end)


def _combine(code: Code, matches: Sequence[_Match]) -> LexicalScore:
    best: dict[str, float] = defaultdict(float)
    evidence_for: set[Evidence] = set()
    against: set[Evidence] = set()
    for match in matches:
        factor, cues = _weigh(code, match)
        weight = factor * (MORE_WORDS if len(match.words) > 1 else ONE_WORD)
        best[match.pattern] = max(best[match.pattern], weight)
        evidence_for.add(Evidence(match.words.start_char, match.words.end_char, match.pattern))
        against |= {Evidence(cue.start, cue.end, cue.kind) for cue in cues}
    missed = prod(1 - weight for _, weight in sorted(best.items()))
    return LexicalScore(code.id, 1 - missed, tuple(sorted(evidence_for)), tuple(sorted(against)))


def _weigh(code: Code, match: _Match) -> tuple[float, list[Cue]]:
    cues = match.cues
    factor, against = 1.0, []
    if "denial" in cues:
        factor *= DENIED
        against.append(cues["denial"])
    elif code.kind == "solution" and (negation := _negation(match)) is not None:
        factor *= NEGATED_SOLUTION
        against.append(negation)
    if code.kind == "solution" and "proposal" not in cues:
        factor *= UNPROPOSED_SOLUTION
    elif code.kind == "cause" and "proposal" in cues:
        factor *= PROPOSED_CAUSE
        against.append(cues["proposal"])
    return factor, against


def _negation(match: _Match) -> Cue | None:
    """The negation over a match, unless it is a word of the proposal itself ("why don't we share the training")."""
    negation, proposal = negation_of(match.words), match.cues.get("proposal")
    if negation and proposal and proposal.start <= negation.start < proposal.end:
        return None
    return negation
