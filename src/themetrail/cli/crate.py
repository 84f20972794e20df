"""The record of a run and its results in; the RO-Crate that tells of it, and when and on what machine it was, out."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from themetrail.cli._options import path_arguments, study_argument

if TYPE_CHECKING:
    import argparse

HELP = "describe a run as an RO-Crate: inputs, outputs, which rule made each, settings, software"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    study_argument(parser)
    path_arguments(parser, made_from="what the results were made from", snakefile="the workflow, its rules beside it")
    parser.add_argument("--results", type=Path, required=True, metavar="FOLDER", help="the crate's folder: results")


def run(args: argparse.Namespace) -> int:
    """Write the crate's metadata, a copy of the workflow and the times of the run into the results."""
    import themetrail
    from themetrail.provenance.crate import METADATA, TIMES, Contents, crate
    from themetrail.provenance.made_from import public_files, read_record
    from themetrail.provenance.times import last_decision, times_of
    from themetrail.study.files import write_bytes, write_json
    from themetrail.study.problems import InputError, Problem
    from themetrail.study.settings import read_settings

    record = read_record(args.made_from)
    if record is None:
        raise InputError([Problem(str(args.made_from), "", 0, "the file is missing", "Run 'make all'.")])
    for name, path in public_files(args.snakefile.parent).items():
        write_bytes(args.results / "workflow" / name, path.read_bytes())
    folders = ("explorer", "notebooks", "public", "workflow")
    files = {f"{own}/{name}": path for own in folders for name, path in public_files(args.results / own).items()}
    contents = Contents(files, "workflow/Snakefile", "results/")
    told = crate(record, read_settings(args.study), contents, last_decision(args.study), themetrail.__version__)
    write_json(args.results / METADATA, told)
    write_json(args.results / TIMES, times_of(args.results / "benchmarks"))
    return 0
