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


class SpokenWords:
    """The five-word sequences of some texts."""

    def __init__(self, texts: Iterable[str]) -> None:
        """Read the texts."""
        self._runs = set[tuple[str, ...]]().union(*map(runs, texts))

    def are_in(self, text: str) -> bool:
        """Whether five words in a row of ``text`` were said."""
        return not self._runs.isdisjoint(runs(text))
