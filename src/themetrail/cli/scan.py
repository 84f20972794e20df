"""Everything that transcript files hold in; findings of residual identifiers, hashed and masked, out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from themetrail.cli._sessions import Work, go_through, session_arguments

if TYPE_CHECKING:
    import argparse

HELP = "look for identifiers that anonymisation missed, by rules"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    session_arguments(parser)


def run(args: argparse.Namespace) -> int:
    """Scan each session."""
    import json

    from themetrail.cli._study import tables_of
    from themetrail.identifiers.hashing import read_key
    from themetrail.identifiers.known import read_known_names
    from themetrail.identifiers.scan import scan_session
    from themetrail.study.load import people_of_each
    from themetrail.study.machine_tables import FINDINGS, read_table, write_table
    from themetrail.study.plan import people_fingerprint
    from themetrail.study.session_files import session_file
    from themetrail.study.settings import read_settings

    settings = read_settings(args.study).identifiers
    key = read_key(args.study / settings.key_file)
    names_file = args.study / settings.known_names_file
    # What is wrong with the list is the gate's to report, with everything else.
    known_names, _ = read_known_names(names_file, settings.known_names_file)
    listed = names_file.read_bytes() if names_file.exists() else b""
    tables = tables_of(args.study)
    kinds = {row["session_id"]: row["source_kind"] for row in tables["sessions"]}
    spoke = people_of_each(args.sessions, tables["roster"], tables["participants"])

    def work(session: str) -> Work:
        roster, people = spoke[session]
        files = [session_file(args.private, kind, session) for kind in ("record", "locators", "ingest")]

        def make() -> None:
            record, locators, report = files
            findings = scan_session(
                session,
                record.read_text(encoding="utf-8"),
                read_table(locators),
                json.loads(report.read_text(encoding="utf-8")),
                roster_labels={row["label"] for row in roster},
                participant_ids={row["speaker_id"] for row in people},
                known_names=known_names,
                one_turn_per_unit=kinds[session] == "responses",
                key=key,
            )
            write_table(findings, FINDINGS, session_file(args.private, "findings", session))

        return Work([*files, people_fingerprint(roster, people), kinds[session], listed, key], make)

    return go_through(args, ["findings"], work)
