"""The repository under test, and its workflow as the Makefile calls it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

PROJECT = Path(__file__).parents[1]


def snakemake(
    repository: Path, study: Path, *arguments: str, snakefile: str = "Snakefile", **environment: str
) -> subprocess.CompletedProcess[str]:
    """Run the workflow of a repository on a study."""
    command = [
        *(sys.executable, "-m", "snakemake", "--snakefile", repository / snakefile),
        *("--profile", repository / "profiles" / "default", "--directory", study, *arguments),
    ]
    return subprocess.run(
        command, capture_output=True, text=True, check=False, cwd=repository, env=os.environ | environment
    )
