"""Small studies for the explorer: that of the tables, and one of larger groups; each turn has words of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING
from unittest.mock import patch

import pandas as pd

import test_tables
from test_tables import LENGTH, SPOKEN, ledger, rows, study
from themetrail.cleaning.release import release
from themetrail.study.files import write_text
from themetrail.study.machine_tables import LOCATORS, OFFSET_MAP, write_table

if TYPE_CHECKING:
    from pathlib import Path

    from themetrail.tables.data import StudyData

LARGER = {  # groups in which a hidden cell can hold people of whom no shown cell knows
    "s1": "f1 a1 a2 a3 a4 a5 a6 w1",
    "s2": "f1 a1 a2 a3 a4 a5 a6 b1",
    "s3": "f1 b1 b2 b3 b4 a1 a2",
}


def larger_study(coded: list[tuple[str, str, int]], **tables: object) -> StudyData:
    """The study of the tables with other people; b1 does not want to be quoted, w1 has withdrawn."""
    people = sorted({who for session in LARGER.values() for who in session.split()})
    described = rows(
        *(
            {
                "speaker_id": who,
                "stakeholder_group": {"f": "", "a": "Alpha", "w": "Alpha", "b": "Beta"}[who[0]],
                "role": "facilitator" if who == "f1" else "participant",
                "quote_consent": "no" if who == "b1" else "yes",
                "withdrawn": "yes" if who == "w1" else "no",
            }
            for who in people
        )
    )
    with patch.object(test_tables, "SPOKEN", LARGER), patch.object(test_tables, "BACKCHANNEL", None):
        return study({"ann": ledger("ann", coded, "s1 s2 s3")}, participants=described, **tables)


def words_of(session: str, turn: int) -> str:
    """What was said in a turn: words that nobody else says, as long as a turn of the study is."""
    said = " ".join(f"{letter}{session}{turn}" for letter in "abcdefghijklmnopqr")
    return f"{said:<{LENGTH - 1}}"[: LENGTH - 1] + "\n"


def write_texts(private: Path, spoken: dict[str, str] = SPOKEN) -> Path:
    """The released texts of the study, none of whose words is replaced, with their places."""
    for session, people in spoken.items():
        turns = range(len(people.split()))
        text, offsets = release(session, "".join(words_of(session, turn) for turn in turns), [])
        write_text(private / "released" / f"{session}.txt", text)
        write_table(offsets, OFFSET_MAP, private / "offsets" / f"{session}.parquet")
        rows = [(session, n, n * LENGTH, (n + 1) * LENGTH - 1, "", 0.0, 1.0, f"paragraph {n + 1}") for n in turns]
        write_table(
            pd.DataFrame(rows, columns=list(LOCATORS.columns)), LOCATORS, private / "locators" / f"{session}.parquet"
        )
    return private
