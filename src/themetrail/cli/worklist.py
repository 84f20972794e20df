"""All findings, the texts and the decisions in; the list of strings that a person should look at out."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from themetrail.cli._options import path_arguments, study_argument

if TYPE_CHECKING:
    import argparse

HELP = "list the strings that nobody has decided on, names included; stop on them if the study says so"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    study_argument(parser)
    for name, text in (("findings", "findings"), ("names", "names"), ("records", "texts of record, <session>.txt")):
        told = f"{text}, or their folder"
        parser.add_argument(f"--{name}", type=Path, nargs="+", required=True, metavar="FILE", help=told)
    path_arguments(parser, worklist="list to write (CSV, private)")


def run(args: argparse.Namespace) -> int:
    """Write the worklist; with the setting ``identifiers.stop_on_names`` an undecided name stops the run."""
    from themetrail.cli._session_files import session_files
    from themetrail.cli._study import shown_paths, tables_of
    from themetrail.identifiers.contexts import masked_contexts
    from themetrail.identifiers.decisions import gate_problems, to_fill_in, unresolved, worklist
    from themetrail.identifiers.hashing import read_key
    from themetrail.study.files import write_text
    from themetrail.study.machine_tables import FINDINGS, read_tables
    from themetrail.study.problems import stop_on
    from themetrail.study.settings import read_settings

    tables = tables_of(args.study)
    settings = read_settings(args.study).identifiers
    findings = read_tables(session_files(args.study, [*args.findings, *args.names]), FINDINGS)
    undecided = unresolved(findings, tables["identifiers"])
    if settings.stop_on_names:
        paths = shown_paths(args.study, (row["session_id"] for row in tables["sessions"]))
        names = undecided[undecided["layer"] == "names"]
        stop_on(gate_problems(names, paths, ["names"]))
    records = {path.stem: path.read_text(encoding="utf-8") for path in session_files(args.study, args.records)}
    contexts = masked_contexts(undecided, findings, records, read_key(args.study / settings.key_file))
    listed = worklist(undecided, contexts)
    write_text(args.worklist, to_fill_in(listed))
    print(f"{len(listed)} different strings look like names or identifiers and are undecided.")
    return 0
