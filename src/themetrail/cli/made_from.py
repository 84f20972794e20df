"""The rules of a run and its public results in; what they were made from out."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from themetrail.cli._options import path_arguments, study_argument

if TYPE_CHECKING:
    import argparse

HELP = "write down what the results of a run were made from"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    study_argument(parser)
    parser.add_argument("--rules", required=True, metavar="JSON", help="the rules that the run used, by their names")
    parser.add_argument("--public", type=Path, required=True, metavar="FOLDER", help="results/public of the run")
    path_arguments(parser, lock="requirements.lock", made_from="made_from.json to write")


def run(args: argparse.Namespace) -> int:
    """Write the record."""
    import json
    from dataclasses import replace

    from themetrail.cli._study import shown_name
    from themetrail.provenance.made_from import make_record, public_files, rules_of, to_json
    from themetrail.study.files import write_json
    from themetrail.study.load import TRANSCRIPTS
    from themetrail.study.settings import CONFIG, read_settings

    def shown(path: str) -> str:
        return shown_name(Path(path).name) if path.startswith(f"{TRANSCRIPTS}/") else path

    rules = rules_of(json.loads(args.rules))
    reads = sorted({path for rule in rules.values() for path in rule.reads} - {CONFIG})
    # A file of the workflow's own, such as a notebook, lies in the repository, beside the lock.
    paths = {path: next(one for one in (args.study / path, args.lock.parent / path) if one.exists()) for path in reads}
    told = {name: replace(rule, reads=tuple(sorted(map(shown, rule.reads)))) for name, rule in rules.items()}
    record = make_record(
        told,
        {shown(name): path for name, path in paths.items()},
        read_settings(args.study),
        args.lock.read_text(encoding="utf-8"),
        public_files(args.public),
    )
    write_json(args.made_from, to_json(record))
    return 0
