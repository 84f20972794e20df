"""Decisions and the texts of a run in; decisions placed where their words stand now, and a list of the rest, out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from themetrail.cli._options import study_argument

if TYPE_CHECKING:
    import argparse

    from themetrail.ledger.check import SessionText
    from themetrail.ledger.reanchor import Adrift

HELP = "after a transcript was corrected, place the decisions about it anew, and list what no place is certain for"
LIST = "results/private/reanchor.csv"
_HEADER = (
    *("coder", "session_id", "decision_id", "action", "code", "why"),
    *("then_before", "then_words", "then_after", "now_before", "now_words", "now_after", "start", "end"),
)
_AROUND = 60


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    study_argument(parser)
    parser.add_argument("--dry-run", action="store_true", help="say what would be done, and write to no ledger")


def run(args: argparse.Namespace) -> int:
    """Append a 'reanchor' to each coder's ledger for every decision whose place is certain; list the others."""
    from themetrail.cleaning.release import OffsetMap
    from themetrail.cli._texts import texts_of
    from themetrail.ledger.acts import FOLDER
    from themetrail.ledger.book import Book
    from themetrail.ledger.reanchor import reanchor
    from themetrail.study.files import write_text
    from themetrail.study.machine_tables import read_table
    from themetrail.study.sheets import write_sheet

    private = args.study / "results/private"
    texts = texts_of(private)
    rows = []
    for path in sorted((args.study / FOLDER).glob("*.csv")):
        book = Book.open(path)
        if book.repaired:
            print(book.repaired)
        for session, text in texts.items():
            to_record = OffsetMap(read_table(private / "offsets" / f"{session}.parquet")).to_record
            moved, adrift = reanchor(book.acts, session, text, to_record)
            if moved and not args.dry_run:
                book.append(moved, session, book.seq_of(session))
            rows += [_row(one, text) for one in adrift]
            if moved or adrift:
                print(f"{book.coder}, {session}: {len(moved)} decisions placed, {len(adrift)} to be looked at.")
    write_text(args.study / LIST, write_sheet(_HEADER, rows))
    if rows:
        print(f"{len(rows)} decisions have no certain place. {LIST} shows both texts side by side; open the desk with")
        print("'make review' to put each on its words, or to take it back.")
    else:
        print("Every decision stands on its words.")
    return 1 if rows else 0


def _row(one: Adrift, text: SessionText) -> dict[str, object]:
    act = one.act
    now = {"now_before": "", "now_words": "", "now_after": "", "start": "", "end": ""}
    if one.start is not None and one.end is not None and one.end <= len(text.record):
        low, high = text.to_released(one.start, one.end)
        parts = (
            text.released[max(0, low - _AROUND) : low],
            text.released[low:high],
            text.released[high : high + _AROUND],
        )
        now = dict(zip(now, (*(part.replace("\n", " ") for part in parts), str(one.start), str(one.end)), strict=True))
    then = {"then_before": act.before, "then_words": act.quote, "then_after": act.after}
    named = {name: getattr(act, name) for name in ("coder", "session_id", "decision_id", "action", "code")}
    return named | {"why": one.why} | then | now
