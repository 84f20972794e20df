"""What reading and cleaning left of each session in; the report on all transcripts out."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from themetrail.cli._options import path_arguments, study_argument

if TYPE_CHECKING:
    import argparse

    from themetrail.provenance.transcripts import SessionReport

HELP = "report what was read from each transcript, with the lines that were left out"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    study_argument(parser)
    parser.add_argument("--private", type=Path, required=True, metavar="FOLDER", help="results/private of the run")
    path_arguments(
        parser,
        csv="table with a row for each session to write (CSV, private)",
        dropped="table of the lines that were left out to write (CSV, private)",
        page="page with both to write (HTML, private)",
    )


def run(args: argparse.Namespace) -> int:
    """Write the report of every session that has been read."""
    from themetrail.cli._study import tables_of
    from themetrail.provenance.transcripts import dropped_csv, sessions_csv, transcripts_page
    from themetrail.study.files import write_text
    from themetrail.study.settings import read_settings

    settings = read_settings(args.study)
    sessions = [row["session_id"] for row in tables_of(args.study)["sessions"]]
    read = [session for session in sessions if (args.private / "clean" / f"{session}.json").exists()]
    reports = [_report(args.private, session) for session in read]
    write_text(args.csv, sessions_csv(reports))
    write_text(args.dropped, dropped_csv(reports))
    about = settings.study
    view = settings.cleaning.intelligent_verbatim
    write_text(args.page, transcripts_page(reports, about.title, synthetic=about.synthetic, view=view))
    return 0


def _report(private: Path, session: str) -> SessionReport:
    import json

    from themetrail.provenance.transcripts import session_report
    from themetrail.study.machine_tables import read_table

    ingest, clean = (
        json.loads((private / kind / f"{session}.json").read_text(encoding="utf-8")) for kind in ("ingest", "clean")
    )
    record = (private / "record" / f"{session}.txt").read_text(encoding="utf-8")
    turns, marks = (read_table(private / kind / f"{session}.parquet") for kind in ("turns", "marks"))
    return session_report(ingest, clean, record, turns, marks)
