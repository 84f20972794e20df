"""PDF transcripts: what stands on a page besides speech is left out, and what is uncertain is refused."""

from __future__ import annotations

import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reportlab.lib.pdfencrypt import StandardEncryption

from gold_session import CONVERSATION, read_gold
from renderers import pdf
from renderers.spoken import timed
from themetrail.transcripts.choose import read_transcript
from themetrail.transcripts.model import Reading, Source
from themetrail.transcripts.readers.pdf import read

TITLE = "Interview 1: an invented conversation"
SPOKEN = timed(CONVERSATION)


def drawn(*pages: list[tuple[float, float, str]], **options: object) -> bytes:
    """A PDF with texts at places."""
    written = io.BytesIO()
    canvas = pdf.new(written, **options)
    for page in pages:
        for x, y, text in page:
            canvas.drawString(x, y, text)
        canvas.showPage()
    canvas.save()
    return written.getvalue()


def reading_of(data: bytes) -> Reading:
    return read_transcript(Source("a.pdf", data), "a.pdf")


def column(*lines: str) -> list[tuple[float, float, str]]:
    return [(60, 500 - 14 * n, line) for n, line in enumerate(lines)]


@pytest.mark.parametrize(
    "layout",
    [
        {},
        {"line_numbers": True},
        {"indent": 40.0},
        {"space": 0.0},
        {"space": 0.0, "line_numbers": True, "indent": 30.0},
        {"lines_per_page": 7},
        {"lines_per_page": 7, "line_numbers": True},
        {"lines_per_page": 100, "head": ""},
        {"foot": "{page}", "head": "Session 4, page {page}", "lines_per_page": 9},
    ],
)
def test_the_same_conversation_in_every_layout_gives_the_same_turns(layout):
    reading = read_gold("session.pdf", pdf.render(SPOKEN, TITLE, **layout), "pdf")
    assert reading.metadata["property Title"] == TITLE


def test_a_rendered_transcript_has_the_same_bytes_every_time():
    assert pdf.render(SPOKEN, TITLE) == pdf.render(SPOKEN, TITLE)


def test_heads_feet_and_line_numbers_are_dropped_with_the_reason():
    reading = reading_of(pdf.render(SPOKEN, TITLE, lines_per_page=7, line_numbers=True))
    reasons = {piece.text: piece.why for piece in reading.dropped}
    assert reasons["Verbatim transcript, confidential"] == "a running head or foot"
    assert reasons["Page 2 of 4"] == "a running head or foot"
    assert reasons["1 2 3 4 5 6 7"] == "line numbers in the margin"


def test_a_place_is_a_page_and_a_line_on_it():
    reading = reading_of(drawn(column("P01: First"), column("more of it.", "P02: Second")))
    places = [(unit.place, unit.label, unit.text) for unit in reading.units]
    assert places == [
        ("page 1 line 1", "P01", "First"),
        ("page 2 line 1", None, "more of it."),
        ("page 2 line 2", "P02", "Second"),
    ]


def test_a_label_on_a_line_of_its_own_belongs_to_the_text_below():
    reading = reading_of(drawn(column("00:19 PARTICIPANT 12:", "Well, yes.", "00:24 INTERVIEWER:", "Go on.")))
    assert [(unit.label, unit.start_s, unit.text) for unit in reading.units] == [
        ("PARTICIPANT 12", 19.0, "Well, yes."),
        ("INTERVIEWER", 24.0, "Go on."),
    ]


def test_the_same_answer_at_the_same_height_of_each_page_is_speech():
    reading = reading_of(drawn(column("P01: Yes.", "P02: Why?"), column("P01: Yes.", "P02: How?")))
    assert [unit.text for unit in reading.units] == ["Yes.", "Why?", "Yes.", "How?"]


def test_a_hyphen_at_the_end_of_a_line_stays_and_is_noted_and_a_soft_one_goes():
    reading = reading_of(drawn(column("P01: the allot-", "ment and the gar\u00ad", "den")))
    assert [unit.text for unit in reading.units] == ["the allot- ment and the garden"]
    assert len(reading.notes) == 2


def test_bookmarks_and_annotations_are_metadata():
    written = io.BytesIO()
    canvas = pdf.new(written, "Jo's file")
    canvas.drawString(60, 500, "P01: Hello.")
    canvas.bookmarkPage("a")
    canvas.addOutlineEntry("Jo speaks", "a")
    canvas.linkURL("https://example.org/jo", (60, 490, 90, 510))
    canvas.save()
    metadata = reading_of(written.getvalue()).metadata
    assert metadata["bookmarks"] == "Jo speaks"
    assert "https://example.org/jo" in metadata["annotation 1 of page 1"]
    assert metadata["property Author"] == "A Typist"


COLUMNS = [
    (x, 500 - 14 * n, f"P0{n % 3}: some words of {side} column")
    for n in range(8)
    for x, side in ((40, "one"), (230, "another"))
]
REFUSED = {
    "no text layer": drawn([]),
    "password": drawn(column("P01: Hello."), encrypt=StandardEncryption("secret")),
    "its end is missing": pdf.render(SPOKEN, TITLE)[:-200],
    "set in columns": drawn(COLUMNS),
    "no speaker label": drawn(column("Hello.", "And goodbye.")),
    "damaged": b"%PDF-1.4\nnothing\nstartxref\n9\n%%EOF\n",
}


@pytest.mark.parametrize("seen", REFUSED)
def test_what_cannot_be_read_for_certain_is_one_problem(seen):
    reading = reading_of(REFUSED[seen])
    assert not reading.units
    assert len(reading.problems) == 1
    assert seen in reading.problems[0].seen


def test_a_file_that_unpacks_to_far_more_is_refused():
    bomb = _with_stream(b" " * (100 * 2**20))
    assert len(bomb) < 2**20
    assert "unpack" in reading_of(bomb).problems[0].seen


def _with_stream(content: bytes) -> bytes:
    import zlib

    packed = zlib.compress(content, 9)
    parts = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 400 600]/Contents 4 0 R>>",
        b"<</Filter/FlateDecode/Length %d>>stream\n%b\nendstream" % (len(packed), packed),
    ]
    data, places = b"%PDF-1.4\n", []
    for number, part in enumerate(parts, 1):
        places.append(len(data))
        data += b"%d 0 obj\n%b\nendobj\n" % (number, part)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    tail = b"trailer\n<</Size 5/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % len(data)
    return data + b"xref\n0 5\n0000000000 65535 f \n" + table + tail


WHOLE = pdf.render(SPOKEN[:4], TITLE)


@given(place=st.integers(0, len(WHOLE) - 1), length=st.integers(0, 40), put=st.binary(max_size=40))
@settings(max_examples=80, deadline=None)
def test_damage_never_raises(place, length, put):
    reading = read(Source("a.pdf", WHOLE[:place] + put + WHOLE[place + length :]), "a.pdf")
    assert bool(reading.units) != bool(reading.problems)
