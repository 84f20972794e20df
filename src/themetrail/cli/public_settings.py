"""The settings of a study in; those that printing and drawing need, which may be published, out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from themetrail.cli._options import path_arguments, study_argument

if TYPE_CHECKING:
    import argparse

HELP = "write the settings that tables and figures are printed with"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    study_argument(parser)
    path_arguments(parser, settings="public settings to write (JSON)")


def run(args: argparse.Namespace) -> int:
    """Write the public part of the settings."""
    from themetrail.study.files import write_json
    from themetrail.study.public_settings import public_settings
    from themetrail.study.settings import read_settings

    write_json(args.settings, public_settings(read_settings(args.study)).model_dump(mode="json"))
    return 0
