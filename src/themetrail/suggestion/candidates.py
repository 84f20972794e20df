"""Candidate codes: segments that no code explains, grouped by what they say.

Average linkage over the cosine of the segments in the study's space (Sokal & Michener 1958), cut where a group's
members are no longer alike: it needs no number of groups, fits short speech, and has no random start. A group is named
by the smallest hash of its members' ids, so that it keeps its name while that member stays in it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.cluster.hierarchy import fcluster, linkage
from scipy.spatial.distance import squareform
from sklearn.feature_extraction.text import ENGLISH_STOP_WORDS

from themetrail.study.files import sha256

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from themetrail.suggestion.model import Prepared

    Rows = NDArray[np.int64]

APART = 0.8
LEAST_SEGMENTS = 4
LEAST_SPEAKERS = 2
LEAST_WORDS = 5
TERMS, TYPICAL = 5, 3
MOST = 3000


@dataclass(frozen=True)
class Candidate:
    """A group of segments that may be worth a code.

    Attributes:
        name: Its lasting name.
        segments: Ids of its segments, the most typical first.
        speakers, sessions: How many different ones.
        terms: The words that tell it from the rest of the study.
        nearest_code: The existing code that it is most like.
    """

    name: str
    segments: tuple[str, ...]
    speakers: int
    sessions: int
    terms: tuple[str, ...]
    nearest_code: str


def candidates(
    prepared: Prepared, unexplained: Rows, segment_ids: Sequence[str], speakers: Sequence[str]
) -> list[Candidate]:
    """Groups among the unexplained segments, the largest first.

    Args:
        prepared: Codebook and units.
        unexplained: Rows that no code explains.
        segment_ids: Of every unit.
        speakers: Of every unit.
    """
    long_enough = [row for row in unexplained if len(prepared.units.texts[row].split()) >= LEAST_WORDS][:MOST]
    if len(long_enough) < LEAST_SEGMENTS:
        return []
    rows = np.array(long_enough)
    texts = prepared.texts.rows(rows)
    alike = (texts.meaning @ texts.meaning.T + (texts.characters @ texts.characters.T).toarray()) / 2
    apart = np.clip(1 - alike, 0, None)
    np.fill_diagonal(apart, 0)
    groups = fcluster(linkage(squareform(apart, checks=False), "average"), APART, "distance")
    found = [
        _candidate(
            prepared, rows[groups == group], alike[np.ix_(groups == group, groups == group)], segment_ids, speakers
        )
        for group in np.unique(groups)
        if (groups == group).sum() >= LEAST_SEGMENTS
    ]
    kept = [candidate for candidate in found if candidate.speakers >= LEAST_SPEAKERS]
    return sorted(kept, key=lambda candidate: (-len(candidate.segments), candidate.name))


def _candidate(
    prepared: Prepared, rows: Rows, alike: NDArray[np.float64], segment_ids: Sequence[str], speakers: Sequence[str]
) -> Candidate:
    central = rows[np.argsort(-alike.mean(axis=1), kind="stable")]
    ids = tuple(segment_ids[row] for row in central)
    likeness = prepared.semantic.score([], prepared.texts.rows(rows)).mean(axis=0)
    return Candidate(
        f"N{min(map(sha256, ids))[:6]}",
        ids,
        len({speakers[row] for row in rows}),
        len({prepared.units.sessions[row] for row in rows}),
        _terms(prepared, rows),
        prepared.codes[int(np.argmax(likeness))].id if prepared.codes else "",
    )


def _terms(prepared: Prepared, rows: Rows) -> tuple[str, ...]:
    words = prepared.space.by_word.get_feature_names_out()
    own = np.asarray(prepared.texts.words[rows].mean(axis=0)).ravel()
    everywhere = np.asarray(prepared.texts.words.mean(axis=0)).ravel()
    telling = np.argsort(-(own - everywhere), kind="stable")
    content = (words[n] for n in telling if " " not in words[n] and words[n] not in ENGLISH_STOP_WORDS)
    return tuple(word for word, _ in zip(content, range(TERMS), strict=False))
