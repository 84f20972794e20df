"""Where real coded texts lie that tests may read but the repository never holds."""

from __future__ import annotations

import os
from pathlib import Path

import pytest


def shared_data() -> Path:
    """The folder ``shared/data`` beside the repository; a test that finds it missing is skipped and says so.

    With THEMETRAIL_REQUIRE=1 in the environment the test fails instead: nothing is skipped unnoticed.
    """
    folder = Path(__file__).resolve().parents[2] / "shared" / "data"
    if not folder.is_dir():
        reason = "the folder shared/data beside the repository is missing"
        if os.environ.get("THEMETRAIL_REQUIRE") == "1":
            pytest.fail(f"{reason}, and THEMETRAIL_REQUIRE=1 asks for it")
        pytest.skip(reason)
    return folder
