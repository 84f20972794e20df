"""What stands at each place of a transcript, looked up without the project's readers.

A mistake of a reader can therefore not hide itself: the files are opened here in the simplest way that does for what
:mod:`renderers` writes, with the standard library alone.
"""

from __future__ import annotations

import base64
import csv
import html
import io
import re
import zipfile
import zlib
from typing import TYPE_CHECKING
from xml.etree import ElementTree

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    Element = ElementTree.Element
    Places = Iterator[tuple[str, str]]


def places(name: str, data: bytes) -> dict[str, str]:
    """The text at each place of a file, by the place's name, such as "cue 12"; labels and stamps are part of it."""
    return dict(_BY_ENDING[name.rpartition(".")[2]](data))


def _numbered(kind: str, texts: Iterable[str]) -> Places:
    return ((f"{kind} {number}", text) for number, text in enumerate(texts, 1))


def _text(data: bytes) -> str:
    if data[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        return data.decode("utf-16")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252")


def _cues(data: bytes) -> Places:
    blocks = [block for block in re.split(r"(?:\r?\n){2}|\r\r", _text(data)) if "-->" in block]
    said = (re.split(r"\r\n|\n|\r", block.partition("-->")[2], maxsplit=1)[1] for block in blocks)
    return _numbered("cue", (html.unescape(re.sub(r"</?v[^>]*>", " ", text)) for text in said))


def _lines(data: bytes) -> Places:
    return _numbered("line", re.split(r"\r\n|\n|\r", _text(data)))


def _chat(data: bytes) -> Places:
    """A line with those that go on with it after a tab."""
    lines = _text(data).split("\n")
    for number, line in enumerate(lines, 1):
        last = next((n for n in range(number, len(lines)) if not lines[n].startswith("\t")), len(lines))
        yield f"line {number}", " ".join([line, *lines[number:last]])


def _local(element: Element) -> str:
    return element.tag.rpartition("}")[2]


def _member(data: bytes, name: str) -> Element:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return ElementTree.fromstring(archive.read(name))


def _docx(data: bytes) -> Places:
    body = _member(data, "word/document.xml")[0]
    paragraphs = [block for block in body if _local(block) == "p"]
    rows = [row for block in body if _local(block) == "tbl" for row in block if _local(row) == "tr"]
    for kind, blocks in (("paragraph", paragraphs), ("row", rows)):
        yield from _numbered(kind, map(_written_in_word, blocks))


def _written_in_word(block: Element) -> str:
    """Text as it stands with all changes taken over: what is deleted stands in elements of another name."""
    return "".join(one.text or "" if _local(one) == "t" else " " for one in block.iter())


def _odt(data: bytes) -> Places:
    (body,) = (one for one in _member(data, "content.xml").iter() if _local(one) == "text" and len(one) > 1)
    paragraphs = [block for block in body if _local(block) in {"p", "h"}]
    rows = [row for block in body if _local(block) == "table" for row in block]
    for kind, blocks in (("paragraph", paragraphs), ("row", rows)):
        yield from _numbered(kind, map(_written_in_office, blocks))


def _written_in_office(block: Element) -> str:
    inside = ("" if _local(one) == "annotation" else _written_in_office(one) for one in block)
    parts = (f"{said}{one.tail or ''}" for said, one in zip(inside, block, strict=True))
    return f"{block.text or ''}{' ' if _local(block) in {'tab', 'p'} else ''}{''.join(parts)}"


_ASIDE = re.compile(r"\{\\(?:\*|header|footer|fonttbl|stylesheet|info|pntext|deleted)[^{}]*(?:\{[^{}]*\}[^{}]*)*\}")
_SIGN = re.compile(r"\\'(?P<byte>[0-9a-f]{2})|\\u(?P<code>\d+)\?|\\(?P<itself>[\\{}])|\\[a-z]+-?\d* ?|[{}\r\n]")


def _rtf(data: bytes) -> Places:
    text = _ASIDE.sub("", _ASIDE.sub("", data.decode("ascii")))
    for kind, end in (("paragraph", r"\par"), ("row", r"\row")):
        pieces = re.split(rf"{re.escape(end)}(?![a-z])", text)
        yield from _numbered(kind, (_SIGN.sub(_meant, piece.replace("\\cell", " ")) for piece in pieces))


def _meant(sign: re.Match[str]) -> str:
    if sign["byte"]:
        return bytes.fromhex(sign["byte"]).decode("cp1252")
    return chr(int(sign["code"])) if sign["code"] else sign["itself"] or (" " if sign[0].startswith("\\tab") else "")


_STREAM = re.compile(rb"ASCII85Decode.*?stream\r?\n(.*?)endstream", re.DOTALL)
_DRAWN = re.compile(r"1 0 0 1 ([\d.]+) ([\d.]+) Tm \(((?:[^()\\]|\\.)*)\) Tj")
_ESCAPED = re.compile(r"\\([0-7]{3}|.)")


def _pdf(data: bytes) -> Places:
    """Each line of a page from the top; what is drawn at the same height is one line, from left to right."""
    for page, stream in enumerate(_STREAM.findall(data), 1):
        content = zlib.decompress(base64.a85decode(stream.strip().removesuffix(b"~>")))
        drawn = [(-float(y), float(x), _unescaped(text)) for x, y, text in _DRAWN.findall(content.decode("latin-1"))]
        heights = sorted({y for y, *_ in drawn})
        texts = (" ".join(text for y, _, text in sorted(drawn) if y == height) for height in heights)
        yield from _numbered(f"page {page} line", texts)


def _unescaped(text: str) -> str:
    plain = _ESCAPED.sub(lambda found: chr(int(found[1], 8)) if found[1].isdigit() else found[1], text)
    return plain.encode("latin-1").decode("cp1252")


def _eaf(data: bytes) -> Places:
    for number, tier in enumerate(ElementTree.fromstring(data).iter("TIER"), 1):
        values = (value.text or "" for value in tier.iter("ANNOTATION_VALUE"))
        yield from _numbered(f"tier {number} annotation", values)


def _tei(data: bytes) -> Places:
    utterances = (one for one in ElementTree.fromstring(data).iter() if _local(one) == "u")
    return _numbered("utterance", map(_uttered, utterances))


def _uttered(utterance: Element) -> str:
    marks = {"pause": "[pause]", "gap": "[{reason}]", "vocal": "[laughs]"}
    said = (f" {marks[_local(one)].format(**one.attrib)} {one.tail or ''}" for one in utterance)
    return f"{utterance.text or ''}{''.join(said)}"


def _csv(data: bytes) -> Places:
    text = _text(data)
    separator = ";" if ";" in text.partition("\n")[0] else ","
    return _numbered("row", map(" ".join, csv.reader(io.StringIO(text, newline=""), delimiter=separator)))


def _xlsx(data: bytes) -> Places:
    """Rows by the number that they carry; the renderer's texts stand in the cells themselves."""
    for sheet in (1, 2):
        rows = (one for one in _member(data, f"xl/worksheets/sheet{sheet}.xml").iter() if _local(one) == "row")
        yield from ((f"sheet {sheet} row {row.get('r')}", " ".join(map("".join, map(_texts, row)))) for row in rows)


def _texts(element: Element) -> Iterator[str]:
    return element.itertext()


_BY_ENDING = {
    "vtt": _cues,
    "srt": _cues,
    "txt": _lines,
    "cha": _chat,
    "docx": _docx,
    "odt": _odt,
    "rtf": _rtf,
    "pdf": _pdf,
    "eaf": _eaf,
    "xml": _tei,
    "csv": _csv,
    "xlsx": _xlsx,
}
