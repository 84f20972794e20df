"""The scan of one session: its text, and what stands beside the text in the source.

Speech is not the only place where an identifier stays behind: the scan reads speaker labels, lines that the
reader dropped, the file's properties and its name as well. The table it gives holds no text, only where,
what kind, the keyed hash and the masked form.
"""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING, Any, NamedTuple

import pandas as pd

from themetrail.identifiers.hashing import identifier_hmac, mask, normalise
from themetrail.identifiers.known import find_known
from themetrail.identifiers.patterns import Hit, find_patterns
from themetrail.study.machine_tables import FINDINGS, empty

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping


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
    key: bytes,
) -> pd.DataFrame:
    """Every finding of the layers "pattern", "known" and "roster" in one session.

    Args:
        session_id: The session.
        record: Its text of record.
        locators: Its rows of LOCATORS, in the order of the text.
        report: Its ingest report: ``source_name``; ``labels`` (label to count); ``dropped`` (a list of
            ``kind``, ``number``, ``text``, ``why``); ``metadata`` (name to text).
        roster_labels: The labels that the roster knows for this session.
        participant_ids: The speaker_ids of this session; these are pseudonyms, not identifiers.
        known_names: The study's list, see :func:`themetrail.identifiers.known.read_known_names`.
        key: The study's key, see :func:`themetrail.identifiers.hashing.read_key`.

    Returns:
        A table of the schema FINDINGS, sorted by its key. ``start`` and ``end`` are code points: in the text
        of record for the source "record", else in the label, property, file name or dropped lines of that
        place.
    """
    known = {normalise(name) for name in (session_id, *roster_labels, *participant_ids)}
    declared = known | {normalise(session_id)}
    labels = _labels(report, locators)
    found = [
        *_in_record(record, locators, known_names),
        *(finding for source in (*labels, *_beside(report)) for finding in _in_source(source, known_names)),
        *(
            _Found("roster", source, place, Hit(0, len(text), "off_roster_label"), text)
            for source, place, text in labels
            if normalise(text) not in known
        ),
    ]
    # A pseudonym SP1 or a session WS1 looks like a postcode district; what the study itself named so is none.
    found = [one for one in found if one.hit.kind != "postcode_district" or normalise(one.text) not in declared]
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


def _hits(text: str, known_names: tuple[str, ...]) -> Iterator[tuple[str, Hit]]:
    yield from (("pattern", hit) for hit in find_patterns(text))
    yield from (("known", hit) for hit in find_known(text, known_names))


def _in_record(record: str, locators: pd.DataFrame, known_names: tuple[str, ...]) -> Iterator[_Found]:
    starts, places = locators["start"].tolist(), locators["place"].tolist()
    for layer, hit in _hits(record, known_names):
        place = places[bisect_right(starts, hit.start) - 1]
        yield _Found(layer, "record", place, hit, record[hit.start : hit.end])


def _in_source(source: _Source, known_names: tuple[str, ...]) -> Iterator[_Found]:
    # In a file name an underscore stands for a space; in text it may belong to an e-mail address.
    text = source.text.replace("_", " ") if source.source == "file_name" else source.text
    for layer, hit in _hits(text, known_names):
        yield _Found(layer, source.source, source.place, hit, text[hit.start : hit.end])


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
    yield _Source("file_name", "file name", report["source_name"])
