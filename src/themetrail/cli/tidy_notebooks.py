"""Notebooks in, as an editor left them; the same files without outputs and without traces of the editor, out."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import argparse

HELP = "take outputs and traces of an editor out of notebooks"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("notebooks", type=Path, nargs="+", metavar="FILE", help="the notebooks, which are rewritten")


def run(args: argparse.Namespace) -> int:
    """Rewrite each notebook as it is to be stored."""
    from themetrail.provenance.notebooks import as_stored, read_notebook, to_json
    from themetrail.study.files import write_text

    for path in args.notebooks:
        write_text(path, to_json(as_stored(read_notebook(path))))
    return 0
