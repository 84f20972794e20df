"""A study in; the secret key of its identifier hashes out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from themetrail.cli._options import study_argument

if TYPE_CHECKING:
    import argparse

HELP = "make the secret key of a study's identifier hashes"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    study_argument(parser)


def run(args: argparse.Namespace) -> int:
    """Make the key where the settings want it."""
    from themetrail.study.new import new_key
    from themetrail.study.settings import read_settings

    key = args.study / read_settings(args.study).identifiers.key_file
    new_key(key)
    print(f"{key} is the new key. Keep a copy in a safe place, and keep it out of git.")
    return 0
