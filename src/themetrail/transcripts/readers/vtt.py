"""WebVTT as Zoom (``Name: text``) and Teams (``<v Name>text</v>``) write it.

A small parser of its own: others join two voices of a cue into one, and drop malformed cues without a
word. Here each line with ``-->`` is a cue or a problem, and text outside every cue is a problem too.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from themetrail.transcripts.draft import Draft, UnreadableError, lines_of, one_line, text_of
from themetrail.transcripts.labels import speakers
from themetrail.transcripts.model import Reading, Recognition, Source
from themetrail.transcripts.stamps import seconds

if TYPE_CHECKING:
    from collections.abc import Iterator

NAME = "vtt"

_ARROW = "-->"
_STAMP = r"(?:\d+:)?[0-5]\d:[0-5]\d\.\d{3}"
_TIMES = re.compile(rf"\s*({_STAMP})\s*-->\s*({_STAMP})(?:\s.*)?")
_VOICE = re.compile(r"<v(?:\.[^\s>]*)?\s+(?P<name>[^>]*)>")
_HALF_VOICE = re.compile(r"<v[\s.][^>]*$")
_MARKUP = re.compile(r"</?(?:i|b|u|c|ruby|rt|lang)(?:[.\s][^>]*)?>|</v>|<\d[\d:.]*>")
_ENTITY = re.compile(r"&(?:amp|lt|gt|nbsp|lrm|rlm|quot|apos|#\d{1,6}|#x[0-9a-fA-F]{1,5});")
_NAMED = re.compile(r"(?P<label>[^:<>?!\n]{1,80}):(?=\s|$)\s*(?P<text>.*)", re.DOTALL)
_ASIDE = re.compile(r"(?:NOTE|STYLE|REGION)(?:\s|$)")
_CONFIDENCE = re.compile(r"NOTE Confidence:\s*[\d.]+\s*")
_MOST_WORDS = 8


@dataclass
class _Cue:
    number: int
    line: int
    start_s: float
    end_s: float
    payload: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        return one_line("\n".join(self.payload))


def recognise(source: Source) -> Recognition:
    """Certain if the file opens with WEBVTT."""
    by_name = source.name.lower().endswith(".vtt")
    try:
        text = text_of(source)
    except UnreadableError as error:
        return Recognition(0.2 if by_name else 0.0, error.seen)
    if _is_header(lines_of(text)[0]):
        return Recognition(1.0, "the first line is WEBVTT")
    return Recognition(0.2 if by_name else 0.0, "the first line is not WEBVTT")


def read(source: Source, shown_as: str) -> Reading:
    """The cues as units; a cue in which two people speak gives two units."""
    draft = Draft(NAME, shown_as, source.kind)
    try:
        lines = lines_of(text_of(source))
    except UnreadableError as error:
        return draft.refused(error)
    if not _is_header(lines[0]):
        draft.problem("line", 1, "the first line is not WEBVTT", "Export the transcript again as .vtt.")
        return draft.reading()
    cues = _cues(lines, draft)
    if any(_VOICE.search(cue.text) for cue in cues):
        _voices(cues, draft)
    else:
        _names(cues, draft, source.known_labels)
    unlabelled = [unit.number for unit in draft.units if unit.label is None]
    draft.note("no speaker of its own; continues the one before", "cue", unlabelled)
    return draft.reading()


def _is_header(line: str) -> bool:
    return re.match(r"WEBVTT(?:\s|$)", line) is not None


def _cues(lines: list[str], draft: Draft) -> list[_Cue]:
    cues: list[_Cue] = []
    arrows = 0
    for start, block in _blocks(lines):
        if start == 1 or _ASIDE.match(block[0]):
            _aside(start, block, draft)
            continue
        arrows += sum(_ARROW in line for line in block)
        cue = _cue(start, block, len(cues) + 1, draft)
        if cue:
            cues.append(cue)
    if arrows != len(cues):
        seen = f"{arrows} lines with '-->' but {len(cues)} cues that can be read"
        draft.problem("", 0, seen, "Correct the lines named here, or export the transcript again.")
    return cues


def _blocks(lines: list[str]) -> Iterator[tuple[int, list[str]]]:
    """Runs of non-blank lines, each with the number of its first line."""
    block: list[str] = []
    for number, line in enumerate([*lines, ""], 1):
        if line.strip():
            block.append(line)
        elif block:
            yield number - len(block), block
            block = []


def _aside(start: int, block: list[str], draft: Draft) -> None:
    if _CONFIDENCE.fullmatch(block[0]) and len(block) == 1:
        return
    text = one_line("\n".join(block))
    if text != "WEBVTT":
        draft.metadata[f"{'header' if start == 1 else 'note'}, line {start}"] = text
    if any(_ARROW in line for line in block):
        remedy = "Put an empty line before it."
        draft.problem("line", start, "a cue stands inside the header or a note", remedy)


def _cue(start: int, block: list[str], number: int, draft: Draft) -> _Cue | None:
    where = next((index for index, line in enumerate(block) if _ARROW in line), None)
    if where is None:
        seen = "text outside every cue, perhaps cut off from its cue by an empty line"
        draft.problem("line", start, seen, "Remove the empty line before it, or the text.")
        return None
    line = start + where
    times = _TIMES.fullmatch(block[where])
    if times is None:
        remedy = "Write it as 00:00:01.000 --> 00:00:04.000."
        draft.problem("line", line, f"the times of cue {number} cannot be read", remedy)
        return None
    if where > 1 or any(_ARROW in later for later in block[where + 1 :]):
        seen = f"cue {number} has another cue inside it or text before its times"
        draft.problem("line", line, seen, "Put an empty line between cues.")
        return None
    cue = _Cue(number, line, seconds(times[1]), seconds(times[2]), block[where + 1 :])
    if cue.end_s < cue.start_s:
        seen = f"cue {number} ends at {times[2]}, before it starts at {times[1]}"
        draft.problem("line", line, seen, "Correct one of the two times.")
    if _HALF_VOICE.search(cue.text):
        draft.problem("line", line, f"cue {number} has a <v tag without its '>'", "Close the tag.")
    return cue


def _voices(cues: list[_Cue], draft: Draft) -> None:
    for cue in cues:
        names = [(None, 0, 0)] + [(_plain(m["name"]), m.start(), m.end()) for m in _VOICE.finditer(cue.text)]
        ends = [start for _, start, _ in names[1:]] + [len(cue.text)]
        for (name, _, begin), end in zip(names, ends, strict=True):
            said, _, after = cue.text[begin:end].partition("</v>")
            if name is None:
                said, after = said + after, ""
            for label, text in ((name or None, _plain(said)), (None, _plain(after))):
                if text or label:
                    draft.speech("cue", cue.number, text, label, cue.start_s, end_s=cue.end_s)


def _names(cues: list[_Cue], draft: Draft, known: frozenset[str]) -> None:
    texts = {cue.number: _plain(cue.text) for cue in cues}
    found = {number: _named(text) for number, text in texts.items()}
    candidates = [part["label"].strip() for part in found.values() if part]
    # Where every cue opens with a name, as Zoom writes it, each of them is one, even if somebody speaks once.
    everywhere = len(candidates) == sum(1 for text in texts.values() if text)
    labels = frozenset(candidates) if everywhere else speakers(candidates, known)
    doubtful = []
    for cue in cues:
        part = found[cue.number]
        if part and part["label"].strip() in labels:
            text, label = part["text"], part["label"].strip()
        else:
            text, label = texts[cue.number], None
            doubtful += [cue.number] if part else []
        draft.speech("cue", cue.number, text, label, cue.start_s, end_s=cue.end_s)
    draft.note("opens like a speaker label that occurs only once; kept as speech", "cue", doubtful)


def _named(text: str) -> re.Match[str] | None:
    part = _NAMED.fullmatch(text)
    return part if part and part["label"].strip() and len(part["label"].split()) <= _MOST_WORDS else None


def _plain(text: str) -> str:
    """Text without markup, with character references resolved."""
    unmarked = _MARKUP.sub("", text)
    return one_line(_ENTITY.sub(lambda found: html.unescape(found.group()), unmarked))
