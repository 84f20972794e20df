"""A text of another tool as a transcript file of a study, and the way from its characters to the text of record.

Lines become rows. Who speaks is told by stretches that belong to cases, or by labels that open the lines; without
either the text is notes, of one voice. Sync points become times. What is written is read again by the readers of
transcripts, and taken only if they give just these rows.
"""

from __future__ import annotations

import csv
import io
from bisect import bisect_left, bisect_right
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from themetrail.interchange.names import clean
from themetrail.study.files import sha256
from themetrail.transcripts.choose import read_transcript
from themetrail.transcripts.labels import speakers, split_label
from themetrail.transcripts.model import Source

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from themetrail.interchange.model import Stamp, TextSource

UNKNOWN = "Unknown"
"""The label of lines of which nothing tells who speaks, in a text that has speakers."""

_MOST_LINE = 50_000  # characters; a cell of CSV holds twice as many


@dataclass(frozen=True)
class Voice:
    """A stretch of a text that somebody speaks, by the label of whoever it is."""

    start: int
    end: int
    label: str


@dataclass(frozen=True)
class Line:
    """One row: the stretch of the source that is speech, its text, its label and its time."""

    start: int
    end: int
    text: str
    label: str = ""
    seconds: float | None = None


@dataclass(frozen=True)
class TranscriptFile:
    """A file for data/raw/transcripts.

    Attributes:
        name: Its name, after the session.
        data: Its bytes.
        kind: The session's source_kind.
        labels: The labels in it, in the order of first mention; none in notes.
        record: The text of record that reading gives.
        units: Of each line its place in the record and the line.
    """

    name: str
    data: bytes
    kind: str
    labels: tuple[str, ...]
    record: str
    units: tuple[tuple[int, Line], ...]

    @cached_property
    def record_sha256(self) -> str:
        """SHA-256 of the record."""
        return sha256(self.record)

    def to_record(self, start: int, end: int) -> tuple[int, int] | None:
        """The span of the record that holds a stretch of the source; None where nothing of it is speech."""
        first = bisect_right(self.units, start, key=lambda unit: unit[1].end)
        last = bisect_left(self.units, end, key=lambda unit: unit[1].start) - 1
        if first > last:
            return None
        (low, begins), (high, ends) = self.units[first], self.units[last]
        low += max(start - begins.start, 0)
        high += min(end, ends.end) - ends.start
        return (low, high) if low < high else None


def transcript_file(session: str, source: TextSource, voices: Sequence[Voice]) -> TranscriptFile | None:
    """The file for a source; None where there is nothing but blanks in it.

    Args:
        session: The session that it becomes.
        source: The text.
        voices: Who speaks where, if cases tell.
    """
    lines = _timed(_lines(clean(source.text)), source.stamps)
    if not lines:
        return None
    labelled = _labelled(lines, voices)
    if labelled is None and source.stamps:
        labelled = [replace(lines[0], label=UNKNOWN), *lines[1:]]
    if labelled is not None:
        return _checked(session, labelled, "transcript")
    return _checked(session, lines, "notes") or _checked(session, lines, "responses")


def _lines(text: str) -> list[Line]:
    """The lines that are not blank, without blanks around them; a very long one in several."""
    found = []
    start = 0
    for written in text.splitlines(keepends=True):
        for cut in range(0, len(written), _MOST_LINE):
            piece = written[cut : cut + _MOST_LINE]
            shown = piece.strip()
            if shown:
                own = start + cut + len(piece) - len(piece.lstrip())
                found.append(Line(own, own + len(shown), shown))
        start += len(written)
    return found


def _timed(lines: list[Line], stamps: Sequence[Stamp]) -> list[Line]:
    """The lines with the first time that is set in each."""
    if not stamps:
        return lines
    places = [stamp.position for stamp in stamps]
    timed = []
    before = 0
    for line in lines:
        at = bisect_left(places, before)
        here = at < len(places) and places[at] < line.end
        timed.append(replace(line, seconds=stamps[at].seconds) if here else line)
        before = line.end
    return timed


def _labelled(lines: list[Line], voices: Sequence[Voice]) -> list[Line] | None:
    """The lines with who speaks them; None where nothing tells."""
    parts = [split_label(line.text) for line in lines]
    typed = speakers(part.label for part in parts if part)
    told = _by_voices(lines, voices) if voices else []
    named = {line.label for line in told} - {UNKNOWN}
    if len(named) > 1 or (named and not typed):
        return told
    if not typed:
        return None
    labelled: list[Line] = []
    waiting = ""
    for line, part in zip(lines, parts, strict=True):
        if part is None or part.label not in typed:
            labelled.append(replace(line, label=waiting or ("" if labelled else UNKNOWN)))
            waiting = ""
        elif part.text.strip():
            said = part.text.strip()
            labelled.append(replace(line, start=line.end - len(said), text=said, label=part.label))
            waiting = ""
        else:
            waiting = part.label
    return labelled or None


def _by_voices(lines: list[Line], voices: Sequence[Voice]) -> list[Line]:
    """Each line with the voice that has most of it."""
    ordered = sorted(voices, key=lambda voice: (voice.start, voice.end, voice.label))
    longest = max(voice.end - voice.start for voice in ordered)
    told = []
    for line in lines:
        near = bisect_left(ordered, line.start - longest, key=lambda voice: voice.start)
        shares: dict[str, int] = {}
        for voice in ordered[near:]:
            if voice.start >= line.end:
                break
            shared = min(voice.end, line.end) - max(voice.start, line.start)
            if shared > 0:
                shares[voice.label] = shares.get(voice.label, 0) + shared
        label = max(shares, key=lambda one: (shares[one], one), default=UNKNOWN)
        told.append(replace(line, label=label))
    return told


def _checked(session: str, lines: list[Line], kind: str) -> TranscriptFile | None:
    """The file of the lines, if the readers give back just them."""
    name = f"{session}.txt" if kind == "notes" else f"{session}.csv"
    data = _text(lines) if kind == "notes" else _table(lines, kind)
    labels = tuple(dict.fromkeys(line.label for line in lines if line.label))
    reading = read_transcript(Source(name, data, kind, frozenset(labels)), name)
    got = [(unit.text, unit.label or "") for unit in reading.units]
    if reading.problems or got != [(line.text, line.label) for line in lines]:
        return None
    units = []
    place = 0
    for line in lines:
        units.append((place, line))
        place += len(line.text) + 1
    return TranscriptFile(name, data, kind, labels, "".join(f"{line.text}\n" for line in lines), tuple(units))


def _text(lines: Iterable[Line]) -> bytes:
    return "".join(f"{line.text}\n" for line in lines).encode()


def _table(lines: Iterable[Line], kind: str) -> bytes:
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    if kind == "responses":
        writer.writerow(["respondent", "response"])
        writer.writerows(["", line.text] for line in lines)
    else:
        writer.writerow(["speaker", "start", "text"])
        writer.writerows(
            [line.label, "" if line.seconds is None else f"{line.seconds:.3f}", line.text] for line in lines
        )
    return buffer.getvalue().encode()
