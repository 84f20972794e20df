"""What the jury was asked and answered, as its tables print it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from themetrail.tables.data import StudyData

Ballot = dict[str, dict[int, tuple[int, int]]]


def ballots(data: StudyData, instrument: str) -> dict[str, Ballot]:
    """Answers by solution, option and round as (k, n): k of n people chose the option."""
    found: dict[str, Ballot] = {}
    for row in data.inputs["jury_votes"]:
        if row["instrument"] == instrument:
            rounds = found.setdefault(row["solution"], {}).setdefault(row["option"], {})
            rounds[int(row["round"])] = (int(row["k"]), int(row["n"]))
    return found


def answers(ballot: Ballot, number: int) -> str:
    """What was answered in a round, such as "8 of 9 in favour"; "" where it was not polled.

    Written out, because spreadsheet programs read 8/9 as a date.
    """
    polled = [(option, rounds[number]) for option, rounds in ballot.items() if number in rounds]
    return "; ".join(f"{k} of {n} {option}" for option, (k, n) in polled)
