"""The typed settings in; the JSON Schema of config/config.yaml out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from themetrail.cli._options import path_arguments

if TYPE_CHECKING:
    import argparse

HELP = "write the JSON Schema of config/config.yaml"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    path_arguments(parser, schema="file to write")


def run(args: argparse.Namespace) -> int:
    """Write the schema."""
    from themetrail.study.files import write_json
    from themetrail.study.settings import settings_schema

    write_json(args.schema, settings_schema())
    return 0
