"""What one can double-click to open the desk again, left in the results of the study.

The files name the places of this machine, so they stand in ``results/private``, which is never in git.
"""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
from pathlib import Path

from themetrail.study.files import write_text

FOLDER = "results/private"
_NAME = "Review desk"


def leave_launchers(study: Path) -> list[Path]:
    """Write the launcher that fits this machine; the paths that were written.

    ``.command`` for macOS, ``.desktop`` for Linux, and under WSL also ``.bat`` for Windows.
    """
    folder = study.resolve() / FOLDER
    source = Path(__file__).resolve().parents[2]
    command = [sys.executable, "-m", "themetrail", "review", "--study", str(study.resolve())]
    line = f"PYTHONPATH={shlex.quote(str(source))} exec {shlex.join(command)}"
    if sys.platform == "darwin":
        files = {f"{_NAME}.command": f"#!/bin/sh\n{line}\n"}
    else:
        files = {f"{_NAME}.desktop": _desktop(line)}
        if distribution := os.environ.get("WSL_DISTRO_NAME", ""):
            inside = subprocess.list2cmdline(["wsl.exe", "-d", distribution, "--", "sh", "-c", line])
            files[f"{_NAME}.bat"] = f"@echo off\r\n{inside.replace('%', '%%')}\r\npause\r\n"
    for name, text in files.items():
        write_text(folder / name, text)
        (folder / name).chmod(0o755)
    return [folder / name for name in files]


def _desktop(line: str) -> str:
    # Desktop entries have an escape of their own around the shell's quoting, and % begins a field code.
    quoted = line.replace("\\", "\\\\").replace('"', '\\"').replace("`", "\\`").replace("$", "\\$").replace("%", "%%")
    told = quoted.replace("\\", "\\\\")
    return f'[Desktop Entry]\nType=Application\nName={_NAME}\nTerminal=true\nExec=sh -c "{told}"\n'
