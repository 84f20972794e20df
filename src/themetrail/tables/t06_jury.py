"""Table 6, the jury's result: k of n in each round, one instrument after the other, never mixed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from themetrail.study.inputs import INSTRUMENTS
from themetrail.tables.jury import answers, ballots
from themetrail.tables.notes import LEFT_OUT, undecided
from themetrail.tables.spoken import consenting, speaker_of
from themetrail.tables.table import PaperTable

if TYPE_CHECKING:
    from collections.abc import Mapping

    from themetrail.tables.data import StudyData

_TITLE = "Jury result, k of n in each round"


def build(data: StudyData) -> PaperTable:
    """A row for each instrument, solution and option, in this order."""
    polled = sorted({int(row["round"]) for row in data.inputs["jury_votes"]})
    columns = ["Instrument", "Code", "Solution", "Option", *(f"Round {n}" for n in polled), "Change", "Reasons given"]
    reasons = _reasons(data)
    rows = []
    for instrument in INSTRUMENTS:
        found = ballots(data, instrument)
        for solution in sorted(found, key=data.codebook.position.__getitem__):
            for option, rounds in found[solution].items():
                rows.append(
                    {
                        "Instrument": instrument,
                        "Code": solution,
                        "Solution": data.codebook.by_id[solution].label,
                        "Option": option,
                        **{f"Round {n}": answers({option: rounds}, n).removesuffix(f" {option}") for n in polled},
                        "Change": _change(rounds),
                        "Reasons given": reasons.get((solution, instrument, option), ""),
                    }
                )
    notes = [
        "k of the n people who answered chose the option; an empty cell was not polled. Results of one instrument are "
        "not to be compared with those of another.",
        f"Change is from the first round to the last; it reads {LEFT_OUT} where not the same number answered.",
        "Reasons are the words of jurors who consented to being quoted.",
        *undecided(data),
    ]
    left_out = "" if rows else "Nothing was polled (data/raw/jury_votes.csv has no rows), so there is no jury result."
    frame = pd.DataFrame(rows, columns=columns)
    return PaperTable("T6", "jury", _TITLE, frame, notes if rows else undecided(data), left_out)


def _change(rounds: Mapping[int, tuple[int, int]]) -> str:
    (k_first, n_first), (k_last, n_last) = rounds[min(rounds)], rounds[max(rounds)]
    if len(rounds) == 1:
        return ""
    if n_first != n_last:
        return LEFT_OUT
    return f"{k_last - k_first:+d}" if k_last != k_first else "0"


def _reasons(data: StudyData) -> dict[tuple[str, str, str], str]:
    """The quotes that the votes name as reasons, where they may be shown."""
    acts = {act.decision_id: act for acts in data.standing.values() for act in acts}
    found: dict[tuple[str, str, str], list[str]] = {}
    for row in data.inputs["jury_votes"]:
        act = acts.get(row["reason_decision_id"])
        if act is None or act.start is None or act.end is None:
            continue
        if speaker_of(data, act.session_id, act.start, act.end) in consenting(data):
            found.setdefault((row["solution"], row["instrument"], row["option"]), []).append(act.quote)
    return {key: " / ".join(quotes) for key, quotes in found.items()}
