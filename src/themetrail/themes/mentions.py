"""The one table that every count is made from: a row for each code on each segment of each participant."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Mapping

    from themetrail.codebook.model import Codebook

COLUMNS = [
    "segment_id", "session_id", "turn", "speaker_id", "group", "code", "kind", "domain", "coding_id", "words",
]  # fmt: skip


def mentions(
    codings: pd.DataFrame,
    coding_segments: pd.DataFrame,
    segments: pd.DataFrame,
    groups: Mapping[str, str],
    codebook: Codebook,
) -> pd.DataFrame:
    """Codes on segments, from the codings that count.

    Args:
        codings: Schema CODINGS; only the layer "findings" is used.
        coding_segments: Schema CODING_SEGMENTS.
        segments: Schema SEGMENTS. Only participants' segments count; withdrawn speakers have none.
        groups: Stakeholder group of each participant.
        codebook: Says which codes are findings: domains, causes and solutions, never process codes.

    Returns:
        One row per segment and code (columns :data:`COLUMNS`); where several codings put one code on a segment,
        the first by id stands for them.
    """
    kinds = {code.id: code.kind for code in codebook.codes if code.kind != "process"}
    counted = codings[(codings["layer"] == "findings") & codings["code"].isin(list(kinds))]
    joined = (
        counted[["coding_id", "code"]]
        .merge(coding_segments[["coding_id", "segment_id"]], on="coding_id")
        .merge(segments[segments["role"] == "participant"], on="segment_id")
    )
    joined["kind"] = joined["code"].map(kinds)
    joined["domain"] = joined["code"].map(codebook.domain_of)
    joined["group"] = joined["speaker_id"].map(dict(groups)).fillna("")
    ordered = joined.sort_values(["session_id", "start", "code", "coding_id"], kind="stable")
    return ordered.drop_duplicates(["segment_id", "code"])[COLUMNS].reset_index(drop=True)


def count(rows: pd.DataFrame, by: list[str]) -> pd.DataFrame:
    """Different speakers, sessions and segments among mentions, by the given columns."""
    grouped = rows.groupby(by, sort=True)
    counted = grouped.agg(
        speakers=("speaker_id", "nunique"),
        sessions=("session_id", "nunique"),
        segments=("segment_id", "nunique"),
    )
    return counted.reset_index()


def grid(rows: pd.DataFrame, item: str, items: list[str], across: str, columns: list[str]) -> pd.DataFrame:
    """Counts for every pair of an item and a column, zeros included, in the order given.

    Args:
        rows: Mentions.
        item: Column that holds the items ("code", "domain").
        items: The items, in order.
        across: Column that holds the columns ("group", "session_id").
        columns: The columns, in order.

    Returns:
        Columns ``item``, ``across``, speakers, sessions, segments.
    """
    pairs = pd.MultiIndex.from_product([items, columns], names=[item, across])
    counted = count(rows[rows[item].isin(items) & rows[across].isin(columns)], [item, across])
    return counted.set_index([item, across]).reindex(pairs, fill_value=0).reset_index()
