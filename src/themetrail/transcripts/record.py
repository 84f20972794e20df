"""The text of record: one unit of speech per line, the same for ever, whatever the settings say.

Everything that follows points into this text by Unicode code points. A change of what a reader gives
therefore moves every quote behind it: such a change raises ``RECORD_FORMAT``, and decisions made on the old
text have to be anchored anew.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict
from typing import TYPE_CHECKING

from themetrail.study.files import sha256
from themetrail.study.machine_tables import LOCATORS, typed
from themetrail.study.problems import to_json

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from themetrail.transcripts.model import Reading, Source, Unit

RECORD_FORMAT = 1


def build_record(session_id: str, units: Sequence[Unit]) -> tuple[str, pd.DataFrame]:
    """The text of record of a session and, for each unit, where it stands.

    Args:
        session_id: The session.
        units: Its speech in order, each on one line.

    Returns:
        The text (LF after each unit, so that unit n is line n), and a table of schema LOCATORS: offsets are
        code points, half open, without the line end; ``label`` is "" where a unit has none.
    """
    rows = []
    start = 0
    for number, unit in enumerate(units, 1):
        end = start + len(unit.text)
        rows.append((session_id, number, start, end, unit.label or "", unit.start_s, unit.end_s, unit.place))
        start = end + 1
    text = "".join(f"{unit.text}\n" for unit in units)
    return text, typed(rows, LOCATORS)


def report(session_id: str, source: Source, reading: Reading, record: str) -> dict[str, object]:
    """What was read from a source, for the study's own hands: private, for it holds names and dropped lines.

    Args:
        session_id: The session.
        source: The transcript as it came.
        reading: How it was understood.
        record: The text of record made of it.
    """
    labels = Counter(unit.label for unit in reading.units if unit.label)
    return {
        "session_id": session_id,
        "source_name": source.name,
        "source_sha256": sha256(source.data),
        "record_sha256": sha256(record),
        "record_format": RECORD_FORMAT,
        "reader": reading.reader,
        "reasons": reading.reasons,
        "labels": dict(sorted(labels.items())),
        "counts": {
            "units": len(reading.units),
            "words": len(record.split()),
            "unlabelled": sum(unit.label is None for unit in reading.units),
            "stamps": sum(unit.start_s is not None for unit in reading.units),
            "dropped": len(reading.dropped),
        },
        "dropped": [asdict(piece) for piece in reading.dropped],
        "metadata": reading.metadata,
        "notes": reading.notes,
        "problems": to_json(reading.problems),
    }
