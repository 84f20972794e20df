"""Texts, scores by the codebook and decisions in; ranked suggestions with evidence and a learnt confidence out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from themetrail.cli._options import path_arguments, study_argument

if TYPE_CHECKING:
    import argparse

HELP = "learn from decisions, rank the suggestions, and say what to read next"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    study_argument(parser)
    path_arguments(
        parser,
        private="the folder of the private results",
        codings="codings",
        coding_segments="their segments",
        suggestions="suggestions to write (Parquet)",
        reading="order of reading to write (Parquet)",
        candidates="candidate codes to write (CSV)",
        card="model card to write (Markdown)",
    )
    parser.add_argument("--processes", type=int, default=1, metavar="N", help="processes to work with (default: 1)")


def run(args: argparse.Namespace) -> int:
    """Suggest codes for every session, each by what was decided in the others."""
    from threadpoolctl import threadpool_limits

    from themetrail.cli._ledgers import lead_coders, read_ledgers
    from themetrail.cli._suggestion import blind_evaluation, passages_of_study, speaker_groups, transformer
    from themetrail.codebook.read import read_codebook
    from themetrail.study.all_sessions import files_of_all
    from themetrail.study.files import write_text
    from themetrail.study.machine_tables import (
        READING,
        SCORES,
        SEGMENTS,
        SUGGESTIONS,
        read_table,
        read_tables,
        records,
        write_table,
    )
    from themetrail.study.settings import read_settings
    from themetrail.suggestion.card import model_card
    from themetrail.suggestion.decisions import coded_pairs, decided, finished_by_lead, refused_pairs
    from themetrail.suggestion.study_run import candidates_sheet, run_study
    from themetrail.suggestion.suggest import Wish

    settings = read_settings(args.study)
    of_scores, of_segments, released, offsets = (
        files_of_all(args.study, args.private, kind) for kind in ("scores", "segments", "released", "offsets")
    )
    chosen = settings.suggestion
    wish = Wish(chosen.find, chosen.sure, chosen.least_confidence, chosen.most_per_segment)
    segments, scores = read_tables(of_segments, SEGMENTS), read_tables(of_scores, SCORES)
    codings, coding_segments = read_table(args.codings), read_table(args.coding_segments)
    passages = passages_of_study(released, offsets, segments, scores)
    ledgers, _ = read_ledgers(args.study)
    leads = lead_coders(settings, sorted(path.stem for path in of_scores))
    codes = [code for code in read_codebook(args.study).codes if code.status == "active"]
    what = decided(
        [(passage.session_id, passage.segment_id) for passage in passages],
        [code.id for code in codes],
        coded_pairs(codings, coding_segments),
        refused_pairs(ledgers, leads, segments, settings.coding.overlap_min),
        finished_by_lead(ledgers, leads),
    )
    lexical = {(row.segment_id, row.code): float(row.lexical) for row in records(scores)}
    # One thread: sums in another order would differ in their last digits.
    with threadpool_limits(1):
        made = run_study(
            codes,
            passages,
            lexical,
            what,
            wish,
            weights={str(name): weight for name, weight in chosen.engines.items()},
            groups=speaker_groups(args.study),
            more=transformer(chosen, codes),
            processes=args.processes,
        )
    write_table(made.suggestions, SUGGESTIONS, args.suggestions)
    write_table(made.reading, READING, args.reading)
    write_text(args.candidates, candidates_sheet(made.candidates))
    blind = blind_evaluation(
        made.suggestions, codings, coding_segments, segments=segments, ledgers=ledgers, codes=codes
    )
    write_text(args.card, model_card(made, wish, blind, synthetic=settings.study.synthetic))
    print(f"{len(made.suggestions)} suggestions, learnt from {len(what.rows)} decided segments.")
    return 0
