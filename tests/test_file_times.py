"""Times of files that cannot be true mislead no run: nothing stale is left, and nothing is made again and again."""

from __future__ import annotations

import os
import re
import shutil
import time

import pytest

from finished_run import TARGET
from repository import snakemake, tree
from themetrail.study.file_times import LONG_AGO, mend_times
from themetrail.study.plan import CODEBOOK
from themetrail.study.problems import CannotRunError

IN_A_YEAR = time.time() + 365 * 86_400
IN_1990 = 631_152_000


def date(folder, when):
    """Give every file of a folder a time."""
    for path in folder.rglob("*"):
        if path.is_file():
            os.utime(path, (when, when))


def times(folder):
    return {path.name: path.stat().st_mtime for path in folder.iterdir()}


@pytest.fixture
def study(finished, tmp_path):
    """A copy of the study after the run, times included."""
    return shutil.copytree(finished.study, tmp_path / "study")


def pending(repository, study):
    """The rules that a run would use, and how often."""
    run = snakemake(repository, study, TARGET, "--dry-run")
    assert run.returncode == 0, run.stderr
    return sorted(re.findall(r"^Job \d+: (.+)$", run.stderr + run.stdout, re.MULTILINE))


# --- the times themselves ----------------------------------------------------------------------------------


def test_only_what_lies_in_the_future_gets_another_time(tmp_path):
    for place in ("results", "given"):
        (tmp_path / place).mkdir()
        for name, when in (("old", IN_1990), ("ahead", IN_A_YEAR)):
            path = tmp_path / place / name
            path.write_text(name)
            os.utime(path, (when, when))
    before = time.time()
    mend_times(tmp_path / "results", [tmp_path / "given", tmp_path / "missing"])
    assert times(tmp_path / "results") == {"old": IN_1990, "ahead": LONG_AGO}
    mended = times(tmp_path / "given")
    assert mended["old"] == IN_1990
    assert before <= mended["ahead"] <= time.time()
    assert (tmp_path / "given" / "ahead").read_text() == "ahead"


def test_a_file_whose_time_may_not_be_changed_is_told_with_its_date(tmp_path, monkeypatch):
    path = tmp_path / "WS1.vtt"
    path.touch()
    os.utime(path, (IN_A_YEAR, IN_A_YEAR))

    def refuse(*arguments, **options):
        raise PermissionError

    monkeypatch.setattr(os, "utime", refuse)
    with pytest.raises(CannotRunError, match=r"WS1\.vtt is dated 20.+ UTC, later than .+touch"):
        mend_times(tmp_path / "results", [path])


# --- what a run makes of them ------------------------------------------------------------------------------


def test_a_correction_with_the_time_of_an_old_copy_is_seen(finished, study):
    path = study / CODEBOOK
    path.write_text(path.read_text(encoding="utf-8") + "# a remark\n", encoding="utf-8")
    expected = pending(finished.repository, study)
    os.utime(path, (IN_1990, IN_1990))
    assert pending(finished.repository, study) == expected != []


@pytest.mark.long
@pytest.mark.parametrize(
    "pattern",
    [
        "data/raw/transcripts/WS2.*",
        "data/raw/sessions.csv",
        "data/raw/roster.csv",
        "data/coding/identifiers.csv",
        "data/coding/themes.csv",
        "data/coding/decisions/coder_a.csv",
    ],
)
def test_whatever_people_bring_is_seen_by_its_contents(finished, study, pattern):
    (path,) = study.glob(pattern)
    path.write_bytes(path.read_bytes() + b"\n")
    expected = pending(finished.repository, study)
    os.utime(path, (IN_1990, IN_1990))
    assert pending(finished.repository, study) == expected != []


@pytest.mark.long
def test_after_a_clock_was_a_year_ahead_nothing_is_stale_and_nothing_made_for_nothing(finished, study):
    date(study, IN_A_YEAR)
    unchanged = snakemake(finished.repository, study, TARGET)
    assert unchanged.returncode == 0, unchanged.stderr
    assert "Nothing to be done" in unchanged.stderr
    # What was made from the codebook still looks as if it were of a year ahead, and the correction of today older.
    path = study / CODEBOOK
    path.write_text(path.read_text(encoding="utf-8").replace("waiting list", "waiting"), encoding="utf-8")
    date(study / "results", IN_A_YEAR)
    corrected = snakemake(finished.repository, study, "paper")
    assert corrected.returncode == 0, corrected.stderr
    again = snakemake(finished.repository, study, "paper")
    assert "Nothing to be done" in again.stderr
    anew = study.with_name("anew")
    for name in ("config", "data"):
        shutil.copytree(study / name, anew / name)
    run = snakemake(finished.repository, anew, "paper")
    assert run.returncode == 0, run.stderr
    for half in ("public", "private"):
        assert tree(anew / "results" / half).items() <= tree(study / "results" / half).items()
