"""Private results in; the tables of the paper, masked, with their notes, out."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from themetrail.cli._options import study_argument

if TYPE_CHECKING:
    import argparse

HELP = "write the tables of the paper"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    study_argument(parser)
    parser.add_argument("--private", type=Path, required=True, metavar="FOLDER", help="results/private of the run")
    parser.add_argument("--tables", type=Path, required=True, metavar="FOLDER", help="folder to write to")


def run(args: argparse.Namespace) -> int:
    """Build and write every table."""
    from themetrail.study.files import write_bytes, write_text
    from themetrail.tables.all_tables import build_all
    from themetrail.tables.data import load_study
    from themetrail.tables.latex import latex
    from themetrail.tables.word import word_file
    from themetrail.tables.write import write

    data = load_study(args.study, args.private)
    study, synthetic = data.settings.study.title, data.settings.study.synthetic
    tables = build_all(data)
    for table in tables:
        write(table, args.tables, study, synthetic)
        write_text(args.tables / f"{table.number}_{table.slug}.tex", latex(table, study, synthetic=synthetic))
    write_bytes(args.tables / "tables.docx", word_file(tables, study, synthetic=synthetic))
    return 0
