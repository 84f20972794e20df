"""A transcript that cannot be read for certain gives one message, with what was seen and what to do, and no speech."""

from __future__ import annotations

import io
import zipfile

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from reportlab.lib.pdfencrypt import StandardEncryption

from gold_session import CONVERSATION
from renderers import odt, pdf, speech_xlsx, word
from renderers.conventions import FORMATS
from renderers.spoken import timed
from themetrail.transcripts.archive import OLD_OFFICE
from themetrail.transcripts.choose import read_transcript
from themetrail.transcripts.model import Source
from themetrail.transcripts.readers import readers

SPOKEN = timed(CONVERSATION)
FILES = {name: render(SPOKEN) for name, render in FORMATS.items()}
ENDINGS = sorted({name.rpartition(".")[2] for name in FILES} | {"tsv", "doc", "xls", "mp3", "zip"})
ZIPPED = {"docx": "word/document.xml", "odt": "content.xml", "xlsx": "xl/worksheets/sheet1.xml"}
PACKED = {ending: next(data for name, data in FILES.items() if name.endswith(ending)) for ending in ZIPPED}
SHOWN_AS = "data/raw/transcripts/S1.x"


def problem_of(name: str, data: bytes, kind: str = "transcript"):
    """The one problem of a file, which has to be an instruction and to leave no speech."""
    reading = read_transcript(Source(name, data, kind), SHOWN_AS)
    assert not reading.units
    (problem,) = reading.problems
    assert problem.file == SHOWN_AS
    assert problem.seen
    assert problem.remedy.endswith(".")
    assert len(str(problem)) < 450
    return problem


def in_text(line: str) -> bytes:
    return f"P1: Well, hello.\nP2: Hello.\n{line}\nP1: So it goes.\n".encode()


# --- nothing, a part, something else ------------------------------------------------------------------------


@pytest.mark.parametrize("data", [b"", b" \r\n\t ", b"\xef\xbb\xbf", b"\xff\xfe", b"\xff\xfe\x20\x00"])
@pytest.mark.parametrize("ending", ENDINGS)
def test_a_file_with_nothing_in_it_is_empty_whatever_it_is_called(ending, data):
    assert problem_of(f"S1.{ending}", data).seen == "the file is empty"


BARE = {
    "S1.vtt": b"WEBVTT\n",
    "S1.cha": b"@UTF8\n@Begin\n@End\n",
    "S1.eaf": b"<ANNOTATION_DOCUMENT/>",
    "S1.xml": b"<TEI><text><body/></text></TEI>",
    "S1.rtf": b"{\\rtf1 }",
    "S1.docx": word.to_bytes(word.new("A title")),
    "S1.odt": odt.package(""),
    "S1.csv": b"Speaker,Text\n",
}


@pytest.mark.parametrize("name", BARE)
def test_a_file_of_a_format_without_a_word_in_it_has_no_speech(name):
    assert problem_of(name, BARE[name]).seen == "there is no speech in it"


@pytest.mark.parametrize("name", [name for name in FILES if not name.endswith(("vtt", "srt", "txt", "cha", "csv"))])
@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.999])
def test_a_file_that_was_cut_off_is_told_where_its_format_has_an_end(name, share):
    data = FILES[name].rstrip()
    problem_of(name, data[: int(len(data) * share)])


@pytest.mark.parametrize("ending", ENDINGS)
def test_bytes_that_are_no_text_and_no_document_are_told(ending):
    sound = b"ID3\x04\x00\x00" + bytes(range(256)) * 40
    assert problem_of(f"S1.{ending}", sound).seen


@pytest.mark.parametrize("name", FILES)
def test_the_content_decides_and_not_the_ending(name):
    right = read_transcript(Source(name, FILES[name]), SHOWN_AS)
    for ending in ("txt", "docx", "vtt", "xml", "csv"):
        reading = read_transcript(Source(f"S1.{ending}", FILES[name]), SHOWN_AS)
        assert (reading.reader, reading.units) == (right.reader, right.units), ending


@pytest.mark.parametrize(
    ("name", "data", "seen"),
    [
        ("S1.pptx", word.rezipped({"ppt/presentation.xml": b"<a/>"}), "it is a presentation"),
        ("S1.zip", word.rezipped({"S1.vtt": FILES["zoom.vtt"]}), "it is a zip archive"),
        ("S1.txt", b"0:01.0 --> 0:02.0\nP1: one\n", "opens as neither .vtt nor .srt does"),
        ("S1.mp3", b"ID3\x04" + bytes(300), "holds control characters"),
    ],
)
def test_a_format_that_nobody_knows_is_told_in_one_line(name, data, seen):
    problem = problem_of(name, data)
    assert seen in problem.seen
    assert len(problem.seen) < 140
    assert "docs/formats.md" in problem.remedy


# --- locked, and built to harm ------------------------------------------------------------------------------


@pytest.mark.parametrize("ending", ["docx", "doc", "xlsx", "xls"])
def test_a_locked_or_old_file_of_office_is_told(ending):
    assert "locked with a password" in problem_of(f"S1.{ending}", OLD_OFFICE + bytes(2000)).seen


def encrypted(data: bytes) -> bytes:
    """The archive with the sign of a password on each member."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        members = archive.infolist()
    changed = bytearray(data)
    for place in (member.header_offset for member in members):
        changed[place + 6] |= 1
    place = 0
    while (place := changed.find(b"PK\x01\x02", place)) >= 0:
        changed[place + 8] |= 1
        place += 1
    return bytes(changed)


@pytest.mark.parametrize("ending", ZIPPED)
def test_a_locked_archive_is_told(ending):
    assert "locked with a password" in problem_of(f"S1.{ending}", encrypted(PACKED[ending])).seen


def test_a_locked_odt_and_a_locked_pdf_are_told():
    manifest = {"META-INF/manifest.xml": b"<manifest><encryption-data/></manifest>", "content.xml": b"\x00\x01"}
    assert "locked with a password" in problem_of("S1.odt", odt.package("", manifest)).seen
    written = io.BytesIO()
    canvas = pdf.new(written, encrypt=StandardEncryption("secret"))
    canvas.drawString(60, 500, "P1: Hello.")
    canvas.save()
    assert "locked with a password" in problem_of("S1.pdf", written.getvalue()).seen


@pytest.mark.parametrize("ending", ZIPPED)
def test_a_zip_bomb_is_told_before_it_is_unpacked(ending):
    bomb = {"bomb.xml": b"\0" * (30 * 2**20)}
    assert (
        "unpack to far more" in problem_of(f"S1.{ending}", word.rezipped({**word.members(PACKED[ending]), **bomb})).seen
    )


ENTITY = '<!DOCTYPE a [<!ENTITY b "ha"><!ENTITY c "&b;&b;&b;"><!ENTITY x SYSTEM "file:///etc/passwd">]>'


def declared(data: bytes) -> bytes:
    head, mark, rest = data.partition(b"?>")
    return head + mark + ENTITY.encode() + rest if mark else ENTITY.encode() + data


@pytest.mark.parametrize("ending", ZIPPED)
def test_a_document_type_inside_an_archive_is_told(ending):
    parts = word.members(PACKED[ending])
    harmed = parts | {ZIPPED[ending]: declared(parts[ZIPPED[ending]])}
    assert "declares a document type" in problem_of(f"S1.{ending}", word.rezipped(harmed)).seen


@pytest.mark.parametrize("name", ["a.eaf", "tei.xml"])
def test_a_document_type_of_an_xml_file_is_told(name):
    assert "declares a document type" in problem_of(name, declared(FILES[name])).seen


# --- times that cannot be, and nobody named -----------------------------------------------------------------


TWO_TURNS = [("P1", "Well, hello there, you.", 5.0, 9.0), ("P2", "Hello to you as well.", 12.0, 11.0)]
BACKWARDS = {
    "zoom.vtt": ("line", 8),
    "teams.vtt": ("line", 8),
    "stream.vtt": ("line", 16),
    "cues.srt": ("line", 6),
    "stream.docx": ("paragraph", 4),
    "f4.txt": None,  # its stamps are ends only
    "a.eaf": ("tier 2 annotation", 1),
    "a.cha": ("line", 10),
    "tei.xml": ("utterance", 2),
    "a.csv": ("row", 3),
}


@pytest.mark.parametrize("name", [name for name, place in BACKWARDS.items() if place])
def test_speech_that_ends_before_it_starts_is_told_by_its_place(name):
    problem = problem_of(name, FORMATS[name](TWO_TURNS))
    assert (problem.unit, problem.number) == BACKWARDS[name]
    assert "before it starts" in problem.seen


def test_f4_stamps_that_run_backwards_are_told_by_their_place():
    turns = [(*TWO_TURNS[0][:3], 9.0), (*TWO_TURNS[1][:3], 7.0)]
    problem = problem_of("f4.txt", FORMATS["f4.txt"](turns))
    assert (problem.unit, problem.number) == ("line", 3)


NOBODY = {
    "S1.txt": b"We met at ten.\nIt rained.\n",
    "S1.vtt": b"WEBVTT\n\n00:01.000 --> 00:02.000\nWe met at ten.\n\n00:03.000 --> 00:04.000\nIt rained.\n",
    "S1.srt": b"1\n00:00:01,000 --> 00:00:02,000\nWe met at ten.\n\n2\n00:00:03,000 --> 00:00:04,000\nIt rained.\n",
    "S1.rtf": b"{\\rtf1 We met at ten.\\par It rained.\\par}",
    "S1.odt": odt.package("<text:p>We met at ten.</text:p><text:p>It rained.</text:p>"),
    "S1.xml": b"<TEI><text><body><u>We met at ten.</u></body></text></TEI>",
}


@pytest.mark.parametrize("name", NOBODY)
def test_a_transcript_that_names_nobody_is_told_and_notes_need_no_names(name):
    problem = problem_of(name, NOBODY[name])
    assert problem.seen == "no speaker label was found"
    if name.endswith(("txt", "rtf", "odt")):
        assert read_transcript(Source(name, NOBODY[name], "notes"), SHOWN_AS).units


# --- a survey of which nobody says what its columns are -----------------------------------------------------


@pytest.mark.parametrize(
    "rows",
    [
        "The bus comes too seldom for me,34\nNobody answers the phone on a Friday,51",
        "r1,The bus comes too seldom for me\nr2,Nobody answers the phone on a Friday",
        "The bus comes too seldom for me\nNobody answers the phone on a Friday",
    ],
)
def test_a_survey_without_a_header_loses_no_row_but_is_refused(rows):
    problem = problem_of("S1.csv", rows.encode(), "responses")
    assert "may be an answer itself" in problem.seen
    headed = f"{'response' if rows[0] == 'T' else 'respondent,response'}\n{rows}"
    headed = headed.replace("response\n", "response,age\n") if ",34" in rows else headed
    reading = read_transcript(Source("S1.csv", headed.encode(), "responses"), SHOWN_AS)
    assert [unit.text for unit in reading.units] == [
        "The bus comes too seldom for me",
        "Nobody answers the phone on a Friday",
    ]


@pytest.mark.parametrize("header", ["Age,What would help you?", "Years,Wishes", "Nr,In your own words"])
def test_words_over_numbers_are_a_header(header):
    rows = "34,The bus comes too seldom for me\n51,Nobody answers the phone on a Friday"
    reading = read_transcript(Source("S1.csv", f"{header}\n{rows}".encode(), "responses"), SHOWN_AS)
    assert [unit.text[:3] for unit in reading.units] == ["The", "Nob"]


# --- a workbook that is not what it seems -------------------------------------------------------------------


def test_rows_that_excel_hides_are_read_and_noted_and_hours_that_may_be_minutes_too():
    from datetime import time

    book = speech_xlsx.new()
    sheet = book.create_sheet("Talk")
    for row in (["Time", "Speaker", "Text"], [time(0, 4), "P1", "hello"], [time(4, 5), "P2", "Yes"]):
        sheet.append(row)
    sheet.row_dimensions[3].hidden = True
    reading = read_transcript(Source("S1.xlsx", speech_xlsx.to_bytes(book)), SHOWN_AS)
    assert [unit.text for unit in reading.units] == ["hello", "Yes"]
    assert reading.notes[0] == "hidden or filtered out in Excel, but read: sheet 1 row 3."
    assert "whole minutes" in reading.notes[1]
    assert not read_transcript(Source("S1.xlsx", FILES["a.xlsx"]), SHOWN_AS).notes


# --- anything at all ----------------------------------------------------------------------------------------


def read_by_all(name: str, data: bytes, kind: str = "transcript") -> None:
    """Every reader reads a file or says what is wrong with it, and never does both."""
    source = Source(name, data, kind)
    for reader in readers():
        assert 0 <= reader.recognise(source).score <= 1
        reading = reader.read(source, SHOWN_AS)
        assert bool(reading.problems) != bool(reading.units)
        for unit in reading.units:
            assert unit.text
            assert unit.text.splitlines() == [unit.text.strip()]
            assert unit.number >= 1
    assert bool(read_transcript(source, SHOWN_AS).problems) != bool(read_transcript(source, SHOWN_AS).units)


HEADS = [
    b"", b"PK\x03\x04", b"\xff\xfe", b"\xfe\xff", b"{\\rtf1 ", b"%PDF-1.4\n", OLD_OFFICE, b"WEBVTT\n\n", b"<TEI>",
    b"<ANNOTATION_DOCUMENT>", b"@Begin\n*A:\t", b"Speaker,Text\n", b"1\n00:00:01,000 --> 00:00:02,000\n",
]  # fmt: skip
ANY_BYTES = {
    "head": st.sampled_from(HEADS),
    "data": st.binary(max_size=400),
    "ending": st.sampled_from(ENDINGS),
    "kind": st.sampled_from(["transcript", "notes", "responses"]),
}


@given(**ANY_BYTES)
@settings(max_examples=40)
def test_no_reader_raises_on_any_bytes(head, data, ending, kind):
    read_by_all(f"S1.{ending}", head + data, kind)


@pytest.mark.long
@given(**ANY_BYTES)
@settings(max_examples=2000)
def test_no_reader_raises_on_many_bytes(head, data, ending, kind):
    read_by_all(f"S1.{ending}", head + data, kind)


@st.composite
def harmed(draw) -> tuple[str, bytes]:
    """A rendered session with a stretch of it replaced, doubled, moved or cut away; in archives inside a part."""
    name = draw(st.sampled_from(sorted(FILES)))
    data = FILES[name]
    parts = word.members(data) if name.endswith(tuple(ZIPPED)) and draw(st.booleans()) else {}
    part = draw(st.sampled_from(sorted(parts))) if parts else ""
    data = parts[part] if part else data
    start, end, to = sorted(draw(st.tuples(*[st.integers(0, len(data))] * 3)))
    end = min(end, start + draw(st.integers(0, 200)))
    harm = draw(st.sampled_from(["replace", "double", "cut", "drop"]))
    put = {"replace": draw(st.binary(max_size=12)), "double": data[start:end] * 2, "cut": b"", "drop": b""}[harm]
    changed = data[:start] + put + (b"" if harm == "cut" else data[end:to] + data[to:])
    return name, word.rezipped({**parts, part: changed}) if part else changed


@given(file=harmed())
@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow])
def test_no_reader_raises_on_a_harmed_transcript_and_nothing_is_half_read(file):
    read_by_all(*file)


@pytest.mark.long
@given(file=harmed())
@settings(max_examples=1000, suppress_health_check=[HealthCheck.too_slow])
def test_no_reader_raises_on_many_harmed_transcripts(file):
    read_by_all(*file)


LINES = {
    "S1.vtt": "WEBVTT\n\n00:00:01.000 --> 00:00:02.000\n",
    "S1.srt": "1\n00:00:01,000 --> 00:00:02,000\n",
    "S1.txt": "",
    "S1.cha": "@Begin\n*PAR:\t",
    "S1.csv": "Speaker,Text\n",
    "S1.rtf": "{\\rtf1 P1: ",
    "S1.eaf": "<ANNOTATION_DOCUMENT>",
    "S1.xml": "<TEI><text><u>",
}
ENDLESS = [
    "word ",
    "P1: word ",
    "<v ",
    "[00:00:01] P1: a ",
    "#00:00:01-2# ",
    "**a",
    "a,",
    '"',
    "Ann  0:04",
    "(0:01",
    "x",
]


def one_line(name: str, piece: str, size: int) -> None:
    data = (LINES[name] + piece * (size // len(piece))).encode()
    reading = read_transcript(Source(name, data), SHOWN_AS)
    assert len(reading.problems) <= 1
    assert bool(reading.problems) != bool(reading.units)


@pytest.mark.parametrize("name", LINES)
def test_a_long_line_is_read_or_told_in_one_message(name):
    for piece in ENDLESS:
        one_line(name, piece, 100_000)


@pytest.mark.long
@pytest.mark.parametrize("piece", ENDLESS)
@pytest.mark.parametrize("name", LINES)
def test_ten_megabytes_on_one_line_are_read_or_told_in_one_message(name, piece):
    one_line(name, piece, 10 * 2**20)
