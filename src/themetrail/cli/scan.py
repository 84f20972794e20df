"""Everything that a transcript file holds in; findings of residual identifiers, hashed and masked, out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from themetrail.cli._options import path_arguments, session_argument, study_argument

if TYPE_CHECKING:
    import argparse

HELP = "look for identifiers that anonymisation missed, by rules"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    study_argument(parser)
    session_argument(parser)
    path_arguments(
        parser,
        record="text of record",
        locators="its locators",
        report="its ingest report",
        findings="findings to write (Parquet)",
    )


def run(args: argparse.Namespace) -> int:
    """Scan one session."""
    import json

    from themetrail.cli._study import tables_of
    from themetrail.identifiers.hashing import read_key
    from themetrail.identifiers.known import read_known_names
    from themetrail.identifiers.scan import scan_session
    from themetrail.study.load import people_of
    from themetrail.study.machine_tables import FINDINGS, read_table, write_table
    from themetrail.study.settings import read_settings

    settings = read_settings(args.study).identifiers
    key = read_key(args.study / settings.key_file)
    # What is wrong with the list is the gate's to report, with everything else.
    known_names, _ = read_known_names(args.study / settings.known_names_file, settings.known_names_file)
    tables = tables_of(args.study)
    roster, people = people_of(args.session, tables["roster"], tables["participants"])
    findings = scan_session(
        args.session,
        args.record.read_text(encoding="utf-8"),
        read_table(args.locators),
        json.loads(args.report.read_text(encoding="utf-8")),
        roster_labels={row["label"] for row in roster},
        participant_ids={row["speaker_id"] for row in people},
        known_names=known_names,
        one_turn_per_unit=tables.by("sessions", "session_id")[args.session]["source_kind"] == "responses",
        key=key,
    )
    write_table(findings, FINDINGS, args.findings)
    return 0
