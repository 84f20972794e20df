"""Five words in a row that were said: which of them nobody said who consented to being quoted.

Shorter runs are common property; five words in a row are seldom shared by chance, so where a text holds five of a
transcript's words in a row it is taken to repeat them.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Sequence

LENGTH = 5
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")

Run = tuple[str, ...]


@dataclass(frozen=True)
class Speech:
    """What was said in a session.

    Attributes:
        record: Text of record.
        released: Released text.
        to_released: Takes a span of the record to that of the released text.
        turns: Each turn's start and end in the record and whether who speaks consented to being quoted, in order.
    """

    record: str
    released: str
    to_released: Callable[[int, int], tuple[int, int]]
    turns: Sequence[tuple[int, int, bool]]


def runs(text: str) -> set[Run]:
    """Every five words in a row of a text, whatever their case and the signs between them."""
    return set(_runs(text))


def holds(text: str, wanted: Collection[Run]) -> bool:
    """Whether one of some runs stands in a text."""
    return bool(wanted) and not runs(text).isdisjoint(wanted)


def spoken_among(written: Iterable[str], texts: Iterable[str]) -> frozenset[str]:
    """Those of some written texts that hold five words in a row which somebody said, with consent or without.

    Args:
        written: What people wrote.
        texts: What was said, a text for each session; they are gone through one by one, for they are large.
    """
    own = {text: runs(text) for text in written}
    wanted = set[Run]().union(*own.values())
    said = set[Run]().union(*(wanted & runs(text) for text in texts))
    return frozenset(text for text, parts in own.items() if not said.isdisjoint(parts))


def without_consent(wanted: Collection[Run], speeches: Iterable[Speech]) -> frozenset[Run]:
    """Those of some runs that were said, and by nobody within one turn who consented to being quoted.

    A run counts as said where it stands in the text of record or in the released text; it counts as consented to
    where it stands in a turn of the released text, so a replaced identifier is never consented to.
    """
    wanted = frozenset(wanted)
    said: set[Run] = set()
    agreed: set[Run] = set()
    for speech in speeches:
        if speech.record != speech.released:
            said |= wanted.intersection(_runs(speech.record))
        if wanted.isdisjoint(_runs(speech.released)):
            continue  # which holds for most sessions, and where a run stands takes longer to find
        turns = [(*speech.to_released(start, end), consent) for start, end, consent in speech.turns]
        starts = [start for start, _, _ in turns]
        words = list(_WORD.finditer(speech.released))
        for first, run in enumerate(_in_rows(word.group() for word in words)):
            if run in wanted:
                said.add(run)
                start, end = words[first].start(), words[first + LENGTH - 1].end()
                place = bisect_right(starts, start) - 1
                if place >= 0 and turns[place][2] and end <= turns[place][1]:
                    agreed.add(run)
    return frozenset(said - agreed)


def _runs(text: str) -> Iterator[Run]:
    return _in_rows(_WORD.findall(text))


def _in_rows(words: Iterable[str]) -> Iterator[Run]:
    """Every five words in a row of some; the last words begin none."""
    plain = [word.casefold().replace("’", "'") for word in words]
    return zip(*(plain[place:] for place in range(LENGTH)), strict=False)
