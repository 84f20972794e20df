"""Every cell that tables print and every mark that figures draw, by its address, with what stands behind it.

An address is the table or figure, the row, and in tables the column, as they are printed: ``T3:HR1:Speakers``,
``T4:HR1:Link worker``, ``F3:HR:Link worker``, ``F5:FI:S02``. The marks are taken from the public data themselves.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from themetrail.provenance.behind import Behind
from themetrail.provenance.behind_cells import Cells, CellsOf
from themetrail.tables.notes import LEFT_OUT
from themetrail.tables.own_words import WITHHELD

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from themetrail.tables.data import StudyData
    from themetrail.tables.table import PaperTable

# The columns that name a row, and those that tell rows of the same name apart.
_KEYS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "T1": (("Session",), ()), "T6": (("Code",), ("Instrument", "Option")), "T7": (("Refinement",), ()),
    "T8": (("Code",), ("Level", "Unit", "Coders", "Sessions")), "T9": (("Code",), ("Label",)), "T10": (("No.",), ()),
    "T11": (("Step",), ()), "T12": (("Layer", "Kind"), ()), "T13": (("Item",), ("Level",)),
    "T14": (("Code", "With"), ()), "T15": (("Stratum",), ()), "T16": (("Session",), ()), "T17": (("Theme",), ()),
    "T18": (("Domain", "Solution"), ("Ground",)),
    "F1": (("step", "title"), ("kind",)), "F2": (("cause",), ()), "F3": (("row", "group"), ()),
    "F4": (("row", "column"), ()), "F5": (("domain", "solution"), ("kind",)),
    "F6": (("solution",), ("instrument", "option")), "F7": (("stratum", "sessions"), ()),
    "F8": (("theme", "code"), ()), "F9": (("item",), ("level",)), "F10": (("code",), ("level", "block")),
}  # fmt: skip
# What a figure's mark reads.
_READS = {
    "F1": "text", "F2": "speakers_text", "F3": "text", "F4": "text", "F5": "weight", "F6": "k_last", "F7": "median",
    "F8": "speakers_text", "F9": "text", "F10": "kappa",
}  # fmt: skip


@dataclass(frozen=True)
class Mark:
    """A printed cell or a drawn mark.

    Attributes:
        address: Where it is printed.
        text: What it reads.
        behind: What stands behind it; nothing where it is hidden.
    """

    address: str
    text: str
    behind: Behind

    @property
    def refused(self) -> str:
        """Why it is not followed, or ""."""
        if self.text.startswith("<") or self.text == LEFT_OUT:
            return (
                f"it reads {self.text!r}, for it is hidden: so few people are in it that they could be worked out "
                "(docs/masking.md). What stands behind it is not shown"
            )
        if WITHHELD in self.text:
            return f"it reads {WITHHELD!r}, for its words are those of somebody who did not consent to being quoted"
        return ""

    @property
    def agrees(self) -> bool:
        """Whether the number that is printed is what the decisions behind it come to."""
        found = re.match(r"(≥?)(\d+)", self.text)
        if self.behind.counted is None or found is None:
            return True
        number = int(found[2])
        return self.behind.counted <= number if found[1] or self.behind.hidden else self.behind.counted == number


def all_marks(data: StudyData, tables: Iterable[PaperTable], figures: Mapping[str, Sequence[Cells]]) -> Iterator[Mark]:
    """Every cell of every table and every mark of every figure.

    Args:
        data: The study with its run, nothing hidden.
        tables: What the tables print.
        figures: Rows of what each figure draws, by its number.
    """
    cells = CellsOf(data)

    def mark(address: str, text: str, number: str, row: Cells, column: str = "") -> Mark:
        refused = Mark(address, text, Behind())
        return refused if refused.refused else Mark(address, text, cells.behind(number, row, column, text))

    for table in tables:
        rows = [dict(zip(table.rows.columns, row, strict=True)) for row in table.rows.itertuples(index=False)]
        for key, row in zip(_named(rows, *_KEYS.get(table.number, (("Code",), ()))), rows, strict=True):
            for column, text in row.items():
                yield mark(f"{table.number}:{key}:{_in_address(column)}", text, table.number, row, column)
            if table.number == "T3":
                for group, speakers in re.findall(r"([^;]+?) (\d+)(?:; |$)", row["Groups"]):
                    behind = cells.counts.of_codes([row["Code"]], group=group, all_of_it=True)
                    yield Mark(f"T3:{key}:{group}", speakers, behind)
    for number, drawn in figures.items():
        for key, row in zip(_named(drawn, *_KEYS[number]), drawn, strict=True):
            yield mark(f"{number}:{key}", row[_READS[number]], number, row)


def find(wanted: str, marks: Iterable[Mark]) -> list[Mark]:
    """The marks that an address means: case does not count, and the ends of row and column may be left out."""
    number, *rest = (part.strip().casefold() for part in wanted.split(":"))
    asked = [number.partition("_")[0], *rest]
    own = [(mark, parts) for mark in marks if (parts := mark.address.casefold().split(":"))[0] == asked[0]]
    for rows_begin in (False, True):
        found = [mark for mark, parts in own if _means(asked, parts, rows_begin=rows_begin)]
        exact = [mark for mark in found if mark.address.casefold().split(":") == asked]
        if found:
            return exact or found
    return []


def is_address(wanted: str) -> bool:
    """Whether something is the address of a cell or mark, or the beginning of one."""
    return re.fullmatch(r"[TF]\d{1,2}(_\w+)?:.+", wanted, re.IGNORECASE) is not None


def fed_by(decisions: Collection[str], place: tuple[str, int, int], marks: Iterable[Mark]) -> dict[str, list[str]]:
    """The marks that decisions or a place in a text of record stand behind: columns by table or figure and row.

    Args:
        decisions: Ids of decisions.
        place: Session, start and end.
        marks: Where to look.
    """
    session, start, end = place
    found: dict[str, list[str]] = {}
    for mark in marks:
        named = any(name == session and low < end and start < high for name, low, high in mark.behind.spans)
        if named or not set(mark.behind.decisions).isdisjoint(decisions):
            number, row = mark.address.split(":", 1)
            key, _, column = row.rpartition(":") if number.startswith("T") else (row, "", "")
            found.setdefault(f"{number}:{key}", []).extend([column] if column else [])
    return found


def _means(asked: Sequence[str], parts: Sequence[str], *, rows_begin: bool) -> bool:
    """Whether an address begins as it is asked for, its last part perhaps only by its beginning."""
    if len(parts) < len(asked):
        return False
    *before, last = asked
    *whole, cut = parts[: len(asked)]
    if rows_begin:
        return all(part.startswith(one) for one, part in zip(asked, parts, strict=False))
    return before == whole and (cut == last or (len(asked) == 3 and cut.startswith(last)))


def _named(rows: Sequence[Cells], columns: Sequence[str], more: Sequence[str]) -> list[str]:
    """A name for each row: some of its cells, with further ones where that is no name or that of several rows."""

    def name(row: Cells, used: Sequence[str]) -> str:
        return ":".join(_in_address(row[column]) for column in used if row[column])

    names = [name(row, columns) for row in rows]
    often = Counter(names)
    return [
        name(row, [*columns, *more]) if often[short] > 1 or not short else short
        for short, row in zip(names, rows, strict=True)
    ]


def _in_address(text: str) -> str:
    """A name without the colon, which stands between the parts of an address."""
    return " ".join(text.replace(":", " ").split())
