"""A notebook without outputs in; the same notebook, run, as .ipynb and as one HTML page, out."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from themetrail.cli._options import path_arguments

if TYPE_CHECKING:
    import argparse

HELP = "run a notebook on a run's public results"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("--public", type=Path, required=True, metavar="FOLDER", help="results/public of the run")
    path_arguments(
        parser,
        source="the notebook, stored without outputs",
        notebook="run notebook to write (.ipynb)",
        page="page to write (.html)",
    )


def run(args: argparse.Namespace) -> int:
    """Run the notebook with the public results as its working folder."""
    from themetrail.provenance.notebooks import run_notebook, to_html, to_json
    from themetrail.study.files import write_text

    notebook = run_notebook(args.source, args.public)
    write_text(args.notebook, to_json(notebook))
    write_text(args.page, to_html(notebook))
    return 0
