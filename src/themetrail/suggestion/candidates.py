"""Candidate codes: segments that no code explains, grouped by what they say.

Average linkage over the cosine of the segments in the study's space (Sokal & Michener 1958), cut where a group's
members are no longer alike: it needs no number of groups, fits short speech, and has no random start. A group is named
by the smallest hash of its members' ids, so that it keeps its name while that member stays in it.
"""

from __future__ import annotations

import re
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
    from themetrail.suggestion.space import Encoded

    Rows = NDArray[np.int64]

APART = 0.8
LEAST_SEGMENTS = 4
LEAST_SPEAKERS = 2
LEAST_WORDS = 5
TERMS, TYPICAL = 5, 3
MOST = 3000
_MARKED = re.compile(r"\[[^\[\]]*\]")
# What is left of contractions, and sounds: they name nothing.
_NAMELESS = ENGLISH_STOP_WORDS | {
    "ain", "aren", "couldn", "didn", "doesn", "don", "hadn", "hasn", "haven", "isn", "ll", "mustn", "shouldn", "ve",
    "wasn", "weren", "won", "wouldn",
    "ah", "em", "er", "erm", "hm", "mm", "mmm", "oh", "okay", "uh", "um", "yeah",
}  # fmt: skip


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
    # What a transcriber marked, such as a laugh, nobody said.
    said = {row: _MARKED.sub(" ", prepared.units.texts[row]) for row in unexplained.tolist()}
    long_enough = [row for row, text in said.items() if len(text.split()) >= LEAST_WORDS][:MOST]
    if len(long_enough) < LEAST_SEGMENTS:
        return []
    rows = np.array(long_enough)
    texts = prepared.space.encode([said[row] for row in long_enough])
    alike = texts.meaning @ texts.meaning.T
    alike += (texts.characters @ texts.characters.T).toarray()
    alike /= 2
    apart = 1 - alike
    np.clip(apart, 0, None, out=apart)
    np.fill_diagonal(apart, 0)
    groups = fcluster(linkage(squareform(apart, checks=False), "average"), APART, "distance")
    words = prepared.space.by_word.get_feature_names_out()
    found = []
    for group in np.unique(groups):
        own = np.flatnonzero(groups == group)
        if len(own) >= LEAST_SEGMENTS:
            central = own[np.argsort(-alike[np.ix_(own, own)].mean(axis=1), kind="stable")]
            members = [(segment_ids[row], speakers[row]) for row in rows[central]]
            sessions = len({prepared.units.sessions[row] for row in rows[own]})
            found.append(_candidate(prepared, members, sessions, texts.rows(own), words))
    kept = [candidate for candidate in found if candidate.speakers >= LEAST_SPEAKERS]
    return sorted(kept, key=lambda candidate: (-len(candidate.segments), candidate.name))


def _candidate(
    prepared: Prepared, members: Sequence[tuple[str, str]], sessions: int, texts: Encoded, words: NDArray[np.str_]
) -> Candidate:
    """A group, from its members' segment_id and speaker, the most typical first, and their texts."""
    ids = tuple(segment_id for segment_id, _ in members)
    likeness = prepared.semantic.score([], texts).mean(axis=0)
    return Candidate(
        f"N{min(map(sha256, ids))[:6]}",
        ids,
        len({speaker for _, speaker in members}),
        sessions,
        _terms(np.asarray(texts.words.mean(axis=0)).ravel() - prepared.usual_words, words),
        prepared.codes[int(np.argmax(likeness))].id if prepared.codes else "",
    )


def _terms(above: NDArray[np.float64], words: NDArray[np.str_]) -> tuple[str, ...]:
    """The words that weigh most above what they weigh in the study."""
    heavier = np.flatnonzero(above > 0)
    telling = heavier[np.argsort(-above[heavier], kind="stable")]
    content = (words[n] for n in telling if " " not in words[n] and words[n] not in _NAMELESS)
    return tuple(word for word, _ in zip(content, range(TERMS), strict=False))
