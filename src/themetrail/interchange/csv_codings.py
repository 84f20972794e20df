"""Codings, or a codebook, in a plain CSV table: Taguette's exports, and what people keep in a spreadsheet.

A table of codings names a document and a code in each row, and the words or the offsets (Unicode code points) that the
code is on, or both. Texts come from the study that the table is imported into; without them a document is made of the
words that its rows quote.
"""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from themetrail.interchange.identity import guid
from themetrail.interchange.model import Note, Project, ProjectCoding, Span, TextSource, User
from themetrail.interchange.taguette import tag_codes
from themetrail.interchange.times import utc
from themetrail.study.files import decode
from themetrail.transcripts.draft import UnreadableError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from themetrail.interchange.losses import LossReport

_NAMES = {
    "document": ("document", "source", "session_id", "session", "file", "filename"),
    "code": ("code", "tag", "code name"),
    "quote": ("quote", "content", "quotation", "seltext", "text"),
    "start": ("start", "pos0", "start_offset"),
    "end": ("end", "pos1", "end_offset"),
    "coder": ("coder", "owner", "user"),
    "memo": ("memo", "comment", "note"),
    "at": ("at", "date", "created"),
    "description": ("description", "definition", "memo"),
    "id": ("id",),
}
_REMEDY = (
    "A table of codings has the columns document, code and quote (or start and end); a codebook code and description."
)
_UNKNOWN = "Unknown coder"


def read_csv(data: bytes, texts: Mapping[str, str], losses: LossReport) -> Project:
    """The project in a table.

    Args:
        data: The file.
        texts: Texts of documents that are known, by name.
        losses: What is changed or dropped is added to it.

    Raises:
        UnreadableError: when it is no CSV text, or its columns are not those of codings or of a codebook.
    """
    header, rows = _table(data)
    columns = {
        kind: next((header.index(name) for name in names if name in header), -1) for kind, names in _NAMES.items()
    }

    def cells(row: list[str]) -> dict[str, str]:
        return {kind: row[at].strip() if 0 <= at < len(row) else "" for kind, at in columns.items()}

    found = [cells(row) for row in rows if any(cell.strip() for cell in row)]
    if columns["code"] < 0 or (columns["document"] < 0 and columns["description"] < 0):
        raise UnreadableError(f"its columns are {', '.join(header[:12])}", _REMEDY)
    if columns["document"] < 0:
        codes = tag_codes((row["code"], row["code"], row["description"]) for row in found if row["code"])
        losses.kept("code", len(codes))
        return Project("", "CSV", codes=tuple(codes))
    if columns["quote"] < 0 and (columns["start"] < 0 or columns["end"] < 0):
        raise UnreadableError(f"its columns are {', '.join(header[:12])}", _REMEDY)
    return _codings(found, texts, losses)


def _table(data: bytes) -> tuple[list[str], list[list[str]]]:
    try:
        text, _ = decode(data)
        first = text.split("\n", 1)[0]
        mark = max(",;\t", key=first.count)
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=mark, strict=True))
    except (UnicodeDecodeError, csv.Error):
        raise UnreadableError(
            "it is no CSV text", "Save it again as 'CSV UTF-8' in your spreadsheet program."
        ) from None
    if not rows or "\x00" in text:
        raise UnreadableError("it is no CSV text", "Save it again as 'CSV UTF-8' in your spreadsheet program.")
    return [cell.strip().casefold() for cell in rows[0]], rows[1:]


def _codings(rows: list[dict[str, str]], texts: Mapping[str, str], losses: LossReport) -> Project:
    codes = tag_codes((name, name, "") for name in sorted({row["code"] for row in rows if row["code"]}))
    by_name = {name: guid("taguette", "tag", name) for name in {row["code"] for row in rows}}
    users = {
        name: User(guid("csv", "coder", name), name) for name in sorted({row["coder"] or _UNKNOWN for row in rows})
    }
    made = _excerpts([row for row in rows if row["document"] not in texts], losses)
    sources = {
        name: TextSource(guid("csv", "document", name), name, texts.get(name, made.get(name, "")))
        for name in sorted({row["document"] for row in rows})
    }
    codings: dict[tuple[Span, str, str], ProjectCoding] = {}
    notes = []
    for number, row in enumerate(rows):
        source = sources[row["document"]]
        place = _place(row, source.text, given=row["document"] in texts)
        if not row["code"] or place is None:
            why = "no code stands in its row" if not row["code"] else "its words do not stand once in the text"
            losses.dropped("coding", why, f"{row['code']} in {source.name}", f"row {number + 2}")
            continue
        span, user = Span(source.guid, *place), users[row["coder"] or _UNKNOWN]
        own = guid("csv", "coding", source.name, *place, row["code"], user.name)
        coding = ProjectCoding(own, span, by_name[row["code"]], user.guid, utc(row["at"]))
        codings.setdefault((span, coding.code, user.guid), coding)
        if row["memo"]:
            notes.append(Note(guid("csv", "memo", own, number), "Memo", row["memo"], user.guid, coding.at, (own,)))
    losses.kept("coding", len(codings))
    return Project(
        "", "CSV", users=tuple(users.values()), codes=tuple(codes), sources=tuple(sources.values()),
        codings=tuple(codings.values()), notes=tuple(notes),
    )  # fmt: skip


def _excerpts(rows: list[dict[str, str]], losses: LossReport) -> dict[str, str]:
    """Texts made of the different quotes of each document, one a line."""
    quotes: dict[str, dict[str, None]] = {}
    for row in rows:
        if row["quote"]:
            quotes.setdefault(row["document"], {})[" ".join(row["quote"].split())] = None
    for name in quotes:
        losses.changed("source", "its text is not in the table, so it is made of the words that are quoted", name)
    return {name: "\n".join(own) for name, own in quotes.items()}


def _place(row: dict[str, str], text: str, *, given: bool) -> tuple[int, int] | None:
    """Where a row's words stand: at its offsets, if they hold its quote; else where the quote stands once."""
    quote = row["quote"] if given else " ".join(row["quote"].split())
    if given and row["start"].isascii() and row["start"].isdigit() and row["end"].isascii() and row["end"].isdigit():
        start, end = int(row["start"]), int(row["end"])
        if 0 <= start <= end <= len(text) and (not quote or text[start:end].split() == quote.split()):
            return start, end
    if not given:
        lines = text.split("\n")
        if quote not in lines:
            return None
        start = sum(len(line) + 1 for line in lines[: lines.index(quote)])
        return start, start + len(quote)
    return (text.index(quote), text.index(quote) + len(quote)) if quote and text.count(quote) == 1 else None
