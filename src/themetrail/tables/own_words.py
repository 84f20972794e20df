"""What people of the team wrote, as far as it may be printed: words of those who did not consent are withheld.

A summary, a definition, a wording or a title may repeat what somebody said. Where it holds five words in a row of
people of whom nobody consented to being quoted, the whole cell is withheld, and a private list says which and whose,
so that the team can reword it. Quotes are no part of this: they are chosen by consent from the start.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from themetrail.cleaning.release import OffsetMap
from themetrail.study.load import Tables, path_of
from themetrail.study.machine_tables import read_table, records
from themetrail.study.sheets import Row, write_sheet
from themetrail.tables.data import load_study
from themetrail.tables.spoken import consenting
from themetrail.themes.spoken_runs import Run, Speech, holds, runs, without_consent

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from themetrail.tables.data import StudyData
    from themetrail.tables.table import PaperTable

WITHHELD = "[words withheld]"
_NOTE = (
    f"{WITHHELD}: what the study has here repeats five words or more in a row of somebody who did not consent to being "
    "quoted."
)
# What people write in their own words. All else are names of things, which tables and figures find their rows by.
_TEXTS = {
    "sessions": ("setting",),
    "refinements": ("wording_in", "comment", "wording_out"),
    "coders": ("label", "background"),
    "themes": ("title", "central_idea"),
    "summaries": ("text",),
    "codebook_log": ("change", "reason"),
}
_CODE_TEXTS = ("label", "definition", "include", "exclude")
_LISTED = ("file", "place", "column", "words")


@dataclass(frozen=True, order=True)
class Withheld:
    """A text that is not printed: its file, its row or code, its column, and the words that it repeats (private)."""

    file: str
    place: str
    column: str
    words: str


def load_for_print(study: Path, private: Path) -> tuple[StudyData, list[Withheld]]:
    """Everything that tables and figures are made from, without what people wrote in words that are not to be quoted.

    Args:
        study: The study's folder.
        private: Private results of its run.
    """
    data = load_study(study, private)
    return for_print(data, speeches(data, private))


def for_print(data: StudyData, said: Iterable[Speech]) -> tuple[StudyData, list[Withheld]]:
    """The study with what repeats words without consent withheld, and the list of what was."""
    written = list(_written(data))
    unquotable = without_consent({run for _, text in written for run in runs(text)}, said)
    if not unquotable:
        return data, []
    listed = [
        Withheld(*place, " / ".join(sorted(" ".join(run) for run in found)))
        for place, text in written
        if (found := runs(text) & unquotable)
    ]

    def shown(text: str) -> str:
        return WITHHELD if holds(text, unquotable) else text

    tables = {
        name: [Row(r.number, {**r.cells, **{c: shown(r[c]) for c in _TEXTS.get(name, ())}}) for r in rows]
        for name, rows in data.inputs.rows.items()
    }
    codes = [
        replace(
            code,
            label=shown(code.label),
            definition=shown(code.definition),
            include=shown(code.include),
            exclude=shown(code.exclude),
            exemplars=tuple(map(shown, code.exemplars)),
        )
        for code in data.codebook.codes
    ]
    ledgers = {
        coder: [replace(act, memo=shown(act.memo), reason=_reason(act.reason, shown(act.reason))) for act in acts]
        for coder, acts in data.ledgers.items()
    }
    codebook = replace(data.codebook, codes=tuple(codes))
    return replace(data, inputs=Tables(tables), codebook=codebook, ledgers=ledgers), sorted(listed)


def speeches(data: StudyData, private: Path) -> Iterator[Speech]:
    """What was said in each session, from the private results of a run."""
    agreed = consenting(data)
    by_session = dict(list(data.turns.sort_values(["session_id", "start"]).groupby("session_id", sort=False)))
    for session in data.sessions:
        turns = by_session.get(session, data.turns[:0])
        yield Speech(
            record=(private / "record" / f"{session}.txt").read_text(encoding="utf-8"),
            released=(private / "released" / f"{session}.txt").read_text(encoding="utf-8"),
            to_released=_ReleasedPlaces(private / "offsets" / f"{session}.parquet"),
            turns=[(turn.start, turn.end, turn.speaker_id in agreed) for turn in records(turns)],
        )


@dataclass(frozen=True)
class _ReleasedPlaces:
    """Takes a span of the record to that of the released text; the file is read at the first one, which few ask for."""

    path: Path

    @cached_property
    def _offsets(self) -> OffsetMap:
        return OffsetMap(read_table(self.path))

    def __call__(self, start: int, end: int) -> tuple[int, int]:
        return self._offsets.to_released(start, end)


def with_note(table: PaperTable) -> PaperTable:
    """The table, with a note where something of it is withheld."""
    if not any(WITHHELD in str(cell) for row in table.rows.itertuples(index=False, name=None) for cell in row):
        return table
    return replace(table, notes=[*table.notes, _NOTE])


def withheld_list(listed: Iterable[Withheld]) -> str:
    """The private list as CSV text."""
    rows = ({"file": w.file, "place": w.place, "column": w.column, "words": w.words} for w in listed)
    return write_sheet(_LISTED, rows)


def _written(data: StudyData) -> Iterator[tuple[tuple[str, str, str], str]]:
    """Every text that people wrote, after its file, place and column."""
    for name, columns in _TEXTS.items():
        for row in data.inputs[name]:
            yield from (((path_of(name), f"row {row.number}", column), row[column]) for column in columns)
    for code in data.codebook.codes:
        texts = [*((name, getattr(code, name)) for name in _CODE_TEXTS), *(("exemplars", e) for e in code.exemplars)]
        yield from ((("data/coding/codebook.yaml", f"code {code.id}", name), text) for name, text in texts)
    for coder, acts in data.ledgers.items():
        for act in acts:
            for column, text in (("memo", act.memo), ("reason", act.reason)):
                if text:
                    yield (f"data/coding/decisions/{coder}.csv", f"row {act.row}", column), text


def _reason(reason: str, shown: str) -> str:
    """A reason as it may be shown; that it marks a dissenting voice is known by how it begins."""
    return f"dissenting: {shown}" if shown != reason and reason.lower().startswith("dissent") else shown


def names_of(data: StudyData) -> set[Run]:
    """Five words in a row of the names that a study gives to groups, phases and answers: they repeat nobody."""
    cells = (cell for name, rows in data.inputs.rows.items() for row in rows for cell in _names(name, row))
    return {run for cell in cells for run in runs(cell)}


def _names(table: str, row: Row) -> Iterator[str]:
    return (text for column, text in row.cells.items() if column not in _TEXTS.get(table, ()))
