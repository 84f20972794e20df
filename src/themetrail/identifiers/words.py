"""A text as the words that the rules for names walk over, with what stands between them."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from themetrail.identifiers.patterns import without_marks

_WORD = re.compile(r"((?:[OD]')?[^\W\d_]+)('(?:s|m|d|ll|re|ve|t)\b)?", re.IGNORECASE)
_SENTENCE_END = re.compile(r"[.?!:;\"“”\n\r\ufffc]")
# Abbreviations whose full stop ends no sentence.
_ABBREVIATED = frozenset({"dr", "mr", "mrs", "ms", "st", "rev", "prof", "cllr", "fr"})


class Word(NamedTuple):
    """A word: code points ``start`` to ``end`` without its ``tail`` ('s, 'll ...), after ``gap``.

    ``low`` is the word in lower case; ``first`` tells whether it opens a sentence.
    """

    text: str
    low: str
    start: int
    end: int
    tail: str
    gap: str
    first: bool

    @property
    def capital(self) -> bool:
        """Whether it is written like a name: a capital, then small letters somewhere."""
        return self.text[0].isupper() and not self.text.isupper()

    @property
    def joined(self) -> bool:
        """Whether nothing but a space, a hyphen or the stop of an abbreviation parts it from the word before."""
        return self.gap in {" ", "-", ". "} and not self.first


NO_WORD = Word("-", "", 0, 0, "", "\n", first=True)


@lru_cache(maxsize=4)
def words(text: str) -> tuple[Word, ...]:
    """The words of a text in order; redaction marks are not words."""
    plain = without_marks(text)
    found: list[Word] = []
    reach, before = 0, ""
    for match in _WORD.finditer(plain):
        gap = plain[reach : match.start()]
        first = not found or (_SENTENCE_END.search(gap) is not None and not (gap == ". " and before in _ABBREVIATED))
        low = match[1].lower()
        found.append(Word(match[1], low, match.start(1), match.end(1), (match[2] or "").lower(), gap, first))
        reach, before = match.end(), low
    return tuple(found)


def word_at(found: tuple[Word, ...], place: int) -> Word:
    """The word at a place, or a word that is none beyond the ends."""
    return found[place] if 0 <= place < len(found) else NO_WORD
