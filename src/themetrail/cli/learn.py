"""Scores and codings in; ranked suggestions with a learnt confidence out."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from themetrail.cli._options import path_arguments, study_argument

if TYPE_CHECKING:
    import argparse

HELP = "learn from decisions how far to trust the scores, and rank the suggestions"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    study_argument(parser)
    parser.add_argument("--scores", type=Path, nargs="+", required=True, metavar="FILE", help="scores")
    path_arguments(
        parser,
        codings="codings",
        coding_segments="their segments",
        suggestions="suggestions to write (Parquet)",
    )


def run(args: argparse.Namespace) -> int:
    """Suggest codes for every session, each by what was decided in the others."""
    from themetrail.cli._ledgers import lead_coders, read_ledgers
    from themetrail.ledger.replay import finished_sessions
    from themetrail.study.machine_tables import SCORES, SUGGESTIONS, read_table, read_tables, write_table
    from themetrail.study.settings import read_settings
    from themetrail.suggestion.learn import coded_pairs, engine_hash, suggest

    settings = read_settings(args.study)
    scores = read_tables(args.scores, SCORES)
    ledgers, _ = read_ledgers(args.study)
    leads = lead_coders(settings, sorted(path.stem for path in args.scores))
    finished = [s for s, coder in leads.items() if s in finished_sessions(ledgers.get(coder, []))]
    coded = coded_pairs(read_table(args.codings), read_table(args.coding_segments))
    chosen = settings.suggestion
    offered = suggest(scores, coded, finished, chosen.least_confidence, chosen.most_per_segment)
    offered["engine_hash"] = engine_hash(scores, coded, finished)
    write_table(offered, SUGGESTIONS, args.suggestions)
    return 0
