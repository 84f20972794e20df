"""Turns with times, and the cues that transcription tools cut them into."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

Turn = tuple[str, str, float, float]
"""Label, text on one line, start and end in seconds."""

_WORDS_PER_SECOND = 150 / 60
_LONGEST_CUE = 14  # words
_SHORTEST_REST = 4


def timed(turns: Iterable[tuple[str, str]], start_s: float = 4.0) -> list[Turn]:
    """Turns at about 150 words a minute, with gaps between them that vary with the words."""
    result = []
    clock = start_s
    for label, text in turns:
        length = max(0.6, len(text.split()) / _WORDS_PER_SECOND)
        end = round(clock + length, 3)
        result.append((label, text, round(clock, 3), end))
        clock = end + 0.15 + _draw(text, 18) / 10
    return result


def cues(turn: Turn) -> Iterator[tuple[str, float, float]]:
    """Pieces of 8 to 14 words of a turn, sooner after a comma or a stop, with their share of its time."""
    _, text, start_s, end_s = turn
    words = text.split(" ")
    done = 0
    while done < len(words):
        left = len(words) - done
        longest = 8 + _draw(f"{text}{done}", 7)
        taken = left if left <= _LONGEST_CUE else min(longest, left - _SHORTEST_REST)
        stops = [n for n in range(8, taken) if words[done + n - 1].endswith((".", ",", "?"))]
        taken = stops[-1] if stops else taken
        times = (start_s + (end_s - start_s) * n / len(words) for n in (done, done + taken))
        yield " ".join(words[done : done + taken]), *times
        done += taken


def clock(seconds: float, fraction: bool = False) -> str:
    """``00:01:02`` or ``00:01:02.345``."""
    milliseconds = round(seconds * 1000)
    whole, rest = divmod(milliseconds, 1000)
    text = f"{whole // 3600:02}:{whole // 60 % 60:02}:{whole % 60:02}"
    return f"{text}.{rest:03}" if fraction else text


def stamped(turns: Iterable[Turn], every_s: float) -> Iterator[tuple[bool, Turn]]:
    """Turns, each with whether a typist would put a time stamp before it: at the start and every so often."""
    due = 0.0
    for turn in turns:
        yield turn[2] >= due, turn
        if turn[2] >= due:
            due = turn[2] + every_s


def _draw(text: str, below: int) -> int:
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:4], "big") % below
