"""Quotes that may be shown: of speakers who consented, of cells that are not hidden, spread over speakers.

What an analyst pinned comes first. The rest is proposed by rule, and says so: complete thoughts before fragments
(8 to 40 words), one speaker after the other, in the order of the sessions.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

SHORTEST, LONGEST = 8, 40


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
    allowed["chosen"] = ["pinned" if i in pinned else "proposed" for i in allowed["decision_id"]]
    allowed["awkward"] = [not SHORTEST <= words <= LONGEST for words in allowed["words"]]
    allowed = allowed.sort_values(["code", "group", "chosen", "awkward", "session_id", "start", "decision_id"])
    by_speaker = allowed.groupby(["code", "group", "chosen", "awkward", "speaker_id"], sort=False)
    allowed["turn_of_speaker"] = by_speaker.cumcount()
    order = ["code", "group", "chosen", "awkward", "turn_of_speaker", "session_id", "start", "decision_id"]
    allowed = allowed.sort_values(order, kind="stable")
    cell = allowed.groupby(["code", "group"], sort=False)
    allowed["of"] = cell["decision_id"].transform("size")
    return allowed[cell.cumcount() < per_cell].drop(columns=["awkward", "turn_of_speaker"]).reset_index(drop=True)


def shorten(text: str, longest_words: int) -> str:
    """A quote cut at a sentence end, or a word, within so many words; what was left out is marked by an ellipsis."""
    words = text.split()
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
