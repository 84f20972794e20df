"""A run of the workflow that can be hit as a fault hits it: wholly, at its head, or in one of its steps."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from repository import command

if TYPE_CHECKING:
    import random
    from collections.abc import Callable

HITS = ("all", "head", "step")
# How long a run may take on a machine that is busy with other things; only a run that hangs takes so long.
_ENDLESS_S = 900


class Run:
    """A run that was started and is not waited for."""

    def __init__(self, repository: Path, study: Path, target: str) -> None:
        self._screen = study / "screen.txt"
        with self._screen.open("wb") as screen:
            self._process = subprocess.Popen(
                command(repository, study, target),
                cwd=repository,
                stdout=screen,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        self.pid = self._process.pid

    @property
    def screen(self) -> str:
        """All that a person would have read so far."""
        return self._screen.read_text(encoding="utf-8")

    @property
    def alive(self) -> bool:
        """Whether its head, Snakemake, has not ended."""
        return self._process.poll() is None

    def wait_until(self, happened: Callable[[], bool]) -> None:
        """Wait until something has happened, or the run has ended."""
        until = time.monotonic() + _ENDLESS_S
        while self.alive and not happened():
            assert time.monotonic() < until, self.screen
            time.sleep(0.01)

    def wait(self) -> int:
        """The exit status of its head."""
        return self._process.wait(_ENDLESS_S)

    def steps(self) -> list[tuple[int, str]]:
        """Its steps that are at work, by process id, and what each does; those that have outlived it count."""
        found = []
        for folder in Path("/proc").glob("[0-9]*"):
            try:
                # The session is the fourth number after the name, which stands in brackets and may hold anything.
                session = int((folder / "stat").read_text().rpartition(")")[2].split()[3])
                words = (folder / "cmdline").read_bytes().decode().split("\0")
            except (FileNotFoundError, ProcessLookupError):
                continue
            if session == self.pid and words[1:3] == ["-m", "themetrail"]:
                found.append((int(folder.name), words[3]))
        return sorted(found)

    def hit(self, what: str, chance: random.Random) -> str:
        """Kill the whole run, its head alone, or one of its steps; what was at work is told."""
        steps = self.steps()
        at_work = "+".join(sorted(name for _, name in steps)) or "no step"
        if what == "step" and steps:
            pid, name = chance.choice(steps)
            _kill(os.kill, pid)
            return f"step: {name}"
        _kill(os.kill if what == "head" else os.killpg, self.pid)
        self._process.wait(_ENDLESS_S)
        return f"{'head' if what == 'head' else 'all'}: {at_work}"

    def end(self) -> None:
        """Kill whatever is left of it, so that no test leaves a process behind."""
        if self.alive:
            _kill(os.killpg, self.pid)
            self._process.wait(_ENDLESS_S)
        for pid, _ in self.steps():
            _kill(os.kill, pid)


def _kill(how: Callable[[int, int], None], pid: int) -> None:
    with suppress(ProcessLookupError):  # it may have ended by itself
        how(pid, signal.SIGKILL)
