"""A quote, a segment, or a number of a table or figure in; the way back to the bytes of its sources, out."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from themetrail.cli._options import study_argument

if TYPE_CHECKING:
    import argparse

    from themetrail.ledger.acts import Act
    from themetrail.ledger.check import SessionText
    from themetrail.provenance.trail import Source
    from themetrail.tables.data import StudyData

HELP = "follow a quote or a number back to the bytes of its source, and check each step"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    study_argument(parser)
    parser.add_argument("--private", type=Path, required=True, metavar="FOLDER", help="results/private of the run")
    parser.add_argument("--words", action="store_true", help="show the words of each quote as well")
    parser.add_argument(
        "wanted",
        metavar="ID",
        help="a decision_id, a segment_id, or what a number counts: HR1, 'HR1@Link workers', HR1@WS1, HR+S01",
    )


def run(args: argparse.Namespace) -> int:
    """Print the chain of each quote; status 1 where a step does not hold or nothing has the id."""
    from themetrail.ledger.replay import active_acts
    from themetrail.provenance.trail import checks, follow
    from themetrail.tables.data import load_study

    data = load_study(args.study, args.private)
    themes: dict[str, set[str]] = {}
    for row in data.inputs["theme_codes"]:
        themes.setdefault(row["theme_id"], set()).add(row["code"])

    def codes_of(item: str) -> set[str]:
        return themes.get(item) or set(data.codebook.with_descendants(item))

    followed = follow(args.wanted, data.mentions, data.codings, codes_of)
    if not followed.decisions:
        print(
            f"Nothing that counts has the id {args.wanted!r}. Give a decision_id or segment_id, or what a number "
            "counts, such as HR1, 'HR1@Link workers', HR1@WS1 or HR+S01."
        )
        return 1
    print(followed.what)
    acts = {act.decision_id: act for ledger in data.ledgers.values() for act in active_acts(ledger)}
    opened: dict[str, tuple[SessionText, Source]] = {}
    broken = 0
    for decision in followed.decisions:
        act = acts[decision]
        if act.session_id not in opened:
            opened[act.session_id] = _open(args, data, act.session_id)
        text, source = opened[act.session_id]
        failed = [check.says for check in checks(act, text, source) if not check.holds]
        print("", *_chain(args, data, act, text, source), sep="\n")
        verdict = [f"  BROKEN    it is not so that {says}" for says in failed]
        print(*(verdict or ["  checked   every step holds"]), sep="\n")
        broken += bool(failed)
    print(f"\n{len(followed.decisions)} decisions, {broken} with a step that does not hold.")
    return 1 if broken else 0


def _open(args: argparse.Namespace, data: StudyData, session: str) -> tuple[SessionText, Source]:
    from themetrail.cli._study import shown_path, tables_of
    from themetrail.cli._texts import texts_of
    from themetrail.provenance.trail import Source
    from themetrail.study.files import sha256
    from themetrail.study.load import people_of, transcript_paths
    from themetrail.transcripts.choose import read_transcript
    from themetrail.transcripts.model import Source as Transcript
    from themetrail.transcripts.record import build_record

    tables = tables_of(args.study)
    kind = tables.by("sessions", "session_id")[session]["source_kind"]
    known = frozenset(row["label"] for row in people_of(session, tables["roster"], tables["participants"])[0])
    (path,) = transcript_paths(args.study)[session]
    content = path.read_bytes()
    reading = read_transcript(Transcript(path.name, content, kind, known), shown_path(args.study, session))
    reread, _ = build_record(session, reading.units)
    text = texts_of(args.private, [session])[session]
    return text, Source(sha256(content), data.reports[session]["source_sha256"], reread)


def _chain(args: argparse.Namespace, data: StudyData, act: Act, text: SessionText, source: Source) -> list[str]:
    from themetrail.cli._study import shown_path
    from themetrail.ledger.acts import FOLDER
    from themetrail.provenance.trail import places
    from themetrail.study.machine_tables import read_table, records

    start, end = act.start or 0, act.end or 0
    low, high = text.to_released(start, end)
    code = data.codebook.by_id.get(act.code)
    segments = data.coding_segments[data.coding_segments["coding_id"] == act.decision_id]
    where = places(read_table(args.private / "locators" / f"{act.session_id}.parquet"), start, end)
    shown = [f"{one['code']} as number {one['rank']} (engine {one['engine_hash']})" for one in act.shown_codes()]
    told = data.segments[data.segments["segment_id"].isin(segments["segment_id"])]
    lines = [
        f"{act.decision_id}  {act.code} {code.label if code else ''}".rstrip(),
        f"  decision  {act.action} by {act.coder} at {act.at}, row {act.row} of {FOLDER}/{act.coder}.csv",
        f"  proposed  {', '.join(shown) or 'nothing was shown'}",
        *(f"  segment   {row.segment_id}, turn {row.turn} of {row.speaker_id}" for row in records(told)),
        f"  released  characters {low} to {high} of {args.private}/released/{act.session_id}.txt",
        f"  record    characters {start} to {end} of {args.private}/record/{act.session_id}.txt, SHA-256 {text.sha256}",
        f"  source    {', '.join(where)} of {shown_path(args.study, act.session_id)}, SHA-256 {source.sha256}",
    ]
    return [*lines[:1], f"  words     {text.quote(start, end)}", *lines[1:]] if args.words else lines
