"""The public results of small studies that stand in memory, written as a run writes them."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING

import pandas as pd

from test_tables import BOB, LEDGERS, ledger, refinement, rows, study, vote
from themetrail.figures.all_drawn import DRAWN
from themetrail.figures.left_out import left_out
from themetrail.tables.all_tables import build_all
from themetrail.tables.methods import methods_text
from themetrail.tables.quotes import COLUMNS
from themetrail.tables.write import SYNTHETIC, write

if TYPE_CHECKING:
    from pathlib import Path

    from themetrail.tables.data import StudyData

SVG = (
    '<?xml version="1.0"?>\n<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/svg11.dtd">\n'
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 4"><rect width="8" height="4"/></svg>\n'
)
PNG = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNgAAAAAgABSK+kcQAAAABJRU5ErkJggg=="  # one pixel
BY_ANN = {"author": "ann", "at": "2024-01-01T10:00:00Z"}
IDEA = "What *everybody* means by <i>it</i> & more."
QUOTE = "The bus is <i>gone</i>, and it cost $5."


def busy_study() -> StudyData:
    """One with decisions, two coders, themes, a jury's votes in two rounds, and refinements."""
    return study(
        {"ann": LEDGERS["ann"], "bob": ledger("bob", BOB, "s3")},
        themes=rows({"theme_id": "T1", "title": "A <b>theme</b>", "central_idea": IDEA, **BY_ANN}),
        theme_codes=rows({"theme_id": "T1", "code": "HR1"}, {"theme_id": "T1", "code": "S01"}),
        summaries=rows({"cause": "HR1", "group": "Alpha", "text": "They cannot get there.", **BY_ANN}),
        jury_votes=rows(*(vote("S01", number, 3 + number) for number in (1, 2)), vote("S02", 1, 2)),
        refinements=rows(refinement(1, "s1", 1, "Too long.")),
    )


def untouched_study() -> StudyData:
    """One that nobody has coded, in which nothing was polled and nobody has written a theme."""
    return study({})


def publish(data: StudyData, folder: Path, *, svg: bool = True) -> Path:
    """The public results of a study, with a quote for each cause that has an exemplar.

    Without ``svg`` the first figure is drawn as PNG, and the others in a format that no page can show.
    """
    title, synthetic = data.settings.study.title, data.settings.study.synthetic
    tables = build_all(data)
    t3 = next(table for table in tables if table.number == "T3")
    for table in tables:
        write(table, folder / "tables", title, synthetic)
    (folder / "figures").mkdir()
    reasons = left_out(data.inputs, data.codebook)
    for name, build in DRAWN.items():
        build(data).to_csv(folder / f"figures/{name}.csv", index=False, lineterminator="\n")
        legend = (
            f"Legend\nWhat {name} shows. {SYNTHETIC if synthetic else ''}\n\nAlternative text\nA drawing of {name}.\n"
        )
        (folder / f"figures/{name}.txt").write_text(reasons.get(name, legend), encoding="utf-8")
        if svg and name not in reasons:
            (folder / f"figures/{name}.svg").write_text(SVG, encoding="utf-8")
    if not svg:
        (folder / "figures/F1_study_flow.png").write_bytes(base64.b64decode(PNG))
    (folder / "methods.txt").write_text(methods_text(data), encoding="utf-8")
    quotes = [quote(row) for row in t3.rows.to_dict("records") if row["Quote: decision"]]
    pd.DataFrame(quotes, columns=COLUMNS).to_csv(folder / "quotes.csv", index=False, lineterminator="\n")
    return folder


def quote(row: dict[str, str]) -> dict[str, object]:
    """The exemplar quote of a row of T3 as a row of quotes.csv, in words that a page must not take for markup."""
    return {
        "decision_id": row["Quote: decision"], "code": row["Code"], "code_label": row["Root cause"],
        "domain": row["Code"][:2], "group": row["Quote: group"], "speaker_id": row["Quote: speaker"],
        "session_id": row["Quote: session"], "quote": QUOTE, "chosen": "proposed", "of": 3, "coder": "ann",
        "decided_at": "2024-05-01T09:00:00Z", "action": "accept", "shown_rank": "1", "shown_confidence": "0.7",
        "record_sha256": "ab" * 32, "start": 100, "end": 200, "source_place": "cue 7",
    }  # fmt: skip
