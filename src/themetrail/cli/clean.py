"""Text of record and roster in; turns, typed marks and the cleaning report of each session out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from themetrail.cli._sessions import Work, go_through, session_arguments

if TYPE_CHECKING:
    import argparse

HELP = "join units into turns of known speakers and find typed marks"
MAKES = ("turns", "marks", "verbatim", "clean")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    session_arguments(parser)


def run(args: argparse.Namespace) -> int:
    """Build the turns of each session; what is wrong goes into its report, for the gate."""
    from collections import Counter
    from dataclasses import asdict

    import pandas as pd

    from themetrail.cleaning.marks import find_marks
    from themetrail.cleaning.roster import Roster
    from themetrail.cleaning.turns import build_turns, labels_off_roster
    from themetrail.cleaning.verbatim import session_removals
    from themetrail.cli._study import shown_paths, tables_of
    from themetrail.study.files import write_json, write_text
    from themetrail.study.load import people_of_each
    from themetrail.study.machine_tables import MARKS, TURNS, empty, read_table, write_table
    from themetrail.study.plan import people_fingerprint
    from themetrail.study.problems import to_json
    from themetrail.study.session_files import session_file
    from themetrail.study.settings import read_settings
    from themetrail.study.sheets import write_sheet

    settings = read_settings(args.study).cleaning
    tables = tables_of(args.study)
    kinds = {row["session_id"]: row["source_kind"] for row in tables["sessions"]}
    spoke = people_of_each(args.sessions, tables["roster"], tables["participants"])
    paths = shown_paths(args.study, args.sessions)

    def work(session: str) -> Work:
        people, shown_as = spoke[session], paths[session]
        files = {kind: session_file(args.private, kind, session) for kind in ("record", "locators", *MAKES)}

        def make() -> None:
            record = files["record"].read_text(encoding="utf-8")
            roster, _ = Roster.from_rows(*people)
            locators = read_table(files["locators"])
            turns, problems = build_turns(
                session,
                record,
                locators,
                roster,
                settings.merge_gap_s,
                backchannel_words=settings.backchannel_words,
                shown_as=shown_as,
                set_apart=settings.unknown_labels == "set_apart",
                one_turn_per_unit=kinds[session] == "responses",
            )
            marks = [
                {"session_id": session, "start": mark.start, "end": mark.end, "kind": mark.kind}
                for mark in find_marks(record)
            ]
            write_table(turns, TURNS, files["turns"])
            write_table(pd.DataFrame(marks) if marks else empty(MARKS), MARKS, files["marks"])
            removals = [{"session_id": session} | asdict(one) for one in session_removals(record, turns)]
            write_text(files["verbatim"], write_sheet(["session_id", "start", "end", "rule"], removals))
            report = {
                "session_id": session,
                "turns": len(turns),
                "labels_off_roster": labels_off_roster(session, locators, roster),
                "left_out": dict(Counter(removal["rule"] for removal in removals)),
                "problems": to_json(problems),
            }
            write_json(files["clean"], report)

        told = [people_fingerprint(*people), kinds[session], shown_as, settings.model_dump_json()]
        return Work([files["record"], files["locators"], *told], make)

    return go_through(args, MAKES, work)
