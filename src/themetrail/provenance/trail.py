"""From a quote, or from a number in a table or figure, back to the bytes of the source, each step checked.

What is followed is named as people meet it: a quote by its decision_id, a segment by its id, the number in a cell
or the mark in a figure by what it counts: ``HR1``, ``HR1@Link workers`` (a code, domain or theme in a stakeholder
group, a session or a speaker), ``HR+S01`` (both within one turn, as the figure of links has them).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING

import pandas as pd

from themetrail.study.machine_tables import records

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence

    from themetrail.ledger.acts import Act
    from themetrail.ledger.check import SessionText

_ACROSS = ("group", "session_id", "speaker_id")


@dataclass(frozen=True)
class Followed:
    """What an id stands for, in words, and the decisions behind it, in the order of the text."""

    what: str
    decisions: tuple[str, ...]


@dataclass(frozen=True)
class Source:
    """A session's source as it is now, beside what the run recorded of it.

    Attributes:
        sha256: SHA-256 of its bytes now.
        sha256_then: SHA-256 of the bytes that the run read.
        reread: The text of record that the bytes give when they are read again.
    """

    sha256: str
    sha256_then: str
    reread: str


@dataclass(frozen=True)
class Check:
    """One step of the way back: what has to be so, and whether it is."""

    says: str
    holds: bool


def follow(
    wanted: str, mentions: pd.DataFrame, codings: pd.DataFrame, codes_of: Callable[[str], Collection[str]]
) -> Followed:
    """What an id stands for; no decisions where no coding that counts has it.

    Args:
        wanted: An id, or what a number counts, as the module says.
        mentions: Columns of themes.mentions, from which every number is made.
        codings: Schema CODINGS.
        codes_of: The codes that stand for a code, domain or theme: itself and those below it, or the theme's.
    """
    if (codings["decision_id"] == wanted).any():
        return Followed(f"the decision {wanted}", (wanted,))
    rows, what = mentions[mentions["segment_id"] == wanted], f"the segment {wanted}"
    if rows.empty:
        items, _, where = wanted.partition("@")
        rows = _together(mentions, items.split("+"), codes_of)
        if where:
            rows = rows[reduce(or_, [rows[column] == where for column in _ACROSS])]
        speakers, segments = rows["speaker_id"].nunique(), rows["segment_id"].nunique()
        what = f"{wanted}: {speakers} speakers in {segments} segments"
    decision_of = dict(zip(codings["coding_id"], codings["decision_id"], strict=True))
    return Followed(what, tuple(dict.fromkeys(decision_of[coding] for coding in rows["coding_id"])))


def _together(mentions: pd.DataFrame, items: Sequence[str], codes_of: Callable[[str], Collection[str]]) -> pd.DataFrame:
    """The mentions of each item, in turns in which all of them occur."""
    own = [mentions[mentions["code"].isin(list(codes_of(item)))] for item in items]
    everywhere = set.intersection(*(set(_turns(rows)) for rows in own))
    named = mentions[reduce(or_, [mentions.index.isin(rows.index) for rows in own])]
    together = pd.Series([turn in everywhere for turn in _turns(named)], index=named.index, dtype=bool)
    return named[together]


def _turns(rows: pd.DataFrame) -> list[tuple[str, int]]:
    return list(zip(rows["session_id"], rows["turn"], strict=True))


def checks(act: Act, text: SessionText, source: Source) -> list[Check]:
    """Whether a decision stands where it says, and the text of record is what its source gives.

    Args:
        act: A decision about a span.
        text: The texts of its session.
        source: The source of the session.
    """
    there = act.start is not None and act.end is not None and text.quote(act.start, act.end) == act.quote
    return [
        Check("the source has the bytes that the run read", source.sha256 == source.sha256_then),
        Check("read again, it gives the text of record", source.reread == text.record),
        Check("the decision was made on this text of record", act.record_sha256 in ("", text.sha256)),
        Check("the decision's quote is what stands at its place", there),
    ]


def places(locators: pd.DataFrame, start: int, end: int) -> list[str]:
    """The places in the source (cues, lines, paragraphs, cells) from which ``record[start:end]`` was read."""
    touched = locators[(locators["start"] < max(end, start + 1)) & (locators["end"] > start)]
    return [row.place for row in records(touched)]
