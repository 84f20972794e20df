"""Time stamps as transcripts write them: ``1:02``, ``00:01:02``, ``[00:01:02.5]``."""

from __future__ import annotations

import re

STAMP = r"\d{1,3}:[0-5]\d(?::[0-5]\d)?(?:\.\d{1,3})?"
"""A bare stamp, m:ss or h:mm:ss, with or without a fraction."""

BRACKETED = rf"(?:\[\s*{STAMP}\s*\]|\(\s*{STAMP}\s*\))"
"""A stamp in brackets; without them, "10:30" inside speech is a time of day."""

_STAMP = re.compile(STAMP)
_ALONE = re.compile(rf"\s*(?:{BRACKETED}|{STAMP})\s*")


def seconds(stamp: str) -> float:
    """Seconds of a stamp, brackets around it or not.

    Raises:
        ValueError: when there is no stamp in the text.
    """
    found = _STAMP.search(stamp)
    if found is None:
        raise ValueError("no time stamp")
    return bare_seconds(found.group())


def bare_seconds(stamp: str) -> float:
    """Seconds of a text that is known to be a stamp without brackets."""
    total = 0.0
    for part in stamp.split(":"):
        total = 60 * total + float(part)
    return total


def is_stamp(text: str) -> bool:
    """Whether a text is a time stamp and nothing else."""
    return _ALONE.fullmatch(text) is not None
