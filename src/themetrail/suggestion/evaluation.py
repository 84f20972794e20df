"""How the suggestions do against codings that were made blind: precision and recall, with intervals over sessions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

Pair = tuple[str, str]
_DRAWS = 1000


@dataclass(frozen=True)
class Share:
    """A share with what it was counted from and its bootstrap interval (90 %); NaN where it is not defined."""

    hits: int
    of: int
    low: float
    high: float

    def __str__(self) -> str:
        """As in "12 of 40 (0.30; 0.21 to 0.41)"."""
        if not self.of:
            return "not defined"
        between = f"; {self.low:.2f} to {self.high:.2f}" if np.isfinite(self.low) else ""
        return f"{self.hits} of {self.of} ({self.hits / self.of:.2f}{between})"


def against_blind(
    proposed: Collection[Pair], given: Collection[Pair], session_of: Mapping[str, str], code: str | None
) -> tuple[Share, Share]:
    """Precision and recall of proposals against one coder's blind codings, for a code or (None) for all.

    The interval is a percentile bootstrap over sessions; with fewer than two sessions there is none.

    Args:
        proposed: Pairs (segment_id, code) that are suggested.
        given: Pairs that the coder gave.
        session_of: Session of each segment that was to be coded; pairs on others are left out.
        code: The code, or None for all.
    """
    sessions = sorted(set(session_of.values()))
    tally = {session: [0, 0, 0] for session in sessions}
    for pairs, column in ((set(proposed) & set(given), 0), (proposed, 1), (given, 2)):
        for segment, own in pairs:
            if segment in session_of and code in (None, own):
                tally[session_of[segment]][column] += 1
    counts = np.array([tally[session] for session in sessions]).reshape(len(sessions), 3)
    return _share(counts[:, 0], counts[:, 1]), _share(counts[:, 0], counts[:, 2])


def _share(hits: np.ndarray, of: np.ndarray) -> Share:
    total = int(of.sum())
    if len(hits) < 2 or not total:
        return Share(int(hits.sum()), total, float("nan"), float("nan"))
    draws = np.random.default_rng(0).integers(0, len(hits), (_DRAWS, len(hits)))
    drawn = of[draws].sum(axis=1)
    shares = hits[draws].sum(axis=1)[drawn > 0] / drawn[drawn > 0]
    low, high = np.quantile(shares, [0.05, 0.95])
    return Share(int(hits.sum()), total, float(low), float(high))
