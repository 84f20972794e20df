"""The review desk as a program of its own, on 127.0.0.1, which ends with the test or after a while by itself."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

CHROMIUM = Path("/usr/bin/chromium")
LONGEST_S = 1200.0


@contextmanager
def running_desk(study: Path, *arguments: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """A desk on a study: its process, and the link that it printed."""
    command = [sys.executable, "-m", "themetrail", "review", "--study", str(study), "--no-browser", *arguments]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    # Should the test hang, the desk still ends.
    watch = threading.Timer(LONGEST_S, process.kill)
    watch.daemon = True
    watch.start()
    try:
        assert process.stdout is not None
        link = next((line.strip() for line in process.stdout if "http://" in line), "")
        assert link, "the desk did not start"
        yield process, link
    finally:
        watch.cancel()
        process.kill()
        process.wait()


def require_chromium() -> Path:
    """Debian's Chromium; a test that finds it missing is skipped and says so, or fails where nothing may be."""
    if not CHROMIUM.exists():
        reason = f"{CHROMIUM} is missing"
        if os.environ.get("THEMETRAIL_REQUIRE") == "1":
            pytest.fail(f"{reason}, and THEMETRAIL_REQUIRE=1 asks for it")
        pytest.skip(reason)
    return CHROMIUM
