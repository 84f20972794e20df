"""The one place where a run stops for what is wrong with its input: everything, together, before any NLP."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from themetrail.cli._options import path_arguments, study_argument

if TYPE_CHECKING:
    import argparse

    from themetrail.ledger.acts import Act
    from themetrail.study.load import Tables
    from themetrail.study.plan import StudyPlan
    from themetrail.study.problems import Problem
    from themetrail.study.settings import Settings

HELP = "stop on everything that is wrong with a study's input"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    study_argument(parser)
    parser.add_argument("--private", type=Path, required=True, metavar="FOLDER", help="results/private of the run")
    path_arguments(parser, passed="file to write when nothing is wrong (JSON)")


def run(args: argparse.Namespace) -> int:
    """Stop on every problem of the study and of its transcripts; with none, say so in a file.

    What earlier runs kept of sessions that the study has no more is deleted first.
    """
    from themetrail.cli._study import tables_of
    from themetrail.study.cache import forget
    from themetrail.study.files import write_json
    from themetrail.study.problems import stop_on

    forget(args.private / "cache", [row["session_id"] for row in tables_of(args.study)["sessions"]])
    stop_on(problems_of(args.study, args.private))
    write_json(args.passed, {"passed": True})
    print(_passed_message(args.study))
    return 0


def problems_of(study: Path, private: Path | None) -> list[Problem]:
    """Everything that is wrong with a study.

    Args:
        study: The study's folder.
        private: The run's private results, with what was found in the transcripts; None while there is no run.
    """
    from themetrail.cli._ledgers import read_ledgers
    from themetrail.cli._texts import texts_of
    from themetrail.codebook.check import check_codes
    from themetrail.codebook.merges import check_merges, merged_codes
    from themetrail.codebook.read import read_codebook
    from themetrail.identifiers.decisions import check_decisions
    from themetrail.ledger.acts import FOLDER
    from themetrail.ledger.check import check_acts, check_resolved
    from themetrail.study.load import path_of, read_tables_of
    from themetrail.study.plan import plan_study
    from themetrail.study.problems import InputError

    tables, problems = read_tables_of(study)
    problems += _roster_problems(tables)
    problems += check_decisions(tables["identifiers"], path_of("identifiers"))
    sessions = [row["session_id"] for row in tables["sessions"]]
    ledgers, ledger_problems = read_ledgers(study)
    problems += [*ledger_problems, *check_resolved(ledgers), *_reason_problems(tables, ledgers)]
    try:
        plan = plan_study(study)
        settings = plan.settings
    except InputError as error:
        problems += error.problems
    else:
        problems += _coder_problems(settings, tables, sorted(ledgers))
        problems += _known_names_problems(study, settings)
        problems += _reporting_problems(settings, ledgers)
        if private is not None:
            problems += _unread_problems(study, private, plan)
            problems += _identifier_problems(study, private, tables, settings)
    if private is not None:
        problems += _transcript_problems(private, sessions)
    codebook = None
    try:
        codebook = read_codebook(study)
        problems += [*check_codes(tables, codebook), *check_merges(tables["codebook_log"], codebook)]
    except InputError as error:
        problems += error.problems
    aliases = merged_codes(tables["codebook_log"])
    decided = {act.session_id for acts in ledgers.values() for act in acts}
    judged = [] if private is None else _judged(private, [name for name in sessions if name in decided], problems)
    texts = {} if private is None else texts_of(private, judged)
    for coder, acts in ledgers.items():
        problems += check_acts(acts, f"{FOLDER}/{coder}.csv", frozenset(sessions), texts, codebook, aliases=aliases)
    return problems


def _passed_message(study: Path) -> str:
    """What was looked for and is decided; no word that more is known of the texts than that."""
    from themetrail.identifiers.known import read_known_names
    from themetrail.identifiers.layers import KINDS
    from themetrail.study.settings import read_settings

    settings = read_settings(study).identifiers
    names, _ = read_known_names(study / settings.known_names_file, settings.known_names_file)
    told = {layer: ", ".join(kind.replace("_", " ") for kind in kinds) for layer, kinds in KINDS.items()}
    told["known"] = f"the {len(names)} names of {settings.known_names_file}"
    looked_for = [*(told[layer] for layer in told if layer in settings.stop_on), "labels that the roster does not know"]
    listed = [told[layer] for layer in told if layer not in settings.stop_on]
    only_listed = f"Only listed, and not held against the decisions: {'; '.join(listed)}. " if listed else ""
    return (
        f"The input is in order. Looked for were: {'; '.join(looked_for)}. No undecided finding of these is left. "
        f"{only_listed}That does not show that nothing else is: read every transcript."
    )


def _roster_problems(tables: Tables) -> list[Problem]:
    """Labels that stand for two people; speakers who are not in participants.csv are reported with the table."""
    from themetrail.cleaning.roster import Roster

    known = {row["speaker_id"] for row in tables["participants"]}
    named = [row for row in tables["roster"] if row["speaker_id"] in known]
    return Roster.from_rows(named, tables["participants"])[1]


def _transcript_problems(private: Path, sessions: list[str]) -> list[Problem]:
    from themetrail.study.problems import read_problems
    from themetrail.study.session_files import session_file

    reports = [session_file(private, kind, session) for session in sessions for kind in ("ingest", "clean")]
    return [problem for report in reports if report.exists() for problem in read_problems(report)]


def _unread_problems(study: Path, private: Path, plan: StudyPlan) -> list[Problem]:
    """Sessions that no step has looked at: where nothing was looked for, nothing is in order."""
    from themetrail.cli._study import shown_paths
    from themetrail.study.problems import Problem
    from themetrail.study.session_files import session_file

    # As messages name it: a file's name may be somebody's.
    return [
        Problem(path, "", 0, f"nothing of it in {private / kind}", "Run 'make scan', which makes what the gate reads.")
        for session, path in shown_paths(study, plan.transcripts).items()
        for kind in ("ingest", "clean", "findings")
        if not session_file(private, kind, session).exists()
    ]


def _judged(private: Path, sessions: list[str], problems: list[Problem]) -> list[str]:
    """The sessions whose text is what decisions can be held against.

    What is wrong with a transcript, or with the tables that say what of it may be shown, is told already; that the
    quotes of its decisions are not there would be told of every one of them.
    """
    from themetrail.study.load import path_of
    from themetrail.study.session_files import session_file

    if {path_of(name) for name in ("roster", "participants", "identifiers")} & {problem.file for problem in problems}:
        return []
    read = [session for session in sessions if session_file(private, "record", session).exists()]
    return [session for session in read if not _transcript_problems(private, [session])]


def _known_names_problems(study: Path, settings: Settings) -> list[Problem]:
    from themetrail.identifiers.known import read_known_names

    file = settings.identifiers.known_names_file
    return read_known_names(study / file, file)[1]


def _identifier_problems(study: Path, private: Path, tables: Tables, settings: Settings) -> list[Problem]:
    from themetrail.cli._study import shown_paths
    from themetrail.identifiers.decisions import gate_problems, unresolved
    from themetrail.study.machine_tables import FINDINGS, read_tables
    from themetrail.study.session_files import session_file

    paths = shown_paths(study, (row["session_id"] for row in tables["sessions"]))
    files = [session_file(private, "findings", session) for session in paths]
    findings = read_tables([file for file in files if file.exists()], FINDINGS)
    # A label off the roster is reported with its turns; a second message for it would only confuse.
    rules = findings[findings["layer"] != "roster"]
    undecided = unresolved(rules, tables["identifiers"])
    return gate_problems(undecided, paths, settings.identifiers.stop_on)


def _reason_problems(tables: Tables, ledgers: dict[str, list[Act]]) -> list[Problem]:
    from themetrail.ledger.check import check_reasons
    from themetrail.study.load import path_of
    from themetrail.study.problems import Problem

    votes = path_of("jury_votes")
    return [
        Problem(votes, "row", row, seen, to_do) for row, seen, to_do in check_reasons(tables["jury_votes"], ledgers)
    ]


def _reporting_problems(settings: Settings, ledgers: dict[str, list[Act]]) -> list[Problem]:
    from themetrail.ledger.check import check_analysis
    from themetrail.study.problems import Problem
    from themetrail.study.settings import CONFIG

    remedy = "Name the family that was followed: codebook, or coding_reliability."
    return [
        Problem(CONFIG, "", 0, f"reporting.analysis is reflexive, but {reason}", remedy)
        for reason in check_analysis(settings.reporting.analysis, ledgers)
    ]


def _coder_problems(settings: Settings, tables: Tables, ledgers: list[str]) -> list[Problem]:
    from themetrail.study.problems import Problem
    from themetrail.study.settings import CONFIG

    known = [row["coder"] for row in tables["coders"]]
    wanted = {settings.coding.findings_from, *settings.coding.findings_from_by_session.values()}
    problems = []
    for coder in sorted(wanted - set(known)):
        seen = f"coding.findings_from names {coder!r}, who is not in data/coding/coders.csv"
        problems.append(Problem(CONFIG, "", 0, seen, f"Coders are: {', '.join(known) or 'none yet'}."))
    for coder in sorted(set(ledgers) - set(known)):
        remedy = "Add a row for the coder to data/coding/coders.csv."
        problems.append(Problem(f"data/coding/decisions/{coder}.csv", "", 0, "decisions of an unknown coder", remedy))
    return problems
