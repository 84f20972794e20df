"""A study and its run in; the project for NVivo, ATLAS.ti, MAXQDA and QualCoder, the codebook and tables out."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from themetrail.cli._options import study_argument

if TYPE_CHECKING:
    import argparse

HELP = "write the study for other tools (REFI-QDA), with a report of what they cannot hold"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    study_argument(parser)
    parser.add_argument(
        "--private", type=Path, metavar="FOLDER", help="results/private of the run, by default the study's"
    )
    parser.add_argument("--exchange", type=Path, metavar="FOLDER", help="where to write, by default exchange in it")
    parser.add_argument(
        "--flavour", choices=("standard", "nvivo"), help="what offsets count; by default as the settings say"
    )


def run(args: argparse.Namespace) -> int:
    """Write every file of the exchange."""
    from themetrail.interchange.export import export_files
    from themetrail.interchange.from_study import project_of, released_texts
    from themetrail.interchange.losses import LossReport
    from themetrail.study.files import write_bytes
    from themetrail.study.problems import InputError, Problem
    from themetrail.tables.data import load_study

    private = args.private or args.study / "results/private"
    folder = args.exchange or private / "exchange"
    if not (private / "codings.parquet").exists():
        raise InputError(
            [Problem(str(private), "", 0, "there is no run to export", "Run 'make export', or 'make paper' first.")]
        )
    data = load_study(args.study, private)
    losses = LossReport()
    project = project_of(data, released_texts(private, data.sessions), losses)
    flavour = args.flavour or data.settings.exchange.flavour
    for name, content in export_files(project, flavour, losses).items():
        write_bytes(folder / name, content)
    print(losses.in_words(f"Export of {len(project.codings)} codings to {folder}"))
    return 0
