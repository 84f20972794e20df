"""A folder beside a bucket: what would be moved, told by what files hold, and what stops before anything is."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from themetrail.study.bucket import MARK, differing, left_over, to_fetch, to_put
from themetrail.study.problems import InputError

if TYPE_CHECKING:
    from pathlib import Path

BUCKET = "s3://studies/tiny"
CONFIG = {"config/config.yaml": "some tag"}


def tag(data: bytes) -> str:
    return hashlib.md5(data).hexdigest()


def write(folder: Path, path: str, data: bytes = b"here") -> None:
    (folder / path).parent.mkdir(parents=True, exist_ok=True)
    (folder / path).write_bytes(data)


def problems_of(folder: Path, objects: dict[str, str], bucket: str = BUCKET) -> str:
    with pytest.raises(InputError) as stopped:
        to_fetch(folder, bucket, objects)
    return str(stopped.value)


@given(here=st.binary(max_size=3), there=st.binary(max_size=3))
def test_a_file_is_moved_exactly_when_it_holds_something_else(
    tmp_path_factory: pytest.TempPathFactory, here: bytes, there: bytes
) -> None:
    folder = tmp_path_factory.mktemp("folder")
    write(folder, "data/a.csv", here)
    assert bool(differing(folder, {"data/a.csv": tag(there)}, ["data/a.csv"])) == (here != there)


def test_what_cannot_be_compared_is_moved(tmp_path: Path) -> None:
    write(tmp_path, "data/a.csv")
    # As of an object that was stored in two pieces.
    assert differing(tmp_path, {"data/a.csv": f"{tag(b'here')}-2"}, ["data/a.csv"]) == ["data/a.csv"]


def test_an_empty_folder_gets_everything(tmp_path: Path) -> None:
    assert to_fetch(tmp_path, BUCKET, {"data/raw/a b.csv": "", **CONFIG}) == ["config/config.yaml", "data/raw/a b.csv"]


def test_a_copy_gets_what_differs(tmp_path: Path) -> None:
    write(tmp_path, MARK, f"{BUCKET}\n".encode())
    write(tmp_path, "data/same.csv")
    write(tmp_path, "data/other.csv")
    objects = CONFIG | {"data/same.csv": tag(b"here"), "data/other.csv": tag(b"there")}
    assert to_fetch(tmp_path, BUCKET, objects) == ["config/config.yaml", "data/other.csv"]


def test_a_study_of_somebodys_own_is_not_fetched_into(tmp_path: Path) -> None:
    write(tmp_path, "data/coding/decisions/coder_a.csv")
    assert "there is a study in this folder already" in problems_of(tmp_path, CONFIG)


def test_a_copy_of_another_study_is_not_fetched_into(tmp_path: Path) -> None:
    write(tmp_path, MARK, b"s3://studies/other\n")
    assert "a copy of s3://studies/other" in problems_of(tmp_path, CONFIG)


def test_a_file_that_only_the_copy_holds_is_named_and_kept(tmp_path: Path) -> None:
    write(tmp_path, MARK, BUCKET.encode())
    write(tmp_path, "data/raw/transcripts/WS9.txt")
    assert "data/raw/transcripts/WS9.txt: this file is not in the bucket" in problems_of(tmp_path, CONFIG)
    assert (tmp_path / "data/raw/transcripts/WS9.txt").exists()


def test_a_place_without_a_study_is_told(tmp_path: Path) -> None:
    assert "no config/config.yaml" in problems_of(tmp_path, {"data/a.csv": ""})


@pytest.mark.parametrize("name", ["data/../../outside", "data//a", "data/a?b", "data/{session}.txt", "data/a\nb"])
def test_a_name_that_leads_elsewhere_stops_the_fetch(tmp_path: Path, name: str) -> None:
    assert "cannot be that of a file of a study" in problems_of(tmp_path, CONFIG | {name: ""})


def test_of_the_results_only_the_half_that_was_asked_for_is_put(tmp_path: Path) -> None:
    write(tmp_path, "results/public/quotes.csv")
    write(tmp_path, "results/private/codings.parquet")
    write(tmp_path, "results/public/tables/.snakemake_timestamp")
    assert to_put(tmp_path, {}, ["public"]) == ["results/public/quotes.csv"]
    assert to_put(tmp_path, {"results/private/codings.parquet": tag(b"here")}, ["private"]) == []


def test_without_results_there_is_nothing_to_put(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="there are no results"):
        to_put(tmp_path, {}, ["public"])


def test_what_is_no_result_any_more_is_told(tmp_path: Path) -> None:
    write(tmp_path, "results/public/quotes.csv")
    there = ["results/public/quotes.csv", "results/public/old.csv", "results/private/old.csv"]
    assert left_over(tmp_path, there, ["public"]) == ["results/public/old.csv"]
