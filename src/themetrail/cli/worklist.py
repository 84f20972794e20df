"""All findings, the texts and the decisions in; the list of strings that a person should look at out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from themetrail.cli._options import path_arguments, study_argument

if TYPE_CHECKING:
    import argparse

HELP = "list the strings that nobody has decided on, names included; stop on them if the study says so"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    study_argument(parser)
    path_arguments(parser, private="the folder of the private results", worklist="list to write (CSV, private)")


def run(args: argparse.Namespace) -> int:
    """Write the worklist; with the setting ``identifiers.stop_on_names`` an undecided name stops the run."""
    from themetrail.cli._study import shown_paths, tables_of
    from themetrail.identifiers.contexts import masked_contexts
    from themetrail.identifiers.decisions import gate_problems, to_fill_in, unresolved, worklist
    from themetrail.identifiers.hashing import read_key
    from themetrail.study.all_sessions import files_of_all
    from themetrail.study.files import write_text
    from themetrail.study.machine_tables import FINDINGS, read_tables
    from themetrail.study.problems import stop_on
    from themetrail.study.settings import read_settings

    tables = tables_of(args.study)
    settings = read_settings(args.study).identifiers
    seen = [path for kind in ("findings", "names") for path in files_of_all(args.study, args.private, kind)]
    findings = read_tables(seen, FINDINGS)
    undecided = unresolved(findings, tables["identifiers"])
    if settings.stop_on_names:
        paths = shown_paths(args.study, (row["session_id"] for row in tables["sessions"]))
        names = undecided[undecided["layer"] == "names"]
        stop_on(gate_problems(names, paths, ["names"]))
    texts = files_of_all(args.study, args.private, "record")
    records = {path.stem: path.read_text(encoding="utf-8") for path in texts}
    contexts = masked_contexts(undecided, findings, records, read_key(args.study / settings.key_file))
    listed = worklist(undecided, contexts)
    write_text(args.worklist, to_fill_in(listed))
    print(f"{len(listed)} different strings look like names or identifiers and are undecided.")
    return 0
