"""Sessions go through the steps in shares, and what a step made of a session is made anew only when it has to be."""

from __future__ import annotations

import hashlib
import shutil
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from themetrail.cli import main
from themetrail.study.cache import forget, keep, key_of, take
from themetrail.study.plan import SESSIONS_PER_SHARD, shards_of
from tiny_study import SESSIONS, make_study

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

STEPS = ("ingest", "clean", "scan", "release", "annotate", "score")


# --- shares ----------------------------------------------------------------------------------------------


@given(st.integers(0, 1000), st.integers(1, 150))
def test_shares_hold_every_session_once_in_order_and_differ_by_one_at_most(count: int, most: int) -> None:
    sessions = [f"S{n}" for n in range(count)]
    shards = shards_of(sessions, most)
    assert [session for own in shards.values() for session in own] == sessions
    sizes = [len(own) for own in shards.values()]
    assert all(1 <= size <= most for size in sizes)
    assert max(sizes, default=0) - min(sizes, default=0) <= 1
    assert list(shards) == sorted(shards)


def test_a_small_study_keeps_two_cores_at_work_and_a_large_one_loads_the_model_seldom() -> None:
    assert [len(own) for own in shards_of(["A", "B", "C", "D", "E", "F"]).values()] == [3, 3]
    assert len(shards_of([f"S{n}" for n in range(60 * SESSIONS_PER_SHARD)])) == 60


# --- the cache -------------------------------------------------------------------------------------------


@given(st.lists(st.binary(max_size=9), max_size=4), st.lists(st.binary(max_size=9), max_size=4))
def test_a_key_is_the_same_for_the_same_and_for_nothing_else(one: list[bytes], other: list[bytes]) -> None:
    assert (key_of(one) == key_of(other)) == (one == other)


def test_of_a_path_the_bytes_count(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(b"x")
    assert key_of([path]) == key_of([b"x"]) == key_of(["x"])


@given(files=st.dictionaries(st.sampled_from("abc"), st.binary(max_size=50), min_size=1), spoilt=st.data())
def test_what_was_kept_comes_back_whole_under_its_key_or_not_at_all(
    tmp_path_factory: pytest.TempPathFactory, files: dict[str, bytes], spoilt: st.DataObject
) -> None:
    folder = tmp_path_factory.mktemp("cache")
    places = {name: folder / "results" / name for name in files}
    for name, path in places.items():
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(files[name])
    archive = folder / "step/S1.kept"
    keep(archive, "key", places)
    shutil.rmtree(folder / "results")
    assert not take(archive, "another key", places)
    assert not take(archive, "key", places | {"more": folder / "more"})
    assert not (folder / "results").exists()
    assert take(archive, "key", places)
    assert {name: path.read_bytes() for name, path in places.items()} == files
    # One byte is changed somewhere in the archive: it gives back the same, or nothing.
    data = bytearray(archive.read_bytes())
    place = spoilt.draw(st.integers(0, len(data) - 1))
    data[place] ^= spoilt.draw(st.integers(1, 255))
    archive.write_bytes(data)
    for path in places.values():
        path.unlink()
    if take(archive, "key", places):
        assert {name: path.read_bytes() for name, path in places.items()} == files
    else:
        assert not any(path.exists() for path in places.values())


def test_an_archive_that_is_not_there_gives_nothing(tmp_path: Path) -> None:
    assert not take(tmp_path / "step/S1.kept", "key", {})


def test_a_session_that_the_study_has_no_more_is_forgotten(tmp_path: Path) -> None:
    result = tmp_path / "result"
    result.write_bytes(b"words")
    for session in ("S1", "S2"):
        keep(tmp_path / f"cache/step/{session}.kept", "key", {"result": result})
    forget(tmp_path / "cache", ["S2"])
    assert [path.stem for path in (tmp_path / "cache").rglob("*.kept")] == ["S2"]


# --- the steps -------------------------------------------------------------------------------------------


def go_through(study: Path, private: Path, code: str) -> None:
    """Run the six steps of a session on all sessions."""
    for step in STEPS:
        options = ["--study", str(study), "--private", str(private), "--sessions", *SESSIONS, "--code", code]
        assert main([step, *options]) == 0


def tree(private: Path) -> dict[str, str]:
    """What the steps made, without what is kept of it."""
    return {
        path.relative_to(private).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(private.rglob("*"))
        if path.is_file() and path.relative_to(private).parts[0] != "cache"
    }


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A study whose sessions have gone through all steps once."""
    study = tmp_path_factory.mktemp("kept") / "study"
    make_study(study)
    go_through(study, study / "results/private", "code")
    return study


def replace(path: str, before: str, after: str) -> Callable[[Path], None]:
    """Change a file of a study as a person would."""

    def change(study: Path) -> None:
        text = (study / path).read_text(encoding="utf-8")
        assert before in text
        (study / path).write_text(text.replace(before, after), encoding="utf-8")

    return change


def list_a_name(study: Path) -> None:
    """Name somebody in the team's list."""
    (study / "data/private/known_names.txt").write_text("surgery\n", encoding="utf-8")


def new_key(study: Path) -> None:
    """Another key of the identifier scan."""
    (study / "data/private/identifiers.key").write_text("1f" * 32 + "\n", encoding="utf-8")


# What is changed, and the first step that has to make something anew of which sessions.
CHANGES = {
    "words": (replace("data/raw/transcripts/WS1.txt", "my sister", "my brother"), "ingest", ["WS1"]),
    "a source kind": (replace("data/raw/sessions.csv", "JD1,jury,transcript", "JD1,jury,notes"), "ingest", ["JD1"]),
    "a label": (replace("data/raw/roster.csv", "WS2,Person B01,B01", "WS2,Person B01,B02"), "clean", ["WS2"]),
    "a withdrawal": (
        replace("data/raw/participants.csv", "A03,Patients,participant,no,no", "A03,Patients,participant,no,yes"),
        "clean",
        ["WS1", "JD1"],
    ),
    "a setting": (
        replace("config/config.yaml", "backchannel_words: 3", "backchannel_words: 5"),
        "clean",
        list(SESSIONS),
    ),
    "a known name": (list_a_name, "scan", list(SESSIONS)),
    "another key": (new_key, "scan", list(SESSIONS)),
    "a decision on a name": (
        replace("data/coding/identifiers.csv", "[EMAIL 1]", "[EMAIL 2]"),
        "release",
        list(SESSIONS),
    ),
    "what a segment is": (
        replace("config/config.yaml", "segments: sentence", "segments: turn"),
        "annotate",
        list(SESSIONS),
    ),
    "no names": (replace("config/config.yaml", "  names: true", "  names: false"), "annotate", list(SESSIONS)),
    "a pattern": (replace("data/coding/codebook.yaml", '"minibus"', '"minibus", "bus"'), "score", list(SESSIONS)),
}


@pytest.mark.long
@pytest.mark.parametrize("name", CHANGES)
def test_after_a_change_the_results_are_those_of_a_run_without_a_cache(
    kept: Path, tmp_path: Path, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    change, step, sessions = CHANGES[name]
    study = shutil.copytree(kept, tmp_path / "study")
    change(study)
    capsys.readouterr()
    go_through(study, study / "results/private", "code")
    told = iter(capsys.readouterr().out.splitlines())
    made = {
        each: [line.split(":")[0] for line in (next(told) for _ in SESSIONS) if line.endswith(": made")]
        for each in STEPS
    }
    assert next(each for each in STEPS if made[each]) == step
    assert made[step] == sessions
    go_through(study, tmp_path / "anew", "")
    assert tree(study / "results/private") == tree(tmp_path / "anew")
    # No turn of these sessions is so short that the setting makes a difference.
    assert tree(study / "results/private") != tree(kept / "results/private") or name == "a setting"


def test_nothing_is_made_anew_of_the_same_and_everything_with_other_code(
    kept: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    study = shutil.copytree(kept, tmp_path / "study")
    capsys.readouterr()
    go_through(study, study / "results/private", "code")
    assert set(capsys.readouterr().out.split()) == {*(f"{session}:" for session in SESSIONS), "as", "before"}
    assert tree(study / "results/private") == tree(kept / "results/private")
    for step in STEPS[:4]:
        options = ["--study", str(study), "--private", str(study / "results/private"), "--sessions", "WS1"]
        assert main([step, *options, "--code", "other"]) == 0
        assert capsys.readouterr().out == "WS1: made\n"
