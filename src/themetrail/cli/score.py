"""Annotated turns, segments and the codebook in; the codebook's own score of each segment out. No decision is read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from themetrail.cli._sessions import Work, go_through, session_arguments

if TYPE_CHECKING:
    import argparse

HELP = "score the segments of sessions by the codebook alone"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    session_arguments(parser)


def run(args: argparse.Namespace) -> int:
    """Score each session; the engine is made once, when the first of them has to be."""
    from functools import cache

    from themetrail.annotation.annotate import unpack
    from themetrail.annotation.model import find_model, load_lemmatizer
    from themetrail.cli._released import released_files, released_session
    from themetrail.codebook.read import read_codebook
    from themetrail.study.machine_tables import SCORES, read_table, write_table
    from themetrail.study.plan import CODEBOOK
    from themetrail.study.session_files import session_file
    from themetrail.study.settings import read_settings
    from themetrail.suggestion.lexical import LexicalEngine
    from themetrail.suggestion.scores import score_session

    model = find_model(read_settings(args.study).annotation.models)
    nlp = cache(lambda: load_lemmatizer(model))
    engine = cache(lambda: LexicalEngine(read_codebook(args.study), nlp()))
    codebook = (args.study / CODEBOOK).read_bytes()

    def work(session: str) -> Work:
        docs, segments = (session_file(args.private, kind, session) for kind in ("docs", "segments"))

        def make() -> None:
            turns = unpack(docs.read_bytes(), nlp())
            scores = score_session(released_session(args.private, session), turns, read_table(segments), engine())
            write_table(scores, SCORES, session_file(args.private, "scores", session))

        given = [*released_files(args.private, session), docs, segments, model.fingerprint, codebook]
        return Work(given, make)

    return go_through(args, ["scores"], work)
