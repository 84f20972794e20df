"""Ledgers and segments in; the codings that stand, and the segments that they belong to, out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from themetrail.cli._options import path_arguments, study_argument

if TYPE_CHECKING:
    import argparse

HELP = "replay the coders' decisions into codings"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    study_argument(parser)
    path_arguments(
        parser,
        private="the folder of the private results",
        codings="codings to write (Parquet)",
        coding_segments="their segments to write (Parquet)",
    )


def run(args: argparse.Namespace) -> int:
    """Replay all ledgers of the study."""
    from themetrail.cleaning.withdrawn import withdrawn_spans
    from themetrail.cli._ledgers import lead_coders, read_ledgers
    from themetrail.ledger.frames import coding_segments, codings_frame
    from themetrail.ledger.replay import findings, independent, without_withdrawn
    from themetrail.study.all_sessions import files_of_all
    from themetrail.study.machine_tables import (
        CODING_SEGMENTS,
        CODINGS,
        SEGMENTS,
        TURNS,
        read_tables,
        write_table,
    )
    from themetrail.study.settings import read_settings

    settings = read_settings(args.study)
    segments = read_tables(files_of_all(args.study, args.private, "segments"), SEGMENTS)
    turns = read_tables(files_of_all(args.study, args.private, "turns"), TURNS)
    by_session = turns.groupby("session_id", sort=True)
    gone = {str(session): withdrawn_spans(own) for session, own in by_session}
    ledgers, _ = read_ledgers(args.study)
    sessions = sorted(set(turns["session_id"]))
    made = [coding for acts in ledgers.values() for coding in independent(acts)]
    made += findings(ledgers.values(), lead_coders(settings, sessions))
    codings = codings_frame(without_withdrawn(made, gone))
    write_table(codings, CODINGS, args.codings)
    joined = coding_segments(codings, segments, settings.coding.overlap_min)
    write_table(joined, CODING_SEGMENTS, args.coding_segments)
    return 0
