"""From a score to a confidence, by what people decided in the other sessions.

A confidence is the share of like matches that a person coded: matches of the same code, in the same band of
lexical score, in finished sessions other than the one that is scored. Few decisions are shrunk towards the share
over all codes in the band, and that towards a stated prior (beta-binomial shrinkage; Efron & Morris 1975,
doi 10.1080/01621459.1975.10479864). With no decisions the prior alone is left.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from themetrail.study.files import sha256
from themetrail.study.machine_tables import SUGGESTIONS, empty, records

if TYPE_CHECKING:
    from collections.abc import Iterable

# ASSUME before any decision, a third of the matches of middling strength deserve their code.
BANDS = (0.0, 0.35, 0.55)
PRIOR = (0.15, 0.30, 0.40)
PRIOR_WEIGHT = 8.0
CODE_WEIGHT = 6.0


@dataclass(frozen=True)
class Confidence:
    """Learnt shares: by band over all codes, and by (code, band)."""

    by_band: tuple[float, ...]
    by_code: dict[tuple[str, int], float]

    def of(self, code: str, lexical: float) -> float:
        """Confidence of a match of a code with a lexical score."""
        band = band_of(lexical)
        return self.by_code.get((code, band), self.by_band[band])


def band_of(lexical: float) -> int:
    """Index of the band that a lexical score lies in."""
    return sum(lexical >= low for low in BANDS) - 1


def learn(scores: pd.DataFrame, coded: frozenset[tuple[str, str]]) -> Confidence:
    """Learn confidences from matches and what became of them.

    Args:
        scores: Matches (schema SCORES) in sessions that a coder finished.
        coded: Pairs (segment_id, code) that the session's lead coder holds.
    """
    tally: dict[tuple[str, int], list[int]] = {}
    for row in records(scores):
        counts = tally.setdefault((str(row.code), band_of(float(row.lexical))), [0, 0])
        counts[0] += (row.segment_id, row.code) in coded
        counts[1] += 1
    by_band = []
    for band, prior in enumerate(PRIOR):
        k = sum(counts[0] for (_, b), counts in tally.items() if b == band)
        n = sum(counts[1] for (_, b), counts in tally.items() if b == band)
        by_band.append((k + PRIOR_WEIGHT * prior) / (n + PRIOR_WEIGHT))
    by_code = {
        (code, band): (k + CODE_WEIGHT * by_band[band]) / (n + CODE_WEIGHT)
        for (code, band), (k, n) in sorted(tally.items())
    }
    return Confidence(tuple(by_band), by_code)


def suggest(
    scores: pd.DataFrame,
    coded: frozenset[tuple[str, str]],
    finished: Iterable[str],
    least_confidence: float,
    most_per_segment: int,
) -> pd.DataFrame:
    """Ranked suggestions for every session, each from a model that did not train on that session.

    Args:
        scores: All matches (schema SCORES).
        coded: Pairs (segment_id, code) of the codings that count.
        finished: Sessions from which may be learnt.
        least_confidence: Suggestions below are left out.
        most_per_segment: Most suggestions for one segment.

    Returns:
        Columns of the SUGGESTIONS schema but ``engine_hash``; rank 1 is the surest.
    """
    finished = frozenset(finished)
    parts = []
    for session_id, own in scores.groupby("session_id", sort=True):
        others = scores[scores["session_id"].isin(finished - {session_id})]
        confidence = learn(others, coded)
        pairs = zip(own["code"], own["lexical"], strict=True)
        parts.append(own.assign(confidence=[round(confidence.of(code, lexical), 4) for code, lexical in pairs]))
    if not parts:
        return empty(SUGGESTIONS).drop(columns="engine_hash")
    offered = pd.concat(parts)
    offered = offered[offered["confidence"] >= least_confidence]
    offered = offered.sort_values(["segment_id", "confidence", "lexical", "code"], ascending=[True, False, False, True])
    offered["rank"] = offered.groupby("segment_id").cumcount() + 1
    columns = [name for name in SUGGESTIONS.columns if name != "engine_hash"]
    return offered.loc[offered["rank"] <= most_per_segment, columns]


def coded_pairs(codings: pd.DataFrame, coding_segments: pd.DataFrame) -> frozenset[tuple[str, str]]:
    """Pairs (segment_id, code) of the codings that count as findings."""
    counted = codings.loc[codings["layer"] == "findings", ["coding_id", "code"]]
    joined = counted.merge(coding_segments, on="coding_id")
    return frozenset(zip(joined["segment_id"], joined["code"], strict=True))


def engine_hash(scores: pd.DataFrame, coded: frozenset[tuple[str, str]], finished: Iterable[str]) -> str:
    """What suggestions rest on, in 12 hex digits: the scores, the decisions learnt from, the constants above.

    A decision in an unfinished session, or about a code that did not match, is not learnt from and changes nothing.
    """
    finished = sorted(finished)
    ordered = scores.sort_values(["segment_id", "code"])
    learnt = ordered[ordered["session_id"].isin(finished)]
    became = [(row.segment_id, row.code) in coded for row in records(learnt)]
    basis = [ordered[["segment_id", "code", "lexical"]].to_csv(index=False), finished, became]
    return sha256(repr([*basis, BANDS, PRIOR, PRIOR_WEIGHT, CODE_WEIGHT]))[:12]
