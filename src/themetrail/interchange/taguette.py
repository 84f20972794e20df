"""A project of Taguette (``.sqlite3``): documents, tags, highlights with offsets in bytes of the HTML's text."""

from __future__ import annotations

import json
from bisect import bisect_left, bisect_right
from collections import defaultdict
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from lxml import etree, html

from themetrail.interchange.database import Database, opened, text, whole
from themetrail.interchange.identity import guid
from themetrail.interchange.model import Project, ProjectCode, Span, TextSource, User
from themetrail.interchange.offsets import Dialect, Finding, RawText, believed, detect, judge
from themetrail.interchange.places import Places
from themetrail.interchange.refi_sources import RawCoding, RawSelection, RawSource
from themetrail.interchange.times import utc
from themetrail.transcripts.draft import UnreadableError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from themetrail.interchange.losses import LossReport
    from themetrail.interchange.model import ProjectCoding

TABLES = frozenset({"highlights", "highlight_tags", "tags", "documents"})
"""The tables that tell a project of Taguette."""

_ORIGIN = "Taguette"
_BLOCKS = frozenset(
    {
        "p", "div", "li", "ul", "ol", "br", "h1", "h2", "h3", "h4", "h5", "h6", "tr", "table", "blockquote", "pre",
        "dt", "dd", "section", "article", "hr",
    }
)  # fmt: skip


def read_taguette(path: Path, losses: LossReport, dialect: Dialect | None = None) -> tuple[Project, Finding]:
    """The project in Taguette's database, and what was found of its offsets, by the words it keeps of highlights.

    Raises:
        UnreadableError: when it is no such database, holds several projects, or its offsets fit nothing.
    """
    with opened(path) as database:
        projects = [(text(name), text(about)) for name, about in database.rows("projects", "name", "description")]
        if len(projects) != 1:
            seen = f"the database holds {len(projects)} projects"
            raise UnreadableError(seen, "In Taguette, export one project as SQLite3 and import that.")
        codes = tag_codes(database.rows("tags", "id", "path", "description"))
        raw, breaks, users = _documents(database, losses)
        sources_about = {
            _guid("document", own): (text(about), utc(text(at)))
            for own, about, at in database.rows("documents", "id", "description", "created")
        }
    marked = [source.marked() for source in raw]
    finding = judge(marked, dialect) if dialect else believed(detect(marked, _ORIGIN))
    places = Places(finding.dialect, {code.guid: code.name for code in codes}, {}, "", losses)
    for one in raw:
        places.add(one)
    sources = [
        TextSource(one.guid, one.name, _broken(one.text.text, breaks[one.guid]), sources_about[one.guid][0],
                   at=sources_about[one.guid][1])
        for one in raw
    ]  # fmt: skip
    codings = [_shifted(coding, breaks[coding.span.source]) for coding in places.codings]
    for kind, count in (("code", len(codes)), ("source", len(sources)), ("coding", len(codings))):
        losses.kept(kind, count)
    ((name, about),) = projects
    return Project(
        name, _ORIGIN, "", about, tuple(users), tuple(codes), sources=tuple(sources), codings=tuple(codings)
    ), finding


def tag_codes(tags: Iterable[tuple[Any, ...]]) -> list[ProjectCode]:
    """Codes of tags given as (id, path, description); ``a.b`` lies below ``a`` where there is such a tag."""
    rows = sorted(((text(path).strip(), own, text(about)) for own, path, about in tags), key=lambda row: row[0])
    by_path = {path: _guid("tag", own) for path, own, _ in rows}
    codes = []
    for path, own, about in rows:
        above, _, last = path.rpartition(".")
        parent = by_path.get(above, "") if above else ""
        codes.append(ProjectCode(_guid("tag", own), (last if parent else path) or "Unnamed tag", parent, about))
    return codes


def _documents(database: Database, losses: LossReport) -> tuple[list[RawSource], dict[str, list[int]], list[User]]:
    """The documents with their highlights, where lines break in each, and who highlighted."""
    makers = {
        payload.get("highlight_id"): (text(login), utc(text(at)))
        for login, at, written in database.rows("commands", "user_login", "date", "payload")
        for payload in [_json(written)]
        if payload.get("type") == "highlight_add"
    }
    tags: dict[object, list[object]] = defaultdict(list)
    for highlight, tag in database.rows("highlight_tags", "highlight_id", "tag_id"):
        tags[highlight].append(tag)
    users: dict[str, User] = {}
    selections: dict[object, list[RawSelection]] = defaultdict(list)
    columns = ("id", "document_id", "start_offset", "end_offset", "snippet")
    for own, document, start, end, snippet in database.rows("highlights", *columns):
        login, at = makers.get(own, ("", ""))
        user = users.setdefault(login, User(_guid("user", login), login or "Taguette"))
        low, high = whole(start), whole(end)
        if low is None or high is None:
            losses.dropped("coding", "its offsets are no numbers", f"highlight {own}")
            continue
        codings = tuple(
            RawCoding(_guid("coding", own, tag), _guid("tag", tag), user.guid, at, ())
            for tag in sorted(tags[own], key=str)
        )
        if not codings:
            losses.dropped("highlight", "it has no tag", f"highlight {own}")
        words, _ = html_text(text(snippet))
        name = " ".join(words.split())
        selections[document].append(
            RawSelection(_guid("highlight", own), low, high, name, "", user.guid, at, codings, ())
        )
    found, breaks = [], {}
    for own, name, contents in database.rows("documents", "id", "name", "contents"):
        plain, breaks[_guid("document", own)] = html_text(text(contents))
        raw = RawText(plain)
        found.append(RawSource(_guid("document", own), text(name), raw, None, "", tuple(selections[own])))
    return found, breaks, [user for _, user in sorted(users.items())]


def html_text(markup: str) -> tuple[str, list[int]]:
    """The text of HTML as its text nodes one after the other, and the places in it where a block begins or ends."""
    if not markup.strip():
        return "", []
    parser = html.HTMLParser(encoding="utf-8", no_network=True, huge_tree=False)
    try:
        root = html.document_fromstring(markup.lstrip().encode(), parser=parser)
    except (etree.ParserError, ValueError):
        return "", []
    body = root.find("body")
    parts: list[str] = []
    breaks: dict[int, None] = {}
    length = 0
    for event, element in etree.iterwalk(body if body is not None else root, events=("start", "end")):
        named = isinstance(element.tag, str)
        if named and element.tag in _BLOCKS:
            breaks[length] = None
        said = (element.text if named else "") if event == "start" else element.tail
        if said and not (event == "end" and element is body):
            plain = said.replace("\r\n", "\n").replace("\r", "\n")
            parts.append(plain)
            length += len(plain)
    whole_text = "".join(parts)
    return whole_text, [
        place for place in breaks if 0 < place < length and "\n" not in whole_text[place - 1 : place + 1]
    ]


def _broken(plain: str, breaks: list[int]) -> str:
    """The text with a line end at each break."""
    edges = [0, *breaks, len(plain)]
    return "\n".join(plain[start:end] for start, end in pairwise(edges))


def _shifted(coding: ProjectCoding, breaks: list[int]) -> ProjectCoding:
    """A coding in the text with breaks."""
    span = coding.span
    start, end = span.start + bisect_right(breaks, span.start), span.end + bisect_left(breaks, span.end)
    return replace(coding, span=Span(span.source, start, max(start, end)))


def _json(written: object) -> dict[str, Any]:
    try:
        value = json.loads(text(written))
    except (ValueError, RecursionError):
        return {}
    return value if isinstance(value, dict) else {}


def _guid(kind: str, *ids: object) -> str:
    return guid("taguette", kind, *ids)
