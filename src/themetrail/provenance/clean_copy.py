"""The repository and a study as a clean clone has them, in a folder of their own, so that a run there remakes all.

Copied are the files that git tracks, as they stand in the working tree and not as they were last committed: so a
change can be verified before it is committed, and where nothing is changed, as in CI, the two are the same. What git
does not track (results, environments, a module that nobody added) is not there. A study that has a folder of its own
is copied with its ``config`` and ``data``, tracked or not, since real data belong into no git repository.
"""

from __future__ import annotations

import shutil
import subprocess
from typing import TYPE_CHECKING

from themetrail.study.problems import InputError, Problem

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

SUMS = "SHA256SUMS"
_OWN = ("config", "data")
# What else a release holds: results, and a study that has a folder of its own.
_NOT_CODE = ("results/", "study/")


def tracked(repository: Path) -> list[str]:
    """The files that belong to a repository: those that git tracks, or those that a release names in SHA256SUMS.

    Raises:
        InputError: when the folder is neither.
    """
    if (repository / ".git").exists():
        names = _git(repository, "ls-files", "-z").split("\0")
    elif (repository / SUMS).is_file():
        lines = (repository / SUMS).read_text(encoding="utf-8").splitlines()
        named = (line.partition("  ")[2] for line in lines)
        names = [name for name in named if not name.startswith(_NOT_CODE)]
    else:
        remedy = "Run this in a clone, or in an unpacked release."
        raise InputError([Problem(str(repository), "", 0, f"neither a git repository nor a {SUMS} in it", remedy)])
    return sorted(name for name in names if (repository / name).is_file())


def state(repository: Path) -> str:
    """Which state of the repository is verified, for a person."""
    if not (repository / ".git").exists():
        return f"the unpacked release ({SUMS})"
    commit = _git(repository, "rev-parse", "--short", "HEAD").strip()
    changed = [line for line in _git(repository, "status", "--porcelain", "--untracked-files=no").splitlines() if line]
    return f"commit {commit}" + (f" with {len(changed)} changed files" if changed else "")


def clean_copy(repository: Path, study: Path, folder: Path) -> tuple[Path, Path]:
    """Copy both into an empty folder; where the repository and the study then are."""
    code = folder / "repository"
    _copy(repository, tracked(repository), code)
    if study.resolve() == repository.resolve():
        return code, code
    files = (path for own in _OWN for path in (study / own).rglob("*") if path.is_file())
    _copy(study, (path.relative_to(study).as_posix() for path in files), folder / "study")
    return code, folder / "study"


def _copy(source: Path, names: Iterable[str], target: Path) -> None:
    for name in names:
        (target / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source / name, target / name)


def _git(repository: Path, *arguments: str) -> str:
    command = ["git", "-c", f"safe.directory={repository.resolve()}", "-C", str(repository), *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout  # noqa: S603 - fixed words
