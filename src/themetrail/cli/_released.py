"""How commands open a session as it may be shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from themetrail.annotation.annotate import ReleasedSession
from themetrail.cleaning.release import OffsetMap
from themetrail.cleaning.withdrawn import without_withdrawn
from themetrail.study.machine_tables import read_table

if TYPE_CHECKING:
    import argparse


def released_session(args: argparse.Namespace) -> ReleasedSession:
    """A session from the files that ``--record``, ``--released``, ``--offsets`` and ``--turns`` name."""
    return ReleasedSession(
        session_id=args.session,
        record=args.record.read_text(encoding="utf-8"),
        released=args.released.read_text(encoding="utf-8"),
        offsets=OffsetMap(read_table(args.offsets)),
        turns=without_withdrawn(read_table(args.turns)),
    )
