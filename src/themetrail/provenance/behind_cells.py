"""What stands behind each cell of each table and each mark of each figure, found from the cell's own row."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from themetrail.ledger.acts import FOLDER
from themetrail.provenance.behind import Behind, Counts
from themetrail.study.load import path_of
from themetrail.study.plan import CODEBOOK
from themetrail.study.settings import CONFIG

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from themetrail.study.sheets import Row
    from themetrail.tables.data import StudyData

Cells = dict[str, str]
_ROLES = {"Speakers": "speaker_id", "Sessions": "session_id", "Segments": "segment_id"}
_LABELS = frozenset({"Level", "Item", "Label", "Code", "With", "Label of that", "Domain", "Root cause", "Source"})
# What tables and figures that count no findings are made from.
_FILES = {
    "T1": ("sessions", "participants", "roster"), "T11": ("sessions", "participants"), "T12": ("identifiers",),
    "T15": ("sessions",), "F1": ("sessions", "participants", "themes", "jury_votes", "refinements"),
    "F7": ("sessions",), "T16": ("sessions", "roster"),
}  # fmt: skip


class CellsOf:
    """The cells of a study, each with what stands behind it."""

    def __init__(self, data: StudyData) -> None:
        self.counts = Counts(data)
        self._data = data
        book = data.codebook
        self._codes = tuple(code.id for code in book.codes if code.kind != "process")
        self._domains_and_solutions = tuple(code.id for kind in ("domain", "solution") for code in book.of_kind(kind))
        self._lines = {code.id: code.line for code in book.codes}
        self._themes: dict[str, set[str]] = {}
        for row in data.inputs["theme_codes"]:
            self._themes.setdefault(row["theme_id"], set()).add(row["code"])
        self._behind: dict[str, Callable[[Cells, str, str], Behind]] = {
            "T2": lambda row, *_: self._definition(row["Code"]), "T3": self._root_cause, "T4": self._matrix,
            "T5": self._solution, "T6": self._votes, "T7": self._refinement, "T8": self._coded, "T9": self._coded,
            "T10": lambda *_: Behind(rows=((CONFIG, 0),)), "T13": self._robust, "T14": self._pair,
            "T17": self._theme, "T18": self._link_in_words,
            "F2": lambda row, _, text: self._raised([row["cause"]], text),
            "F3": lambda row, _, text: self._raised(self._item("domain", row["row"]), text, row["group"]),
            "F4": self._cooccurrence, "F5": self._link, "F6": self._support,
            "F8": lambda row, _, text: self._raised([row["code"]], text),
            "F9": lambda row, _, text: self._raised(self._item(row["level"], row["item"]), text),
            "F10": lambda row, *_: self._coded({"Code": row["code"], "Level": row["level"]}, "", ""),
        }  # fmt: skip

    def behind(self, number: str, row: Cells, column: str, text: str) -> Behind:
        """What stands behind a cell.

        Args:
            number: The table or figure, such as "T3".
            row: The cell's row as printed or drawn.
            column: Its column, "" for a figure.
            text: What it reads.
        """
        if number in _FILES:
            return Behind(rows=tuple((path_of(name), 0) for name in _FILES[number]))
        return self._behind[number](row, column, text)

    def _raised(self, codes: Collection[str], text: str, group: str = "", what: str = "speaker_id") -> Behind:
        return self.counts.of_codes(codes, what, group, all_of_it=not text.startswith("≥"))

    def _root_cause(self, row: Cells, column: str, text: str) -> Behind:
        if column in _LABELS or not text:
            return self._definition(row["Code"])
        if column in _ROLES:
            return self._raised([row["Code"]], text, what=_ROLES[column])
        if column == "Words":
            return self._raised([row["Code"]], text).without_number()
        if column == "Groups":
            return self.counts.of_codes([row["Code"]], all_of_it=False).without_number()
        quoted = re.search(r"([0-9A-Z]{26})\)$", text) if column == "Dissenting quote" else None
        return Behind((quoted[1] if quoted else row["Quote: decision"],))

    def _matrix(self, row: Cells, column: str, text: str) -> Behind:
        if column in _LABELS:
            return self._definition(row["Code"])
        group = column.rpartition(" (n = ")[0]
        summary = self._rows("summaries", lambda r: (r["cause"], r["group"]) == (row["Code"], group))
        found = self._raised([row["Code"]], text, group)
        return Behind(found.decisions, found.counted, rows=summary.rows if ": " in text else ())

    def _solution(self, row: Cells, column: str, text: str) -> Behind:
        if column == "Speakers":
            return self._raised([row["Code"]], text)
        if column == "Domains derived from codings":
            links = [self.counts.of_link(domain, row["Code"]) for domain in filter(None, text.split("; "))]
            return Behind(tuple(dict.fromkeys(decision for link in links for decision in link.decisions)))
        tables = {"Domains": "links", "Vote": "jury_votes", "Refine": "refinements", "Final": "refinements"}
        table = next((table for start, table in tables.items() if column.startswith(start)), "")
        if table:
            return self._rows(table, lambda r: r["solution"] == row["Code"])
        return self._definition(row["Code"])

    def _votes(self, row: Cells, column: str, _text: str) -> Behind:
        asked = {"instrument": row["Instrument"], "solution": row["Code"], "option": row["Option"]}
        found = self._rows("jury_votes", lambda r: all(r[name] == cell for name, cell in asked.items()))
        if column != "Reasons given":
            return found
        places = {place for _, place in found.rows}
        reasons = [r["reason_decision_id"] for r in self._data.inputs["jury_votes"] if r.number in places]
        standing = {act.decision_id for acts in self._data.standing.values() for act in acts}
        return Behind(tuple(name for name in dict.fromkeys(reasons) if name in standing), rows=found.rows)

    def _refinement(self, row: Cells, _column: str, _text: str) -> Behind:
        return self._rows("refinements", lambda r: r["refinement_id"] == row["Refinement"])

    def _coded(self, row: Cells, _column: str, _text: str) -> Behind:
        """Decisions of all coders about a code; behind a row of all codes stand the ledgers."""
        if not row["Code"]:
            return Behind(rows=tuple((f"{FOLDER}/{coder}.csv", 0) for coder in sorted(self._data.ledgers)))
        codes = self._data.codebook.with_descendants(row["Code"]) if row.get("Level") == "domain" else {row["Code"]}
        acts = [act for ledger in self._data.standing.values() for act in ledger if {act.code, act.from_code} & codes]
        return Behind(tuple(act.decision_id for act in acts if act.start is not None))

    def _robust(self, row: Cells, column: str, text: str) -> Behind:
        if column in _LABELS:
            return self._definition(row["Item"])
        found = self._raised(self._item(row["Level"], row["Item"]), text)
        return found if column == "Speakers" else found.without_number()

    def _pair(self, row: Cells, column: str, text: str) -> Behind:
        if column in _LABELS:
            return self._definition(row["With" if column in {"With", "Label of that"} else "Code"])
        exact = not text.startswith("≥")
        found = self.counts.of_pair(row["Code"], row["With"], self._codes, all_of_it=exact)
        return found if column == "Speakers" else found.without_number()

    def _cooccurrence(self, row: Cells, _column: str, text: str) -> Behind:
        if row["row"] == row["column"]:
            return self._raised(self._item("domain", row["row"]), text)
        exact = not text.startswith("≥")
        return self.counts.of_pair(row["row"], row["column"], self._domains_and_solutions, all_of_it=exact)

    def _link(self, row: Cells, _column: str, _text: str) -> Behind:
        if row["kind"] == "derived":
            return self.counts.of_link(row["domain"], row["solution"])
        found = self._rows("links", lambda r: (r["domain"], r["solution"]) == (row["domain"], row["solution"]))
        return Behind(counted=len(found.rows), rows=found.rows, spans=found.spans)

    def _theme(self, row: Cells, column: str, text: str) -> Behind:
        if column == "Speakers":
            return self._raised(self._item("theme", row["Theme"]), text)
        return self._rows("theme_codes" if column == "Codes" else "themes", lambda r: r["theme_id"] == row["Theme"])

    def _link_in_words(self, row: Cells, column: str, _text: str) -> Behind:
        if column.endswith("in words") or column.startswith("Quotes"):
            return Behind(tuple(filter(None, row["Quotes: decisions"].split("; "))))
        domain, solution = row["Domain"].split(" ")[0], row["Solution"].split(" ")[0]
        found = self._link({"kind": row["Ground"], "domain": domain, "solution": solution}, column, "")
        counted = {"stated": "Stated", "derived": "Speakers"}[row["Ground"]]
        return found if column == counted else found.without_number()

    def _support(self, row: Cells, _column: str, _text: str) -> Behind:
        asked = ("instrument", "option", "solution")
        return self._rows("jury_votes", lambda r: all(r[name] == row[name] for name in asked))

    def _definition(self, code: str) -> Behind:
        """The line of the codebook, or for a theme the row of its table."""
        if code in self._lines:
            return Behind(rows=((CODEBOOK, self._lines[code]),))
        return self._rows("themes", lambda r: r["theme_id"] == code)

    def _rows(self, table: str, ours: Callable[[Row], bool]) -> Behind:
        """Rows of a table that people filled in, and the places in the texts that they name."""
        rows = [row for row in self._data.inputs[table] if ours(row)]
        spans = [
            (row["session_id"], int(row["start"]), int(row["end"]))
            for row in rows
            if row.cells.get("start") and row.cells.get("end")
        ]
        return Behind(rows=tuple((path_of(table), row.number) for row in rows), spans=tuple(spans))

    def _item(self, level: str, item: str) -> Collection[str]:
        """The codes of a domain, theme, cause or solution."""
        if level == "theme":
            return self._themes.get(item, set())
        book = self._data.codebook
        below = [code.id for code in book.codes if book.domain_of(code.id) == item]
        return below if level == "domain" and below else [item]
