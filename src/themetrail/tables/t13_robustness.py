"""Table 13, robustness: what the counts would be without a session, by one coder alone, with undecided suggestions."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from themetrail.tables.notes import LEFT_OUT, counted
from themetrail.tables.table import PaperTable
from themetrail.tables.variants import variants

if TYPE_CHECKING:
    from themetrail.tables.data import StudyData
    from themetrail.themes.robustness import Moved

_FIXED = [
    "Level", "Item", "Label", "Speakers", "Fewest without one session", "Segments by one speaker",
    "Profile: shift without one session", "Profile: shift without one speaker",
]  # fmt: skip
_QUARTERS = ((0.25, "at most 25\xa0%"), (0.5, "at most 50\xa0%"), (1.0, "more than 50\xa0%"))


def build(data: StudyData) -> PaperTable:
    """A row for each domain, cause, solution and theme that somebody raised."""
    found = variants(data)
    coders = data.coders_of(data.double_coded) if data.double_coded else []
    alone = [f"By {coder} alone" for coder in coders]
    extra = "With undecided suggestions"
    rows = []
    for item in found:
        row: dict[str, str] = {"Level": item.level, "Item": item.item, "Label": item.label, "Speakers": item.speakers}
        row |= _left_out(item.moved, data.min_speakers) if item.told else dict.fromkeys(_FIXED[4:], LEFT_OUT)
        row |= {
            head: item.by_coder[coder] if item.told else LEFT_OUT for head, coder in zip(alone, coders, strict=True)
        }
        row[extra] = item.with_suggestions if item.told else LEFT_OUT
        rows.append(row)
    least = data.settings.robustness.least_confidence
    notes = [
        "Fewest: speakers that are left when the session is left out on which the item rests most. Segments by one "
        "speaker: the largest share, in classes. Profile: the shares of an item's speakers in the stakeholder groups; "
        "its shift runs from 0 (none) to 1 (other groups altogether) and is the largest of all sessions, or speakers.",
        *(
            [
                f"By one coder alone: speakers in {', '.join(data.double_coded)}, the only sessions that all of "
                f"{', '.join(coders)} coded; to be compared with one another, not with the speakers of all sessions."
            ]
            if alone
            else ["No session was coded by two coders, so no count can be given by one alone."]
        ),
        f"With undecided suggestions: proposals of a confidence of {least:g} or more, on segments for which the lead "
        "coder said neither yes nor no to the code, counted as if accepted. No other table counts them.",
        f"{LEFT_OUT}: kept back where a group's number is hidden, which such numbers would bound.",
        *counted(data),
    ]
    left_out = "" if rows else "Nothing has been coded, so nothing can move."
    frame = pd.DataFrame(rows, columns=[*_FIXED, *alone, extra])
    return PaperTable("T13", "robustness", "How far the counts would move", frame, notes, left_out)


def _left_out(found: Moved, min_speakers: int) -> dict[str, str]:
    few = 0 < found.fewest < min_speakers
    share = next(words for most, words in _QUARTERS if found.most_of_one <= most)
    shifts = (LEFT_OUT if x is None else f"{x:.2f}" for x in (found.shift_session, found.shift_speaker))
    return dict(zip(_FIXED[4:], (f"<{min_speakers}" if few else str(found.fewest), share, *shifts), strict=True))
