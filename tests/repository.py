"""The repository under test, and its workflow as the Makefile calls it."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from pathlib import Path

PROJECT = Path(__file__).parents[1]


def git(folder: Path, *arguments: str) -> None:
    """Run git in a folder as somebody who is in no settings."""
    settings = ["-c", "user.name=A", "-c", "user.email=a@example.org", "-c", f"safe.directory={folder}"]
    subprocess.run(["git", *settings, "-C", str(folder), *arguments], check=True, capture_output=True)


def command(
    repository: Path, study: Path, *arguments: str, snakefile: str = "Snakefile", profile: str = "default"
) -> list[str | Path]:
    """The command that runs the workflow of a repository on a study."""
    return [
        *(sys.executable, "-m", "snakemake", "--snakefile", repository / snakefile),
        *("--profile", repository / "profiles" / profile, "--directory", study, *arguments),
    ]


def snakemake(
    repository: Path,
    study: Path,
    *arguments: str,
    snakefile: str = "Snakefile",
    profile: str = "default",
    longest_s: float | None = None,
    **environment: str,
) -> subprocess.CompletedProcess[str]:
    """Run the workflow of a repository on a study.

    Raises:
        subprocess.TimeoutExpired: when it takes longer than ``longest_s``.
    """
    return subprocess.run(
        command(repository, study, *arguments, snakefile=snakefile, profile=profile),
        capture_output=True,
        text=True,
        check=False,
        cwd=repository,
        env=os.environ | environment,
        timeout=longest_s,
    )


def tree(folder: Path) -> dict[str, str]:
    """Files by path, with a hash of their bytes; Python's own caches do not count."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and "__pycache__" not in path.parts
    }
