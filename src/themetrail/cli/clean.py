"""Text of record and roster in; turns, typed marks and the cleaning report out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from themetrail.cli._options import path_arguments, session_argument, study_argument

if TYPE_CHECKING:
    import argparse

HELP = "join units into turns of known speakers and find typed marks"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    study_argument(parser)
    session_argument(parser)
    path_arguments(
        parser,
        record="text of record",
        locators="its locators",
        turns="turns to write (Parquet)",
        marks="typed marks to write (Parquet)",
        verbatim="what the intelligent verbatim view leaves out, to write (CSV, private, places without words)",
        report="cleaning report to write (JSON, private)",
    )


def run(args: argparse.Namespace) -> int:
    """Build the turns of one session; what is wrong goes into the report, for the gate."""
    from collections import Counter
    from dataclasses import asdict

    import pandas as pd

    from themetrail.cleaning.marks import find_marks
    from themetrail.cleaning.roster import Roster
    from themetrail.cleaning.turns import build_turns, labels_off_roster
    from themetrail.cleaning.verbatim import session_removals
    from themetrail.cli._study import shown_path, tables_of
    from themetrail.study.files import write_json, write_text
    from themetrail.study.load import people_of
    from themetrail.study.machine_tables import MARKS, TURNS, empty, read_table, write_table
    from themetrail.study.problems import to_json
    from themetrail.study.settings import read_settings
    from themetrail.study.sheets import write_sheet

    settings = read_settings(args.study)
    tables = tables_of(args.study)
    record = args.record.read_text(encoding="utf-8")
    roster, _ = Roster.from_rows(*people_of(args.session, tables["roster"], tables["participants"]))
    locators = read_table(args.locators)
    turns, problems = build_turns(
        args.session,
        record,
        locators,
        roster,
        settings.cleaning.merge_gap_s,
        backchannel_words=settings.cleaning.backchannel_words,
        shown_as=shown_path(args.study, args.session),
        set_apart=settings.cleaning.unknown_labels == "set_apart",
        one_turn_per_unit=tables.by("sessions", "session_id")[args.session]["source_kind"] == "responses",
    )
    marks = [
        {"session_id": args.session, "start": mark.start, "end": mark.end, "kind": mark.kind}
        for mark in find_marks(record)
    ]
    write_table(turns, TURNS, args.turns)
    write_table(pd.DataFrame(marks) if marks else empty(MARKS), MARKS, args.marks)
    removals = [{"session_id": args.session} | asdict(one) for one in session_removals(record, turns)]
    write_text(args.verbatim, write_sheet(["session_id", "start", "end", "rule"], removals))
    report = {
        "session_id": args.session,
        "turns": len(turns),
        "labels_off_roster": labels_off_roster(args.session, locators, roster),
        "left_out": dict(Counter(removal["rule"] for removal in removals)),
        "problems": to_json(problems),
    }
    write_json(args.report, report)
    return 0
