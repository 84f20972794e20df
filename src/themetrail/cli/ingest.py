"""One transcript in; the text of record, its locators and the ingest report out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from themetrail.cli._options import path_arguments, session_argument, study_argument

if TYPE_CHECKING:
    import argparse

HELP = "read a transcript into the text of record"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    study_argument(parser)
    session_argument(parser)
    path_arguments(
        parser,
        source="the transcript",
        record="text of record to write",
        locators="table of source places to write (Parquet)",
        report="ingest report to write (JSON, private)",
    )


def run(args: argparse.Namespace) -> int:
    """Read one transcript; what is wrong with it goes into the report, for the gate."""
    from themetrail.cli._study import shown_name, tables_of
    from themetrail.study.files import write_json, write_text
    from themetrail.study.load import people_of
    from themetrail.study.machine_tables import LOCATORS, write_table
    from themetrail.transcripts.choose import read_transcript
    from themetrail.transcripts.model import Source
    from themetrail.transcripts.record import build_record, report

    tables = tables_of(args.study)
    kind = tables.by("sessions", "session_id")[args.session]["source_kind"]
    roster, _ = people_of(args.session, tables["roster"], tables["participants"])
    known = frozenset(row["label"] for row in roster)
    source = Source(args.source.name, args.source.read_bytes(), kind, known)
    reading = read_transcript(source, shown_name(source.name))
    record, locators = build_record(args.session, reading.units)
    write_text(args.record, record)
    write_table(locators, LOCATORS, args.locators)
    write_json(args.report, report(args.session, source, reading, record))
    return 0
