"""One whole run of the workflow on the tiny study, made once for all tests that look at what a run makes."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from typing import TYPE_CHECKING

from repository import PROJECT, snakemake
from tiny_study import make_study

if TYPE_CHECKING:
    from pathlib import Path

TARGET = "all"
_PARTS = ("src", "workflow", "profiles", "notebooks", "Snakefile", "requirements.lock", "environment.yml")


@dataclass(frozen=True)
class Finished:
    """A run: the repository that it was made with, the study, and all that it wrote on the screen."""

    repository: Path
    study: Path
    output: str


def copy_repository(folder: Path) -> Path:
    """A copy of what the workflow consists of, which tests may change."""
    for name in _PARTS:
        copy = shutil.copytree if (PROJECT / name).is_dir() else shutil.copy2
        copy(PROJECT / name, folder / name)
    return folder


def whole_run(repository: Path, study: Path) -> Finished:
    """Make the tiny study and run everything on it."""
    make_study(study)
    run = snakemake(repository, study, TARGET)
    assert run.returncode == 0, run.stderr + run.stdout
    return Finished(repository, study, run.stderr + run.stdout)
