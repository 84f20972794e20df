"""Ten megabytes on one line, or in one paragraph, are read or refused by every reader: the time that it takes grows as
the text does. A reader that took time by the square of it would not come back from these tests."""

from __future__ import annotations

import io
import zipfile

import pytest

from themetrail.transcripts.choose import read_transcript
from themetrail.transcripts.model import Source
from themetrail.transcripts.readers import readers

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/package/2006/relationships"
MAIN = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"
LINES = {
    "words": "the bus was late and ",
    "blanks": " ",
    "no-break spaces": "\u00a0",
    "digits": "0123456789",
    "colons": ":",
    "brackets": "[(",
    "angles": "<v ",
    "stars": "**",
    "stamps": "0:01  ",
    "arrows": "00:00:01.000 --> ",
    "labels": "P1: yes P2: no ",
}
PARAGRAPHS = {
    "typist": "P1: one",
    "Rev": "Ann (00:00:01):",
    "Teams": "Ann   0:04",
}


def word_file(*paragraphs: list[str]) -> bytes:
    """A Word file, stored and not packed, of paragraphs with lines."""
    breaks = "</w:t><w:br/><w:t xml:space='preserve'>"
    body = "".join(f"<w:p><w:r><w:t xml:space='preserve'>{breaks.join(p)}</w:t></w:r></w:p>" for p in paragraphs)
    relation = f"<Relationship Id='r' Type='{MAIN}' Target='word/document.xml'/>"
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("_rels/.rels", f"<Relationships xmlns='{OFFICE}'>{relation}</Relationships>")
        archive.writestr("word/document.xml", f"<w:document xmlns:w='{WORD}'><w:body>{body}</w:body></w:document>")
    return out.getvalue()


def read_by_all(name: str, data: bytes) -> None:
    source = Source(name, data)
    for reader in readers():
        assert 0 <= reader.recognise(source).score <= 1
        reading = reader.read(source, name)
        assert bool(reading.problems) != bool(reading.units)


def check_one_unit(head: str, size: int) -> None:
    """The lines after a head in one paragraph are all in the one unit of the file."""
    lines = size // 4
    reading = read_transcript(Source("a.docx", word_file([head, *["two"] * lines])), "a")
    (unit,) = reading.units
    assert unit.text.split()[-lines:] == ["two"] * lines


@pytest.mark.parametrize("line", LINES)
def test_an_endless_line_of_text_is_read_or_refused(line):
    read_by_all("a.txt", ("P1: " + LINES[line] * (100_000 // len(LINES[line])) + "\nP1: x").encode())


@pytest.mark.long
@pytest.mark.parametrize("line", LINES)
@pytest.mark.parametrize("name", ["a.txt", "a.vtt", "a.srt", "a.cha", "a.csv", "a.rtf"])
def test_ten_megabytes_on_one_line_are_read_or_refused(line, name):
    heads = {
        "a.vtt": "WEBVTT\n\n00:01.000 --> 00:02.000\n",
        "a.srt": "1\n00:00:01,000 --> 00:00:02,000\n",
        "a.cha": "@Begin\n*PAR:\t",
        "a.rtf": "{\\rtf1 ",
    }
    end = "}" if name == "a.rtf" else ""
    read_by_all(name, (heads.get(name, "") + "P1: " + LINES[line] * (10_000_000 // len(LINES[line])) + end).encode())


@pytest.mark.parametrize("line", ["words", "blanks", "no-break spaces", "stamps", "labels"])
def test_an_endless_line_of_a_word_file_is_read_or_refused(line):
    # Blanks between two words, for those at the ends of a line are taken off.
    endless = f"a{LINES[line] * (200_000 // len(LINES[line]))}b"
    read_by_all("a.docx", word_file(["P1: one"], ["Ann   0:04", endless], [endless]))


@pytest.mark.long
@pytest.mark.parametrize("line", ["words", "blanks", "no-break spaces", "stamps", "labels"])
def test_a_word_file_with_ten_megabytes_on_one_line_is_read_or_refused(line):
    endless = f"a{LINES[line] * (10_000_000 // len(LINES[line]))}b"
    read_by_all("a.docx", word_file(["P1: one"], ["Ann   0:04", endless], [endless]))


@pytest.mark.parametrize("tool", PARAGRAPHS)
def test_the_lines_of_an_endless_paragraph_are_one_unit(tool):
    check_one_unit(PARAGRAPHS[tool], 20_000)


@pytest.mark.long
@pytest.mark.parametrize("tool", PARAGRAPHS)
def test_ten_megabytes_in_one_paragraph_are_one_unit(tool):
    check_one_unit(PARAGRAPHS[tool], 10_000_000)


def test_deletions_inside_deletions_are_told_once():
    """Else a file of deep deletions would be told as often over as it is deep."""
    inner = "<w:del><w:r><w:delText>gone</w:delText></w:r></w:del>"
    data = word_file(["P1: one"], ["P1: two"])
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as before, zipfile.ZipFile(out, "w") as after:
        for name in before.namelist():
            text = before.read(name).decode()
            after.writestr(name, text.replace("</w:p></w:body>", f"<w:del>{inner}{inner}</w:del></w:p></w:body>"))
    metadata = read_transcript(Source("a.docx", out.getvalue()), "a.docx").metadata
    assert metadata == {"tracked deletion 1": "gonegone"}
