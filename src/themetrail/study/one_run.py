"""One run of a study at a time, and no step that works on after its run was killed.

Two locks in the folder ``.snakemake`` of the study. The run holds the first for as long as it lives; who finds it held
is told by whom. Each step holds the second together with the other steps; a run begins only when nobody does, so that
no step of a killed run writes beside it. A step that a killed run had started, and that wakes up later still, finds
that the run has changed and stops. The system lets go of a lock when its holder dies, so none is ever left behind.
"""

from __future__ import annotations

import errno
import fcntl
import json
import os
import secrets
import socket
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from themetrail.study.problems import CannotRunError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

FOLDER = ".snakemake"
# Under this name a run tells its steps which run they are of.
RUN = "THEMETRAIL_RUN"
_HOLDER, _STEPS = "run.lock", "steps.lock"
# Some file systems of clusters know no locks; there a run goes without.
_NO_LOCKS = frozenset({errno.ENOLCK, errno.ENOSYS, errno.EOPNOTSUPP})
_AT_WORK = (
    "This study has a run at work already: process {pid} on {host}, since {since}. "
    "This second run has changed nothing. Wait until the first one has ended, or stop it, and run again."
)
_WAITING = "Steps of the last run, which was stopped, are still at work; this run begins when they have ended."
_RUN_IS_GONE = "The run that this step belongs to was stopped, and another one has begun; nothing was made."
_CLOCK = (
    "The clock of this machine was put back while the run was at work (it began at {since}, and now it is {now}), so "
    "that the times of files say nothing. Nothing is lost: see that the clock is right, and run again."
)


def begin_run(study: Path, say: Callable[[str], object]) -> str:
    """Become the one run of a study, until this process ends.

    Args:
        study: The study's folder.
        say: What tells a person that this run waits for the steps of a killed one.

    Returns:
        The name of this run; its steps have to find it in the environment as :data:`RUN`.

    Raises:
        CannotRunError: when another run is at work.
    """
    folder = study / FOLDER
    folder.mkdir(exist_ok=True)
    # Never closed: who closes it lets go of the lock.
    holder = os.open(folder / _HOLDER, os.O_RDWR | os.O_CREAT, 0o666)
    if not _locked(holder, fcntl.LOCK_EX | fcntl.LOCK_NB):
        raise CannotRunError(_AT_WORK.format_map({"pid": "?", "host": "?", "since": "?"} | _read_holder(folder)))
    steps = os.open(folder / _STEPS, os.O_RDWR | os.O_CREAT, 0o666)
    try:
        if not _locked(steps, fcntl.LOCK_EX | fcntl.LOCK_NB):
            say(_WAITING)
            _locked(steps, fcntl.LOCK_EX)
        name = secrets.token_hex(8)
        told = {"run": name, "pid": os.getpid(), "host": socket.gethostname(), "since": _now()}
        os.ftruncate(holder, 0)
        os.pwrite(holder, json.dumps(told).encode(), 0)
    finally:
        os.close(steps)
    return name


@contextmanager
def part_of_run(study: Path) -> Iterator[None]:
    """Work as a step of the run that the environment names; what no run has started works as it is.

    Raises:
        CannotRunError: when the run is gone and another one has begun, or when the clock stands before the run's
            beginning: the files that the step writes would look older than those that they are made from.
    """
    name = os.environ.get(RUN)
    folder = study / FOLDER
    if name is None or not (folder / _STEPS).exists():
        yield
        return
    handle = os.open(folder / _STEPS, os.O_RDONLY)
    try:
        _locked(handle, fcntl.LOCK_SH)
        told = _read_holder(folder)
        if told.get("run") != name:
            raise CannotRunError(_RUN_IS_GONE)
        _check_clock(told["since"])
        yield
        _check_clock(told["since"])
    finally:
        os.close(handle)


def _locked(handle: int, how: int) -> bool:
    """Whether the lock was got; where there are no locks, everybody gets it."""
    try:
        fcntl.flock(handle, how)
    except BlockingIOError:
        return False
    except OSError as error:
        if error.errno not in _NO_LOCKS:
            raise
    return True


def _read_holder(folder: Path) -> dict[str, str]:
    try:
        told: dict[str, str] = json.loads((folder / _HOLDER).read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        # A run that this moment begins, or was killed amid writing this.
        return {}
    return told


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="microseconds")


def _check_clock(since: str) -> None:
    now = _now()
    if now < since:
        raise CannotRunError(_CLOCK.format(since=since, now=now))
