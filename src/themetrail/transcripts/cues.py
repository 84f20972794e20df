"""Timed cues, as WebVTT and SubRip write them: blocks of lines in which one line holds two times and ``-->``.

A small parser of its own: others drop malformed cues without a word. Here each line with ``-->`` is a cue or a
problem, and text outside every cue is a problem too.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from themetrail.transcripts.draft import one_line
from themetrail.transcripts.labels import is_code, same_label, speakers
from themetrail.transcripts.stamps import bare_seconds

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from themetrail.transcripts.draft import Draft

ARROW = "-->"
"""What stands between the two times of a cue."""

_COLON = re.compile(r"(?P<label>[^:<>?!\n]{1,80}):(?=\s|$)\s*(?P<text>.*)", re.DOTALL)
_SPACES = re.compile(r"(?P<label>[^\W_][^:<>.?!,;\n\t]{0,59}?)(?:\t|[ \u00a0]{2})\s*(?P<text>\S.*)", re.DOTALL)
_BRACKETS = re.compile(r"\[(?P<label>[^:<>\[\]?!\n]{1,60})\]:?\s+(?P<text>\S.*)", re.DOTALL)
_MOST_WORDS = 8


@dataclass(frozen=True)
class Format:
    """How a format writes the times of a cue.

    Attributes:
        times: Matches the whole line of times; its groups are the start and the end.
        example: Such a line, for messages.
    """

    times: re.Pattern[str]
    example: str


@dataclass(frozen=True)
class Cue:
    """A cue: its place among the cues, the line of its times, its times in seconds, its text on one line.

    The text still has its markup.
    """

    number: int
    line: int
    start_s: float
    end_s: float
    text: str


@dataclass(frozen=True)
class _Named:
    label: str
    text: str


def blocks(lines: Sequence[str]) -> Iterator[tuple[int, list[str]]]:
    """Runs of non-blank lines, each with the number of its first line."""
    block: list[str] = []
    for number, line in enumerate([*lines, ""], 1):
        if line.strip():
            block.append(line)
        elif block:
            yield number - len(block), block
            block = []


def read_cues(found: Sequence[tuple[int, list[str]]], written: Format, draft: Draft) -> list[Cue]:
    """The cues of blocks of lines, and a problem in the draft for each block or line that is none.

    Args:
        found: Blocks with the number of their first line, without those that hold no cue by the format's rules.
        written: How the format writes times.
        draft: Where problems go.
    """
    cues: list[Cue] = []
    for start, block in found:
        cue = _cue(start, block, len(cues) + 1, written, draft)
        if cue:
            cues.append(cue)
    arrows = sum(ARROW in line for _, block in found for line in block)
    if arrows != len(cues):
        seen = f"{arrows} lines with '-->' but {len(cues)} cues that can be read"
        draft.problem("", 0, seen, "Correct the lines named here, or export the transcript again.")
    return cues


def _cue(start: int, block: list[str], number: int, written: Format, draft: Draft) -> Cue | None:
    arrows = [index for index, line in enumerate(block) if ARROW in line]
    if not arrows:
        seen = "text outside every cue, perhaps cut off from its cue by an empty line"
        draft.problem("line", start, seen, "Remove the empty line before it, or the text.")
        return None
    where = arrows[0]
    line = start + where
    times = written.times.fullmatch(block[where])
    if times is None:
        draft.problem("line", line, f"the times of cue {number} cannot be read", f"Write it as {written.example}.")
        return None
    if where > 1 or len(arrows) > 1:
        seen = f"cue {number} has another cue inside it or text before its times"
        draft.problem("line", line, seen, "Put an empty line between cues.")
        return None
    start_s, end_s = (bare_seconds(time.replace(",", ".")) for time in times.groups())
    if end_s < start_s:
        seen = f"cue {number} ends at {times[2]}, before it starts at {times[1]}"
        draft.problem("line", line, seen, "Correct one of the two times.")
    return Cue(number, line, start_s, end_s, one_line("\n".join(block[where + 1 :])))


def read_names(cues: Sequence[Cue], texts: Sequence[str], draft: Draft, known: frozenset[str]) -> None:
    """Fill a draft with the cues, each of which may open with the name of who speaks.

    A file writes names in one way: ``Name: text``, two spaces or a tab after the name, or ``[Name] text``. That
    way is taken which gives most cues a speaker. Brackets also hold what nobody says, such as ``[laughs]``; so
    they name speakers only where every cue opens with them, none in lower case, or where they hold a code or a label
    of the roster.

    Args:
        cues: The cues.
        texts: The text of each, without markup.
        draft: What to fill.
        known: Labels of the study's roster.
    """
    ways = [_by_colon(texts, known), _by_spaces(texts, known), _by_brackets(texts, known)]
    parts, labels = max(ways, key=lambda way: sum(part is not None and part.label in way[1] for part in way[0]))
    doubtful = []
    for cue, text, part in zip(cues, texts, parts, strict=True):
        if part and part.label in labels:
            draft.speech("cue", cue.number, part.text, part.label, cue.start_s, end_s=cue.end_s)
        else:
            draft.speech("cue", cue.number, text, None, cue.start_s, end_s=cue.end_s)
            doubtful += [cue.number] if part else []
    draft.note("opens like a speaker label that occurs only once; kept as speech", "cue", doubtful)


def note_unlabelled(draft: Draft) -> None:
    """Note the cues that continue the speaker before them."""
    unlabelled = [unit.number for unit in draft.units if unit.label is None]
    draft.note("no speaker of its own; continues the one before", "cue", unlabelled)


_Way = tuple[list["_Named | None"], frozenset[str]]


def _by_colon(texts: Sequence[str], known: frozenset[str]) -> _Way:
    parts = [_named(_COLON, text) for text in texts]
    # Where every cue opens with a name, as Zoom writes it, each of them is one, even if somebody speaks once.
    return parts, _labels(parts) if _everywhere(parts, texts) else _recurring(parts, known)


def _by_spaces(texts: Sequence[str], known: frozenset[str]) -> _Way:
    parts = [_named(_SPACES, text) for text in texts]
    return parts, _labels(parts) if _everywhere(parts, texts) else _recurring(parts, known)


def _by_brackets(texts: Sequence[str], known: frozenset[str]) -> _Way:
    parts = [_named(_BRACKETS, text) for text in texts]
    if _everywhere(parts, texts) and not any(label[0].islower() for label in _labels(parts)):
        return parts, _labels(parts)
    sure = set(map(same_label, known))
    return parts, frozenset(label for label in _labels(parts) if is_code(label) or same_label(label) in sure)


def _named(way: re.Pattern[str], text: str) -> _Named | None:
    found = way.fullmatch(text)
    label = found["label"].strip() if found else ""
    return _Named(label, found["text"]) if found and label and len(label.split()) <= _MOST_WORDS else None


def _everywhere(parts: Sequence[_Named | None], texts: Sequence[str]) -> bool:
    return sum(part is not None for part in parts) == sum(1 for text in texts if text)


def _labels(parts: Sequence[_Named | None]) -> frozenset[str]:
    return frozenset(part.label for part in parts if part)


def _recurring(parts: Sequence[_Named | None], known: frozenset[str]) -> frozenset[str]:
    return speakers((part.label for part in parts if part), known)
