"""One run of a study at a time; no lock outlives its holder, and no step writes beside another run."""

from __future__ import annotations

import os
import subprocess
import sys
from contextlib import contextmanager

import pytest

from themetrail.study import one_run
from themetrail.study.one_run import FOLDER, RUN, begin_run, part_of_run
from themetrail.study.problems import CannotRunError

HOLD = """
import sys
from pathlib import Path
from themetrail.study.one_run import begin_run, part_of_run
study = Path(sys.argv[1])
{}
"""
AS_RUN = HOLD.format("print(begin_run(study, print), flush=True)\nsys.stdin.read()")
AS_STEP = HOLD.format('with part_of_run(study):\n    print("at work", flush=True)\n    sys.stdin.read()')


@contextmanager
def another(program, study, **environment):
    """Another process that holds a lock until it is killed; with what it said first."""
    process = subprocess.Popen(
        [sys.executable, "-c", program, study],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env=os.environ | environment,
    )
    try:
        yield process, process.stdout.readline().strip()
    finally:
        process.kill()
        process.communicate()


def test_a_second_run_is_told_who_is_at_work_and_changes_nothing(tmp_path):
    with another(AS_RUN, tmp_path) as (first, _):
        before = (tmp_path / FOLDER / "run.lock").read_bytes()
        with pytest.raises(CannotRunError, match=rf"process {first.pid} on .+ since .+ run again"):
            begin_run(tmp_path, print)
        assert (tmp_path / FOLDER / "run.lock").read_bytes() == before


def test_a_killed_run_leaves_no_lock_behind(tmp_path):
    with another(AS_RUN, tmp_path) as (first, name):
        first.kill()
        first.wait()
        assert begin_run(tmp_path, pytest.fail) != name


def test_a_run_waits_for_the_steps_of_a_killed_run_and_says_so(tmp_path):
    said = []
    with another(AS_RUN, tmp_path) as (first, name), another(AS_STEP, tmp_path, **{RUN: name}) as (step, _):
        first.kill()
        first.wait()

        def end_step(text):
            said.append(text)
            step.kill()

        begin_run(tmp_path, end_step)
        assert step.wait() < 0
    assert "still at work" in said[0]


def test_a_step_that_wakes_up_after_the_next_run_has_begun_stops_before_its_work(tmp_path):
    with another(AS_RUN, tmp_path) as (first, name):
        first.kill()
    with another(AS_RUN, tmp_path), another(AS_STEP, tmp_path, **{RUN: name}) as (step, said):
        assert said == ""
        assert step.wait() == 1


def test_steps_of_one_run_work_beside_each_other(tmp_path):
    with (
        another(AS_RUN, tmp_path) as (_, name),
        another(AS_STEP, tmp_path, **{RUN: name}) as (_, one),
        another(AS_STEP, tmp_path, **{RUN: name}) as (_, other),
    ):
        assert one == other == "at work"


def test_a_command_that_no_run_has_started_needs_none(tmp_path, monkeypatch):
    monkeypatch.delenv(RUN, raising=False)
    with part_of_run(tmp_path):
        assert list(tmp_path.iterdir()) == []


def test_a_step_stops_when_the_clock_was_put_back_behind_the_beginning_of_its_run(tmp_path, monkeypatch):
    worked = []

    def step():
        with part_of_run(tmp_path):
            worked.append(True)
            monkeypatch.setattr(one_run, "_now", lambda: "2001-01-01T00:00:00.000000+00:00")

    monkeypatch.setenv(RUN, begin_run(tmp_path, pytest.fail))
    with pytest.raises(CannotRunError, match=r"clock .* put back .* run again"):
        step()
    with pytest.raises(CannotRunError, match="clock"):
        step()
    assert worked == [True]


def test_a_file_system_without_locks_is_run_on_all_the_same(tmp_path, monkeypatch):
    def refuse(handle, how):
        raise OSError(95, "Operation not supported")

    monkeypatch.setattr("fcntl.flock", refuse)
    monkeypatch.setenv(RUN, begin_run(tmp_path, pytest.fail))
    with part_of_run(tmp_path):
        pass
