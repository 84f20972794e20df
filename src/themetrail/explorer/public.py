"""Everything that the explorer shows of a study, masked as its tables are: the contents of ``explorer.json``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from themetrail.explorer.quotable import closed_pairs, unions
from themetrail.explorer.quotes import COLUMNS, explorer_quotes
from themetrail.figures.drawn import f5_domains_and_solutions
from themetrail.figures.jury_data import f6_jury_support
from themetrail.study.inputs import CODEBOOK_LOG
from themetrail.study.machine_tables import records
from themetrail.tables import t07_refinements
from themetrail.tables.notes import counted
from themetrail.themes.masking import total_text, union_text
from themetrail.themes.spoken_runs import spoken_among

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    import pandas as pd

    from themetrail.codebook.model import Code
    from themetrail.study.sheets import Row
    from themetrail.tables.data import StudyData

FORMAT = 1
_SESSION = ("session_id", "phase", "source_kind", "stratum", "date", "setting", "duration_min")
NOT_SHOWN = "[not shown: it repeats words of a transcript]"


def explorer_data(data: StudyData, private: Path) -> dict[str, Any]:
    """The study as the explorer shows it; plain values, ready to be written as JSON.

    Args:
        data: The study.
        private: Folder of the run's private results.
    """
    texts = ((private / "released" / f"{session}.txt").read_text(encoding="utf-8") for session in data.sessions)
    spoken = spoken_among(_written(data), texts)
    study = data.settings.study
    return {
        "format": FORMAT,
        "study": {"title": study.title, "synthetic": study.synthetic, "problem": data.settings.figures.problem},
        "notes": counted(data),
        "min_speakers": data.min_speakers,
        "groups": [{"name": group, "size": data.group_sizes[group]} for group in data.groups],
        "sessions": _cells_of(data.inputs["sessions"], _SESSION),
        "coders": _cells_of(data.inputs["coders"], ("coder", "label")),
        "codebook": {
            "version": data.codebook.version,
            "codes": [_code(code, spoken) for code in data.codebook.codes],
            "history": [
                row | {"reason": _unspoken(row["reason"], spoken)}
                for row in _cells_of(data.inputs["codebook_log"], CODEBOOK_LOG.header)
            ],
        },
        "totals": _totals(data),
        "cells": [*_cells(data, "domain"), *_cells(data, "code")],
        "themes": _themes(data, spoken),
        "links": _rows(f5_domains_and_solutions(data)[["kind", "domain", "solution", "weight"]]),
        "stated": _cells_of(data.inputs["links"], ("domain", "solution", "coder", "session_id")),
        "jury": _rows(f6_jury_support(data).drop(columns=["solution_label", "colour"])),
        "refinements": _refinements(data),
        "quotes": {"columns": COLUMNS, "rows": explorer_quotes(data, private, closed_pairs(data))},
    }


def _cells_of(rows: Iterable[Row], names: Iterable[str]) -> list[dict[str, str]]:
    """Some columns of a study's table; what else a study keeps there is its own."""
    wanted = list(names)
    return [{name: row[name] for name in wanted} for row in rows]


def _code(code: Code, spoken: frozenset[str]) -> dict[str, Any]:
    """A code as the codebook has it, without patterns, and without exemplars in which somebody's words stand."""
    return {
        **{name: getattr(code, name) for name in ("id", "parent", "kind", "label", "colour", "definition", "include")},
        **{name: getattr(code, name) for name in ("exclude", "source", "status", "version_added")},
        "exemplars": [text for text in code.exemplars if text not in spoken],
    }


def _written(data: StudyData) -> list[str]:
    """What people wrote and no table prints, so that nobody has looked at yet whether somebody said it."""
    exemplars = [text for code in data.codebook.codes for text in code.exemplars]
    reasons = [row["reason"] for row in data.inputs["codebook_log"]]
    return [*exemplars, *reasons, *(row["central_idea"] for row in data.inputs["themes"])]


def _unspoken(text: str, spoken: frozenset[str]) -> str:
    return NOT_SHOWN if text in spoken else text


def _totals(data: StudyData) -> dict[str, dict[str, str]]:
    """Speakers over all groups, for print: of codes by themselves, and of domains and themes with all their codes."""
    least = data.min_speakers
    together: dict[str, str] = {}
    for union, codes in unions(data).items():
        own = data.mentions[data.mentions["code"].isin(list(codes))].groupby("group")["speaker_id"].nunique()
        together[union] = union_text(
            [int(own.get(group, 0)) for group in data.groups], data.parts_of(sorted(codes)), least
        )
    return {
        "codes": {code: total_text(speakers, least) for code, speakers in data.speakers_by_code.items()},
        "together": together,
    }


def _cells(data: StudyData, item: str) -> list[dict[str, Any]]:
    """The cells of domains ("domain") or of single codes ("code") by group; those of nobody are left out.

    A domain's own code, where no single cause was named, is a cell of codes, so the two kinds stand apart.
    """
    codes = [code.id for code in data.codebook.codes if item == "code" or code.kind == "domain"]
    summaries = {(row["cause"], row["group"]): row for row in data.inputs["summaries"]}
    found = []
    for cell in records(data.group_cells(item, codes)):
        if not cell.masked and not cell.speakers:
            continue
        name = getattr(cell, item)
        summary = summaries.get((name, cell.group)) if item == "code" and not cell.masked else None
        written = {"summary": summary["text"], "author": summary["author"]} if summary else {}
        speakers = None if cell.masked else int(cell.speakers)
        found.append(
            {"of": item, "code": name, "group": cell.group, "speakers": speakers, "text": cell.text, **written}
        )
    return found


def _themes(data: StudyData, spoken: frozenset[str]) -> list[dict[str, Any]]:
    codes: dict[str, set[str]] = {}
    for row in data.inputs["theme_codes"]:
        codes.setdefault(row["theme_id"], set()).add(row["code"])
    return [
        {
            **{name: row[name] for name in ("theme_id", "title", "author", "at")},
            "central_idea": _unspoken(row["central_idea"], spoken),
            "codes": sorted(codes.get(row["theme_id"], ()), key=data.codebook.position.__getitem__),
        }
        for row in data.inputs["themes"]
    ]


def _refinements(data: StudyData) -> list[dict[str, Any]]:
    """The refinement log as its table has it; comments of others than consenting speakers are not in it."""
    rows = t07_refinements.build(data).rows
    return _rows(rows.rename(columns=lambda head: head.lower().replace(" ", "_")))


def _rows(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """The rows of a table as dictionaries of plain values."""
    names: Iterable[str] = list(frame.columns)
    return [dict(zip(names, row, strict=True)) for row in frame.astype(object).values.tolist()]
