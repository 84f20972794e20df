"""What a person reads last when a run has failed: what each step said, or what its silence may mean."""

from __future__ import annotations

from typing import TYPE_CHECKING

from themetrail.study.problems import CannotRunError
from themetrail.study.storage import check_storage

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

_SILENT = (
    "The step ended without a word: something outside stopped it, as a system does that runs out of memory.\n"
    "Run again; what is made already is kept, and the run goes on from it.\n"
)


def last_words(study: Path, logs: Iterable[str], folders: Iterable[str]) -> str:
    """What stopped a run.

    Args:
        study: The study's folder, from which the others are told.
        logs: The logs of the steps that failed, which need not be there.
        folders: Where the run writes; when that is impossible now, no log can say it.
    """
    try:
        check_storage(study / folder for folder in folders)
        obstacle = ""
    except CannotRunError as error:
        obstacle = f"\nStopped:\n\n{error}\n"
    said = {log: _read(study / log) for log in logs}
    silent = "" if obstacle else _SILENT
    told = {log: text if text.strip() else silent for log, text in said.items()}
    parts = [*(f"\nStopped ({log}):\n\n{text}" for log, text in told.items() if text), obstacle]
    return "\n".join(filter(None, parts))


def _read(log: Path) -> str:
    return log.read_text(encoding="utf-8", errors="replace") if log.exists() else ""
