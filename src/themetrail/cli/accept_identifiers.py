"""Findings in; what a person decides on each undecided string, asked at the terminal or read from a list, out."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from themetrail.cli._options import study_argument

if TYPE_CHECKING:
    import argparse
    from collections.abc import Mapping

    import pandas as pd

    from themetrail.identifiers.answers import Answer

HELP = "decide on what looks like an identifier, at the terminal or from a list that was filled in"
_CHOICES = "r [PLACEHOLDER] = replace, k REASON = keep, f = no identifier, s = show, skip, quit"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    study_argument(parser)
    parser.add_argument("--who", default="", metavar="NAME", help="who decides, such as coder_a")
    lists = parser.add_mutually_exclusive_group()
    lists.add_argument(
        "--list", type=Path, metavar="FILE", help="write the undecided strings, masked, to fill in (CSV)"
    )
    lists.add_argument("--from", type=Path, dest="filled_in", metavar="FILE", help="take the decisions of such a list")


class _Study(NamedTuple):
    """What the decisions are about: the study's folder and key, its texts, and its findings."""

    folder: Path
    key: bytes
    records: Mapping[str, str]
    undecided: pd.DataFrame
    findings: pd.DataFrame
    decided: Mapping[str, str]

    @property
    def secrets(self) -> frozenset[str]:
        """Hashes of the strings that may be written nowhere: all found but those decided to stay."""
        return frozenset(self.findings["hmac"]) - {one for one, what in self.decided.items() if what != "replace"}


def run(args: argparse.Namespace) -> int:
    """Take decisions into data/coding/identifiers.csv."""
    from themetrail.identifiers.contexts import masked_contexts
    from themetrail.identifiers.decisions import to_fill_in, worklist
    from themetrail.study.files import write_text

    study = _read(args.study)
    if args.list or args.filled_in is None:
        contexts = masked_contexts(study.undecided, study.findings, study.records, study.key)
        listed = worklist(study.undecided, contexts)
    if args.list:
        write_text(args.list, to_fill_in(listed))
        print(f"{len(listed)} strings are to be decided. Fill in decision, replacement and reason, and take it in with")
        print("'themetrail accept-identifiers --who NAME --from FILE'. The file is private.")
        return 0
    if args.filled_in is not None:
        return _take(study, args.filled_in, args.who)
    if listed.empty:
        print("Every string that was found is decided.")
        return 0
    if not at_terminal():
        print(
            f"{len(listed)} strings are undecided, and there is no terminal to ask at. Run 'themetrail "
            "accept-identifiers' in a terminal; or write a list with --list FILE, fill it in and give it with --from.",
            file=sys.stderr,
        )
        return 2
    return _ask(study, listed, args.who)


def at_terminal() -> bool:
    """Whether a person reads and answers; what is shown to a file or a pipe would be kept."""
    return sys.stdin.isatty() and sys.stdout.isatty()


def _read(folder: Path) -> _Study:
    from themetrail.identifiers.decisions import unresolved
    from themetrail.identifiers.hashing import read_key
    from themetrail.study.inputs import IDENTIFIERS, SESSIONS
    from themetrail.study.load import read_table_of
    from themetrail.study.machine_tables import FINDINGS, read_tables
    from themetrail.study.problems import InputError, Problem, stop_on
    from themetrail.study.settings import read_settings

    key = read_key(folder / read_settings(folder).identifiers.key_file)
    sessions, problems = read_table_of(folder, SESSIONS)
    decisions, more = read_table_of(folder, IDENTIFIERS)
    stop_on([*problems, *more])
    names = [row["session_id"] for row in sessions]
    private = folder / "results/private"
    files = [private / kind / f"{name}.parquet" for kind in ("findings", "names") for name in names]
    there = [file for file in files if file.exists()]
    if not there:
        raise InputError([Problem("results/private/findings", "", 0, "no scan was made yet", "Run 'make scan' first.")])
    findings = read_tables(there, FINDINGS)
    texts = {name: private / "record" / f"{name}.txt" for name in names}
    return _Study(
        folder,
        key,
        {name: path.read_text(encoding="utf-8") for name, path in texts.items() if path.exists()},
        unresolved(findings, decisions),
        findings,
        {row["hmac"]: row["decision"] for row in decisions},
    )


def _take(study: _Study, path: Path, who: str) -> int:
    from themetrail.identifiers.answers import read_answers
    from themetrail.study.problems import Problem, stop_on

    undecided = set(study.undecided["hmac"])
    answers, problems = read_answers(path, undecided, study.decided, study.secrets, study.key)
    if not who.strip():
        problems.append(
            Problem("--who", "", 0, "nobody is named who decided", "Give --who and a name, such as coder_a.")
        )
    stop_on(problems)
    _keep(study, answers, who)
    print(f"{len(answers)} decisions were taken; {len(undecided) - len(answers)} strings are undecided.")
    return 0


def _ask(study: _Study, listed: pd.DataFrame, who: str) -> int:
    """Ask about each string of the list until it is decided or skipped; each answer is kept at once."""
    try:
        while not who.strip():
            who = input("Who decides (such as coder_a)? ")
        print(_CHOICES)
        for number, row in enumerate(listed.to_dict("records"), 1):
            print(
                f"\n{number} of {len(listed)}: {row['masked']}  ({row['kind'].replace('_', ' ')}; layer {row['layer']})"
            )
            print(f"  {row['count']} times: {row['places']}")
            answer = _answer(study, row["hmac"])
            if answer is not None:
                _keep(study, {row["hmac"]: answer}, who)
    except (EOFError, KeyboardInterrupt):
        print()
    print("What was decided is in data/coding/identifiers.csv. Run 'make scan' again.")
    return 0


def _answer(study: _Study, digest: str) -> Answer | None:
    """The answer on one string, None to skip it; EOFError to stop asking."""
    from themetrail.identifiers.answers import issues_of, parse_answer

    while True:
        typed = input("> ").strip()
        if typed == "quit":
            raise EOFError
        if typed == "skip":
            return None
        answer = parse_answer(typed)
        if typed == "s":
            _show(study, study.undecided[study.undecided["hmac"] == digest])
        elif answer is None:
            print(_CHOICES)
        else:
            issues = issues_of(answer, study.secrets, study.key)
            if not issues:
                return answer
            for seen, remedy in issues:
                print(f"Not taken: {seen}. {remedy}")


def _show(study: _Study, findings: pd.DataFrame) -> None:
    """Print the string in its context; of what stands beside the text, where to look."""
    from themetrail.cli._study import shown_path
    from themetrail.identifiers.contexts import window_around

    columns = ["session_id", "source", "place", "start", "end"]
    for session, source, place, start, end in findings[columns].head(3).values.tolist():
        if source == "record" and session in study.records:
            record = study.records[session]
            low, high = window_around(record, start, end)
            text = f"{record[low:start]}>>{record[start:end]}<<{record[end:high]}"
            # What could steer a terminal is not printed.
            shown = "".join(character if character.isprintable() else " " for character in text)
        else:
            shown = f"it stands in {shown_path(study.folder, session)}, not in what is said; look there"
        print(f"  {session} {place}: {shown}")


def _keep(study: _Study, answers: Mapping[str, Answer], who: str) -> None:
    from datetime import UTC, datetime

    from themetrail.identifiers.answers import keep_decisions
    from themetrail.identifiers.decisions import IDENTIFIERS_FILE

    # The time of a decision is the one thing that a clock is asked for.
    at = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    found = study.undecided.drop_duplicates("hmac").set_index("hmac")
    rows = [
        {"hmac": digest, "masked": str(found.at[digest, "masked"]), "kind": str(found.at[digest, "kind"])}
        | answer._asdict()
        | {"who": who.strip(), "at": at}
        for digest, answer in answers.items()
    ]
    keep_decisions(study.folder / IDENTIFIERS_FILE, rows)
