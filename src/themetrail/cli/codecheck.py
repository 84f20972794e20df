"""A study's settings and accepted results in; ``codecheck.yml`` out."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from themetrail.cli._options import study_argument

if TYPE_CHECKING:
    import argparse

HELP = "write codecheck.yml: the figures and tables that a codechecker has to get"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    study_argument(parser)
    parser.add_argument("--file", type=Path, required=True, metavar="FILE", help="codecheck.yml to write")


def run(args: argparse.Namespace) -> int:
    """Write the file."""
    import json

    from themetrail.provenance.codecheck import codecheck
    from themetrail.provenance.compare import MANIFEST
    from themetrail.study.files import write_text
    from themetrail.study.problems import InputError, Problem
    from themetrail.study.settings import read_settings

    manifest = args.study / "expected" / MANIFEST
    if not manifest.is_file():
        raise InputError([Problem(str(manifest), "", 0, "nothing has been accepted yet", "Run 'make accept' first.")])
    files = json.loads(manifest.read_text(encoding="utf-8"))["files"]
    write_text(args.file, codecheck(read_settings(args.study), files, args.study / "expected"))
    return 0
