"""What the tables of the paper print in; the tables as CSV, text, LaTeX and one Word file out."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from themetrail.cli._options import path_arguments

if TYPE_CHECKING:
    import argparse

HELP = "write the tables of the paper"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    path_arguments(parser, data="data of the tables (JSON)", settings="public settings (JSON)")
    parser.add_argument("--tables", type=Path, required=True, metavar="FOLDER", help="folder to write to")


def run(args: argparse.Namespace) -> int:
    """Write every table in every format."""
    from themetrail.study.files import write_bytes, write_text
    from themetrail.study.public_settings import read_public_settings
    from themetrail.tables.latex import latex
    from themetrail.tables.printed import for_print
    from themetrail.tables.stored import tables_from
    from themetrail.tables.word import word_file
    from themetrail.tables.write import write

    study = read_public_settings(args.settings).study
    tables = tables_from(args.data.read_bytes(), args.data.name)
    for table in tables:
        write(table, args.tables, study.title, study.synthetic)
        text = latex(for_print(table), study.title, synthetic=study.synthetic)
        write_text(args.tables / f"{table.number}_{table.slug}.tex", text)
    printed = [for_print(table) for table in tables]
    write_bytes(args.tables / "tables.docx", word_file(printed, study.title, synthetic=study.synthetic))
    return 0
