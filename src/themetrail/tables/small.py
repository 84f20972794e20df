"""Which counts of passages would give hidden cells away.

A count of passages bounds the speakers behind it: five passages of a code that four visible speakers raised leave
one speaker at most for its hidden cell. Such a count says nothing only where there are at least as many passages as
visible speakers and the most that the hidden cells can hold. The same holds for what is left of a total once every
printed count is taken from it, so further codes are kept back with the first until the rest says nothing either.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from themetrail.themes.masking import is_masked

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from themetrail.tables.data import StudyData


@dataclass(frozen=True)
class KeptBack:
    """Codes whose passages are not counted in print, and whether totals over all codes have to go as well."""

    codes: frozenset[str]
    totals: bool


def kept_back(data: StudyData) -> KeptBack:
    """What tables that count passages by code have to keep back so that no hidden cell can be worked out."""
    fewest = {code: min(counted) for code, counted in passages(data).items()}
    return keep_back(data.speakers_by_code, fewest, data.min_speakers)


def passages(data: StudyData) -> dict[str, tuple[int, int]]:
    """Passages of each code that was given, counted as codings and as segments; not masked."""
    counted = data.mentions.groupby("code", sort=True)[["coding_id", "segment_id"]].nunique()
    return {str(code): (int(codings), int(segments)) for code, codings, segments in counted.itertuples()}


def keep_back(speakers: Mapping[str, list[int]], passages: Mapping[str, int], min_speakers: int) -> KeptBack:
    """See :func:`kept_back`.

    Args:
        speakers: Speakers of each group by code, in codebook order.
        passages: Passages by code.
        min_speakers: The mask setting.
    """
    slack = slack_of(speakers, passages, min_speakers)
    codes = {code for code, left in slack.items() if left < 0}
    for code in sorted(slack, key=slack.__getitem__, reverse=True):
        if sum(slack[kept] for kept in codes) >= 0 or slack[code] <= 0:
            break
        codes.add(code)
    return KeptBack(frozenset(codes), totals=sum(slack[code] for code in codes) < 0)


def slack_of(speakers: Mapping[str, list[int]], passages: Mapping[str, int], min_speakers: int) -> dict[str, int]:
    """Passages of each code with a hidden cell beyond one for each speaker that its cells can hold; below 0 if too few.

    Args: see :func:`keep_back`.
    """
    return {
        code: passages[code] - most_speakers(numbers, min_speakers)
        for code, numbers in speakers.items()
        if any(is_masked(n, min_speakers) for n in numbers)
    }


def most_speakers(speakers: Iterable[int], min_speakers: int) -> int:
    """The most speakers that cells can hold for somebody who sees only those that are not hidden."""
    return sum(min_speakers - 1 if is_masked(n, min_speakers) else n for n in speakers)
