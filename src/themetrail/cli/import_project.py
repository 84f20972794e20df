"""A project of another tool in; a new study, or what it changes in a study that there is, out."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from themetrail.cli._options import study_argument

if TYPE_CHECKING:
    import argparse

    from themetrail.interchange.come_home import Changes, Home
    from themetrail.interchange.losses import LossReport
    from themetrail.interchange.model import Project

HELP = "take in a project of NVivo, ATLAS.ti, MAXQDA, QualCoder or another tool"
_UNITS = {"code-point": "code point", "utf-16": "UTF-16 unit", "utf-8": "UTF-8 byte"}
_LINES_SHOWN = 40


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument(
        "file", type=Path, help="the project: .qdpx, .qdc, .sqlite3 (Taguette), data.qda (QualCoder) or .csv"
    )
    study_argument(parser)
    parser.add_argument("--take", action="store_true", help="write the changes; without it they are shown only")
    parser.add_argument("--with-removals", action="store_true", help="undo codings that the project does not have")
    parser.add_argument("--title", default="", help="title of a new study, by default the project's name")
    parser.add_argument("--offsets", choices=tuple(_UNITS), help="what offsets count, where it cannot be found out")


def run(args: argparse.Namespace) -> int:
    """Make a study, or show changes and take them when asked."""
    from themetrail.interchange.into_study import import_into_new
    from themetrail.interchange.losses import LossReport
    from themetrail.interchange.offsets import Dialect
    from themetrail.interchange.read import read_project
    from themetrail.study.problems import InputError, Problem
    from themetrail.study.settings import CONFIG
    from themetrail.transcripts.draft import UnreadableError

    losses = LossReport()
    home = _home(args.study) if (args.study / CONFIG).exists() else None
    texts = {session: released.text for session, released in home.released.items()} if home else {}
    dialect = Dialect(_UNITS[args.offsets]) if args.offsets else None
    try:
        project, offsets = read_project(args.file, losses, dialect, texts)
    except UnreadableError as error:
        raise InputError([Problem(args.file.name, "", 0, error.seen, error.remedy)]) from None
    if home is None:
        import_into_new(project, args.study, args.title or project.name, losses)
        print(f"{args.study} is a new study. Next: make scan STUDY={args.study}")
    else:
        _into_existing(args, project, home, losses)
    _report(args, losses, offsets)
    return 0


def _into_existing(args: argparse.Namespace, project: Project, home: Home, losses: LossReport) -> None:
    from themetrail.interchange.come_home import changes_from

    changes = changes_from(project, home, losses, with_removals=args.with_removals)
    if changes.is_empty:
        print("There is nothing in it that the study has not.")
        return
    print(f"{len(changes.lines)} changes:")
    for line in changes.lines[:_LINES_SHOWN]:
        print(f"- {line}")
    if len(changes.lines) > _LINES_SHOWN:
        print(f"- and {len(changes.lines) - _LINES_SHOWN} more")
    if args.take:
        _take(args.study, changes)
        print("They are taken. Run 'make paper' again.")
    else:
        print("Nothing was written. To take them, run it again with --take (with make: ARGS=--take).")


def _home(study: Path) -> Home:
    """The study with its texts; stops where it has problems, or no run that made the texts."""
    from themetrail.cleaning.withdrawn import withdrawn_spans
    from themetrail.cli._ledgers import read_ledgers
    from themetrail.cli._study import tables_of
    from themetrail.codebook.read import read_codebook
    from themetrail.interchange.come_home import Home
    from themetrail.interchange.from_study import released_texts
    from themetrail.study.machine_tables import read_table
    from themetrail.study.problems import Problem, stop_on

    private = study / "results/private"
    tables = tables_of(study)
    sessions = [row["session_id"] for row in tables["sessions"]]
    ledgers, problems = read_ledgers(study)
    missing = [session for session in sessions if not (private / "released" / f"{session}.txt").exists()]
    if missing:
        seen = f"the texts of {', '.join(missing)} are not made yet"
        problems.append(Problem("results/private/released", "", 0, seen, "Run 'make scan' first."))
    stop_on(problems)
    records = {s: (private / "record" / f"{s}.txt").read_text(encoding="utf-8") for s in sessions}
    coders = {row["coder"]: row["label"] for row in tables["coders"]}
    gone = {s: withdrawn_spans(read_table(private / "turns" / f"{s}.parquet")) for s in sessions}
    return Home(read_codebook(study), coders, ledgers, records, released_texts(private, sessions), gone)


def _take(study: Path, changes: Changes) -> None:
    """Write the changes: codes and coders before the decisions that name them, so that a second run mends a first."""
    from themetrail.codebook.read import parse_codebook
    from themetrail.interchange.into_codebook import as_yaml
    from themetrail.ledger.acts import FOLDER
    from themetrail.ledger.write import append_acts
    from themetrail.study.files import write_text
    from themetrail.study.inputs import CODERS
    from themetrail.study.load import path_of, read_table_of
    from themetrail.study.plan import CODEBOOK
    from themetrail.study.problems import InputError, Problem
    from themetrail.study.sheets import write_sheet
    from themetrail.study.yaml_source import parse_yaml

    path = study / CODEBOOK
    if changes.codes:
        text = path.read_text(encoding="utf-8").rstrip("\n") + f"\n{as_yaml(changes.codes)}"
        try:
            parse_codebook(parse_yaml(text, CODEBOOK))
        except InputError as error:
            told = error.problems[0]
            seen = f"new codes cannot be added at its end ({told.seen})"
            remedy = "Let 'codes:' be the last key of the file, with each code indented by two spaces."
            raise InputError([Problem(CODEBOOK, "", 0, seen, remedy)]) from None
        write_text(path, text)
    if changes.coders:
        rows = [dict(row.cells) for row in read_table_of(study, CODERS)[0]]
        rows += [{"coder": own, "label": label or own, "background": ""} for own, label in changes.coders.items()]
        write_text(study / path_of("coders"), write_sheet(CODERS.header, rows))
    for coder, acts in sorted(changes.acts.items()):
        if acts:
            append_acts(study / FOLDER / f"{coder}.csv", acts)


def _report(args: argparse.Namespace, losses: LossReport, offsets: str) -> None:
    from themetrail.study.files import write_text

    stem = args.study / "data/private/imports" / args.file.stem
    title = f"Import of {args.file.name}. {offsets}"
    write_text(stem.with_name(f"{stem.name}.csv"), losses.as_csv())
    write_text(stem.with_name(f"{stem.name}.txt"), losses.in_words(title))
    print(losses.in_words(title))
    print(f"The report is in {stem.parent}.")
