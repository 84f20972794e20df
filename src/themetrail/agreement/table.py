"""The table of agreement: a row for each code that was used, for each domain, and for all codes together.

It gives what a paper has to state (O'Connor and Joffe 2020, doi:10.1177/1609406919899220): unit, base, the
counts behind the statistics, prevalence, and NA with its reason where a statistic is undefined.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from themetrail.agreement.statistics import (
    Ratings,
    Statistic,
    alpha_masi,
    cohen_kappa,
    fleiss_kappa,
    gwet_ac1,
    krippendorff_alpha_nominal,
    percent_agreement,
    two_by_two,
)
from themetrail.agreement.units import code_sets, presence

if TYPE_CHECKING:
    from collections.abc import Sequence

CodeRow = tuple[str, str, str]

_COUNTS = ("both", "first_only", "second_only", "neither")
_DTYPES = {
    "level": "str",
    "code": "str",
    "unit": "str",
    "base": "int64",
    **dict.fromkeys(_COUNTS, "Int64"),
    **dict.fromkeys(("prevalence", "percent", "kappa", "alpha", "ac1"), "float64"),
    "note": "str",
}


def agreement_table(  # noqa: PLR0917 - as many arguments as the stage has inputs
    codings: pd.DataFrame,
    coding_segments: pd.DataFrame,
    segments: pd.DataFrame,
    codes: Sequence[CodeRow],
    coders: Sequence[str],
    sessions: Sequence[str],
) -> pd.DataFrame:
    """Agreement of the coders on the segments of the sessions that all of them coded.

    Args:
        codings: Schema CODINGS; only the independent layer counts.
        coding_segments: Schema CODING_SEGMENTS.
        segments: Schema SEGMENTS, those that coders were asked to code.
        codes: The codebook in its order: code, kind, parent ("" for none). Codes outside it come after it.
        coders: Two coders or more; "first" and "second" of the counts are in this order.
        sessions: The sessions that every one of the coders finished.

    Returns:
        Columns level (code, domain, overall), code, unit, base (number of segments), both, first_only,
        second_only, neither (in units; empty unless there are two coders), prevalence (share of ones among
        all ratings), percent, kappa (Cohen's; Fleiss' for more than two coders), alpha (Krippendorff's),
        ac1 (Gwet's) and note (NA reasons; what "overall" pools). A domain is on a segment where it or any
        code below it is. The row "overall" pools the decisions on each used code and segment, but its alpha
        compares sets of codes (MASI).
    """
    units = segments[segments["session_id"].isin(sessions)]
    sets = code_sets(codings, coding_segments, units, coders)
    used = _in_codebook_order({code for row in sets for own in row for code in own}, codes)
    by_code = {code: presence(sets, [code], len(coders)) for code in used}
    pooled = np.concatenate([np.empty((0, len(coders))), *by_code.values()])
    domains = {
        domain: presence(sets, _with_descendants(domain, codes), len(coders))
        for domain, kind, _ in codes
        if kind == "domain"
    }
    rows = [
        {"level": level, "code": code, "unit": "segment"} | _cells(ratings, _statistics(ratings))
        for level, group in (("code", by_code), ("domain", domains))
        for code, ratings in group.items()
    ]
    overall = _cells(pooled, _statistics(pooled) | {"alpha": alpha_masi(sets)})
    remarks = [
        f"{len(used)} codes × {len(units)} segments; alpha compares sets of codes (MASI)",
        "kappa is Fleiss'" if len(coders) > 2 else "",
        overall["note"],
    ]
    note = "; ".join(filter(None, remarks))
    rows.append({"level": "overall", "code": "", "unit": "code × segment"} | overall | {"note": note})
    return pd.DataFrame(rows, columns=list(_DTYPES)).assign(base=len(units)).astype(_DTYPES)


def _statistics(ratings: Ratings) -> dict[str, Statistic]:
    return {
        "percent": percent_agreement(ratings),
        "kappa": cohen_kappa(ratings) if ratings.shape[1] == 2 else fleiss_kappa(ratings),
        "alpha": krippendorff_alpha_nominal(ratings),
        "ac1": gwet_ac1(ratings),
    }


def _cells(ratings: Ratings, statistics: dict[str, Statistic]) -> dict[str, Any]:
    counts = two_by_two(ratings) if ratings.shape[1] == 2 else (None,) * 4
    return {
        **dict(zip(_COUNTS, counts, strict=True)),
        "prevalence": float(ratings.mean()) if ratings.size else None,
        **{name: statistic.value for name, statistic in statistics.items()},
        "note": "; ".join(_na_reasons(statistics)),
    }


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
