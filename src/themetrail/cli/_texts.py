"""How commands open the texts that decisions are held against."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from themetrail.ledger.check import SessionText


def texts_of(private: Path, sessions: list[str] | None = None) -> dict[str, SessionText]:
    """The texts of some sessions, or of all that a run has read, from its private results."""
    from themetrail.cleaning.release import OffsetMap
    from themetrail.cleaning.withdrawn import withdrawn_spans
    from themetrail.ledger.check import SessionText
    from themetrail.study.machine_tables import read_table

    if sessions is None:
        sessions = sorted(path.stem for path in (private / "released").glob("*.txt"))
    return {
        session: SessionText(
            record=(private / "record" / f"{session}.txt").read_text(encoding="utf-8"),
            released=(private / "released" / f"{session}.txt").read_text(encoding="utf-8"),
            to_released=OffsetMap(read_table(private / "offsets" / f"{session}.parquet")).to_released,
            withdrawn=tuple(withdrawn_spans(read_table(private / "turns" / f"{session}.parquet"))),
        )
        for session in sessions
    }
