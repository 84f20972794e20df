"""Transcripts in; the text of record, its locators and the ingest report of each out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from themetrail.cli._sessions import Work, go_through, session_arguments

if TYPE_CHECKING:
    import argparse

HELP = "read transcripts into the text of record"
MAKES = ("record", "locators", "ingest")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    session_arguments(parser)


def run(args: argparse.Namespace) -> int:
    """Read the transcripts; what is wrong with one goes into its report, for the gate."""
    from themetrail.cli._study import shown_name, tables_of
    from themetrail.study.files import write_json, write_text
    from themetrail.study.load import people_of_each, transcript_paths
    from themetrail.study.machine_tables import LOCATORS, write_table
    from themetrail.study.session_files import session_file
    from themetrail.transcripts.choose import read_transcript
    from themetrail.transcripts.model import Source
    from themetrail.transcripts.record import build_record, report

    tables = tables_of(args.study)
    rows = tables.by("sessions", "session_id")
    paths = transcript_paths(args.study)
    spoke = people_of_each(args.sessions, tables["roster"], tables["participants"])

    def work(session: str) -> Work:
        (path,) = paths[session]
        roster, _ = spoke[session]
        known = frozenset(row["label"] for row in roster)
        source = Source(path.name, path.read_bytes(), rows[session]["source_kind"], known)

        def make() -> None:
            reading = read_transcript(source, shown_name(source.name))
            record, locators = build_record(session, reading.units)
            write_text(session_file(args.private, "record", session), record)
            write_table(locators, LOCATORS, session_file(args.private, "locators", session))
            write_json(session_file(args.private, "ingest", session), report(session, source, reading, record))

        return Work([source.name, source.data, source.kind, *sorted(known)], make)

    return go_through(args, MAKES, work)
