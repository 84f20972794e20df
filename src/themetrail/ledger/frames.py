"""Codings as tables: from replayed ledgers to the codings and the segments that they belong to."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from themetrail.ledger.coverage import covered
from themetrail.study.machine_tables import CODING_SEGMENTS, CODINGS, empty, records

if TYPE_CHECKING:
    from collections.abc import Iterable

    from themetrail.ledger.replay import Coding


def codings_frame(codings: Iterable[Coding]) -> pd.DataFrame:
    """Codings as a table of schema CODINGS."""
    rows = [vars(coding) for coding in codings]
    return pd.DataFrame(rows) if rows else empty(CODINGS)


def coding_segments(codings: pd.DataFrame, segments: pd.DataFrame, overlap_min: int) -> pd.DataFrame:
    """Which segments each coding belongs to (schema CODING_SEGMENTS), by :func:`ledger.coverage.covered`.

    Args:
        codings: Schema CODINGS; a coding that stands in two layers has one span.
        segments: Schema SEGMENTS.
        overlap_min: Characters that suffice, whatever the segment's length.
    """
    rows = []
    ordered = segments.sort_values(["session_id", "start"])
    by_session = {name: frame for name, frame in ordered.groupby("session_id", sort=False)}  # noqa: C416
    for session_id, own in codings.drop_duplicates("coding_id").groupby("session_id", sort=True):
        if session_id not in by_session:
            continue
        there = by_session[session_id]
        spans = list(zip(there["start"].tolist(), there["end"].tolist(), strict=True))
        ids = there["segment_id"].tolist()
        for coding in records(own):
            for index, shared in covered((int(coding.start), int(coding.end)), spans, overlap_min):
                rows.append({"coding_id": coding.coding_id, "segment_id": ids[index], "overlap_chars": shared})
    return pd.DataFrame(rows) if rows else empty(CODING_SEGMENTS)
