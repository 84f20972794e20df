"""Invented talk in any amount, seeded: turns as long as those of recorded conversations, with a vocabulary that grows.

What is said walks from word to word as the synthetic demonstration study does, each word drawn from those that follow
the same two words there. That study has some three thousand different words and a real one of its size more and more,
so some of its rarer words are exchanged for words of the language model's own dictionary, as often as the measured law
of frequencies (speech.json) has words beyond the demonstration's. Nobody's text but the repository's own is read.
"""

from __future__ import annotations

import json
import math
import re
from collections import Counter, defaultdict
from functools import cached_property
from itertools import accumulate, pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

from themetrail.annotation.model import find_model, load_lemmatizer
from themetrail.identifiers.layers import find_identifiers
from themetrail.study.files import sha256
from themetrail.study.settings import Annotation, Identifiers
from themetrail.transcripts.choose import read_transcript
from themetrail.transcripts.model import Source

if TYPE_CHECKING:
    import random
    from collections.abc import Sequence

NUMBERS = Path(__file__).with_name("speech.json")
ENDS = (".", "?", "!")
RARE = 12  # the demonstration says a word at most this often for it to be exchanged
DICTIONARY = ("noun", "verb", "adj")
_WORD = re.compile(r"[a-z]+(?:'[a-z]+)?")


def spoken_in(transcripts: Path) -> list[str]:
    """What is said in each unit of the transcripts of a folder, but for units that hold an identifier.

    Those of the rules that stop a run; whoever draws from the rest need not decide on them again.
    """
    files = sorted(path for path in transcripts.iterdir() if path.is_file())
    units = [unit for path in files for unit in read_transcript(Source(path.name, path.read_bytes()), path.name).units]
    stops = frozenset(Identifiers().stop_on)
    return [unit.text for unit in units if stops.isdisjoint(layer for layer, _ in find_identifiers(unit.text))]


def dictionary() -> list[str]:
    """Words of the language model's lemmatizer, in an order that has nothing to do with the alphabet."""
    nlp = load_lemmatizer(find_model(Annotation().models))
    table: Any = nlp.get_pipe("lemmatizer").lookups.get_table("lemma_index")  # type: ignore[attr-defined]
    words = {word for kind in DICTIONARY for word in table[kind] if re.fullmatch(r"[a-z]{4,11}", word)}
    return sorted(words, key=sha256)


class Talk:
    """The demonstration's talk and the dictionary, ready to draw turns from."""

    def __init__(self, transcripts: Path) -> None:
        """Learn from the transcripts of the demonstration study."""
        numbers = json.loads(NUMBERS.read_text(encoding="utf-8"))
        self._lengths: dict[str, list[float]] = numbers["turn_words"]
        words = " ".join(spoken_in(transcripts)).split()
        following: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
        for (before, word), after in zip(pairwise(words), words[2:], strict=False):
            following[before, word].append(after)
        self._next = {pair: tuple(found) for pair, found in following.items()}
        # A turn begins as a sentence of the demonstration does.
        self._begin = [(word, after) for (before, word), after in zip(pairwise(words), words[2:], strict=False)
                       if before.endswith(ENDS) and word[0].isupper()]  # fmt: skip
        said = Counter(words)
        known = {word for one in words for word in _WORD.findall(one.casefold())}
        supply = dictionary()
        self._rare = {word for word, times in said.items() if times <= RARE} & set(supply)
        self._beyond = [word for word in supply if word not in known]
        law = numbers["zipf_mandelbrot"]
        ranks = range(1, len(known) + len(self._beyond) + 1)
        frequencies = [(rank + law["offset"]) ** -law["exponent"] for rank in ranks]
        self._cumulated = list(accumulate(frequencies[len(known) :]))
        places = sum(said[word] for word in self._rare) / len(words)
        self.exchanged = min(1.0, self._cumulated[-1] / sum(frequencies) / places)
        """Share of the demonstration's rare words that are exchanged."""

    def length(self, draw: random.Random, role: str) -> int:
        """Words of a turn of somebody of a role."""
        steps = self._lengths[role]
        place = draw.random() * (len(steps) - 1)
        low, high = steps[int(place)], steps[int(place) + 1]
        return round(math.exp(math.log(low) + (place % 1) * (math.log(high) - math.log(low))))

    def turn(self, draw: random.Random, role: str) -> list[str]:
        """The words of one turn, with their punctuation."""
        wanted = self.length(draw, role)
        if wanted <= 3:
            return list(draw.choice(self._short[wanted]))
        before, word = self._first(draw)
        words = [before, word]
        pick = draw.random
        while len(words) < wanted:
            found = self._next.get((before, word))
            if found is None:
                found = self._first(draw)[:1]
            before, word = word, found[int(pick() * len(found))]
            words.append(word)
        words = [self._exchange(draw, one) if one in self._rare else one for one in words]
        if not words[-1].endswith(ENDS):
            words[-1] = words[-1].rstrip(",;:-") + "."
        return words

    def _first(self, draw: random.Random) -> tuple[str, str]:
        return draw.choice(self._begin)

    def _exchange(self, draw: random.Random, word: str) -> str:
        return draw.choices(self._beyond, cum_weights=self._cumulated)[0] if draw.random() < self.exchanged else word

    @cached_property
    def _short(self) -> dict[int, list[Sequence[str]]]:
        """Turns of one to three words; much of it is listening."""
        return {
            1: [["Mm."], ["Yeah."], ["Right."], ["Okay."], ["No."], ["Yes."]],
            2: [["Yeah,", "yeah."], ["Mm,", "yeah."], ["Oh,", "right."], ["That's", "it."], ["Not", "really."]],
            3: [["I", "see,", "yeah."], ["No,", "not", "always."], ["It", "does,", "yeah."], ["Go", "on,", "then."]],
        }
