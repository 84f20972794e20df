"""Private results in; the list of places where two coders disagree, with the words of each, out."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from themetrail.cli._options import path_arguments, study_argument

if TYPE_CHECKING:
    import argparse

HELP = "list where the coders disagree"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    study_argument(parser)
    parser.add_argument("--private", type=Path, required=True, metavar="FOLDER", help="results/private of the run")
    path_arguments(parser, disagreements="list to write (CSV, private)")


def run(args: argparse.Namespace) -> int:
    """Compare the coders of the sessions that two or more of them finished."""
    from themetrail.agreement.disagreements import disagreements
    from themetrail.cleaning.release import OffsetMap
    from themetrail.ledger.acts import one_line
    from themetrail.study.files import write_text
    from themetrail.study.machine_tables import read_table, records
    from themetrail.tables.data import load_study

    data = load_study(args.study, args.private)
    texts = {}
    for session in data.double_coded:
        released = (args.private / "released" / f"{session}.txt").read_text(encoding="utf-8")
        texts[session] = released, OffsetMap(read_table(args.private / "offsets" / f"{session}.parquet"))
    found = disagreements(
        data.codings,
        data.coding_segments,
        data.coded_units,
        data.coders_of(data.double_coded),
        data.double_coded,
    )
    words = []
    for row in records(found):
        released, offsets = texts[row.session_id]
        low, high = offsets.to_released(row.start, row.end)
        words.append(one_line(released[low:high]))
    write_text(args.disagreements, found.assign(words=words).to_csv(index=False, lineterminator="\n"))
    return 0
