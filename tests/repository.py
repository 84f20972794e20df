"""The repository under test, and its workflow as the Makefile calls it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

PROJECT = Path(__file__).parents[1]


def git(folder: Path, *arguments: str) -> None:
    """Run git in a folder as somebody who is in no settings."""
    settings = ["-c", "user.name=A", "-c", "user.email=a@example.org", "-c", f"safe.directory={folder}"]
    subprocess.run(["git", *settings, "-C", str(folder), *arguments], check=True, capture_output=True)


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
    command = [
        *(sys.executable, "-m", "snakemake", "--snakefile", repository / snakefile),
        *("--profile", repository / "profiles" / profile, "--directory", study, *arguments),
    ]
    return subprocess.run(
        command,
        capture_output=True,
        text=True,
        check=False,
        cwd=repository,
        env=os.environ | environment,
        timeout=longest_s,
    )
