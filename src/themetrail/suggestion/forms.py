"""From the words of a pattern to what spaCy may call their lemma."""

from __future__ import annotations

from functools import cache
from itertools import pairwise, product
from typing import TYPE_CHECKING, Any

from spacy.tokens import Doc

from themetrail.codebook.patterns import GAP_WORDS, Gap, Pattern, PatternWord

if TYPE_CHECKING:
    from collections.abc import Callable

    from spacy.language import Language

TokenPattern = list[dict[str, Any]]
_HYPHEN: dict[str, Any] = {"ORTH": {"IN": ["-", "–"]}, "OP": "?"}
_GAP: dict[str, Any] = {"OP": f"{{0,{GAP_WORDS}}}"}


def matcher_patterns(nlp: Language) -> Callable[[Pattern], list[TokenPattern]]:
    """A function from a pattern to the spaCy ``Matcher`` patterns that say the same.

    A word is matched by lemma: itself, and its -ing and -ed forms, which the tagger may take for a noun or an
    adjective with a lemma of their own ("the bidding", "too stretched"). A word that is itself an inflected form
    ("training") is also matched as it stands, so that it is found where the tagger takes it for a verb, without
    finding every "train".
    """
    lemmas = _lemma_finder(nlp)

    def compiled(pattern: Pattern) -> list[TokenPattern]:
        choices = [_choices(place, lemmas) for place in pattern.places]
        return [_with_hyphens(list(tokens)) for tokens in product(*choices)]

    return compiled


def _choices(place: PatternWord | Gap, lemmas: Callable[[str], frozenset[str]]) -> list[dict[str, Any]]:
    if isinstance(place, Gap):
        return [dict(_GAP)]
    forms = {form for word in place.alternatives for form in _derived(word)}
    inflected = [word for word in place.alternatives if lemmas(word) - {word}]
    tokens: list[dict[str, Any]] = [{"LEMMA": {"IN": sorted(forms)}}]
    if inflected:
        tokens.append({"LOWER": {"IN": inflected}})
    return [token | {"OP": "?"} for token in tokens] if place.optional else tokens


def _derived(word: str) -> set[str]:
    """A word with its regular -ing and -ed forms; a form that does not exist does no harm, no text holds it."""
    if len(word) < 3:
        return {word}
    stems = {word[:-1]} if word.endswith("e") else {word, word + word[-1]}
    return {word} | {stem + ending for stem in stems for ending in ("ing", "ed")}


def _with_hyphens(tokens: TokenPattern) -> TokenPattern:
    joined = tokens[:1]
    for before, token in pairwise(tokens):
        joined += [token] if _GAP in (before, token) else [dict(_HYPHEN), token]
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
