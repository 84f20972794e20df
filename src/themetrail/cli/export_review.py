"""The study in; a workbook to code in, out, for those who do not open the desk."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from themetrail.cli._options import study_argument

if TYPE_CHECKING:
    import argparse

HELP = "write the review queue as an Excel workbook to fill in"
_TOLD = (
    "How to fill in this workbook",
    "{synthetic}The sheet 'Queue' has a row for each proposal of the machine, and one for each sentence without any. "
    "Fill in the coloured cells; leave the others as they are.",
    "decision: accept (the proposed code fits), reject (it does not), change (another code fits: choose it), "
    "add (nothing fitting was proposed: choose the code), none (read, nothing to code: once for a sentence).",
    "code: choose it from the list of the cell. more_codes: further codes for the same sentence, with spaces between.",
    "memo: whatever you want to remember. It is printed nowhere.",
    "A row that you leave empty says nothing; you can fill it in later and hand in the workbook again.",
    "Then: make import-review FILE=this workbook CODER=your name. It says what it took, and what it refused and why.",
    "The file holds what people said. Keep it where the transcripts are kept.",
)
_WIDTHS = {"words": 70, "label": 28, "rests_on": 26, "decision": 12, "more_codes": 16, "memo": 40, "segment": 18}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    study_argument(parser)
    parser.add_argument("file", type=Path, metavar="FILE", help="workbook to write (.xlsx); it is private")
    parser.add_argument("--session", action="append", metavar="ID", help="only this session; may be given again")
    parser.add_argument("--blind", action="store_true", help="without the proposals of the machine")


def run(args: argparse.Namespace) -> int:
    """Write the workbook."""
    from themetrail.review.queue_sheet import CHOICES, QUEUE, queue_rows
    from themetrail.review.sources import Sources
    from themetrail.review.workbooks import Page, write_workbook
    from themetrail.study.files import write_bytes

    sources = Sources(args.study)
    names = args.session or sources.session_ids
    rows = [row for name in names for row in queue_rows(sources.session(name), sources.codebook, blind=args.blind)]
    codes = [code.id for code in sources.codebook.codes if code.status == "active"]
    page = Page(
        "Queue",
        QUEUE.header,
        rows,
        _WIDTHS,
        {"decision": [one for one in CHOICES if not args.blind or one in ("add", "none")], "code": codes},
        to_fill=("decision", "code", "more_codes", "memo"),
        hidden=("blind", "shown"),
    )
    note = "Synthetic data, not findings. " if sources.settings.study.synthetic else ""
    write_bytes(args.file, write_workbook([line.format(synthetic=note) for line in _TOLD], page))
    print(f"{args.file}: {len(rows)} rows of {', '.join(names)}. The file holds what people said: it is private.")
    return 0
