"""The small pattern language of the codebook, written by people who do not write regular expressions.

``short term funding``  these words one after the other, in any inflection, hyphens between them optional;
``bid|grant form``      alternatives for one word;
``work load?``          a word that may be missing;
``lose ... contract``   up to four arbitrary words between, within one sentence.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

GAP_WORDS = 4
# Words that stand in nearly every sentence and say nothing of it.
_COMMON = (
    "a about all also am an and any are as at be been being but by can could did do does for from had has have he her "
    "him his how i if in into is it its just me my no not of on or our out she should so some than that the their them "
    "then there these they this those to too up us was we were what when where which who will with would you your"
)
FUNCTION_WORDS = frozenset(_COMMON.split())
_WORD = re.compile(r"[^\W_]+(?:['’&][^\W_]+)*", re.UNICODE)


@dataclass(frozen=True)
class PatternWord:
    """One place of a pattern: alternatives in lower case, and whether the place may be empty."""

    alternatives: tuple[str, ...]
    optional: bool = False


@dataclass(frozen=True)
class Gap:
    """Up to :data:`GAP_WORDS` arbitrary words."""


@dataclass(frozen=True)
class Pattern:
    """A parsed pattern: its text as written, and its places in order."""

    text: str
    places: tuple[PatternWord | Gap, ...]


def parse_pattern(text: str) -> Pattern:
    """Parse one pattern.

    Raises:
        ValueError: with an instruction, when it is empty, has a gap at an end or two in a row, matches everything,
            or nearly everything, or holds a word or a character that the language does not have.
    """
    places: list[PatternWord | Gap] = []
    for part in text.lower().replace("…", "...").split():
        if part == "...":
            places.append(Gap())
            continue
        body, optional = (part[:-1], True) if part.endswith("?") else (part, False)
        choices = [_split_hyphens(choice) for choice in body.split("|")]
        if any(not words for words in choices):
            message = f"{part!r} is not a word of the pattern language"
            raise ValueError(f"{message}; use words, 'a|b', 'word?' and '...' between words")
        if optional and len(choices[0]) > 1:
            raise ValueError(f"{part!r} leaves out half a word at a time; write two patterns instead")
        if len(choices) == 1:
            places += [PatternWord((word,), optional) for word in choices[0]]
        elif all(len(words) == 1 for words in choices):
            places.append(PatternWord(tuple(sorted({words[0] for words in choices})), optional))
        else:
            raise ValueError(f"{part!r} has an alternative of two words; write two patterns instead")
    if not any(isinstance(place, PatternWord) and not place.optional for place in places):
        raise ValueError("it would match everything; give at least one word that has to be there")
    needed = [place for place in places if isinstance(place, PatternWord) and not place.optional]
    common = FUNCTION_WORDS.intersection(needed[0].alternatives)
    if len(needed) == 1 and common:
        seen = f"it would match nearly everything: {min(common)!r} alone says nothing of a sentence"
        raise ValueError(f"{seen}; add a word that has to stand beside it")
    if isinstance(places[0], Gap) or isinstance(places[-1], Gap):
        raise ValueError("'...' stands at an end; it belongs between two words")
    if any(isinstance(one, Gap) and isinstance(other, Gap) for one, other in pairwise(places)):
        raise ValueError("'...' stands twice in a row; once is enough")
    return Pattern(text, tuple(places))


def _split_hyphens(choice: str) -> tuple[str, ...]:
    words = tuple(choice.split("-"))
    return words if all(_WORD.fullmatch(word) for word in words) else ()
