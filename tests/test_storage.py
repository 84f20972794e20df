"""A disk that is full and a folder that cannot be written stop a run with an instruction, and nothing is lost."""

from __future__ import annotations

import errno
import os
import shutil
import subprocess
import sys
from contextlib import contextmanager

import pytest

from repository import snakemake, tree
from themetrail.study.files import write_bytes
from themetrail.study.problems import CannotRunError
from themetrail.study.stopped import last_words
from themetrail.study.storage import LEAST_ROOM, check_storage, storage_instruction


@contextmanager
def mounted(folder, *options):
    """A mount on a folder, while it is needed; only root may make one."""
    if os.geteuid() != 0:
        pytest.skip("only root may mount a disk that is small or read-only")
    made = subprocess.run(["mount", *options, folder], capture_output=True, text=True, check=False)
    if made.returncode != 0:
        reason = f"root may not mount here: {made.stderr.strip()}"
        if os.environ.get("THEMETRAIL_REQUIRE") == "1":
            pytest.fail(f"{reason}, and THEMETRAIL_REQUIRE=1 asks for it")
        pytest.skip(reason)
    try:
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", folder], check=True)


@contextmanager
def small_disk(folder, megabytes):
    folder.mkdir()
    with mounted(folder, "-t", "tmpfs", "-o", f"size={megabytes}m", "tmpfs"):
        yield folder


@contextmanager
def read_only(folder):
    with mounted(folder, "--bind", folder):
        subprocess.run(["mount", "-o", "remount,bind,ro", folder], check=True)
        yield folder


def fill(disk, leave):
    """Fill a disk up to so many bytes; the file that does it."""
    path = disk / "filler"
    path.write_bytes(bytes(shutil.disk_usage(disk).free - leave))
    return path


# --- what is said ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("number", "told"),
    [
        (errno.ENOSPC, "the disk is full"),
        (errno.EDQUOT, "the disk is full"),
        (errno.EROFS, "read-only"),
        (errno.EACCES, "not allowed"),
    ],
)
def test_an_error_of_the_disk_is_told_with_its_file_and_what_to_do(tmp_path, number, told):
    said = storage_instruction(OSError(number, "", str(tmp_path / "a" / "WS1.txt")))
    assert said.startswith(f"{tmp_path}/a/WS1.txt: ")
    assert told in said
    assert "run again" in said


def test_other_errors_are_not_explained_away():
    assert storage_instruction(FileNotFoundError(errno.ENOENT, "", "x")) == ""


def test_what_can_be_written_is_in_order_whether_it_is_there_or_not(tmp_path):
    check_storage([tmp_path, tmp_path / "results" / "public"])


def test_a_full_disk_names_the_file_that_was_to_be_written_and_leaves_no_part_of_it(tmp_path):
    with small_disk(tmp_path / "disk", 2) as disk:
        fill(disk, leave=LEAST_ROOM // 2)
        before = tree(disk)
        with pytest.raises(OSError, match="No space") as error:
            write_bytes(disk / "WS1.txt", bytes(LEAST_ROOM))
        assert storage_instruction(error.value).startswith(
            f"{disk}/WS1.txt: the disk is full (0 MB are free). Make room"
        )
        assert tree(disk) == before
        with pytest.raises(CannotRunError, match=r"results: the disk is full"):
            check_storage([disk / "results"])


def test_a_folder_that_is_read_only_is_found_before_anything_is_begun(tmp_path):
    (tmp_path / "results").mkdir()
    with read_only(tmp_path / "results") as results, pytest.raises(CannotRunError, match=r"private: .* read-only"):
        check_storage([results / "private"])


def test_a_run_that_a_full_disk_silenced_is_told_of_the_disk(tmp_path):
    with small_disk(tmp_path / "disk", 2) as disk:
        fill(disk, leave=0)
        said = last_words(disk, ["silent.log"], ["results"])
    assert said.startswith(f"\nStopped:\n\n{disk}/results: the disk is full (0 MB are free). Make room")
    assert "without a word" not in said


def test_a_command_that_cannot_write_says_so_without_a_traceback(tmp_path):
    (tmp_path / "results").mkdir()
    with read_only(tmp_path / "results") as results:
        run = subprocess.run(
            [sys.executable, "-m", "themetrail", "schema", "--schema", results / "schema.json"],
            capture_output=True,
            text=True,
            check=False,
        )
    assert run.returncode == 2
    assert run.stderr.startswith(f"{results}/schema.json: nothing can be written there")
    assert "Traceback" not in run.stderr


def test_a_step_that_was_killed_and_one_that_spoke_are_both_told(tmp_path):
    (tmp_path / "spoke.log").write_text("WS1.vtt, line 3: no time. Write one.\n")
    said = last_words(tmp_path, ["spoke.log", "silent.log"], ["results"])
    assert "(spoke.log):\n\nWS1.vtt, line 3" in said
    assert "(silent.log):\n\nThe step ended without a word" in said
    assert said.count("Run again") == 1


# --- whole runs --------------------------------------------------------------------------------------------


@pytest.mark.long
@pytest.mark.parametrize("whole_study", [True, False], ids=["the study", "its results"])
def test_a_run_on_a_full_disk_says_so_and_goes_on_when_there_is_room(finished, tmp_path, whole_study):
    study = tmp_path / "study"
    with small_disk(study, 64) if whole_study else small_disk(tmp_path / "disk", 64) as disk:
        for name in ("config", "data"):
            shutil.copytree(finished.study / name, study / name)
        if not whole_study:
            (study / "results").symlink_to(disk)
        filler = fill(disk, leave=LEAST_ROOM + 60_000)
        full = snakemake(finished.repository, study, "paper")
        assert full.returncode != 0
        assert "the disk is full" in full.stdout[-2000:] + full.stderr[-2000:]
        assert "Traceback" not in full.stdout + full.stderr
        filler.unlink()
        room = snakemake(finished.repository, study, "paper")
        assert room.returncode == 0, room.stderr
        for half in ("public", "private"):
            assert tree(study / "results" / half).items() <= tree(finished.study / "results" / half).items()


@pytest.mark.long
def test_read_only_results_stop_a_run_before_its_first_step(finished, tmp_path):
    study = shutil.copytree(finished.study, tmp_path / "study")
    (study / "results/public/quotes.csv").unlink()
    before = tree(study)
    with read_only(study / "results"):
        stopped = snakemake(finished.repository, study, "paper")
    assert stopped.returncode != 0
    assert "results: nothing can be written there" in stopped.stderr
    assert "Traceback" not in stopped.stderr
    after = tree(study)
    # Snakemake has begun a log, and nothing else.
    assert all(path.startswith(".snakemake/log/") for path in after.keys() - before.keys())
    assert {path: after[path] for path in before} == before
    again = snakemake(finished.repository, study, "paper")
    assert again.returncode == 0, again.stderr
    assert tree(study / "results/public") == tree(finished.study / "results/public")
