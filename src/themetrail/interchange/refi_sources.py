"""The sources of a REFI-QDA project as they are written: texts, and selections with offsets of an unknown dialect."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from themetrail.interchange.identity import guid
from themetrail.interchange.offsets import Marked, RawText, plain_text
from themetrail.interchange.refi_xml import (
    Element,
    Identities,
    child,
    children,
    created,
    creator,
    get,
    local,
    own_guid,
    targets,
    text_of,
    whole,
)
from themetrail.study.files import decode

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from themetrail.interchange.losses import LossReport
    from themetrail.interchange.package import Package

_MEDIA = {
    "PictureSource": ("picture", "PictureSelection"),
    "AudioSource": ("audio", "AudioSelection"),
    "VideoSource": ("video", "VideoSelection"),
    "PDFSource": ("PDF region", "PDFSelection"),
}
_ON_NO_TEXT = "it is on no text; look at it in the tool that it comes from"
_TEXT_OF = {"PictureSource": "TextDescription", "PDFSource": "Representation"}


@dataclass(frozen=True, slots=True)
class RawCoding:
    """A coding as written; ``code`` may name a case."""

    guid: str
    code: str
    user: str
    at: str
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RawSelection:
    """A selection as written: offsets of the file's dialect, or those of two sync points."""

    guid: str
    start: int
    end: int
    name: str
    description: str
    user: str
    at: str
    codings: tuple[RawCoding, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True)
class RawSource:
    """A text as written; ``element`` is the source itself, with its values and notes, where it is of REFI-QDA."""

    guid: str
    name: str
    text: RawText
    element: Element | None
    at: str
    selections: tuple[RawSelection, ...]
    whole: tuple[RawCoding, ...] = ()
    sync: tuple[tuple[str, int, int], ...] = ()
    aliases: tuple[str, ...] = ()

    def marked(self) -> Marked:
        """What detection needs of it."""
        return Marked(
            self.text, [(one.start, one.end) for one in self.selections], [one.name for one in self.selections]
        )


@dataclass
class SourceReader:
    """Reads all sources of a project; what cannot be held goes into the report.

    Attributes:
        package: The archive.
        names: Names of codes by GUID, for the report.
        losses: The report.
    """

    package: Package
    names: Mapping[str, str]
    losses: LossReport
    _sources: Identities = field(init=False)
    _selections: Identities = field(init=False)
    _codings: Identities = field(init=False)

    def __post_init__(self) -> None:
        """One set of GUIDs for each kind."""
        self._sources = Identities("source", self.losses)
        self._selections = Identities("selection", self.losses)
        self._codings = Identities("coding", self.losses)

    def read(self, sources: Element | None) -> list[RawSource]:
        """The texts among the sources, with those that belong to pictures, PDFs, sound and film."""
        found: list[RawSource] = []
        for element in children(sources):
            kind = local(element)
            if kind == "TextSource":
                found += self._text(element, get(element, "name"))
            elif kind in _MEDIA:
                found += self._media(element, kind)
            else:
                self.losses.dropped("source", f"a kind that the standard does not know ({kind})", get(element, "name"))
        return found

    def note_texts(self, notes: Element | None) -> dict[str, str]:
        """The texts of notes that lie in files of their own, by the note's GUID."""
        found = {}
        for element in children(notes, "Note"):
            if child(element, "PlainTextContent") is None:
                found[own_guid(element)] = plain_text(self._raw_text(element, get(element, "name"), "note") or "")
        return found

    def _media(self, element: Element, kind: str) -> Iterator[RawSource]:
        name = get(element, "name")
        what, selection_tag = _MEDIA[kind]
        own = own_guid(element)
        texts: list[RawSource] = []
        for part in children(element, _TEXT_OF.get(kind, "Transcript")):
            texts += self._text(part, get(part, "name") or name, element, own)
        twins = {selection.guid for text in texts for selection in text.selections}
        for selection in children(element, selection_tag):
            if own_guid(selection) in twins:
                continue
            self._lost_codings(selection, f"{what} coding", name, _place(selection))
        if texts:
            texts[0] = replace(texts[0], whole=(*texts[0].whole, *self._read_codings(element, "", "")))
            self.losses.changed(f"{what.split()[0]} source", "its text was taken, the rest of it was not", name)
        else:
            self._lost_codings(element, f"coding of a whole {what.split()[0]}", name, "")
            self.losses.dropped(f"{what.split()[0]} source", "there is no text in it", name)
        yield from texts

    def _lost_codings(self, element: Element, kind: str, source: str, place: str, why: str = _ON_NO_TEXT) -> None:
        for coding in children(element, "Coding"):
            code = next(iter(targets(coding, "CodeRef")), "")
            self.losses.dropped(kind, why, f"{self.names.get(code, 'unknown code')} in {source}", place)

    def _text(self, element: Element, name: str, owner: Element | None = None, alias: str = "") -> Iterator[RawSource]:
        own = self._sources.of(element, name)
        raw = self._raw_text(element, name)
        if raw is None:
            lost = sum(1 for _ in element.iter("{*}Coding"))
            if lost:
                self.losses.dropped("coding", "the text of its source could not be read", name, count=lost)
            return
        sync = tuple(self._sync(element, name))
        selections = [*self._plain_selections(element, name), *self._transcript_selections(element, name, sync)]
        yield RawSource(
            own,
            name or own,
            RawText(raw),
            owner if owner is not None else element,
            created(element),
            tuple(selections),
            tuple(self._read_codings(element, "", "")),
            sync,
            tuple(filter(None, [alias])),
        )

    def _raw_text(self, element: Element, name: str, kind: str = "source") -> str | None:
        path = get(element, "plainTextPath")
        inline = child(element, "PlainTextContent")
        if inline is not None:
            return "".join(map(str, inline.itertext()))
        if not path:
            why = "it has no plain text, only a layout" if get(element, "richTextPath") else "it has no text"
            self.losses.dropped(kind, why, name)
            return None
        if "://" in path and not path.casefold().startswith("internal://"):
            why = "its text lies outside the project's file; export the project with its sources inside"
            self.losses.dropped(kind, why, name)
            return None
        data = self.package.source(path)
        if data is None:
            self.losses.dropped(kind, "its text is not in the archive", name)
            return None
        return self._decoded(data, name)

    def _decoded(self, data: bytes, name: str) -> str | None:
        try:
            text, encoding = decode(data)
        except UnicodeDecodeError as error:
            why = f"byte {error.start + 1} of its text is none of UTF-8, UTF-16 and Windows-1252"
            self.losses.dropped("source", why, name)
            return None
        if encoding != "utf-8":
            self.losses.changed("source", f"its text was {encoding} where the standard has UTF-8", name)
        # The mark is put back, since some tools count it.
        has_mark = data.startswith((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff"))
        return f"\ufeff{text}" if has_mark else text

    def _plain_selections(self, element: Element, source: str) -> Iterator[RawSelection]:
        for selection in children(element, "PlainTextSelection"):
            start, end = whole(selection, "startPosition"), whole(selection, "endPosition")
            if start is None or end is None:
                self._lost_codings(selection, "coding", source, "", "its offsets are no numbers")
                continue
            yield self._selection(selection, start, end, source)

    def _transcript_selections(
        self, element: Element, source: str, sync: tuple[tuple[str, int, int], ...]
    ) -> Iterator[RawSelection]:
        places = {point: position for point, position, _ in sync}
        for selection in children(element, "TranscriptSelection"):
            start = places.get(own_guid(selection, "fromSyncPoint"))
            end = places.get(own_guid(selection, "toSyncPoint"))
            if start is None or end is None:
                self._lost_codings(selection, "coding", source, "", "its sync points are not there")
                continue
            yield self._selection(selection, start, end, source)

    def _selection(self, element: Element, start: int, end: int, source: str) -> RawSelection:
        user = creator(element)
        at = created(element)
        return RawSelection(
            self._selections.of(element, f"{start}–{end} of {source}"),
            start,
            end,
            get(element, "name"),
            text_of(element, "Description").strip(),
            user,
            at,
            tuple(self._read_codings(element, user, at)),
            targets(element, "NoteRef"),
        )

    def _read_codings(self, element: Element, user: str, at: str) -> Iterator[RawCoding]:
        for coding in children(element, "Coding"):
            code = next(iter(targets(coding, "CodeRef")), "")
            yield RawCoding(
                self._codings.of(coding, self.names.get(code, "")),
                code,
                creator(coding) or user,
                created(coding) or at,
                targets(coding, "NoteRef"),
            )

    def _sync(self, element: Element, source: str) -> Iterator[tuple[str, int, int]]:
        """GUID, position and milliseconds of each sync point that has both."""
        for point in children(element, "SyncPoint"):
            position, milliseconds = whole(point, "position"), whole(point, "timeStamp")
            if position is None or milliseconds is None or milliseconds < 0:
                self.losses.dropped("sync point", "it lacks a position or a time", source)
            else:
                yield own_guid(point) or guid("sync", source, position), position, milliseconds


def _place(selection: Element) -> str:
    """Where a selection stands in a picture, a PDF, a sound or a film."""
    page = get(selection, "page")
    corners = [get(selection, name) for name in ("firstX", "firstY", "secondX", "secondY")]
    times = [get(selection, name) for name in ("begin", "end")]
    parts = [f"page {page}"] if page else []
    parts += [f"from {corners[0]},{corners[1]} to {corners[2]},{corners[3]}"] if all(corners) else []
    parts += [f"{times[0]}–{times[1]} ms"] if all(times) else []
    return ", ".join(parts)
