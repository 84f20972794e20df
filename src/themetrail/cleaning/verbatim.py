"""Intelligent verbatim: a view of a turn without its fillers, repeats and restarts.

It is a list of stretches that the view leaves out, never a change of the text. Beyond fillers it leaves out only what
is said again in the very next words, so that nothing that somebody said is lost. "Like", "you know", "I mean" and
"sort of" stay, and so do marks, every word of a negation, and doubled words that carry weight ("very, very").
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from themetrail.cleaning.marks import count_words, find_marks
from themetrail.study.machine_tables import records

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    import pandas as pd


RULES = ("filler", "false start", "repeat")
_NEGATIONS = frozenset(
    {
        "cannot", "hardly", "nah", "neither", "never", "no", "nobody", "none", "nope", "nor", "not", "nothing",
        "nowhere", "without",
    }
)  # fmt: skip
_AUXILIARIES = "are|ca|could|did|does|do|had|has|have|is|might|must|need|ought|should|was|were|wo|would|ai|sha"
_NEGATED = re.compile(rf"(?:{_AUXILIARIES})n['’]?t", re.IGNORECASE)
_KEPT = re.compile(r"\b(?:like|you know|i mean|sort of|kind of)\b", re.IGNORECASE)

_MARK = "\ufffc"
_BEGINS = r"(?<![\w'’-])"
_ENDS = r"(?![\w'’]|-\w)"
_WORD = r"[^\W_]+(?:['’][^\W_]+)*"
_WORDS = re.compile(_WORD)
# In capitals they are something else: the ER, a UM.
_FILLER = rf"{_BEGINS}(?:[Uu]+h*m+|[Uu]+h+|[Ee]+r|[Ee]r+m+|[Hh]+m+|&-[a-z]\w*){_ENDS}"  # the last as in CHAT
_FILLERS = re.compile(rf"{_FILLER}(?:[\s,…]+{_FILLER})*")
_CLOSES_FILLER = re.compile(r",|…|\.{2,}|\s*[-–—](?=\s)")
_OPENS = frozenset(f'.?!…:;-–—("“‘{_MARK}')
# Words that nobody doubles for weight ("very very") or by grammar ("had had", "what it is is").
_CLEAR = (
    "i|he|she|we|they|the|a|an|my|your|our|their|(?:i|you|he|she|it|we|they|there|that|who|what)['’](?:m|s|d|re|ve|ll)"
)
# "I sat with you, you know", "I hated it, it was cold": a clause may end with one of these and the next begin with it.
_ENDS_A_CLAUSE = frozenset({"you", "it", "there", "this", "these", "those", "who", "what"})
# "The place I went to, to be fair": the same across a comma.
_PREPOSITIONS = frozenset({"to", "of", "at", "for", "with", "from", "into"})
_SUBJECTS = "|".join([_CLEAR, *sorted(_ENDS_A_CLAUSE)])
_SMALL = "|".join([_SUBJECTS, "and|but|or|because|if|when|where|how", *sorted(_PREPOSITIONS)])
_PAUSE = r"(?:\s*(?:,|…|\.{2,3}|[-–—])?\s+)"
_REPEATED = re.compile(
    rf"{_BEGINS}(?P<said>(?:{_SMALL})|(?:{_SUBJECTS})(?:\s+{_WORD}){{1,4}}?)"
    rf"(?P<again>(?:(?:{_PAUSE}|-)(?P=said))+)(?=\s+[^\W_])",
    re.IGNORECASE,
)
_CUT_OFF = re.compile(rf"(?P<cut>{_BEGINS}{_WORD})[-–—]\s+(?=[^\W_])")
_SENTENCE_END = re.compile(r"[.?!…]")
_LONGEST_START = 6


@dataclass(frozen=True, order=True)
class Removal:
    """The view leaves out ``text[start:end]``; ``rule`` is one of :data:`RULES`."""

    start: int
    end: int
    rule: str


def intelligent_verbatim(text: str) -> list[Removal]:
    """What the view leaves out of a turn: in order, apart from each other, in code points.

    What consists of fillers alone stays as it is, for it is an answer of its own.
    """
    hidden = text
    for mark in find_marks(text):
        if mark.kind == "filler":
            continue
        hidden = hidden[: mark.start] + _MARK * (mark.end - mark.start) + hidden[mark.end :]
    rules = [""] * len(text)
    for rule, find in zip(RULES, (_fillers, _false_starts, _repeats), strict=True):
        # Each rule sees what those before it left, so that "I, um, I went" is a repeat.
        left = [place for place, gone in enumerate(rules) if not gone]
        for start, end in find("".join(hidden[place] for place in left)):
            for place in left[start:end]:
                rules[place] = rule
    removals = []
    for rule, places in groupby(range(len(text)), key=rules.__getitem__):
        run = list(places)
        if rule:
            removals.append(Removal(run[0], run[-1] + 1, rule))
    return removals if count_words(viewed(text, removals)) else []


def viewed(text: str, removals: Iterable[Removal]) -> str:
    """The text without what the removals leave out."""
    parts, copied = [], 0
    for one in sorted(removals):
        parts.append(text[copied : one.start])
        copied = one.end
    return "".join([*parts, text[copied:]])


def session_removals(record: str, turns: pd.DataFrame) -> list[Removal]:
    """What the view leaves out of a session's text of record, turn by turn; backchannels stay as they are.

    Args:
        record: The text of record.
        turns: Its turns, schema TURNS.
    """
    return [
        Removal(turn.start + one.start, turn.start + one.end, one.rule)
        for turn in records(turns)
        if "backchannel" not in turn.flags.split()
        for one in intelligent_verbatim(record[turn.start : turn.end])
    ]


def is_negation(word: str) -> bool:
    """Whether a word denies: "no", "never", "don't", "cannot"."""
    return word.casefold() in _NEGATIONS or _NEGATED.fullmatch(word) is not None


def _fillers(text: str) -> Iterator[tuple[int, int]]:
    for found in _FILLERS.finditer(text):
        start, end = found.span()
        closed = _CLOSES_FILLER.match(text, end)
        end = closed.end() if closed else end
        following = text[end : end + 1]
        before = text[:start].rstrip()
        opens = not before or before[-1] in _OPENS
        if following in {"?", "!"}:
            continue
        if opens:
            end += following == "."
            end += len(text[end:]) - len(text[end:].lstrip())
        else:
            between_commas = before[-1] == "," and (text[end - 1] == "," or following in {".", ""})
            start = len(before) - between_commas
        yield start, end


def _false_starts(text: str) -> Iterator[tuple[int, int]]:
    done = 0
    for found in _CUT_OFF.finditer(text):
        ends = [end.end() for end in _SENTENCE_END.finditer(text, done, found.start())]
        begun = [*_WORDS.finditer(text, ends[-1] if ends else done, found.end("cut"))][-_LONGEST_START:]
        resumed = [word[0].casefold() for word in _WORDS.finditer(text, found.end())][: len(begun)]
        for first in range(len(begun)):
            words = [word[0].casefold() for word in begun[first:]]
            again = resumed[: len(words)]
            restarts = len(again) == len(words) and again[:-1] == words[:-1] and again[-1].startswith(words[-1])
            if restarts and _may_go(text[begun[first].start() : found.end()]):
                done = found.end()
                yield begun[first].start(), done
                break


def _repeats(text: str) -> Iterator[tuple[int, int]]:
    for found in _REPEATED.finditer(text):
        said, before = found["said"].casefold(), text[: found.start()].rstrip()
        two_clauses = (said in _ENDS_A_CLAUSE and before and before[-1] not in _OPENS) or (
            said in _PREPOSITIONS and "," in found["again"]
        )
        if not two_clauses and _may_go(found["again"]):
            yield found.span("again")


def _may_go(text: str) -> bool:
    """Whether a stretch holds no mark, no negation and nothing that stays by rule."""
    return _MARK not in text and not _KEPT.search(text) and not any(map(is_negation, _WORDS.findall(text)))
