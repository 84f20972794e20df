"""TEI transcriptions of speech: ``<u who start end>``, with pauses, sounds and gaps as elements.

What TEI says with an element between the words becomes a mark in square brackets, as typists write it; words that
were said and abandoned stay. The header says who and where, so it is kept apart and is never speech.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from themetrail.transcripts.draft import Draft, UnreadableError
from themetrail.transcripts.markup import (
    all_text,
    attribute,
    below,
    children,
    name_of,
    opens_with,
    root_of,
    squeezed,
)
from themetrail.transcripts.model import Reading, Recognition, Source
from themetrail.transcripts.stamps import is_stamp, seconds

if TYPE_CHECKING:
    from lxml import etree

NAME = "tei"

_REMEDY = "Correct it, or export the transcript again from where it came."
_ROOTS = ("TEI", "TEI.2", "teiCorpus")
_MARKS = frozenset({"pause", "vocal", "kinesic", "incident", "event"})
_SPOKEN_DELETIONS = frozenset({"truncation", "repetition", "falsestart"})
_ASIDES = {"note": "a note", "writing": "writing, not speech", "spanGrp": "an annotation", "span": "an annotation"}
_CORRECTIONS = frozenset({"corr", "reg", "expan"})
_HELD_APART = frozenset({"teiHeader", "timeline"})
_UNITS_S = {"": 1.0, "s": 1.0, "ms": 0.001, "min": 60.0, "h": 3600.0}
_INAUDIBLE = "inaudible"


def recognise(source: Source) -> Recognition:
    """Certain if the file opens with TEI's element."""
    if opens_with(source.data, *_ROOTS):
        return Recognition(1.0, "it opens with TEI")
    return Recognition(0.2 if source.ending == ".tei" else 0.0, "it does not open with TEI")


def read(source: Source, shown_as: str) -> Reading:
    """The elements ``u`` as units."""
    draft = Draft(NAME, shown_as, source.kind)
    try:
        root = root_of(source.data, _REMEDY)
    except UnreadableError as error:
        return draft.refused(error)
    if name_of(root) not in _ROOTS:
        draft.problem("", 0, "it does not open with TEI", _REMEDY)
        return draft.reading()
    texts = sum(1 for _ in below(root, "text"))
    if texts > 1:
        draft.problem("", 0, f"it holds {texts} texts", "Save each of them as a file of its own.")
        return draft.reading()
    draft.metadata.update(_header(root))
    walk = _Walk(draft, _times(root))
    walk.below(root, ("", "", ""))
    draft.note("it names a time that the timeline does not give", "utterance", walk.untimed)
    return draft.reading()


@dataclass
class _Walk:
    """A way through a text, that fills a draft; ``numbers`` counts the pieces of each kind."""

    draft: Draft
    times: dict[str, float]
    numbers: Counter[str] = field(default_factory=Counter)
    untimed: list[int] = field(default_factory=list)

    def below(self, element: etree._Element, around: tuple[str, str, str]) -> None:
        """Read what stands below an element; ``around`` is speaker, start and end as a block around it says."""
        self._drop_text(element.text, element)
        for child in children(element):
            name = name_of(child)
            if name == "u":
                self._utterance(child, around)
            elif name in _MARKS or name in _ASIDES or name == "gap":
                self._leave_out(child, _ASIDES.get(name, "between the utterances"))
            elif name not in _HELD_APART:
                own = (attribute(child, "who"), attribute(child, "start"), attribute(child, "end"))
                self.below(child, own if name == "annotationBlock" else around)
        for child in element:
            self._drop_text(child.tail, element)

    def _utterance(self, element: etree._Element, around: tuple[str, str, str]) -> None:
        self.numbers["utterance"] += 1
        number = self.numbers["utterance"]
        own = (attribute(element, "who"), attribute(element, "start"), attribute(element, "end"))
        who, start, end = (mine or value for mine, value in zip(own, around, strict=True))
        start_s, end_s = (self.times.get(_target(reference)) for reference in (start, end))
        if start_s is not None and end_s is not None and end_s < start_s:
            self.draft.problem("utterance", number, "it ends before it starts", "Correct one of the two times.")
        if any(reference and _target(reference) not in self.times for reference in (start, end)):
            self.untimed.append(number)
        label = " ".join(map(_target, who.split())) or None
        self.draft.speech("utterance", number, squeezed(self._spoken(element)), label, start_s, end_s=end_s)

    def _spoken(self, element: etree._Element) -> str:
        parts = [element.text or ""]
        for child in element:
            if isinstance(child.tag, str):  # neither a comment nor an instruction
                parts.append(self._said(child))
            parts.append(child.tail or "")
        return "".join(parts)

    def _said(self, child: etree._Element) -> str:
        name = name_of(child)
        if name in _MARKS:
            return _mark(all_text(child) or attribute(child, "desc") or attribute(child, "type") or name)
        if name == "gap":
            return _mark(attribute(child, "reason") or all_text(child) or _INAUDIBLE)
        if name == "unclear":
            # What the transcriber heard, however faintly, is speech; the mark after it says that it is doubtful.
            heard = self._spoken(child)
            return f"{heard.rstrip()} [unclear]" if heard.strip() else _mark("unclear")
        if name == "del" and attribute(child, "type").casefold() not in _SPOKEN_DELETIONS:
            self._leave_out(child, "a deletion")
            return ""
        if name in _ASIDES or name in _CORRECTIONS:
            self._leave_out(child, _ASIDES.get(name, "an editor's correction"))
            return ""
        return self._spoken(child)

    def _drop_text(self, text: str | None, element: etree._Element) -> None:
        if text and text.strip():
            self._drop("other text", squeezed(text), f"in <{name_of(element)}>, not an utterance")

    def _leave_out(self, element: etree._Element, why: str) -> None:
        self._drop(name_of(element), all_text(element) or attribute(element, "reason"), why)

    def _drop(self, kind: str, text: str, why: str) -> None:
        self.numbers[kind] += 1
        self.draft.drop(kind, self.numbers[kind], text, why)


def _target(reference: str) -> str:
    """The id that a reference such as ``#P1`` points to."""
    return reference.rpartition("#")[2]


def _mark(text: str) -> str:
    """A mark, apart from the words beside it, which in XML often touch the element."""
    inside = text.strip("[]() ").translate(str.maketrans("[]", "()"))
    return f" [{inside}] "


def _times(root: etree._Element) -> dict[str, float]:
    """Seconds by the id of a point of the timeline; points of which the file does not say when are left out."""
    points: dict[str, tuple[str, float | None]] = {}
    times: dict[str, float] = {}
    for timeline in below(root, "timeline"):
        scale = _UNITS_S.get(attribute(timeline, "unit"))
        origin = attribute(timeline, "origin").rpartition("#")[2]
        for number, when in enumerate(children(timeline, "when")):
            key, absolute = attribute(when, "id"), attribute(when, "absolute")
            interval = _number(attribute(when, "interval"))
            own = _UNITS_S.get(attribute(when, "unit")) if attribute(when, "unit") else scale
            since = attribute(when, "since").rpartition("#")[2] or origin
            if is_stamp(absolute):
                times[key] = seconds(absolute)
            elif key == origin or (number == 0 and interval is None):
                times[key] = 0.0
            else:
                points[key] = (since, None if interval is None or own is None else interval * own)
    tried: set[str] = set()
    for key in points:
        chain: list[str] = []
        at = key
        while at in points and at not in tried:
            tried.add(at)
            chain.append(at)
            at = points[at][0]
        for one in reversed(chain):
            since, interval = points[one]
            before = times.get(since) if since else 0.0
            if before is None or interval is None:
                break
            times[one] = round(before + interval, 3)
    return times


def _number(text: str) -> float | None:
    plain = text.replace(".", "", 1)
    return float(text) if plain.isascii() and plain.isdecimal() and len(plain) < 16 else None


def _header(root: etree._Element) -> dict[str, str]:
    """Texts and attributes of the header by the names of the elements around them."""
    found: dict[str, str] = {}
    often: Counter[str] = Counter()

    def add(path: str, text: str) -> None:
        if text:
            often[path] += 1
            found[f"{path} {often[path]}" if often[path] > 1 else path] = text

    def walk(element: etree._Element, path: str) -> None:
        texts = [element.text, *(child.tail for child in element)]
        add(path, squeezed(" ".join(text for text in texts if text)))
        for key, value in element.items():
            add(f"{path}@{key.rpartition('}')[2]}", squeezed(value))
        for child in children(element):
            walk(child, f"{path}/{name_of(child)}")

    for header in below(root, "teiHeader"):
        walk(header, "header")
    return found
