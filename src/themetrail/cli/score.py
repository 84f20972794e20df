"""Annotated turns, segments and the codebook in; the codebook's own score of each segment out. No decision is read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from themetrail.cli._options import path_arguments, session_argument, study_argument

if TYPE_CHECKING:
    import argparse

HELP = "score a session's segments by the codebook alone"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    study_argument(parser)
    session_argument(parser)
    path_arguments(
        parser,
        record="text of record",
        released="released text",
        offsets="its offset map",
        turns="its turns",
        docs="its annotated turns",
        segments="its segments",
        scores="scores to write (Parquet)",
    )


def run(args: argparse.Namespace) -> int:
    """Score one session."""
    from themetrail.annotation.annotate import unpack
    from themetrail.annotation.model import find_model, load_lemmatizer
    from themetrail.cli._released import released_session
    from themetrail.codebook.read import read_codebook
    from themetrail.study.machine_tables import SCORES, read_table, write_table
    from themetrail.study.settings import read_settings
    from themetrail.suggestion.lexical import LexicalEngine
    from themetrail.suggestion.scores import score_session

    nlp = load_lemmatizer(find_model(read_settings(args.study).annotation.models))
    engine = LexicalEngine(read_codebook(args.study), nlp)
    docs = unpack(args.docs.read_bytes(), nlp)
    scores = score_session(released_session(args), docs, read_table(args.segments), engine)
    write_table(scores, SCORES, args.scores)
    return 0
