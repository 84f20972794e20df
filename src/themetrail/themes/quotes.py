"""Quotes that may be shown: of speakers who consented, of cells that are not hidden, spread over speakers.

What an analyst pinned comes first. The rest is proposed by rule, and says so: complete thoughts before fragments
(8 to 40 words), one speaker after the other, in the order of the sessions.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

SHORTEST, LONGEST = 8, 40
_WORD = re.compile(r"(?:\[[^\[\]\n]*\]|\S)+")


def choose_quotes(
    candidates: pd.DataFrame,
    consenting: Collection[str],
    shown_cells: Collection[tuple[str, str]],
    pinned: Collection[str],
    per_cell: int,
) -> pd.DataFrame:
    """Choose quotes for each code and stakeholder group.

    Args:
        candidates: One row per coding and code with code, group, speaker_id, session_id, start, words, decision_id.
        consenting: Speakers whose words may be quoted.
        shown_cells: Pairs (code, group) that are not hidden.
        pinned: decision_ids that an analyst pinned.
        per_cell: Most quotes for a pair.

    Returns:
        The chosen rows with ``chosen`` ("pinned" or "proposed") and ``of`` (how many the cell has in all).
    """
    allowed = candidates[candidates["speaker_id"].isin(list(consenting))]
    cells = pd.MultiIndex.from_frame(allowed[["code", "group"]])
    allowed = allowed[cells.isin(list(shown_cells))].copy()
    allowed["proposed"] = [decision not in pinned for decision in allowed["decision_id"]]
    allowed["awkward"] = [not SHORTEST <= words <= LONGEST for words in allowed["words"]]
    rank, place = ["code", "group", "proposed", "awkward"], ["session_id", "start", "decision_id"]
    allowed = allowed.sort_values([*rank, *place])
    allowed["round"] = allowed.groupby([*rank, "speaker_id"], sort=False).cumcount()
    allowed = allowed.sort_values([*rank, "round", *place])
    cell = allowed.groupby(["code", "group"], sort=False)
    allowed["chosen"] = allowed["proposed"].map({False: "pinned", True: "proposed"})
    allowed["of"] = cell["decision_id"].transform("size")
    return allowed[cell.cumcount() < per_cell].drop(columns=["proposed", "awkward", "round"]).reset_index(drop=True)


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
