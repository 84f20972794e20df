"""A quote, a number of a table or figure, or a place in a source in; the way between it and the other end, out."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from themetrail.cli._options import study_argument

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

    from themetrail.cli._way_back import WayBack
    from themetrail.provenance.marks import Mark
    from themetrail.tables.data import StudyData

HELP = "follow a quote or a number back to the bytes of its source, or a place to what it feeds, and check each step"
_CAN_BE_ASKED = (
    "Give a decision_id or segment_id, a cell or mark such as T3:HR1:Speakers, 'T4:HR1:Link workers', "
    "'F3:HR:Link workers' or F5:FI:S02, what a number counts, such as HR1, 'HR1@Link workers', HR1@WS1 or HR+S01, or a "
    "place such as WS1:120-180."
)
_MOST_SHOWN = 40


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    study_argument(parser)
    parser.add_argument("--private", type=Path, required=True, metavar="FOLDER", help="results/private of the run")
    parser.add_argument("--public", type=Path, metavar="FOLDER", help="results/public, if not beside the private ones")
    parser.add_argument("--words", action="store_true", help="show the words of each quote as well")
    parser.add_argument(
        "wanted",
        metavar="ID",
        help="a decision_id or segment_id; a cell or mark: T3:HR1:Speakers, F3:HR:Link workers; what a number counts: "
        "HR1, 'HR1@Link workers', HR1@WS1, HR+S01; a place in a text of record: WS1:120-180",
    )


def run(args: argparse.Namespace) -> int:
    """Print the chain; status 1 where a step does not hold, something is hidden, or nothing has the id."""
    from themetrail.cli._way_back import WayBack
    from themetrail.provenance.marks import is_address
    from themetrail.tables.data import load_study

    data = load_study(args.study, args.private)
    public = args.public or args.private.parent / "public"
    way = WayBack(args.study, args.private, public, data, words=args.words)
    session, _, span = args.wanted.partition(":")
    if session in data.sessions and (found := re.fullmatch(r"(\d+)-(\d+)", span)):
        return _onward(way, data, public, (session, int(found[1]), int(found[2])))
    if is_address(args.wanted):
        return _address(way, data, public, args.wanted)
    return _counted(way, data, args.wanted)


def _counted(way: WayBack, data: StudyData, wanted: str) -> int:
    """From a decision, a segment or what a number counts to the sources."""
    from themetrail.provenance.trail import follow

    themes: dict[str, set[str]] = {}
    for row in data.inputs["theme_codes"]:
        themes.setdefault(row["theme_id"], set()).add(row["code"])

    def codes_of(item: str) -> set[str]:
        return themes.get(item) or set(data.codebook.with_descendants(item))

    followed = follow(wanted, data.mentions, data.codings, codes_of)
    if not followed.decisions:
        print(f"Nothing that counts has the id {wanted!r}. {_CAN_BE_ASKED}")
        return 1
    print(followed.what)
    return _walk(way, followed.decisions)


def _address(way: WayBack, data: StudyData, public: Path, wanted: str) -> int:
    """From a cell or a mark to the sources."""
    from themetrail.provenance.marks import find

    found = find(wanted, _marks(data, public))
    if not found:
        print(f"No table or figure has a cell {wanted!r}. {_CAN_BE_ASKED}")
        return 1
    if len(found) > 1:
        print(f"{wanted} may mean {len(found)} cells or marks; ask for one of them:")
        print(*(f"  {mark.address}" for mark in found[:_MOST_SHOWN]), sep="\n")
        print(*([f"  and {len(found) - _MOST_SHOWN} more"] if len(found) > _MOST_SHOWN else []), sep="\n", end="")
        return 1
    (mark,) = found
    if mark.refused:
        print(f"{mark.address}: {mark.refused}.")
        return 1
    print(f"{mark.address} reads {_reads(mark.text, words=way.words)}{_comes_to(mark)}.")
    printed = _file_of(mark.address, public)
    print(f"  printed   {printed}, SHA-256 {way.hash_of(printed)}")
    print(*way.rows(mark.behind.rows), sep="\n", end="\n" if mark.behind.rows else "")
    for session, start, end in mark.behind.spans:
        print("", *way.place(session, start, end), sep="\n")
    if not mark.agrees:
        print("  BROKEN    it is not so that the number is what the decisions come to; run 'make paper' again")
    status = _walk(way, mark.behind.decisions)
    return status if mark.agrees else 1


def _onward(way: WayBack, data: StudyData, public: Path, place: tuple[str, int, int]) -> int:
    """From a place in a source to the decisions about it and to what they feed."""
    from themetrail.provenance.marks import fed_by

    session, start, end = place
    if not start < end <= way.length(session):
        print(f"{session} has the characters 0 to {way.length(session)}; {start}-{end} is no place in it.")
        return 1
    print(f"{session}, characters {start} to {end}", *way.place(session, start, end), sep="\n")
    about = [
        act for act in way.acts.values() if act.session_id == session and act.start is not None and act.end is not None
    ]
    here = [act for act in about if (act.start or 0) < end and start < (act.end or 0)]
    counts = set(data.codings.loc[data.codings["layer"] == "findings", "decision_id"])
    for act in sorted(here, key=lambda act: (act.start or 0, act.coder, act.seq)):
        quoted = f", quoted in row {', '.join(map(str, rows))}" if (rows := way.quoted.get(act.decision_id)) else ""
        status = "counts" if act.decision_id in counts else "does not count by itself"
        print(f"  decision  {act.decision_id}  {act.action} {act.code} by {act.coder}, {status}{quoted}")
    fed = fed_by([act.decision_id for act in here], place, _marks(data, public))
    for address, columns in fed.items():
        told = ", ".join(columns) if len(columns) <= 8 else f"{len(columns)} columns"
        print(f"  feeds     {address}{f'  {told}' if told else ''}")
    print(f"\n{len(here)} decisions about this place; it feeds {len(fed)} rows and marks that are not hidden.")
    return 0


def _walk(way: WayBack, decisions: Sequence[str]) -> int:
    for name in decisions:
        print(*way.decision(name), sep="\n")
    print(f"\n{len(decisions)} decisions, {way.broken} with a step that does not hold.")
    return 1 if way.broken else 0


def _marks(data: StudyData, public: Path) -> list[Mark]:
    """The marks of all tables and figures of a run."""
    import csv

    from themetrail.provenance.marks import all_marks
    from themetrail.study.problems import InputError, Problem
    from themetrail.tables.stored import tables_from

    tables = public / "data" / "tables.json"
    if not tables.is_file():
        seen = "the run has no data of its tables"
        raise InputError([Problem(str(tables), "", 0, seen, "Run 'make paper' first.")])
    figures = {
        path.name.split("_")[0]: list(csv.DictReader(path.open(encoding="utf-8", newline="")))
        for path in sorted((public / "figures").glob("F*.csv"))
    }
    return list(all_marks(data, tables_from(tables.read_bytes(), tables.name), figures))


def _file_of(address: str, public: Path) -> Path:
    """The public data that a mark is printed from."""
    number, _, _ = address.partition(":")
    figures = sorted((public / "figures").glob(f"{number}_*.csv"))
    return figures[0] if figures else public / "data" / "tables.json"


def _reads(text: str, *, words: bool) -> str:
    """What a mark reads; longer texts may be somebody's words, which are shown where they are asked for."""
    return repr(text) if words or len(text) <= 24 else f"a text of {len(text)} characters"


def _comes_to(mark: Mark) -> str:
    """What the decisions behind a mark come to, in words."""
    behind = mark.behind
    if behind.counted is None:
        return ""
    if not behind.hidden:
        return f"; counted again, {behind.counted}"
    cells = "1 cell is" if behind.hidden == 1 else f"{behind.hidden} cells are"
    return f"; counted again, {behind.counted} in what is shown, and {cells} hidden and not followed"
