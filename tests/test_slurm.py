"""The workflow on a real Slurm: the same bytes as on one machine, also after a node went down in the middle."""

from __future__ import annotations

import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from local_slurm import running_slurm, wait_until
from repository import PROJECT, snakemake
from tiny_study import make_study

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from local_slurm import Slurm

pytestmark = pytest.mark.long

# Jobs of this machine take turns with other tests.
LONGEST_S = 1200.0


@pytest.fixture(scope="module")
def slurm(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Slurm]:
    with running_slurm(tmp_path_factory.mktemp("slurm")) as running:
        yield running


@pytest.fixture
def tiny(tmp_path: Path) -> Path:
    make_study(tmp_path / "study")
    return tmp_path / "study"


def files_of(study: Path) -> dict[str, bytes]:
    """The results that are compared, by path."""
    halves = [study / "results" / half for half in ("public", "private")]
    return {
        path.relative_to(study).as_posix(): path.read_bytes()
        for half in halves
        for path in sorted(half.rglob("*"))
        if path.is_file()
    }


def run_here(study: Path, target: str) -> dict[str, bytes]:
    """Results of a run on this machine alone, of a copy of a study without results; Slurm is there and not used."""
    copy = study.with_name("here")
    shutil.copytree(study, copy, ignore=shutil.ignore_patterns("results", ".snakemake"))
    run = snakemake(PROJECT, copy, target, longest_s=LONGEST_S)
    assert run.returncode == 0, run.stderr
    assert "SLURM run ID" not in run.stderr
    return files_of(copy)


def test_the_demonstration_study_has_the_same_bytes_as_on_one_machine(slurm: Slurm, tmp_path: Path) -> None:
    study = tmp_path / "study"
    for folder in ("config", "data"):
        shutil.copytree(PROJECT / folder, study / folder)
    run = snakemake(PROJECT, study, "paper", profile="slurm", longest_s=LONGEST_S)
    assert run.returncode == 0, run.stderr
    assert "has been submitted with SLURM jobid" in run.stderr
    results = files_of(study)
    assert "results/public/figures/F2_root_causes.svg" in results
    assert results == run_here(study, "paper")


def test_after_a_node_went_down_a_plain_rerun_has_the_same_bytes(slurm: Slurm, tiny: Path) -> None:
    target = "scan"
    files = {"snakefile": PROJECT / "Snakefile", "profile": PROJECT / "profiles/slurm", "directory": tiny}
    options = [word for name, path in files.items() for word in (f"--{name}", path)]
    command = [sys.executable, "-m", "snakemake", *options, target]
    first = subprocess.Popen(command, cwd=PROJECT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        # The first texts are read, and others are being read.
        wait_until(lambda: any((tiny / "results/private").glob("record/*.txt")), "no text was read", LONGEST_S)
        wait_until(lambda: bool(slurm.steps()) or first.poll() is not None, "no job runs", LONGEST_S)
        assert first.poll() is None
        slurm.kill_node()
        assert not slurm.steps()
        assert first.poll() is None
        slurm.start_node()
        first.wait(timeout=LONGEST_S)
    finally:
        first.kill()
        first.wait()
    again = snakemake(PROJECT, tiny, target, profile="slurm", longest_s=LONGEST_S)
    assert again.returncode == 0, again.stderr
    results = files_of(tiny)
    assert "results/private/gate.json" in results
    assert results == run_here(tiny, target)


def test_a_step_that_runs_out_of_memory_is_tried_again_with_more(slurm: Slurm, tiny: Path) -> None:
    # Less than the Snakemakes of a job take by themselves, and then enough.
    memory = ("--set-resources", "ingest_0001:mem_mb=100 + 1400 * (attempt - 1)")
    run = snakemake(PROJECT, tiny, "results/private/ingest/WS1.json", *memory, profile="slurm", longest_s=LONGEST_S)
    assert run.returncode == 0, run.stderr
    assert "Trying to restart job" in run.stderr
    assert (tiny / "results/private/record/WS1.txt").exists()
