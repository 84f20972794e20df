"""Private results in; the masked table that each figure is drawn from, and why some are left out, out."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from themetrail.cli._options import path_arguments, study_argument

if TYPE_CHECKING:
    import argparse

HELP = "write the numbers that each figure shows"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    study_argument(parser)
    parser.add_argument("--private", type=Path, required=True, metavar="FOLDER", help="results/private of the run")
    parser.add_argument("--figures", type=Path, required=True, metavar="FOLDER", help="folder to write to")
    path_arguments(parser, left_out="why the study does not have some of the figures, to write (JSON)")


def run(args: argparse.Namespace) -> int:
    """Write the drawn data of every figure; those of a figure that is left out have no rows."""
    from themetrail.figures.all_drawn import DRAWN
    from themetrail.figures.left_out import left_out
    from themetrail.study.files import write_json, write_text
    from themetrail.tables.own_words import load_for_print

    data, _ = load_for_print(args.study, args.private)
    reasons = left_out(data.inputs, data.codebook)
    for name, build in DRAWN.items():
        table = build(data)
        shown = table.head(0) if name in reasons else table
        write_text(args.figures / f"{name}.csv", shown.to_csv(index=False, lineterminator="\n"))
    write_json(args.left_out, reasons)
    return 0
