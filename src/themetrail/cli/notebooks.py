"""Notebooks without outputs in; the same notebooks, run, as .ipynb and as pages, and a page that lists them, out."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import argparse

HELP = "run the notebooks on a run's public results"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("--public", type=Path, required=True, metavar="FOLDER", help="results/public of the run")
    parser.add_argument(
        "--sources", type=Path, required=True, nargs="+", metavar="FILE", help="the notebooks, stored without outputs"
    )
    parser.add_argument("--notebooks", type=Path, required=True, metavar="FOLDER", help="folder to write to")


def run(args: argparse.Namespace) -> int:
    """Run the notebooks with the public results as their working folder."""
    from themetrail.provenance.notebooks import index_page, page_of, run_notebooks, to_html, to_json
    from themetrail.provenance.reading import PublicResults
    from themetrail.study.files import write_text

    made = run_notebooks({source.stem: source for source in args.sources}, args.public)
    for name, notebook in made.items():
        write_text(args.notebooks / f"{name}.ipynb", to_json(notebook))
        write_text(args.notebooks / f"{name}.html", to_html(notebook))
    pages = [page_of(f"{name}.html", notebook) for name, notebook in made.items()]
    write_text(args.notebooks / "index.html", index_page(pages, PublicResults(args.public)))
    return 0
