"""WebVTT as Zoom (``Name: text``), Teams (``<v Name>text</v>``) and older Stream (``<v Name>text``) write it.

Other parsers join two voices of a cue into one; here each voice is a unit.
"""

from __future__ import annotations

import html
import re

from themetrail.transcripts.cues import ARROW, Cue, Format, blocks, note_unlabelled, read_cues, read_names
from themetrail.transcripts.draft import Draft, UnreadableError, lines_of, one_line, text_of
from themetrail.transcripts.model import Reading, Recognition, Source

NAME = "vtt"

_STAMP = r"(?:\d{1,3}:)?[0-5]\d:[0-5]\d\.\d{3}"
_WRITTEN = Format(
    re.compile(rf"\s*+({_STAMP})\s*+-->\s*+({_STAMP})(?:\s.*)?"),
    "00:00:01.000 --> 00:00:04.000",
)
_VOICE = re.compile(r"<v(?:\.[^\s<>]*+)?+\s++(?P<name>[^<>]*+)>")
_HALF_VOICE = re.compile(r"<v(?:[\s.][^<>]*+)?(?:$|<)")
_MARKUP = re.compile(r"</?(?:i|b|u|c|ruby|rt|lang)(?:[.\s][^<>]*+)?>|</v>|<\d[\d:.]*+>")
_ENTITY = re.compile(r"&(?:amp|lt|gt|nbsp|lrm|rlm|quot|apos|#\d{1,6}|#x[0-9a-fA-F]{1,5});")
_ASIDE = re.compile(r"(?:NOTE|STYLE|REGION)(?:\s|$)")
_CONFIDENCE = re.compile(r"NOTE Confidence:\s*[\d.]+\s*")


def recognise(source: Source) -> Recognition:
    """Certain if the file opens with WEBVTT."""
    by_name = source.name.lower().endswith(".vtt")
    try:
        text = text_of(source)
    except UnreadableError as error:
        return Recognition(0.2 if by_name else 0.0, error.seen)
    if _is_header(text):
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
    found = []
    for start, block in blocks(lines):
        if start == 1 or _ASIDE.match(block[0]):
            _aside(start, block, draft)
        else:
            found.append((start, block))
    cues = read_cues(found, _WRITTEN, draft)
    for cue in cues:
        if _HALF_VOICE.search(cue.text):
            draft.problem("line", cue.line, f"cue {cue.number} has a <v tag without its '>'", "Close the tag.")
    if any(_VOICE.search(cue.text) for cue in cues):
        _voices(cues, draft)
    else:
        read_names(cues, [_plain(cue.text) for cue in cues], draft, source.known_labels)
    note_unlabelled(draft)
    return draft.reading()


def _is_header(line: str) -> bool:
    return re.match(r"WEBVTT(?:\s|$)", line) is not None


def _aside(start: int, block: list[str], draft: Draft) -> None:
    if _CONFIDENCE.fullmatch(block[0]) and len(block) == 1:
        return
    text = one_line("\n".join(block))
    if text != "WEBVTT":
        draft.metadata[f"{'header' if start == 1 else 'note'}, line {start}"] = text
    if any(ARROW in line for line in block):
        remedy = "Put an empty line before it."
        draft.problem("line", start, "a cue stands inside the header or a note", remedy)


def _voices(cues: list[Cue], draft: Draft) -> None:
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


def _plain(text: str) -> str:
    """Text without markup, with character references resolved."""
    unmarked = _MARKUP.sub("", text)
    return one_line(_ENTITY.sub(lambda found: html.unescape(found.group()), unmarked))
