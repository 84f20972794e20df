"""Intervals for agreement statistics, by drawing whole sessions anew.

What is said in one session hangs together, so that single segments drawn anew would make every interval too
narrow.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from themetrail.agreement.tallies import Counts, Values

FEWEST_SESSIONS = 5
"""With fewer sessions the samples hardly differ, and an interval would say nothing."""

_SEED = 20170906
_FEWEST_DEFINED = 0.95


def draws(sessions: int, resamples: int) -> Counts:
    """How often each session is in each resample: resamples × sessions, the same at every call.

    Args:
        sessions: Number of sessions.
        resamples: Number of resamples.
    """
    if sessions == 0:
        return np.zeros((resamples, 0), np.int64)
    rng = np.random.Generator(np.random.PCG64(_SEED))
    return rng.multinomial(sessions, np.full(sessions, 1 / sessions), size=resamples)


def interval(values: Values) -> tuple[float, float] | None:
    """The 2.5th and 97.5th percentile of a statistic over the resamples.

    Source: Field and Welsh (2007), Bootstrapping clustered data, doi:10.1111/j.1467-9868.2007.00593.x (the
    bootstrap of whole clusters).

    Args:
        values: The statistic in each resample, NaN where it is undefined.

    Returns:
        The bounds, or None where more than one resample in twenty leaves the statistic undefined.
    """
    defined = values[~np.isnan(values)]
    if len(defined) < _FEWEST_DEFINED * len(values) or not len(defined):
        return None
    low, high = np.quantile(defined, [0.025, 0.975])
    return float(low), float(high)
