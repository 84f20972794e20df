"""How a command goes through sessions: what it made before from the same is taken from the cache, the rest is made."""

from __future__ import annotations

import os
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from themetrail.cli._options import path_arguments, study_argument
from themetrail.study.cache import keep, key_of, take
from themetrail.study.session_files import session_file

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Sequence
    from pathlib import Path

SECONDS_BETWEEN_LINES = 5.0


@dataclass(frozen=True)
class Work:
    """What the results of one session depend on beside the code (files by their path), and what makes them."""

    given: Sequence[Path | bytes | str]
    make: Callable[[], None]


def session_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of a command that goes through sessions."""
    study_argument(parser)
    path_arguments(parser, private="the folder of the private results")
    parser.add_argument("--sessions", required=True, nargs="+", metavar="ID", help="session_ids")
    parser.add_argument("--code", default="", metavar="HASH", help="hash of the code; without it nothing is kept")
    parser.add_argument("--part", default="", metavar="TEXT", help='how progress names these sessions ("part 2 of 6")')
    parser.add_argument("--progress", type=int, default=0, metavar="FD", help="open file to tell progress to")


def go_through(args: argparse.Namespace, makes: Sequence[str], work: Callable[[str], Work]) -> int:
    """Make the results of each session, and tell of it without its words.

    Args:
        args: What :func:`session_arguments` declares.
        makes: The kinds of files that are made of a session.
        work: What is to be done for a session.
    """
    progress = Progress(args)
    for session in args.sessions:
        files = {kind: session_file(args.private, kind, session) for kind in makes}
        archive = args.private / "cache" / args.command / f"{session}.kept"
        todo = work(session)
        key = key_of([args.code, *todo.given]) if args.code else ""
        kept = bool(key) and take(archive, key, files)
        if not kept:
            todo.make()
            if key:
                keep(archive, key, files)
        print(f"{session}: {'as before' if kept else 'made'}", flush=True)
        progress.add(len(session_file(args.private, "record", session).read_text(encoding="utf-8").split()))
    return 0


class Progress:
    """A line now and then: which part of which step, how many sessions of how many, how fast, and how long still.

    It goes to the screen, but not where CI is set, and into ``results/logs/progress.log``.
    """

    def __init__(self, args: argparse.Namespace) -> None:
        self.name = ", ".join(filter(None, (args.command, args.part)))
        self.total = len(args.sessions)
        self.screen = 0 if os.environ.get("CI") else args.progress
        self.log = args.private.parent / "logs" / "progress.log"
        self.done = self.words = 0
        self.began = self.told = time.monotonic()

    def add(self, words: int) -> None:
        """A session of so many words is done."""
        self.done += 1
        self.words += words
        now = time.monotonic()
        last = self.done == self.total
        if now - self.told < SECONDS_BETWEEN_LINES and not (last and now - self.began > SECONDS_BETWEEN_LINES):
            return
        self.told = now
        line = f"{self.line(now - self.began)}\n".encode()
        self.log.parent.mkdir(parents=True, exist_ok=True)
        with self.log.open("ab") as log:
            log.write(line)
        if self.screen:
            os.write(self.screen, line)

    def line(self, seconds: float) -> str:
        """What is told after so many seconds."""
        left = seconds / self.done * (self.total - self.done)
        until = f"about {left:.0f} s left" if left else f"done in {seconds:.0f} s"
        speed = f"{self.words:,} words, {self.words / seconds:,.0f} a second"
        return f"{self.name}: {self.done} of {self.total} sessions, {speed}, {until}"
