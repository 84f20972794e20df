"""How far a count would move if a session or a speaker were left out.

A count that hangs on one session or one voice is a weaker ground than the same count spread over many. Nothing here
is a test or an interval: it says what the table would read, and leaves the judgement to people.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd


@dataclass(frozen=True)
class Moved:
    """One item's counts as they are, and as they would be.

    Attributes:
        speakers: Different speakers who raised it.
        fewest: The fewest that are left when one session is left out.
        most_of_one: The largest share of its segments that one speaker spoke.
        shift_session: The most that its profile over groups moves when one session is left out, from 0 (not at
            all) to 1; None where nobody would be left.
        shift_speaker: The same for one speaker.
    """

    speakers: int
    fewest: int
    most_of_one: float
    shift_session: float | None
    shift_speaker: float | None


def moved(rows: pd.DataFrame, items: Sequence[str], groups: Sequence[str]) -> dict[str, Moved]:
    """What becomes of each item's counts when one session, or one speaker, is left out.

    Args:
        rows: Mentions with a column ``item``.
        items: The items.
        groups: The stakeholder groups of which a profile consists.

    Returns:
        The items that somebody raised. The profile of an item is the share of its speakers in each group; two
        profiles differ by half the sum of the absolute differences (total variation).
    """
    found = {str(item): _moved(own, groups) for item, own in rows.groupby("item", sort=False)}
    return {item: found[item] for item in items if item in found}


def _moved(own: pd.DataFrame, groups: Sequence[str]) -> Moved:
    heard = own.drop_duplicates(["speaker_id", "session_id"])
    people = own.drop_duplicates("speaker_id").set_index("speaker_id")["group"]
    sessions = heard["speaker_id"].value_counts()
    whole = [int((people == group).sum()) for group in groups]
    # Who goes with a session is who raised the item in that session alone.
    only = heard[heard["speaker_id"].map(sessions) == 1]
    gone: dict[str, list[int]] = {}
    for session, group in zip(only["session_id"], only["group"], strict=True):
        gone.setdefault(session, [0] * len(groups))[groups.index(group)] += 1
    without = [[n - lost for n, lost in zip(whole, row, strict=True)] for row in gone.values()]
    if len(gone) < heard["session_id"].nunique():
        without.append(whole)  # a session without which nobody is missing
    voices = [[n - (group == other) for n, other in zip(whole, groups, strict=True)] for group in sorted(set(people))]
    segments = own.drop_duplicates("segment_id")["speaker_id"].value_counts()
    return Moved(
        speakers=sum(whole),
        fewest=min(map(sum, without)),
        most_of_one=int(segments.max()) / int(segments.sum()),
        shift_session=_most_shift(whole, without),
        shift_speaker=_most_shift(whole, voices),
    )


def _most_shift(whole: Sequence[int], others: Sequence[Sequence[int]]) -> float | None:
    """The largest distance of a profile from the whole one; None where one of them has nobody."""
    if not all(map(sum, others)):
        return None
    return max(
        sum(abs(a / sum(whole) - b / sum(other)) for a, b in zip(whole, other, strict=True)) / 2 for other in others
    )
