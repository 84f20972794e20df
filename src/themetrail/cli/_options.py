"""Options that several commands have."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import argparse


def path_arguments(parser: argparse.ArgumentParser, **helps: str) -> None:
    """Required options that take a path: ``path_arguments(parser, record="text of record")``."""
    for name, text in helps.items():
        parser.add_argument(f"--{name.replace('_', '-')}", type=Path, required=True, metavar="FILE", help=text)


def study_argument(parser: argparse.ArgumentParser) -> None:
    """The option ``--study``, the folder of the study; the working directory by default."""
    parser.add_argument("--study", type=Path, default=Path(), metavar="FOLDER", help="the study's folder")


def session_argument(parser: argparse.ArgumentParser) -> None:
    """The required option ``--session``."""
    parser.add_argument("--session", required=True, metavar="ID", help="session_id")
