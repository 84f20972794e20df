"""A folder name in; an empty study that is ready for its first transcript out."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import argparse

HELP = "make an empty study"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("folder", type=Path, help="the new study's folder; it must not exist or be empty")
    parser.add_argument("--title", default="A new study", help="title of the study")


def run(args: argparse.Namespace) -> int:
    """Make the study and say what to do next."""
    from themetrail.study.new import new_study

    new_study(args.folder, args.title)
    print(f"{args.folder} is an empty study. README.txt in it says what to do next.")
    return 0
