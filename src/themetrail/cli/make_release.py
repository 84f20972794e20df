"""A repository and a study with its results in; one zip for an archive, that rebuilds itself, out."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from themetrail.cli._options import study_argument

if TYPE_CHECKING:
    import argparse

HELP = "freeze code, lock, results and crate into one zip for an archive"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    study_argument(parser)
    parser.add_argument("--repository", type=Path, default=Path(), metavar="FOLDER", help="the clone of ThemeTrail")
    parser.add_argument("--folder", type=Path, required=True, metavar="FOLDER", help="where to write the zip")


def run(args: argparse.Namespace) -> int:
    """Write the zip; its name and its SHA-256 are told."""
    import themetrail
    from themetrail.provenance.frozen import frozen
    from themetrail.provenance.made_from import check_fresh, read_record
    from themetrail.provenance.times import last_decision
    from themetrail.study.files import sha256, write_bytes
    from themetrail.study.settings import read_settings

    results = args.study / "results"
    record = check_fresh(results / "public", read_record(results / "private/made_from.json"), f"{results}/public")
    settings = read_settings(args.study)
    day = last_decision(args.study)
    version = themetrail.__version__
    name, data = frozen(args.repository, args.study, record, settings, published=day, version=version)
    write_bytes(args.folder / name, data)
    print(f"{args.folder / name} ({len(data) / 1e6:.1f} MB), SHA-256 {sha256(data)}")
    if settings.provenance.inputs != "included":
        print(
            "Restricted data are left out of it (provenance.inputs in config/config.yaml); RELEASE.txt in it says so."
        )
    return 0
