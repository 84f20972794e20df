"""Word files: what a redactor inserted is speech, what was deleted is kept apart, and no file can do harm."""

from __future__ import annotations

import docx
import pytest
from docx.oxml import parse_xml

from renderers import word
from themetrail.transcripts.choose import read_transcript
from themetrail.transcripts.model import Source

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def document(*paragraphs: str):
    made = word.new("A title")
    for text in paragraphs:
        made.add_paragraph(text)
    return made


def read(made, name: str = "a.docx"):
    data = made if isinstance(made, bytes) else word.to_bytes(made)
    return read_transcript(Source(name, data), name)


def said(reading):
    return [(unit.label, unit.text) for unit in reading.units]


def add(made, inner: str) -> None:
    made.element.body.insert(len(made.element.body) - 1, parse_xml(f"<w:p {W}>{inner}</w:p>"))


def test_headings_key_line_and_particulars_are_left_out_verbatim_with_their_places():
    made = document("Date: 3 May", "I = interviewer; P1 = a carer")
    made.add_heading("Discussion", 1)
    for text in ("I:\tHello.", "P1:\tHello. ", "I:\tSo."):
        made.add_paragraph(text)
    reading = read(made)
    assert said(reading) == [("I", "Hello."), ("P1", "Hello."), ("I", "So.")]
    assert [(one.kind, one.number, one.text) for one in reading.dropped] == [
        ("paragraph", 1, "Date: 3 May"),
        ("paragraph", 2, "I = interviewer; P1 = a carer"),
        ("paragraph", 3, "Discussion"),
    ]
    assert reading.units[0].place == "paragraph 4"


def test_a_heading_inside_a_turn_is_left_out_and_noted():
    made = document("P1:\tone", "P1:\ttwo")
    made.add_heading("Part two", 1)
    made.add_paragraph("and three")
    reading = read(made)
    assert said(reading)[2] == (None, "and three")
    assert reading.notes == ["left out though speech had begun: paragraph 3."]


def test_tracked_insertions_are_speech_and_tracked_deletions_are_metadata():
    made = document("P1:\tone", "P1:\ttwo")
    add(
        made,
        "<w:r><w:t xml:space='preserve'>P1: I saw </w:t></w:r>"
        "<w:del w:author='Dee'><w:r><w:delText>Siobhan</w:delText></w:r></w:del>"
        "<w:ins w:author='Dee'><w:r><w:t>[NAME]</w:t></w:r></w:ins><w:r><w:t>.</w:t></w:r>"
        "<w:moveFrom w:author='Dee'><w:r><w:t>Then.</w:t></w:r></w:moveFrom>",
    )
    reading = read(made)
    assert said(reading)[2] == ("P1", "I saw [NAME].")
    assert reading.metadata["tracked deletion 1"] == "Siobhan"
    assert reading.metadata["tracked deletion 2"] == "Then."
    assert reading.metadata["authors"] == "Dee"


def test_content_controls_and_links_are_read_and_text_boxes_are_metadata():
    made = document("P1:\tone", "P1:\ttwo")
    add(
        made,
        "<w:sdt><w:sdtContent><w:r><w:t>P1: in a control</w:t></w:r></w:sdtContent></w:sdt>"
        "<w:r><w:pict><w:txbxContent><w:p><w:r><w:t>in a box</w:t></w:r></w:p></w:txbxContent></w:pict>"
        "</w:r>",
    )
    reading = read(made)
    assert said(reading)[2] == ("P1", "in a control")
    assert reading.metadata["text box 1"] == "in a box"


def test_properties_header_footer_and_comments_are_metadata():
    made = document("P1:\tone", "P1:\ttwo")
    made.core_properties.author = "Ann Author"
    made.sections[0].header.paragraphs[0].text = "Ward 7"
    made.sections[0].footer.paragraphs[0].text = "ring Bea"
    made.add_comment(made.paragraphs[0].runs, text="is this Cath?", author="Dee", initials="D")
    found = read(made).metadata.values()
    for hidden in ("Ann Author", "Ward 7", "ring Bea", "is this Cath?"):
        assert hidden in found


def test_a_stamp_alone_on_its_line_belongs_to_the_turn_after_it():
    reading = read(document("P1:\tone", "[00:05:00]", "P2:\ttwo", "P1:\tthree"))
    assert [unit.start_s for unit in reading.units] == [None, 300.0, None]


def test_lines_of_one_paragraph_may_be_turns_and_others_join_their_turn():
    reading = read(document("P1: one\nstill one\nP2: two", "P1: three"))
    assert said(reading) == [("P1", "one still one"), ("P2", "two"), ("P1", "three")]


@pytest.mark.parametrize(
    "rows",
    [
        [("P1", "Well, hello there."), ("P2", "Hello."), ("P1", "So it goes on.")],
        [("1", "P1", "Well, hello there."), ("2", "P2", "Hello."), ("3", "P1", "So it goes on.")],
        [("00:00", "P1", "Well, hello there."), ("00:04", "P2", "Hello."), ("00:07", "P1", "So it goes on.")],
        [
            ("No.", "Start", "Name", "What was said"),
            ("1", "00:00", "P1", "Well, hello there."),
            ("2", "00:04", "P2", "Hello."),
            ("3", "00:07", "P1", "So it goes on."),
        ],
    ],
)
def test_tables_of_two_to_four_columns_are_read(rows):
    made = document()
    table = made.add_table(rows=len(rows), cols=len(rows[0]))
    for row, values in zip(table.rows, rows, strict=True):
        for cell, value in zip(row.cells, values, strict=True):
            cell.text = value
    expected = [("P1", "Well, hello there."), ("P2", "Hello."), ("P1", "So it goes on.")]
    assert said(read(made)) == expected


def test_paragraphs_and_tables_keep_the_order_of_the_body_and_other_tables_are_left_out():
    made = document("P1:\tbefore")
    for rows in ([("P1", "in the table"), ("P2", "too"), ("P1", "and on")], [("Age", "41"), ("Town", "x")]):
        table = made.add_table(rows=len(rows), cols=2)
        for row, values in zip(table.rows, rows, strict=True):
            for cell, value in zip(row.cells, values, strict=True):
                cell.text = value
        made.add_paragraph("P1:\tafter")
    reading = read(made)
    assert [text for _, text in said(reading)] == [
        "before",
        "in the table",
        "too",
        "and on",
        "after",
        "after",
    ]
    assert [one.why for one in reading.dropped] == ["a table that is not a transcript"] * 2
    assert reading.notes == ["left out though speech had begun: row 4, 5."]


def test_teams_closing_line_is_cut_from_the_last_turn_even_where_it_is_glued():
    for end in ("no.\n\nAnn stopped transcription", "no.Ann stopped transcription"):
        reading = read(document("Call", "\nAnn   0:04\nYes.", "\nBea B   1:02:03\nWell\n" + end))
        assert said(reading) == [("Ann", "Yes."), ("Bea B", "Well no.")]
        assert [unit.start_s for unit in reading.units] == [4.0, 3723.0]
        assert reading.dropped[-1].text == "Ann stopped transcription"


def test_a_word_file_without_labels_says_so():
    reading = read(document("Only some text.", "And more."))
    assert [problem.seen for problem in reading.problems] == ["no speaker label was found"]


def parts_of(made):
    return word.members(word.to_bytes(made))


def test_a_zip_bomb_is_refused():
    parts = {**parts_of(document("P1: a", "P1: b")), "word/media/bomb.xml": b"\0" * (60 * 2**20)}
    assert "unpack to far more" in read(word.rezipped(parts)).problems[0].seen


def test_a_document_type_is_refused():
    parts = parts_of(document("P1: a", "P1: b"))
    main = parts["word/document.xml"]
    entity = b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname">]>'
    parts["word/document.xml"] = main.replace(b"?>", b"?>" + entity, 1)
    assert "declares a document type" in read(word.rezipped(parts)).problems[0].seen


@pytest.mark.parametrize("data", [b"PK\x03\x04 and then nothing", b"no zip at all", word.rezipped({"a.txt": b"x"})])
def test_a_damaged_file_is_a_problem(data):
    assert [problem.seen for problem in read(data).problems] == ["it is not a Word file, or it is damaged"]


def test_an_old_or_locked_file_is_told_apart():
    reading = read(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600))
    assert "locked with a password" in reading.problems[0].seen


def test_the_file_as_python_docx_saves_it_reads_like_the_fixed_one(tmp_path):
    made = document("P1: a", "P1: b")
    made.save(str(tmp_path / "a.docx"))
    assert docx.Document(str(tmp_path / "a.docx"))
    assert said(read((tmp_path / "a.docx").read_bytes())) == said(read(made))
