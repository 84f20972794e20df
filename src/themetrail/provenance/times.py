"""When a run was, how long its rules took and on what kind of machine; and the one day that does not differ by run."""

from __future__ import annotations

import csv
import os
from collections import defaultdict
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from themetrail.ledger.acts import FOLDER, read_ledger
from themetrail.provenance.compare import fingerprint

if TYPE_CHECKING:
    from pathlib import Path

# Where nobody has decided anything: the day on which the clock of a run stands (SOURCE_DATE_EPOCH of the workflow).
_NO_DECISION = "2024-01-01"


def times_of(benchmarks: Path) -> dict[str, Any]:
    """What the benchmark files of a run tell: first start, last end, and seconds by rule; and the kind of machine.

    A rule that a run had no need to repeat keeps the times of the run that made it. No name of a host or a user, and
    no path, is in it.
    """
    seconds: dict[str, float] = defaultdict(float)
    starts, ends = [], []
    for path in sorted(benchmarks.rglob("*.tsv")):
        with path.open(encoding="utf-8") as lines:
            took = sum(float(row["s"]) for row in csv.DictReader(lines, delimiter="\t"))
        end = path.stat().st_mtime
        seconds[path.relative_to(benchmarks).with_suffix("").parts[0]] += took
        starts.append(end - took)
        ends.append(end)
    return {
        "started": _told(min(starts, default=0.0)),
        "ended": _told(max(ends, default=0.0)),
        "seconds": {rule: round(took, 2) for rule, took in sorted(seconds.items())},
        "machine": fingerprint() | {"cores": os.cpu_count()},
    }


def last_decision(study: Path) -> str:
    """The day of the newest decision of a study, ISO 8601: the results cannot be older, and it is in the data."""
    acts = (act for path in sorted((study / FOLDER).glob("*.csv")) for act in read_ledger(path, path.name)[0])
    return max((act.at for act in acts), default=_NO_DECISION)[:10]


def _told(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
