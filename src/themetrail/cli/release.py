"""Text of record, findings and decisions in; the text that may be shown, and its offset map, out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from themetrail.cli._options import path_arguments, session_argument, study_argument

if TYPE_CHECKING:
    import argparse

HELP = "apply the study's replacements to the text of record"
WITHDRAWN = "[WITHDRAWN]"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    study_argument(parser)
    session_argument(parser)
    path_arguments(
        parser,
        record="text of record",
        turns="its turns",
        findings="its findings",
        released="released text to write",
        offsets="offset map to write (Parquet)",
    )


def run(args: argparse.Namespace) -> int:
    """Release one session: decided strings and the turns of withdrawn speakers give way to placeholders."""
    from themetrail.cleaning.release import Replacement, release
    from themetrail.cleaning.withdrawn import withdrawn_spans
    from themetrail.cli._study import tables_of
    from themetrail.identifiers.decisions import replacements
    from themetrail.identifiers.hashing import read_key
    from themetrail.study.files import write_text
    from themetrail.study.machine_tables import OFFSET_MAP, read_table, write_table
    from themetrail.study.settings import read_settings

    turns = read_table(args.turns)
    record = args.record.read_text(encoding="utf-8")
    gone = withdrawn_spans(turns)
    key = read_key(args.study / read_settings(args.study).identifiers.key_file)
    decided = replacements(record, read_table(args.findings), tables_of(args.study)["identifiers"], key)
    spans = [Replacement(start, end, WITHDRAWN) for start, end in gone]
    spans += [
        Replacement(start, end, placeholder)
        for start, end, placeholder in decided
        if not any(low < end and start < high for low, high in gone)
    ]
    text, offsets = release(args.session, record, spans)
    write_text(args.released, text)
    write_table(offsets, OFFSET_MAP, args.offsets)
    return 0
