"""All findings and the decisions on them in; the list of strings that a person should look at out."""

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
    for name in ("findings", "names"):
        parser.add_argument(f"--{name}", type=Path, nargs="+", required=True, metavar="FILE", help=name)
    path_arguments(parser, worklist="list to write (CSV, private)")


def run(args: argparse.Namespace) -> int:
    """Write the worklist; with the setting ``identifiers.stop_on_names`` an undecided name stops the run."""
    from themetrail.cli._study import shown_path, tables_of
    from themetrail.identifiers.decisions import gate_problems, unresolved, worklist
    from themetrail.study.files import write_text
    from themetrail.study.machine_tables import FINDINGS, read_tables
    from themetrail.study.problems import stop_on
    from themetrail.study.settings import read_settings

    tables = tables_of(args.study)
    undecided = unresolved(read_tables([*args.findings, *args.names], FINDINGS), tables["identifiers"])
    if read_settings(args.study).identifiers.stop_on_names:
        paths = {row["session_id"]: shown_path(args.study, row["session_id"]) for row in tables["sessions"]}
        names = undecided[undecided["layer"] == "names"]
        stop_on(gate_problems(names, paths, names=True))
    listed = worklist(undecided)
    write_text(args.worklist, listed.to_csv(index=False, lineterminator="\n"))
    print(f"{len(listed)} different strings look like names or identifiers and are undecided.")
    return 0
