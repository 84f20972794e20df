"""A run is killed again and again, wherever chance has it; plain reruns make of it what an undisturbed run makes.

The study is the demonstration. A hit kills the whole run, Snakemake alone (its steps live on), or one of its steps.
The environment says how many hits there are and from which seed they are drawn: ``make chaos KILLS=100 SEED=3``.
"""

from __future__ import annotations

import os
import random
import shutil
import time
from collections import Counter
from typing import TYPE_CHECKING

import pytest

from faults import HITS, Run
from repository import PROJECT, snakemake, tree

if TYPE_CHECKING:
    from pathlib import Path

KILLS = int(os.environ.get("THEMETRAIL_KILLS", "16"))
SEED = int(os.environ.get("THEMETRAIL_SEED", "1"))
TARGET = "paper"
# A run is hit when it has told of so many steps at the most, and so many seconds later at the most.
_STEPS, _SECONDS = 14, 0.6


def new_study(folder: Path) -> Path:
    """The demonstration study, nothing made yet."""
    for name in ("config", "data"):
        shutil.copytree(PROJECT / name, folder / name)
    return folder


def made(study: Path) -> dict[str, dict[str, str]]:
    """All that a run makes, but logs and times."""
    return {half: tree(study / "results" / half) for half in ("public", "private")}


def hit_by_chance(run: Run, chance: random.Random) -> str:
    """Hit a run at a moment that chance chooses; "" when it ended before."""
    steps, seconds = chance.randrange(_STEPS), chance.uniform(0, _SECONDS)
    told = run.screen.count("\nJob ")
    run.wait_until(lambda: run.screen.count("\nJob ") >= told + steps)
    time.sleep(seconds)
    return run.hit(chance.choice(HITS), chance) if run.alive else ""


def run_among_hits(study: Path, chance: random.Random, most: int) -> list[str]:
    """Run a study, by plain reruns, until it is made; it is hit so many times at the most. What was hit is told."""
    hits: list[str] = []
    while True:
        run = Run(PROJECT, study, TARGET)
        try:
            before = len(hits)
            while run.alive and len(hits) < most:
                if hit := hit_by_chance(run, chance):
                    hits.append(hit)
                    print(f"hit {hit}", flush=True)
            status = run.wait()
            if status == 0:
                return hits
            assert len(hits) > before, f"a run that nothing hit has failed:\n{run.screen}"
            assert "Traceback" not in run.screen, run.screen
        except BaseException:
            run.end()
            raise


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The study as a run leaves it that nothing happens to."""
    study = new_study(tmp_path_factory.mktemp("undisturbed"))
    run = snakemake(PROJECT, study, TARGET)
    assert run.returncode == 0, run.stderr
    return study


@pytest.mark.long
def test_a_run_that_is_killed_at_random_and_run_again_makes_the_same_bytes(undisturbed: Path, tmp_path: Path) -> None:
    chance = random.Random(SEED)
    hits: list[str] = []
    studies = 0
    while len(hits) < KILLS:
        study = new_study(tmp_path / "disturbed")
        hits += run_among_hits(study, chance, KILLS - len(hits))
        studies += 1
        assert made(study) == made(undisturbed), hits
        assert "Nothing to be done" in snakemake(PROJECT, study, TARGET).stderr
        shutil.rmtree(study)
    told = "\n".join(f"{times:4} {what}" for what, times in sorted(Counter(hits).items()))
    print(f"{len(hits)} hits over {studies} studies, seed {SEED}:\n{told}")


@pytest.mark.long
def test_a_second_run_is_refused_while_the_first_goes_on_undisturbed(undisturbed: Path, tmp_path: Path) -> None:
    study = new_study(tmp_path)
    first = Run(PROJECT, study, TARGET)
    try:
        first.wait_until(lambda: "Job " in first.screen)
        second = snakemake(PROJECT, study, TARGET)
        assert first.alive, first.screen
        assert second.returncode != 0
        assert f"process {first.pid} on " in second.stderr
        assert "Wait until the first one has ended" in second.stderr
        assert "Traceback" not in second.stderr
        assert "Error" not in second.stderr
        assert first.wait() == 0, first.screen
    finally:
        first.end()
    assert made(study) == made(undisturbed)
