"""The coded passages that may be quoted: each one speaker's alone, with their words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from themetrail.cleaning.marks import count_words
from themetrail.study.machine_tables import records
from themetrail.tables.spoken import consenting, speaker_of

if TYPE_CHECKING:
    import pandas as pd

    from themetrail.tables.data import StudyData


def passages(data: StudyData) -> pd.DataFrame:
    """The codings that count and lie within one turn of their speaker, so that they hold nobody else's words.

    Returns:
        Columns of CODINGS, and speaker_id, group, turn, quote (released words, on one line) and words (their number).
    """
    acts = {act.decision_id: act for acts in data.standing.values() for act in acts}
    first = data.mentions.drop_duplicates("coding_id")[["coding_id", "speaker_id", "group", "turn"]]
    found = data.codings[data.codings["layer"] == "findings"].merge(first, on="coding_id")
    own = [speaker_of(data, c.session_id, c.start, c.end) == c.speaker_id for c in records(found)]
    found = found.loc[own].copy()
    found["quote"] = [acts[decision].quote for decision in found["decision_id"]]
    found["words"] = [count_words(quote) for quote in found["quote"]]
    return found


def showable(data: StudyData) -> pd.DataFrame:
    """Those of :func:`passages` that may be shown: of consenting speakers, in cells that are not hidden."""
    found = passages(data)
    willing, cells = consenting(data), data.shown_cells
    who = zip(found["speaker_id"], found["code"], found["group"], strict=True)
    return found.loc[[speaker in willing and (code, group) in cells for speaker, code, group in who]]
