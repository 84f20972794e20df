"""Released texts and turns in; annotated turns, segments and names that the model saw of each session out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from themetrail.cli._sessions import Work, go_through, session_arguments

if TYPE_CHECKING:
    import argparse

HELP = "annotate sessions with spaCy in one pass: sentences, lemmas, names"
MAKES = ("docs", "segments", "names")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    session_arguments(parser)


def run(args: argparse.Namespace) -> int:
    """Annotate each session; the model is loaded once, when the first of them has to be."""
    from functools import cache

    from themetrail.annotation.model import find_model, load_model
    from themetrail.cli._released import released_files, released_session
    from themetrail.identifiers.hashing import read_key
    from themetrail.study.files import write_bytes
    from themetrail.study.machine_tables import FINDINGS, SEGMENTS, write_table
    from themetrail.study.session_files import session_file
    from themetrail.study.settings import read_settings

    settings = read_settings(args.study)
    chosen = settings.annotation
    model = find_model(chosen.models)
    nlp = cache(lambda: load_model(model, names=chosen.names))
    key = read_key(args.study / settings.identifiers.key_file)

    def work(session: str) -> Work:
        def make() -> None:
            from themetrail.annotation.annotate import annotate_session

            annotated = annotate_session(released_session(args.private, session), nlp(), key, chosen.segments)
            docs, segments, names = (session_file(args.private, kind, session) for kind in MAKES)
            write_bytes(docs, annotated.docs)
            write_table(annotated.segments, SEGMENTS, segments)
            write_table(annotated.names, FINDINGS, names)

        return Work(
            [*released_files(args.private, session), model.fingerprint, key, chosen.segments, str(chosen.names)], make
        )

    return go_through(args, MAKES, work)
