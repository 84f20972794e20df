"""A workbook that was filled in, in; its decisions in the coder's ledger, and what was refused and why, out."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from themetrail.cli._options import study_argument

if TYPE_CHECKING:
    import argparse

HELP = "take the decisions of a filled-in review queue (.xlsx or .csv) into a coder's ledger"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    study_argument(parser)
    parser.add_argument("file", type=Path, metavar="FILE", help="the workbook, or its sheet 'Queue' saved as CSV")
    parser.add_argument("--coder", required=True, metavar="NAME", help="who filled it in, from coders.csv")


def run(args: argparse.Namespace) -> int:
    """Take what can be taken; 1 when something was refused."""
    from themetrail.review.desk import Desk
    from themetrail.review.queue_sheet import QUEUE, Against, take_queue
    from themetrail.review.sources import Sources
    from themetrail.review.workbooks import read_filled_in
    from themetrail.study.problems import InputError, Problem

    if not args.file.is_file():
        raise InputError([Problem(str(args.file), "", 0, "there is no such file", "Give the path of the workbook.")])
    sources = Sources(args.study)
    desk = Desk(sources)
    book = sources.book(desk.coder(args.coder))
    rows, problems = read_filled_in(args.file.read_bytes(), QUEUE, "Queue", args.file.name)
    sessions = {name: sources.session(name) for name in sources.session_ids}
    wanted = {row["segment"].split("-")[0]: row["blind"] == "yes" for row in rows}
    blind = {name: desk.is_blind(args.coder, name, wanted=wanted.get(name, False)) for name in sessions}
    taken = take_queue(rows, args.file.name, Against(args.coder, sessions, blind, sources.codebook, book.by_session))
    count = 0
    for session, acts in taken.acts.items():
        count += len(book.append(acts, session, book.seq_of(session)))
    refused = sorted({*problems, *taken.refused})
    print(f"Taken: {count} decisions of {args.coder}. Already there: {taken.already}. Empty rows: {taken.empty}.")
    if refused:
        print(
            f"Refused: {len(refused)}. Correct these cells and hand the file in again; what was taken is not doubled."
        )
        print("\n".join(f"  {problem}" for problem in refused))
    return 1 if refused else 0
