"""Whether words that somebody wrote are words that somebody said: five of them in a row, in any session's text."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

RUN = 5
_WORD = re.compile(r"\w+")


def runs(text: str) -> set[tuple[str, ...]]:
    """Every five words that follow one another in a text, in small letters and without punctuation."""
    words = _WORD.findall(text.lower())
    return {tuple(words[n : n + RUN]) for n in range(len(words) - RUN + 1)}


def spoken_among(written: Iterable[str], texts: Iterable[str]) -> frozenset[str]:
    """Those of some written texts in which five words in a row stand that were said.

    Args:
        written: What people wrote.
        texts: What was said, a text for each session; they are gone through one by one, for they are large.
    """
    own = {text: runs(text) for text in written}
    wanted = set[tuple[str, ...]]().union(*own.values())
    said = set[tuple[str, ...]]().union(*(wanted & runs(text) for text in texts))
    return frozenset(text for text, parts in own.items() if not said.isdisjoint(parts))
