"""Times of files that cannot be true, put right before a run goes by them: those that lie in the future.

A clock that was ahead for a while leaves such times behind. What was made then would seem newer than any correction of
what it was made from; and nothing can be made from a file of tomorrow, for it would seem stale at once.
"""

from __future__ import annotations

import os
import time
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from themetrail.study.problems import CannotRunError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

# Older than what anything is made from, so that Snakemake compares the contents of the inputs with what it recorded.
LONG_AGO = 315_532_800  # the first of January 1980
_NOT_OURS = (
    "{file} is dated {date}, later than this machine's clock says ({now}), and its time cannot be changed here. "
    "Set the clock right, or give the file the time of today (touch), and run again."
)


def mend_times(results: Path, given: Iterable[Path]) -> None:
    """Give files that are dated in the future a time that a run can go by.

    Args:
        results: The folder of what runs make. What is dated in the future there is dated long ago: it is made anew
            where what it was made from has changed.
        given: Files and folders that steps read and no step makes. What is dated in the future there is dated now; no
            byte of it is touched.

    Raises:
        CannotRunError: when the time of a given file may not be changed.
    """
    now = time.time_ns()
    for file in _from_the_future([results], now):
        os.utime(file, (LONG_AGO, LONG_AGO), follow_symlinks=False)
    for file in _from_the_future(given, now):
        try:
            os.utime(file, ns=(now, now), follow_symlinks=False)
        except OSError:
            date = _told(os.lstat(file).st_mtime_ns)
            raise CannotRunError(_NOT_OURS.format(file=file, date=date, now=_told(now))) from None


def _from_the_future(places: Iterable[Path], now: int) -> Iterator[str]:
    for place in places:
        # Plain names and not paths: a large study has a hundred thousand files.
        inside = (f"{folder}/{name}" for folder, _, names in os.walk(place) for name in names)
        files = [str(place)] if place.is_file() else inside
        yield from (file for file in files if os.lstat(file).st_mtime_ns > now)


def _told(time_ns: int) -> str:
    return datetime.fromtimestamp(time_ns / 1e9, UTC).strftime("%Y-%m-%d %H:%M UTC")
