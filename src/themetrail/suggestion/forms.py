"""From the words of a pattern to what spaCy may call their lemma."""

from __future__ import annotations

from functools import cache
from itertools import pairwise, product
from typing import TYPE_CHECKING, Any

from spacy.tokens import Doc

from themetrail.codebook.patterns import GAP_WORDS, Gap, Pattern, PatternWord

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from spacy.language import Language

TokenPattern = list[dict[str, Any]]
_HYPHEN: dict[str, Any] = {"ORTH": {"IN": ["-", "–"]}, "OP": "?"}
_GAP: TokenPattern = [{"OP": f"{{0,{GAP_WORDS}}}"}]


def matcher_patterns(nlp: Language) -> Callable[[Pattern], list[TokenPattern]]:
    """A function from a pattern to the spaCy ``Matcher`` patterns that say the same.

    A word is matched by lemma: itself, and its -ing and -ed forms, which the tagger may take for a noun or an
    adjective with a lemma of their own ("the bidding", "too stretched"). A word that is itself an inflected form
    ("training") is also matched as it stands, so that it is found where the tagger takes it for a verb, without
    finding every "train". A word that spaCy cuts ("can't" into "ca" and "n't") is matched as it stands. In a gap
    every token counts, so that a comma takes a word's place.
    """
    lemmas = _lemma_finder(nlp)

    def choices(place: PatternWord | Gap) -> list[TokenPattern]:
        """The ways in which a place may be filled, each as tokens; an optional one may be filled by none."""
        if isinstance(place, Gap):
            return [_GAP]
        cut = [
            variant for word in place.alternatives for variant in _apostrophes(word) if len(nlp.tokenizer(variant)) > 1
        ]
        whole = [word for word in place.alternatives if word not in cut]
        inflected = [word for word in whole if lemmas(word) - {word}]
        ways: list[TokenPattern] = [[{"LOWER": token.lower_} for token in nlp.tokenizer(word)] for word in cut]
        if whole:
            ways.append([{"LEMMA": {"IN": sorted({form for word in whole for form in _derived(word)})}}])
        if inflected:
            ways.append([{"LOWER": {"IN": inflected}}])
        return [*ways, []] if place.optional else ways

    def compiled(pattern: Pattern) -> list[TokenPattern]:
        return [_joined(parts) for parts in product(*map(choices, pattern.places))]

    return compiled


def accepted_words(token: dict[str, Any]) -> frozenset[str]:
    """The lemmas or lower-case words that a token of a compiled pattern accepts."""
    (condition,) = (value for name, value in token.items() if name in ("LEMMA", "LOWER"))
    return frozenset([condition] if isinstance(condition, str) else condition["IN"])


def _derived(word: str) -> set[str]:
    """A word with its regular -ing and -ed forms; a form that does not exist does no harm, no text holds it."""
    if len(word) < 3:
        return {word}
    stems = {word[:-1]} if word.endswith("e") else {word, word + word[-1]}
    return {word} | {stem + ending for stem in stems for ending in ("ing", "ed")}


def _apostrophes(word: str) -> list[str]:
    """A word with either apostrophe."""
    return sorted({word.replace("’", "'"), word.replace("'", "’")})


def _joined(parts: Iterable[TokenPattern]) -> TokenPattern:
    """The parts that are there, with optional hyphens between words, and without a gap that now stands at an end."""
    there = [part for part in parts if part]
    while there[0] == _GAP:
        del there[0]
    while there[-1] == _GAP:
        del there[-1]
    joined = list(there[0])
    for before, part in pairwise(there):
        joined += part if _GAP in (before, part) else [_HYPHEN, *part]
    return joined


def _lemma_finder(nlp: Language) -> Callable[[str], frozenset[str]]:
    lemmatizer: Any = nlp.get_pipe("lemmatizer")

    @cache
    def lemmas(word: str) -> frozenset[str]:
        found: set[str] = set()
        for pos in ("NOUN", "VERB", "ADJ"):
            token = Doc(nlp.vocab, words=[word], pos=[pos])[0]
            found |= {lemma.lower() for lemma in lemmatizer.rule_lemmatize(token)}
        return frozenset(found)

    return lemmas
