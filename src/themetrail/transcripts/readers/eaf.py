"""ELAN's .eaf: a tier for each speaker, its annotations tied to slots of time.

The tiers that have no parent and are tied to time are speech, interleaved by time. Tiers below them say the
same again, as words or translations, and are left out. A slot without a time stays without one: its annotation
keeps its place after its neighbour in the tier.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from themetrail.transcripts.draft import Draft, UnreadableError
from themetrail.transcripts.markup import all_text, attribute, below, children, name_of, opens_with, root_of, squeezed
from themetrail.transcripts.model import Reading, Recognition, Source

if TYPE_CHECKING:
    from lxml import etree

NAME = "eaf"

_REMEDY = "Open it in ELAN and save it again."
_MEDIA = ("MEDIA_DESCRIPTOR", "LINKED_FILE_DESCRIPTOR")


@dataclass(frozen=True)
class _Annotation:
    kind: str
    number: int
    label: str
    text: str
    start_s: float | None
    end_s: float | None


@dataclass
class _Mistakes:
    """Places of each kind of mistake, so that each is told once."""

    places: dict[tuple[str, str], list[tuple[str, int]]]

    def add(self, kind: str, number: int, seen: str, remedy: str) -> None:
        self.places[seen, remedy].append((kind, number))

    def tell(self, draft: Draft) -> None:
        for (seen, remedy), where in self.places.items():
            times = f" ({len(where)} times, first here)" if len(where) > 1 else ""
            draft.problem(*where[0], f"{seen}{times}", remedy)


def recognise(source: Source) -> Recognition:
    """Certain if the file opens with ELAN's element."""
    if opens_with(source.data, "ANNOTATION_DOCUMENT"):
        return Recognition(1.0, "it opens with ANNOTATION_DOCUMENT")
    return Recognition(0.2 if source.ending == ".eaf" else 0.0, "it does not open with ANNOTATION_DOCUMENT")


def read(source: Source, shown_as: str) -> Reading:
    """The annotations of the tiers without a parent as units, in the order of their times."""
    draft = Draft(NAME, shown_as, source.kind)
    try:
        root = root_of(source.data, _REMEDY)
    except UnreadableError as error:
        return draft.refused(error)
    if name_of(root) != "ANNOTATION_DOCUMENT":
        draft.problem("", 0, "it does not open with ANNOTATION_DOCUMENT", _REMEDY)
        return draft.reading()
    draft.metadata.update(_metadata(root))
    mistakes = _Mistakes(defaultdict(list))
    slots = _slots(root, mistakes)
    placed: list[tuple[tuple[float, int, int, int], _Annotation]] = []
    tiers = list(enumerate(children(root, "TIER"), 1))
    for number, tier in tiers:
        if attribute(tier, "PARENT_REF"):
            _leave_out(draft, number, tier, "a tier below another, which repeats its speech")
        elif next(below(tier, "REF_ANNOTATION"), None) is not None:
            _leave_out(draft, number, tier, "a tier that is not tied to time")
        else:
            placed += _placed(number, _annotations(number, tier, slots, mistakes))
    mistakes.tell(draft)
    for _, one in sorted(placed, key=lambda pair: pair[0]):
        draft.speech(one.kind, one.number, one.text, one.label, one.start_s, end_s=one.end_s)
    untimed = sum(one.start_s is None for _, one in placed)
    if untimed:
        draft.notes.append(f"{untimed} annotations have no time of their own and stand after their neighbours.")
    top = [(number, _label(tier)) for number, tier in tiers if not attribute(tier, "PARENT_REF")]
    often = Counter(label for _, label in top)
    shared = [number for number, label in top if often[label] > 1]
    draft.note("one of several tiers of the same speaker, all read as speech", "tier", shared)
    return draft.reading()


def _metadata(root: etree._Element) -> dict[str, str]:
    found = {f"document {name.lower()}": attribute(root, name) for name in ("AUTHOR", "DATE")}
    for header in children(root, "HEADER"):
        found["media file"] = attribute(header, "MEDIA_FILE")
        for number, media in enumerate(children(header, *_MEDIA), 1):
            found |= {f"media {number} {key.lower()}": str(value) for key, value in media.items()}
        for number, one in enumerate(children(header, "PROPERTY"), 1):
            found[f"property {number} {attribute(one, 'NAME')}"] = all_text(one)
    for number, tier in enumerate(children(root, "TIER"), 1):
        found |= {f"tier {number} {name.lower()}": attribute(tier, name) for name in ("TIER_ID", "ANNOTATOR")}
    return {key: value for key, value in found.items() if value}


def _slots(root: etree._Element, mistakes: _Mistakes) -> dict[str, float | None]:
    """Seconds by slot; None where the file gives none."""
    slots: dict[str, float | None] = {}
    for number, slot in enumerate(below(root, "TIME_SLOT"), 1):
        value = attribute(slot, "TIME_VALUE")
        readable = value.isascii() and value.isdecimal() and len(value) < 12
        if value and not readable:
            mistakes.add("time slot", number, "its time is not a number of milliseconds", _REMEDY)
        slots[attribute(slot, "TIME_SLOT_ID")] = int(value) / 1000 if readable else None
    return slots


def _label(tier: etree._Element) -> str:
    return attribute(tier, "PARTICIPANT") or attribute(tier, "TIER_ID")


def _annotations(
    tier_number: int, tier: etree._Element, slots: dict[str, float | None], mistakes: _Mistakes
) -> list[_Annotation]:
    kind = f"tier {tier_number} annotation"
    found = []
    for number, element in enumerate(below(tier, "ALIGNABLE_ANNOTATION"), 1):
        ends = [attribute(element, f"TIME_SLOT_REF{which}") for which in (1, 2)]
        if any(end not in slots for end in ends):
            mistakes.add(kind, number, "it names a time slot that the file lacks", _REMEDY)
        start_s, end_s = map(slots.get, ends)
        if start_s is not None and end_s is not None and end_s < start_s:
            mistakes.add(kind, number, "it ends before it starts", "Correct one of the two times in ELAN.")
        text = squeezed(" ".join(all_text(value) for value in children(element, "ANNOTATION_VALUE")))
        found.append(_Annotation(kind, number, _label(tier), text, start_s, end_s))
    return found


def _placed(tier_number: int, annotations: list[_Annotation]) -> list[tuple[tuple[float, int, int, int], _Annotation]]:
    """Annotations of a tier with a key to sort by: one without a time comes right after the time before it."""
    first = next((one.start_s for one in annotations if one.start_s is not None), 0.0)
    last, seen = first, False
    placed = []
    for one in annotations:
        known = one.start_s is not None
        at = one.start_s if one.start_s is not None else last
        rank = 0 if known else 1 if seen else -1
        placed.append(((at, rank, tier_number, one.number), one))
        times = [time for time in (one.start_s, one.end_s) if time is not None]
        last, seen = (max(times), True) if times else (last, seen)
    return placed


def _leave_out(draft: Draft, number: int, tier: etree._Element, why: str) -> None:
    texts = [all_text(value) for value in below(tier, "ANNOTATION_VALUE")]
    draft.drop("tier", number, " ".join(texts), f"{why} ({len(texts)} annotations)")
