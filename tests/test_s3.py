"""A study in a bucket: fetched, run, and its results put beside it, with nothing moved that is there already."""

from __future__ import annotations

import os
import subprocess
from typing import TYPE_CHECKING

import pytest

from local_bucket import PYTHON, running_bucket
from repository import PROJECT, snakemake
from tiny_study import make_study

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from local_bucket import Bucket

pytestmark = pytest.mark.long

TARGET = "tables"
LONGEST_S = 600.0


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The study where it was made, with its results."""
    study = tmp_path_factory.mktemp("home") / "study"
    make_study(study)
    run = snakemake(PROJECT, study, TARGET, longest_s=LONGEST_S)
    assert run.returncode == 0, run.stderr
    return study


@pytest.fixture(scope="module")
def bucket(home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bucket]:
    """A bucket that holds what people brought to the study, and no results."""
    with running_bucket(tmp_path_factory.mktemp("bucket")) as running:
        for path in sorted(path for part in ("config", "data") for path in (home / part).rglob("*") if path.is_file()):
            running.put(f"tiny/{path.relative_to(home).as_posix()}", path.read_bytes())
        yield running


@pytest.fixture(scope="module")
def copy(bucket: Bucket, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The study fetched, run, and put, with both halves of its results."""
    study = tmp_path_factory.mktemp("copy") / "study"
    move(bucket, study, "fetch")
    run = snakemake(PROJECT, study, TARGET, longest_s=LONGEST_S)
    assert run.returncode == 0, run.stderr
    move(bucket, study, "put", "public private")
    return study


def move(bucket: Bucket, study: Path, target: str, results: str = "public", *, status: int = 0) -> str:
    """Fetch or put, as the Makefile calls it; what it says."""
    options = [
        *("--snakefile", PROJECT / "workflow/s3/Snakefile", "--profile", PROJECT / "profiles/default"),
        *("--directory", study, "--config", f"bucket=s3://{bucket.name}/tiny", f"results={results}"),
        *("--forcerun", "fetch_file", "put_file", "--", target),
    ]
    run = subprocess.run(
        [PYTHON, "-m", "snakemake", *options],
        capture_output=True,
        text=True,
        check=False,
        cwd=PROJECT,
        env=os.environ | bucket.environment,
        timeout=LONGEST_S,
    )
    assert run.returncode == status, run.stderr
    return run.stderr


def results_of(study: Path) -> dict[str, bytes]:
    """Results by path; Snakemake's own marks are none."""
    return {
        path.relative_to(study).as_posix(): path.read_bytes()
        for half in ("public", "private")
        for path in sorted((study / "results" / half).rglob("*"))
        if path.is_file() and not path.name.startswith(".")
    }


def test_the_results_in_the_bucket_are_those_of_a_run_at_home(bucket: Bucket, home: Path, copy: Path) -> None:
    there = {key.removeprefix("tiny/"): bucket.get(key) for key in bucket.keys("tiny/results/")}
    assert "results/public/quotes.csv" in there
    assert "results/private/codings.parquet" in there
    assert there == results_of(home)


def test_what_is_there_already_is_not_moved_again(bucket: Bucket, copy: Path) -> None:
    assert "Fetching" not in move(bucket, copy, "fetch")
    assert "Putting" not in move(bucket, copy, "put", "public private")


def test_only_what_differs_is_moved(bucket: Bucket, copy: Path) -> None:
    key = "tiny/data/raw/roster.csv"
    roster = bucket.get(key)
    bucket.put(key, roster + b"\n")
    assert move(bucket, copy, "fetch").count("Fetching") == 1
    assert (copy / "data/raw/roster.csv").read_bytes() == roster + b"\n"
    bucket.put(key, roster)
    move(bucket, copy, "fetch")
    # Stored last by somebody else, and so newer than the result here: what counts is what it holds.
    quotes = "results/public/quotes.csv"
    bucket.put(f"tiny/{quotes}", b"old")
    assert move(bucket, copy, "put").count("Putting") == 1
    assert bucket.get(f"tiny/{quotes}") == (copy / quotes).read_bytes()


def test_private_results_stay_here_unless_they_are_asked_for(bucket: Bucket, copy: Path) -> None:
    private = "tiny/results/private/codings.parquet"
    bucket.put(private, b"old")
    move(bucket, copy, "put")
    assert bucket.get(private) == b"old"
    move(bucket, copy, "put", "private")
    assert bucket.get(private) == (copy / "results/private/codings.parquet").read_bytes()


def test_a_folder_with_a_study_of_its_own_is_never_fetched_into(bucket: Bucket, home: Path) -> None:
    before = (home / "data/raw/roster.csv").read_bytes()
    assert "there is a study in this folder already" in move(bucket, home, "fetch", status=1)
    assert (home / "data/raw/roster.csv").read_bytes() == before


def test_a_bucket_that_is_not_there_is_told_in_a_sentence(bucket: Bucket, tmp_path: Path) -> None:
    nowhere = type(bucket)(bucket.address, "nowhere")
    said = move(nowhere, tmp_path / "study", "fetch", status=1)
    assert "s3://nowhere/tiny cannot be read" in said
    assert "Traceback" not in said


def test_a_default_storage_provider_is_refused_before_anything_is_read(bucket: Bucket, tmp_path: Path) -> None:
    run = subprocess.run(
        [
            *(PYTHON, "-m", "snakemake", "--snakefile", PROJECT / "Snakefile", "--cores", "1", "--directory", tmp_path),
            *("--default-storage-provider", "s3", "--default-storage-prefix", f"s3://{bucket.name}/tiny"),
        ],
        capture_output=True,
        text=True,
        check=False,
        env=os.environ | bucket.environment,
        timeout=LONGEST_S,
    )
    assert run.returncode == 1
    assert "cannot keep its files in --default-storage-provider" in run.stderr
