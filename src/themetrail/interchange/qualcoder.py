"""A project of QualCoder (``data.qda``): categories and codes, codings of each owner, cases, attributes, memos."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from themetrail.interchange.database import Database, opened, text, whole
from themetrail.interchange.identity import guid
from themetrail.interchange.model import Case, Note, Project, ProjectCode, Span, TextSource, User, Variable
from themetrail.interchange.offsets import Dialect, Finding, RawText, believed, detect, judge
from themetrail.interchange.places import Places
from themetrail.interchange.refi_sources import RawCoding, RawSelection, RawSource
from themetrail.interchange.times import utc

if TYPE_CHECKING:
    from pathlib import Path

    from themetrail.interchange.losses import LossReport

TABLES = frozenset({"code_text", "code_name", "source"})
"""The tables that tell a project of QualCoder."""

_ORIGIN = "QualCoder"


def read_qualcoder(path: Path, losses: LossReport, dialect: Dialect | None = None) -> tuple[Project, Finding]:
    """The project in a ``data.qda``, and what was found of its offsets, by the words that it keeps of each coding.

    Raises:
        UnreadableError: when it is no such database, or its offsets fit nothing.
    """
    with opened(path) as database:
        return _Reader(database, losses).project(dialect)


class _Reader:
    def __init__(self, database: Database, losses: LossReport) -> None:
        self._database = database
        self._losses = losses
        self._owners: dict[str, User] = {}
        self._codes = list(self._tree())
        self._names = {code.guid: code.name for code in self._codes}

    def project(self, dialect: Dialect | None) -> tuple[Project, Finding]:
        """The whole project."""
        raw = self._raw_sources()
        marked = [source.marked() for source in raw]
        finding = judge(marked, dialect) if dialect else believed(detect(marked, _ORIGIN))
        places = Places(finding.dialect, self._names, {}, "", self._losses)
        for source in raw:
            places.add(source)
        variables = {
            (text(kind), text(name)): Variable(_guid("variable", kind, name), text(name), description=text(memo))
            for name, memo, kind in self._database.rows("attribute_type", "name", "memo", "caseorfile")
        }
        values = self._values(variables)
        memos = {
            _guid("source", fid): (text(memo), utc(text(at)))
            for fid, memo, at in self._database.rows("source", "id", "memo", "date")
        }
        sources = tuple(
            TextSource(
                one.guid, one.name, one.text.text, memos[one.guid][0], tuple(values[one.guid]), (), memos[one.guid][1]
            )
            for one in raw
        )
        notes = (*self._coding_memos(places), *self._annotations(raw, finding.dialect), *self._journal())
        cases = tuple(self._cases(raw, finding.dialect, values))
        self._lost()
        for kind, count in (("code", len(self._codes)), ("source", len(sources)), ("coding", len(places.codings))):
            self._losses.kept(kind, count)
        description = next((text(memo) for (memo,) in self._database.rows("project", "memo")), "")
        return Project(
            "", _ORIGIN, "", description, tuple(self._owners.values()), tuple(self._codes), tuple(variables.values()),
            cases, sources, tuple(places.codings), notes,
        ), finding  # fmt: skip

    def _owner(self, name: object) -> str:
        shown = text(name) or "Unknown coder"
        return self._owners.setdefault(shown, User(_guid("owner", shown), shown)).guid

    def _tree(self) -> list[ProjectCode]:
        """Categories as folders, then the codes in them, each behind what is above it."""
        categories = {
            catid: (text(name), text(memo), above)
            for catid, name, memo, above in self._database.rows("code_cat", "catid", "name", "memo", "supercatid")
        }
        placed: dict[object, ProjectCode] = {}
        waiting = dict(categories)
        while waiting:
            ready = [own for own, (_, _, above) in waiting.items() if above not in waiting]
            if not ready:
                self._losses.changed("code", "its category lies in itself, so it stands at the top", count=len(waiting))
                ready = list(waiting)
            for own in ready:
                name, memo, above = waiting.pop(own)
                parent = placed[above].guid if above in placed else ""
                placed[own] = ProjectCode(_guid("category", own), name or "Unnamed", parent, memo, codable=False)
        codes = [
            ProjectCode(
                _guid("code", cid),
                text(name) or "Unnamed code",
                placed[catid].guid if catid in placed else "",
                text(memo),
                text(colour) if len(text(colour)) == 7 else "",
            )
            for cid, name, memo, catid, colour in self._database.rows(
                "code_name", "cid", "name", "memo", "catid", "color"
            )
        ]
        return [*placed.values(), *codes]

    def _raw_sources(self) -> list[RawSource]:
        codings: dict[object, list[RawSelection]] = defaultdict(list)
        columns = ("ctid", "cid", "fid", "seltext", "pos0", "pos1", "owner", "date")
        for number, (ctid, cid, fid, words, start, end, owner, at) in enumerate(
            self._database.rows("code_text", *columns)
        ):
            own = _guid("coding", ctid if ctid is not None else f"row {number}")
            low, high = whole(start), whole(end)
            if low is None or high is None:
                self._losses.dropped("coding", "its offsets are no numbers", self._names.get(_guid("code", cid), ""))
                continue
            coding = RawCoding(own, _guid("code", cid), self._owner(owner), utc(text(at)), ())
            codings[fid].append(RawSelection(own, low, high, text(words), "", coding.user, coding.at, (coding,), ()))
        found = []
        for fid, name, fulltext, media in self._database.rows("source", "id", "name", "fulltext", "mediapath"):
            if not text(fulltext):
                why = "there is no text in it" if media is None else "pictures, sound and film are not taken"
                self._losses.dropped("source", why, text(name))
                continue
            raw = RawText(text(fulltext))
            found.append(RawSource(_guid("source", fid), text(name), raw, None, "", tuple(codings.pop(fid, ()))))
        for left in codings.values():
            self._losses.dropped("coding", "the text of its source is not there", count=len(left))
        return found

    def _values(self, variables: dict[tuple[str, str], Variable]) -> dict[str, list[tuple[str, str]]]:
        values: dict[str, list[tuple[str, str]]] = defaultdict(list)
        for name, kind, value, owner in self._database.rows("attribute", "name", "attr_type", "value", "id"):
            variable = variables.get((text(kind), text(name)))
            if variable is not None and text(value).strip():
                own = _guid("case" if text(kind) == "case" else "source", owner)
                values[own].append((variable.guid, text(value).strip()))
        return values

    def _coding_memos(self, places: Places) -> list[Note]:
        columns = ("ctid", "memo", "owner", "date")
        return [
            Note(_guid("memo", ctid), "Memo", text(memo).strip(), self._owner(owner), utc(text(at)), (own,))
            for ctid, memo, owner, at in self._database.rows("code_text", *columns)
            if text(memo).strip()
            for own in [_guid("coding", ctid)]
            if own in places.coding_guids
        ]

    def _annotations(self, raw: list[RawSource], dialect: Dialect) -> list[Note]:
        notes = []
        columns = ("anid", "fid", "pos0", "pos1", "memo", "owner", "date")
        for anid, fid, start, end, memo, owner, at in self._database.rows("annotation", *columns):
            span = _span(raw, fid, start, end, dialect)
            if span is None:
                self._losses.dropped("note", "its offsets lie outside the text", f"annotation {anid}")
            else:
                name = _guid("annotation", anid)
                notes.append(Note(name, "Annotation", text(memo), self._owner(owner), utc(text(at)), (), (span,)))
        return notes

    def _journal(self) -> list[Note]:
        columns = ("jid", "name", "jentry", "owner", "date")
        return [
            Note(_guid("journal", jid), text(name) or "Journal", text(entry), self._owner(owner), utc(text(at)))
            for jid, name, entry, owner, at in self._database.rows("journal", *columns)
        ]

    def _cases(self, raw: list[RawSource], dialect: Dialect, values: dict[str, list[tuple[str, str]]]) -> list[Case]:
        """Cases; a stretch of a case that is a whole text makes the text the case's."""
        spans: dict[object, list[Span]] = defaultdict(list)
        sources: dict[object, list[str]] = defaultdict(list)
        lengths = {source.guid: len(source.text.text) for source in raw}
        for caseid, fid, start, end in self._database.rows("case_text", "caseid", "fid", "pos0", "pos1"):
            own = _guid("source", fid)
            span = _span(raw, fid, start, end, dialect)
            if own in lengths:
                sources[caseid].append(own)
            if span is not None and (span.start, span.end) != (0, lengths[own]):
                spans[caseid].append(span)
        return [
            Case(
                _guid("case", caseid),
                text(name) or "Unnamed case",
                text(memo),
                tuple(values[_guid("case", caseid)]),
                tuple(dict.fromkeys(sources[caseid])),
                tuple(spans[caseid]),
            )
            for caseid, name, memo in self._database.rows("cases", "caseid", "name", "memo")
        ]

    def _lost(self) -> None:
        """Codings of pictures, sound and film, each with its place."""
        why = "it is on no text; look at it in QualCoder"
        for cid, x, y, width, height in self._database.rows("code_image", "cid", "x1", "y1", "width", "height"):
            name = self._names.get(_guid("code", cid), "unknown code")
            self._losses.dropped("picture coding", why, name, f"{x},{y} ({width} × {height})")
        for cid, start, end in self._database.rows("code_av", "cid", "pos0", "pos1"):
            name = self._names.get(_guid("code", cid), "unknown code")
            self._losses.dropped("audio or video coding", why, name, f"{start}–{end} ms")


def _guid(kind: str, *ids: object) -> str:
    return guid("qualcoder", kind, *ids)


def _span(raw: list[RawSource], fid: object, start: object, end: object, dialect: Dialect) -> Span | None:
    source = next((one for one in raw if one.guid == _guid("source", fid)), None)
    low, high = whole(start), whole(end)
    if source is None or low is None or high is None:
        return None
    first, last = (int(place) for place in source.text.to_plain([low, high], dialect))
    return Span(source.guid, first, last) if 0 <= first <= last else None
