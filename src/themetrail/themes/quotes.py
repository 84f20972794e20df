"""Quotes that may be shown: of speakers who consented, of cells that are not hidden, spread over speakers.

What an analyst pinned comes first; a pin whose reason begins with "dissent" marks a voice against the others, and has
its place among the quotes of its cell. The rest is proposed by rule, and says so: complete thoughts before fragments
(8 to 40 words), one speaker after the other, of each first the one whose words are most like those of the code's other
quotes, then in the order of the sessions. A machine does not know what dissents: only people mark it.
"""

from __future__ import annotations

import re
from collections import Counter
from math import fsum, log, sqrt
from typing import TYPE_CHECKING

import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

SHORTEST, LONGEST = 8, 40
_LONG_WORD = re.compile(r"[^\W\d_]{4,}")
_WORD = re.compile(r"(?:\[[^\[\]\n]*\]|\S)+")


def choose_quotes(  # noqa: PLR0917 - as many arguments as there are rules
    candidates: pd.DataFrame,
    consenting: Collection[str],
    shown_cells: Collection[tuple[str, str]],
    pinned: Collection[str],
    per_cell: int,
    dissenting: Collection[str] = (),
) -> pd.DataFrame:
    """Choose quotes for each code and stakeholder group.

    Args:
        candidates: One row per coding and code with code, group, speaker_id, session_id, start, words, decision_id
            and, if known, typical (see :func:`typicality`).
        consenting: Speakers whose words may be quoted.
        shown_cells: Pairs (code, group) that are not hidden.
        pinned: decision_ids that an analyst pinned.
        per_cell: Most quotes for a pair.
        dissenting: Those of the pinned that an analyst marked as dissenting; one is among a pair's quotes wherever
            there is one and the pair has room for two.

    Returns:
        The chosen rows with ``chosen`` ("pinned", "dissenting" or "proposed") and ``of`` (how many the cell has in
        all).
    """
    allowed = candidates[candidates["speaker_id"].isin(list(consenting))]
    cells = pd.MultiIndex.from_frame(allowed[["code", "group"]])
    allowed = allowed[cells.isin(list(shown_cells))].copy()
    allowed["proposed"] = [decision not in pinned for decision in allowed["decision_id"]]
    allowed["awkward"] = [not SHORTEST <= words <= LONGEST for words in allowed["words"]]
    allowed["unlike"] = -allowed["typical"] if "typical" in allowed else 0.0
    rank, place = ["code", "group", "proposed", "awkward"], ["unlike", "session_id", "start", "decision_id"]
    allowed = allowed.sort_values([*rank, *place])
    allowed["round"] = allowed.groupby([*rank, "speaker_id"], sort=False).cumcount()
    allowed = allowed.sort_values([*rank, "round", *place])
    allowed["chosen"] = allowed["proposed"].map({False: "pinned", True: "proposed"})
    allowed.loc[allowed["decision_id"].isin(list(dissenting)), "chosen"] = "dissenting"
    if per_cell > 1:
        allowed = _with_dissent(allowed)
    cell = allowed.groupby(["code", "group"], sort=False)
    allowed["of"] = cell["decision_id"].transform("size")
    return allowed[cell.cumcount() < per_cell].drop(columns=[*_WORKING, "round"]).reset_index(drop=True)


_WORKING = ["proposed", "awkward", "unlike"]


def _with_dissent(quotes: pd.DataFrame) -> pd.DataFrame:
    """Each pair's first dissenting quote moved to its second place, if it stands further down."""
    out = quotes.copy()
    out["place"] = out.groupby(["code", "group"], sort=False).cumcount().astype(float)
    out["cell"] = out.groupby(["code", "group"], sort=False).ngroup()
    first = out[out["chosen"] == "dissenting"].drop_duplicates(["code", "group"])
    out.loc[first.index[first["place"] > 1], "place"] = 0.5
    return out.sort_values(["cell", "place"], kind="stable").drop(columns=["place", "cell"])


def typicality(codes: Sequence[str], quotes: Sequence[str]) -> list[float]:
    """How much the words of each quote are those of the other quotes of its code, and of few other codes.

    Every word of four letters or more counts by the share of the code's other quotes that have it, weighted by how
    rare it is among all quotes (inverse document frequency); the sum is divided by the root of the number of words,
    so that neither long nor short quotes win by their length. A code's only quote has 0.
    """
    words = [frozenset(_LONG_WORD.findall(quote.lower())) for quote in quotes]
    anywhere = Counter(word for own in words for word in own)
    own_code: dict[str, Counter[str]] = {}
    for code, own in zip(codes, words, strict=True):
        own_code.setdefault(code, Counter()).update(own)
    sizes = Counter(codes)
    found = []
    for code, own in zip(codes, words, strict=True):
        others = sizes[code] - 1
        weights = ((own_code[code][word] - 1) * log(len(words) / anywhere[word]) for word in sorted(own))
        found.append(round(fsum(weights) / others / sqrt(len(own)), 4) if others and own else 0.0)
    return found


def shorten(text: str, longest_words: int) -> str:
    """A quote cut at a sentence end, or a word, within so many words; what was left out is marked by an ellipsis.

    A mark in brackets is one word and is not cut.
    """
    words = _WORD.findall(text)
    if len(words) <= longest_words:
        return text
    kept = words[:longest_words]
    ends = [n for n, word in enumerate(kept, 1) if word[-1] in ".?!" and n >= longest_words // 2]
    return " ".join(kept[: ends[-1] if ends else longest_words]) + " […]"


def group_of(participants: Mapping[str, Mapping[str, str]]) -> dict[str, str]:
    """Stakeholder group of each participant who has not withdrawn."""
    return {
        speaker: cells["stakeholder_group"]
        for speaker, cells in participants.items()
        if cells["role"] == "participant" and cells["withdrawn"] == "no"
    }
