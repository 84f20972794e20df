"""A folder of public results in; the explorer, one HTML page that needs nothing else, out."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from themetrail.cli._options import path_arguments

if TYPE_CHECKING:
    import argparse

HELP = "make the explorer from public results"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("--public", type=Path, required=True, metavar="FOLDER", help="results/public of the run")
    path_arguments(parser, page="page to write (HTML)")
    parser.add_argument(
        "--transcripts", type=Path, metavar="FILE", help="whole transcripts (JSON), for the team's page"
    )


def run(args: argparse.Namespace) -> int:
    """Write the page."""
    from themetrail.explorer.page import DATA, page
    from themetrail.study.files import write_text
    from themetrail.study.problems import Problem, stop_on

    wanted = [args.public / DATA, *([args.transcripts] if args.transcripts else [])]
    remedy = "Name the folder results/public of a run (make explorer), or a copy of it."
    stop_on([Problem(path.as_posix(), "", 0, "the file is missing", remedy) for path in wanted if not path.is_file()])
    transcripts = args.transcripts.read_text(encoding="utf-8") if args.transcripts else ""
    write_text(args.page, page(args.public, transcripts))
    return 0
