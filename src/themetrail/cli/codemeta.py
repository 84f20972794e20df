"""pyproject.toml and CITATION.cff in; ``codemeta.json`` out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from themetrail.cli._options import path_arguments

if TYPE_CHECKING:
    import argparse

HELP = "write codemeta.json from pyproject.toml and CITATION.cff"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    path_arguments(parser, pyproject="pyproject.toml", citation="CITATION.cff", file="codemeta.json to write")


def run(args: argparse.Namespace) -> int:
    """Write the file."""
    import tomllib

    from themetrail.provenance.codemeta import codemeta
    from themetrail.study.files import write_json
    from themetrail.study.yaml_source import read_yaml

    pyproject = tomllib.loads(args.pyproject.read_text(encoding="utf-8"))
    write_json(args.file, codemeta(pyproject, read_yaml(args.citation, args.citation.name).data))
    return 0
