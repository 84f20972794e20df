"""Two states of one coder's ledger in; one valid ledger, and the list of what a person should look at, out."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from themetrail.cli._options import path_arguments

if TYPE_CHECKING:
    import argparse

    from themetrail.ledger.acts import Act

HELP = "join two states of one coder's ledger that have grown apart; git can call it when it merges"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    path_arguments(parser, ours="our state of the ledger, which is written", theirs="the other state")
    name = "decisions/<coder>.csv, where the files have other names, as those have that git makes to merge"
    parser.add_argument("--name", type=Path, metavar="FILE", help=name)


def run(args: argparse.Namespace) -> int:
    """Join the ledgers; 1 when there is something to look at. What cannot be joined is left as it was."""
    from themetrail.ledger.acts import read_acts
    from themetrail.ledger.merge import merge_ledgers
    from themetrail.study.files import write_text
    from themetrail.study.inputs import DECISIONS
    from themetrail.study.problems import stop_on
    from themetrail.study.sheets import write_sheet

    name = (args.name or args.ours).as_posix()
    states, problems = [], []
    for path in (args.ours, args.theirs):
        data = path.read_bytes() if path.exists() else b""
        acts, found = read_acts(data, name) if data else ([], [])
        states.append(acts)
        problems += found
    stop_on(problems)
    merged = merge_ledgers(*states)
    for conflict in merged.conflicts:
        one, other = conflict.ours, conflict.theirs
        print(f"{name}, {one.session_id}: {conflict.why}: {_told(one)}; {_told(other)}.")
    if merged.acts is None:
        print(f"{name} was left as it was. A row of a ledger is never changed: take one of the two files.")
        return 1
    write_text(args.ours, write_sheet(DECISIONS.header, (act.cells() for act in merged.acts)))
    print(f"{name}: joined, {len(merged.acts)} acts, {len(merged.conflicts)} pairs to look at.")
    return 1 if merged.conflicts else 0


def _told(act: Act) -> str:
    place = "" if act.start is None else f" at {act.start}–{act.end}"
    return f"{act.action}{f' {act.code}' if act.code else ''}{place} ({act.decision_id})"
