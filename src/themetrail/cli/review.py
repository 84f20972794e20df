"""The desk in the browser: code, and everything that is decided goes into data/coding at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from themetrail.cli._options import study_argument

if TYPE_CHECKING:
    import argparse

HELP = "open the review desk in the browser"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    study_argument(parser)
    parser.add_argument("--coder", default="", metavar="NAME", help="who codes; by default the page asks")
    parser.add_argument("--blind", action="store_true", help="show neither suggestions nor other people's codes")
    parser.add_argument("--port", type=int, default=0, metavar="NUMBER", help="port; by default one that is free")
    parser.add_argument("--no-browser", action="store_true", help="only print the link")


def run(args: argparse.Namespace) -> int:
    """Serve the desk until Ctrl+C."""
    from themetrail.review.desk import Desk
    from themetrail.review.launcher import leave_launchers
    from themetrail.review.serve import serve
    from themetrail.review.sources import PRIVATE, Sources
    from themetrail.study.problems import Problem, stop_on

    sources = Sources(args.study)
    desk = Desk(sources, args.coder, blind=args.blind)
    if args.coder:
        desk.coder(args.coder)
    if not sources.session_ids:
        seen = "no transcript has been read yet"
        stop_on([Problem(PRIVATE, "", 0, seen, "Run 'make paper' first; the desk shows what a run has read.")])
    if not sources.coders:
        seen = "nobody is named who codes"
        stop_on([Problem("data/coding/coders.csv", "", 0, seen, "Add a row for each coder.")])
    leave_launchers(args.study)
    try:
        serve(desk, args.port, browser=not args.no_browser)
    except OSError:
        stop_on([Problem("--port", "", 0, f"port {args.port} is taken", "Leave --port out, or name another.")])
    except KeyboardInterrupt:
        pass
    return 0
