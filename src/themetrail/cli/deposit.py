"""Public results and the private sources in; a deposit, as a folder and as a zip, out."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from themetrail.cli._options import path_arguments, study_argument

if TYPE_CHECKING:
    import argparse

HELP = "put together what may be published, and is enough to make the tables and figures again"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    study_argument(parser)
    parser.add_argument("--private", type=Path, required=True, metavar="FOLDER", help="results/private of the run")
    parser.add_argument("--public", type=Path, required=True, metavar="FOLDER", help="results/public of the run")
    parser.add_argument("--deposit", type=Path, required=True, metavar="FOLDER", help="folder to write")
    path_arguments(parser, lock="requirements.lock", archive="zip of the folder to write")


def run(args: argparse.Namespace) -> int:
    """Write the deposit, unless somebody's words are in it who did not consent to being quoted."""
    from themetrail.identifiers.hashing import read_key
    from themetrail.provenance.deposit import archive_of, deposit_files, write_folder
    from themetrail.provenance.sources import sources_list, sources_of
    from themetrail.provenance.words_in import words_without_consent
    from themetrail.study.files import write_bytes
    from themetrail.study.problems import stop_on
    from themetrail.study.public_settings import public_settings
    from themetrail.tables.data import load_study
    from themetrail.tables.own_words import names_of, speeches

    data = load_study(args.study, args.private)
    key = read_key(args.study / data.settings.identifiers.key_file)
    sources = sources_list(sources_of(args.study, args.private, data.sessions), key)
    files = deposit_files(args.public, args.lock, public_settings(data.settings), sources)
    stop_on(words_without_consent(files, speeches(data, args.private), names_of(data)))
    write_folder(files, args.deposit)
    write_bytes(args.archive, archive_of(files))
    return 0
