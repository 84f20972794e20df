"""Text of record, findings and decisions in; the text of each session that may be shown, and its offset map, out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from themetrail.cli._sessions import Work, go_through, session_arguments

if TYPE_CHECKING:
    import argparse

HELP = "apply the study's replacements to the text of record"
MAKES = ("released", "offsets")
WITHDRAWN = "[WITHDRAWN]"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    session_arguments(parser)


def run(args: argparse.Namespace) -> int:
    """Release each session: decided strings and the turns of withdrawn speakers give way to placeholders."""
    from themetrail.cleaning.release import Replacement, release
    from themetrail.cleaning.withdrawn import withdrawn_spans
    from themetrail.cli._study import tables_of
    from themetrail.identifiers.decisions import replacements
    from themetrail.identifiers.hashing import read_key
    from themetrail.study.files import write_text
    from themetrail.study.load import path_of
    from themetrail.study.machine_tables import OFFSET_MAP, read_table, write_table
    from themetrail.study.session_files import session_file
    from themetrail.study.settings import read_settings

    decisions = tables_of(args.study)["identifiers"]
    sheet = args.study / path_of("identifiers")
    decided_in = sheet.read_bytes() if sheet.exists() else b""
    key = read_key(args.study / read_settings(args.study).identifiers.key_file)

    def work(session: str) -> Work:
        files = {kind: session_file(args.private, kind, session) for kind in ("record", "turns", "findings", *MAKES)}

        def make() -> None:
            record = files["record"].read_text(encoding="utf-8")
            gone = withdrawn_spans(read_table(files["turns"]))
            spans = [Replacement(start, end, WITHDRAWN) for start, end in gone]
            spans += [
                Replacement(start, end, placeholder)
                for start, end, placeholder in replacements(record, read_table(files["findings"]), decisions, key)
                if not any(low < end and start < high for low, high in gone)
            ]
            text, offsets = release(session, record, spans)
            write_text(files["released"], text)
            write_table(offsets, OFFSET_MAP, files["offsets"])

        return Work([files["record"], files["turns"], files["findings"], decided_in, key], make)

    return go_through(args, MAKES, work)
