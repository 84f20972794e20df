"""Released text and turns in; annotated turns, segments and names that the model saw out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from themetrail.cli._options import path_arguments, session_argument, study_argument

if TYPE_CHECKING:
    import argparse

HELP = "annotate a session with spaCy in one pass: sentences, lemmas, names"


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
        docs="annotated turns to write (spaCy DocBin)",
        segments="segments to write (Parquet)",
        names="names found, hashed and masked, to write (Parquet)",
    )


def run(args: argparse.Namespace) -> int:
    """Annotate one session."""
    from themetrail.annotation.annotate import annotate_session
    from themetrail.annotation.model import find_model, load_model
    from themetrail.cli._released import released_session
    from themetrail.identifiers.hashing import read_key
    from themetrail.study.files import write_bytes
    from themetrail.study.machine_tables import FINDINGS, SEGMENTS, write_table
    from themetrail.study.settings import read_settings

    settings = read_settings(args.study)
    nlp = load_model(find_model(settings.annotation.models))
    key = read_key(args.study / settings.identifiers.key_file)
    annotated = annotate_session(released_session(args), nlp, key, settings.annotation.segments)
    write_bytes(args.docs, annotated.docs)
    write_table(annotated.segments, SEGMENTS, args.segments)
    write_table(annotated.names, FINDINGS, args.names)
    return 0
