"""A deposit in; whether what was made from it, or the sources of a study, are those of the deposit, out."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import argparse
    from collections.abc import Mapping

HELP = "say whether results or sources are those of a deposit"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("deposit", type=Path, metavar="DEPOSIT", help="a deposit, its folder or its zip")
    parser.add_argument(
        "--study", type=Path, metavar="FOLDER", help="the study, to check that its sources are the ones"
    )
    parser.add_argument("--rebuilt", type=Path, metavar="FOLDER", help="folder in which its results were made again")
    parser.add_argument("--lock", type=Path, metavar="FILE", help="requirements.lock, with --rebuilt")


def run(args: argparse.Namespace) -> int:
    """Print what was compared; status 1 where something differs that ought not to."""
    from themetrail.provenance.opened import read_deposit

    files = read_deposit(args.deposit)
    print(f"{args.deposit} is whole: each of its {len(files)} files is as its checksums say.")
    status = 0
    if args.study is not None:
        status |= _sources(files, args.study)
    if args.rebuilt is not None:
        status |= _rebuilt(files, args.rebuilt, args.lock)
    return status


def _sources(files: Mapping[str, bytes], study: Path) -> int:
    from themetrail.identifiers.hashing import read_key
    from themetrail.provenance.deposit import SOURCES
    from themetrail.provenance.sources import differences, read_sources_list, sources_of
    from themetrail.study.settings import read_settings

    listed = read_sources_list(files[SOURCES], SOURCES)
    key = read_key(study / read_settings(study).identifiers.key_file)
    sessions = sorted({name for kind, name in listed if kind in ("transcript", "text of record")})
    found = differences(listed, sources_of(study, study / "results/private", sessions), key)
    for problem in found:
        print(f"  {problem}")
    if found and len(found) >= len(listed):
        print("No source fits. If nothing was changed, the key is another one than the deposit was made with.")
    elif not found:
        print(f"The {len(listed)} sources in {study} are those that it was made from.")
    return 1 if found else 0


def _rebuilt(files: Mapping[str, bytes], folder: Path, lock: Path | None) -> int:
    from themetrail.provenance.deposit import environment_of
    from themetrail.provenance.opened import compare_made, made_with

    made = compare_made(files, folder)
    for name in made.other:
        print(f"  {name}: its bytes are not those that the study's own run made")
    whole = len(made.same) + len(made.other)
    rest = f"; {len(made.not_made)} more were not asked for" if made.not_made else ""
    print(f"{len(made.same)} of {whole} tables and figures are, byte for byte, those of the study's own run{rest}.")
    if not made.other:
        return 0
    then, now = made_with(files), environment_of(lock) if lock is not None else {}
    other = [f"{name} is {now[name]}, was {then.get(name, 'unknown')}" for name in now if now[name] != then.get(name)]
    if other:
        # Bytes may differ between machines and versions; the numbers are compared by value ('compare').
        print(f"They were made otherwise: {'; '.join(other)}.")
        return 0
    return 1
