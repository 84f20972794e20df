"""The table of agreement: a row for each code that was used, for each domain, and for all codes together.

It gives what a paper has to state (O'Connor and Joffe 2020, doi:10.1177/1609406919899220): unit, base, the
counts behind the statistics, prevalence, and NA with its reason where a statistic is undefined.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np
import pandas as pd

from themetrail.agreement.bootstrap import FEWEST_SESSIONS, draws, interval
from themetrail.agreement.masi import alpha_masi, alpha_masi_over
from themetrail.agreement.statistics import (
    brennan_prediger,
    cohen_kappa,
    fleiss_kappa,
    gwet_ac1,
    krippendorff_alpha_nominal,
    percent_agreement,
    prevalence,
    two_by_two,
)
from themetrail.agreement.tallies import Statistic, grouped

if TYPE_CHECKING:
    from collections.abc import Hashable, Sequence

    from themetrail.agreement.statistics import Coefficient
    from themetrail.agreement.tallies import Counts, Ratings, Values
    from themetrail.agreement.units import Units

CodeRow = tuple[str, str, str]
Pattern = TypeVar("Pattern", bound="Hashable")

STATISTICS = ("percent", "kappa", "alpha", "ac1", "bp")
_COUNTS = ("both", "first_only", "second_only", "neither")
_BOUNDS = tuple(f"{name}_{bound}" for name in STATISTICS for bound in ("low", "high"))
_DTYPES = {
    "level": "str",
    "code": "str",
    "unit": "str",
    "base": "int64",
    **dict.fromkeys(_COUNTS, "Int64"),
    **dict.fromkeys(("prevalence", *STATISTICS, *_BOUNDS), "float64"),
    "note": "str",
}


def agreement_table(units: Units, codes: Sequence[CodeRow], resamples: int) -> pd.DataFrame:
    """Agreement of some coders on some units.

    Args:
        units: The units with the codes of each coder; "first" and "second" of the counts are the first two.
        codes: The codebook in its order: code, kind, parent ("" for none). Codes outside it come after it.
        resamples: How many times the sessions are drawn anew for the intervals; 0 for none.

    Returns:
        Columns level (code, domain, overall), code, unit, base (number of units), both, first_only,
        second_only, neither (in units; empty unless there are two coders), prevalence (share of ones among
        all ratings), percent, kappa (Cohen's; Fleiss' for more than two coders), alpha (Krippendorff's), ac1
        (Gwet's), bp (Brennan and Prediger's), for each of these the bounds of its 95 % interval (empty where
        there is none), and note (NA reasons; what "overall" pools). A domain is on a unit where it or any
        code below it is. The row "overall" pools the decisions on each used code and unit, but its alpha
        compares sets of codes (MASI).
    """
    coefficients = {
        "percent": percent_agreement,
        "kappa": cohen_kappa if len(units.coders) == 2 else fleiss_kappa,
        "alpha": krippendorff_alpha_nominal,
        "ac1": gwet_ac1,
        "bp": brennan_prediger,
    }
    sample = _Sample(units, resamples)
    used = _in_codebook_order({code for row in units.sets for own in row if own for code in own}, codes)
    domains = [code for code, kind, _ in codes if kind == "domain"]
    rows = [
        {"level": level, "code": code, "unit": units.kind}
        | sample.cells([units.presence(_with_descendants(code, codes) if level == "domain" else [code])], coefficients)
        for level, group in (("code", used), ("domain", domains))
        for code in group
    ]
    overall = sample.cells([units.presence([code]) for code in used], coefficients, sets=units)
    base = int(units.times.sum())
    remarks = [
        f"{len(used)} codes × {base} {units.kind}s; alpha compares sets of codes (MASI)",
        "kappa is Fleiss'" if len(units.coders) > 2 else "",
        overall["note"],
    ]
    note = "; ".join(filter(None, remarks))
    rows.append({"level": "overall", "code": "", "unit": f"code × {units.kind}"} | overall | {"note": note})
    return pd.DataFrame(rows, columns=list(_DTYPES)).assign(base=base).astype(_DTYPES)


class _Sample:
    """The sessions of some units, and how often each is in every resample."""

    def __init__(self, units: Units, resamples: int) -> None:
        self._times = units.times
        names = sorted(set(units.sessions))
        place = {session: number for number, session in enumerate(names)}
        self._session = np.array([place[session] for session in units.sessions], dtype=np.intp)
        self._coders = len(units.coders)
        self._draws = draws(len(names), resamples if len(names) >= FEWEST_SESSIONS else 0)

    def cells(
        self, ratings: Sequence[Ratings], coefficients: dict[str, Coefficient], sets: Units | None = None
    ) -> dict[str, Any]:
        """Counts, prevalence, statistics and their intervals over tables of ratings, one below the other.

        With ``sets``, alpha is that of the sets of codes.
        """
        pooled = np.concatenate([np.empty((0, self._coders)), *ratings])
        keys = [tuple(row) for row in np.nan_to_num(pooled, nan=-1.0)]
        patterns, by_session = self._patterns(keys, repeats=len(ratings))
        rows = np.array(patterns, dtype=np.float64).reshape(len(patterns), self._coders)
        distinct = np.where(rows < 0, np.nan, rows)
        times = by_session.sum(axis=0)
        found = {name: coefficient(distinct, times) for name, coefficient in coefficients.items()}
        over = {name: coefficient.over(distinct, self._drawn(by_session)) for name, coefficient in coefficients.items()}
        if sets is not None:
            of_sets, sets_by_session = self._patterns(sets.sets, repeats=1)
            found["alpha"] = alpha_masi(of_sets, sets_by_session.sum(axis=0))
            over["alpha"] = alpha_masi_over(of_sets, self._drawn(sets_by_session))
        counted = two_by_two(distinct, times) if self._coders == 2 else (None,) * 4
        return {
            **dict(zip(_COUNTS, counted, strict=True)),
            "prevalence": prevalence(distinct, times),
            **{name: statistic.value for name, statistic in found.items()},
            **_bounds(found, over),
            "note": "; ".join(_na_reasons(found)),
        }

    def _patterns(self, rows: Sequence[Pattern], repeats: int) -> tuple[list[Pattern], Counts]:
        """The rows that differ, and sessions × these: in how many units each occurs."""
        place = {row: number for number, row in enumerate(dict.fromkeys(rows))}
        sessions = int(self._session.max()) + 1 if len(self._session) else 0
        which = np.array([place[row] for row in rows], dtype=np.intp)
        cell = np.tile(self._session, repeats) * len(place) + which
        times = np.tile(self._times, repeats)
        return list(place), grouped(times[np.newaxis], cell, sessions * len(place)).reshape(sessions, len(place))

    def _drawn(self, by_session: Counts) -> Counts:
        """Resamples × patterns: in how many units each occurs."""
        return self._draws @ by_session


def _bounds(found: dict[str, Statistic], over: dict[str, Values]) -> dict[str, float | None]:
    bounds: dict[str, float | None] = dict.fromkeys(_BOUNDS)
    for name, statistic in found.items():
        between = interval(over[name]) if statistic.value is not None else None
        if between:
            bounds[f"{name}_low"], bounds[f"{name}_high"] = between
    return bounds


def _na_reasons(statistics: dict[str, Statistic]) -> list[str]:
    """One remark for each reason, naming the statistics it holds for."""
    names: dict[str, list[str]] = {}
    for name, statistic in statistics.items():
        if statistic.value is None:
            names.setdefault(statistic.reason, []).append(name)
    return [f"{', '.join(which)} NA: {reason}" for reason, which in names.items()]


def _in_codebook_order(used: set[str], codes: Sequence[CodeRow]) -> list[str]:
    known = [code for code, _, _ in codes if code in used]
    return known + sorted(used.difference(known))


def _with_descendants(domain: str, codes: Sequence[CodeRow]) -> set[str]:
    family = {domain}
    while more := {code for code, _, parent in codes if parent in family} - family:
        family |= more
    return family
