"""The scan of one session: its text, and what stands beside the text in the source.

Speech is not the only place where an identifier stays behind: the scan reads lines that the reader dropped, the
file's properties, its name and speaker labels as well. In labels no names are looked for: one that the roster knows
may be a name and stands in nothing that is released, one that it does not know is a finding as it is. The table it
gives holds no text, only where, what kind, the keyed hash and the masked form.
"""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING, Any, NamedTuple

import pandas as pd

from themetrail.identifiers.hashing import identifier_hmac, mask
from themetrail.identifiers.layers import KINDS, find_certain, find_identifiers
from themetrail.identifiers.patterns import Hit
from themetrail.study.machine_tables import FINDINGS, empty, records
from themetrail.transcripts.labels import same_label

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

_NAMES = frozenset({*KINDS["context"], *KINDS["first_names"], *KINDS["gazetteer"]})


class _Source(NamedTuple):
    """A text to scan: which source it is of, the place of its first character, the text."""

    source: str
    place: str
    text: str


class _Found(NamedTuple):
    layer: str
    source: str
    place: str
    hit: Hit
    text: str


def scan_session(
    session_id: str,
    record: str,
    locators: pd.DataFrame,
    report: Mapping[str, Any],
    *,
    roster_labels: Collection[str],
    participant_ids: Collection[str],
    known_names: tuple[str, ...] = (),
    one_turn_per_unit: bool = False,
    key: bytes,
) -> pd.DataFrame:
    """Every finding of the layers of rules (see :mod:`themetrail.identifiers.layers`), and of the layer "roster".

    Args:
        session_id: The session.
        record: Its text of record.
        locators: Its rows of LOCATORS, in the order of the text.
        report: Its ingest report: ``source_name``; ``labels`` (label to count); ``dropped`` (a list of
            ``kind``, ``number``, ``text``, ``why``); ``metadata`` (name to text).
        roster_labels: The labels that the roster knows for this session.
        participant_ids: The speaker_ids of this session; these are pseudonyms, not identifiers.
        known_names: The study's list, see :func:`themetrail.identifiers.known.read_known_names`.
        one_turn_per_unit: Whether the units are answers of different people, so that none continues another.
        key: The study's key, see :func:`themetrail.identifiers.hashing.read_key`.

    Returns:
        A table of the schema FINDINGS, sorted by its key. ``start`` and ``end`` are code points: in the text
        of record for the source "record", else in the label, property, file name or dropped lines of that
        place. In the record a finding may reach over a line end, where the source cut what one person says.
    """
    pseudonyms = {same_label(name) for name in (session_id, *participant_ids)}
    known = pseudonyms | {same_label(label) for label in roster_labels}
    labels = _labels(report, locators)
    found = [
        *_in_record(record, locators, known_names, one_turn_per_unit=one_turn_per_unit),
        *(_found(source, *found) for source in labels for found in find_certain(source.text, known_names)),
        *(_found(source, *found) for source in _beside(report) for found in find_identifiers(source.text, known_names)),
        *(
            _Found("roster", source, place, Hit(0, len(text), "off_roster_label"), text)
            for source, place, text in labels
            if same_label(text) not in known
        ),
    ]
    found = [one for one in found if same_label(one.text) not in _declared(one.hit.kind, known, pseudonyms)]
    if not found:
        return empty(FINDINGS)
    rows = [
        (
            session_id,
            one.layer,
            one.source,
            one.place,
            *_span(one.hit),
            identifier_hmac(one.text, key),
            mask(one.text),
        )
        for one in found
    ]
    return pd.DataFrame(rows, columns=list(FINDINGS.columns)).sort_values(list(FINDINGS.unique), ignore_index=True)


def _span(hit: Hit) -> tuple[int, int, str]:
    return hit.start, hit.end, hit.kind


def _declared(kind: str, known: set[str], pseudonyms: set[str]) -> set[str]:
    """What the study itself calls somebody, and so is no finding of a kind: SP1 as a postcode, Maria as a name.

    A label that the roster knows is no pseudonym: Maria may be what the recording called her.
    """
    if kind == "postcode_district":
        return known
    return pseudonyms if kind in _NAMES else set()


def _found(source: _Source, layer: str, hit: Hit) -> _Found:
    return _Found(layer, source.source, source.place, hit, source.text[hit.start : hit.end])


def _in_record(
    record: str, locators: pd.DataFrame, known_names: tuple[str, ...], *, one_turn_per_unit: bool
) -> Iterator[_Found]:
    starts, places = locators["start"].tolist(), locators["place"].tolist()
    for base, end in _stretches(locators, one_turn_per_unit=one_turn_per_unit):
        # A line end in what one person says reads as a space: a cue may end in the middle of a number or a name.
        for layer, hit in find_identifiers(record[base:end].replace("\n", " "), known_names):
            moved = Hit(base + hit.start, base + hit.end, hit.kind)
            place = places[bisect_right(starts, moved.start) - 1]
            yield _Found(layer, "record", place, moved, record[moved.start : moved.end])


def _stretches(locators: pd.DataFrame, *, one_turn_per_unit: bool) -> list[tuple[int, int]]:
    """Where each run of units under one label begins and ends; a unit without label continues the one before."""
    stretches: list[tuple[int, int]] = []
    label = ""
    for unit in records(locators):
        if stretches and not one_turn_per_unit and unit.label in {"", label}:
            stretches[-1] = (stretches[-1][0], unit.end)
        else:
            stretches.append((unit.start, unit.end))
        label = unit.label or label
    return stretches


def _labels(report: Mapping[str, Any], locators: pd.DataFrame) -> list[_Source]:
    """The session's speaker labels, each placed where it stands first and numbered in alphabetical order."""
    first = locators.drop_duplicates("label").set_index("label")["place"].to_dict()
    labels = sorted(label for label in report["labels"] if label)
    return [
        _Source("label", ", ".join(filter(None, (first.get(label), f"label {number}"))), label)
        for number, label in enumerate(labels, 1)
    ]


def _beside(report: Mapping[str, Any]) -> Iterator[_Source]:
    dropped: dict[str, list[str]] = {}
    for line in report["dropped"]:
        dropped.setdefault(f"{line['kind']} {line['number']}", []).append(line["text"])
    for place, texts in dropped.items():
        yield _Source("dropped", place, "\n".join(texts))
    for name, text in report["metadata"].items():
        yield _Source("metadata", name, text)
    # In a file name an underscore stands for a space; in text it may belong to an e-mail address.
    yield _Source("file_name", "file name", report["source_name"].replace("_", " "))
