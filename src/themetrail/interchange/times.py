"""Times as files of other tools write them, as UTC."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from functools import lru_cache

EPOCH = "2024-01-01T00:00:00Z"
"""What stands for a time that nobody recorded, where a format asks for one."""

_TIME = re.compile(r"(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2}:\d{2})(?:\.\d+)?\s*(Z|[+-]\d{2}:?\d{2})?")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


@lru_cache(maxsize=4096)  # a file gives few times, many times over
def utc(text: str) -> str:
    """The time as ``2024-03-31T14:05:00Z``, or "" where it cannot be read; one without zone counts as UTC."""
    written = text.strip()
    if _DAY.fullmatch(written):
        written += "T00:00:00Z"
    found = _TIME.fullmatch(written)
    if not found:
        return ""
    day, clock, zone = found.groups()
    try:
        moment = datetime.fromisoformat(f"{day}T{clock}{'+00:00' if zone in (None, 'Z') else zone}").astimezone(UTC)
    except (ValueError, OverflowError):
        return ""
    return moment.isoformat().replace("+00:00", "Z")
