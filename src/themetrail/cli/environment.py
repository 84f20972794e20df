"""The lock in; environment.yml for users of conda out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from themetrail.cli._options import path_arguments

if TYPE_CHECKING:
    import argparse

HELP = "write environment.yml from requirements.lock"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    path_arguments(parser, lock="requirements.lock", environment="environment.yml to write")


def run(args: argparse.Namespace) -> int:
    """Write the environment."""
    from themetrail.provenance.environment import conda_environment
    from themetrail.study.files import write_text

    write_text(args.environment, conda_environment(args.lock.read_text(encoding="utf-8")))
    return 0
