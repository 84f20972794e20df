"""The reason why a study does not have a figure in; a text file in the place of the figure out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from themetrail.cli._options import path_arguments

if TYPE_CHECKING:
    import argparse

HELP = "say in a file why a figure is left out"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    path_arguments(parser, data="the figure's drawn data, without rows; the text is written beside it")
    parser.add_argument("--reason", required=True, metavar="TEXT", help="why the study does not have the figure")


def run(args: argparse.Namespace) -> int:
    """Write the reason, and take away what an earlier run drew."""
    from themetrail.study.files import write_text

    for path in args.data.parent.glob(f"{args.data.stem}.*"):
        if path != args.data:
            path.unlink()
    write_text(args.data.with_suffix(".txt"), f"{args.reason}\n")
    return 0
