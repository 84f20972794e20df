"""Documents of Stream, Meet, Rev, LibreOffice and older word processors give the same turns, and nothing is lost."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gold_session import CONVERSATION, read_gold
from renderers import meet_docx, numbered_docx, odt, rev_docx, rtf, stream_docx, tracked_docx, word
from renderers.spoken import timed
from themetrail.transcripts.model import Source
from themetrail.transcripts.readers import labelled_docx as labelled_reader
from themetrail.transcripts.readers import meet_docx as meet_reader
from themetrail.transcripts.readers import odt as odt_reader
from themetrail.transcripts.readers import rev_docx as rev_reader
from themetrail.transcripts.readers import rtf as rtf_reader
from themetrail.transcripts.readers import stream_docx as stream_reader

TITLE = "Interview 1: an invented conversation"
TURNS = timed(CONVERSATION)
FORMATS = {
    "stream.docx": ("stream_docx", stream_docx.render(TURNS, TITLE)),
    "meet.docx": ("meet_docx", meet_docx.render(TURNS, TITLE)),
    "meet_without_summary.docx": ("meet_docx", meet_docx.render(TURNS, TITLE, summary=())),
    "rev.docx": ("rev_docx", rev_docx.render(TURNS, TITLE)),
    "numbered.docx": ("labelled_docx", numbered_docx.render(TURNS, TITLE)),
    "typed_numbers.docx": ("labelled_docx", numbered_docx.render(TURNS, TITLE, typed=True)),
    "tracked.docx": ("labelled_docx", tracked_docx.render(TURNS, TITLE)),
    "paragraphs.odt": ("odt", odt.render(TURNS, TITLE)),
    "table.odt": ("odt", odt.render(TURNS, TITLE, table=True)),
    "windows.rtf": ("rtf", rtf.render(TURNS, TITLE)),
    "unicode.rtf": ("rtf", rtf.render(TURNS, TITLE, unicode=True)),
    "table.rtf": ("rtf", rtf.render(TURNS, TITLE, table=True)),
    "f4.rtf": ("rtf", rtf.render(TURNS, TITLE, stamps=True)),
}
READERS = {
    "stream_docx": stream_reader,
    "meet_docx": meet_reader,
    "rev_docx": rev_reader,
    "labelled_docx": labelled_reader,
    "odt": odt_reader,
    "rtf": rtf_reader,
}


def said(reading):
    assert not reading.problems, reading.problems
    return [(unit.label, unit.text) for unit in reading.units]


def docx_of(*paragraphs):
    made = word.new("A title")
    for text in paragraphs:
        made.add_paragraph(text)
    return word.to_bytes(made)


def read(reader, data, name="a.docx", **more):
    return reader.read(Source(name, data, **more), name)


def read_rtf(body):
    return read(rtf_reader, rtf.document(body), "a.rtf")


def read_odt(body, parts=None):
    return read(odt_reader, odt.package(body, parts), "a.odt")


@pytest.mark.parametrize("name", FORMATS)
def test_the_same_conversation_in_every_document_gives_the_same_turns(name):
    reader, data = FORMATS[name]
    read_gold(name, data, reader)


# Stream


def test_stream_cues_keep_their_times_and_what_stands_before_the_first_is_left_out():
    reading = read(
        stream_reader,
        docx_of("Call", "0:0:1.5 --> 0:1:2.25", "Ann", "Well,", "yes.", "0:1:3.0 --> 0:1:4.0", "Ann", "No."),
    )
    assert said(reading) == [("Ann", "Well, yes."), ("Ann", "No.")]
    assert [(unit.start_s, unit.end_s, unit.place) for unit in reading.units] == [
        (1.5, 62.25, "paragraph 4"),
        (63.0, 64.0, "paragraph 8"),
    ]
    assert [piece.text for piece in reading.dropped] == ["Call"]


def test_stream_cues_may_be_lines_of_one_paragraph():
    reading = read(stream_reader, docx_of("0:0:1.0 --> 0:0:2.0\nAnn\nYes.", "0:0:3.0 --> 0:0:4.0\nBea\nNo."))
    assert said(reading) == [("Ann", "Yes."), ("Bea", "No.")]


def test_a_stream_cue_without_a_name_is_nobodys_and_is_noted():
    data = docx_of("0:0:1.0 --> 0:0:2.0", "Ann", "Yes.", "0:0:3.0 --> 0:0:4.0", "It went on.")
    reading = read(stream_reader, data)
    assert said(reading) == [("Ann", "Yes."), (None, "It went on.")]
    assert reading.notes == ["a cue without a name; kept as speech of nobody: paragraph 5."]


@pytest.mark.parametrize("line", ["0:0:4.0 --> 0:0:3.0", "0:0:4.0 -->", "0:0:4,0 --> 0:0:5,0"])
def test_wrong_times_of_a_stream_cue_are_a_problem_with_its_place(line):
    reading = read(stream_reader, docx_of("0:0:1.0 --> 0:0:2.0", "Ann", "Yes.", line, "Ann", "No."))
    assert [(problem.unit, problem.number) for problem in reading.problems] == [("paragraph", 4)]
    assert not reading.units


# Meet


def test_meets_summary_is_never_speech_and_is_kept_verbatim():
    reading = read(meet_reader, FORMATS["meet.docx"][1])
    dropped = [piece.text for piece in reading.dropped]
    assert set(meet_docx.SUMMARY) <= set(dropped)
    assert not any("count the pages" in unit.text for unit in reading.units)
    assert dropped[-2].startswith("Transcription ended after ")
    assert reading.units[0].start_s == 4.0


def test_a_summary_without_a_transcript_is_refused():
    source = Source("a.docx", meet_docx.render(TURNS, TITLE, transcript=False))
    assert meet_reader.recognise(source).score == 1.0
    reading = meet_reader.read(source, "a.docx")
    assert any("no transcript" in problem.seen for problem in reading.problems)
    assert "Invited ann@example.org bea@example.org" in [piece.text for piece in reading.dropped]


# Word, as typists use it


def test_typed_numbers_are_kept_apart_and_a_number_that_opens_speech_stays():
    reading = read(labelled_reader, FORMATS["typed_numbers.docx"][1])
    assert [piece.text for piece in reading.dropped][:2] == ["1.", "2."]
    assert said(read(labelled_reader, docx_of("P1:\tHow many?", "P2:\tWell", "2 of us", "P1:\tOh.")))[2] == (
        None,
        "2 of us",
    )


def test_typed_numbers_may_begin_anew():
    paragraphs = ("1. P1:\tone", "2. P2:\ttwo", "1. P1:\tthree", "2. P2:\tfour")
    assert [text for _, text in said(read(labelled_reader, docx_of(*paragraphs)))] == ["one", "two", "three", "four"]


def test_word_keeps_the_deleted_name_the_redactor_and_the_comment_apart():
    found = read(labelled_reader, FORMATS["tracked.docx"][1]).metadata
    assert found["tracked deletion 1"] == "Siobhan"
    assert found["authors"] == "Dee"
    assert "Is this Cath?" in found.values()


def test_a_page_break_inside_a_turn_does_not_cut_it():
    made = word.new("A title")
    made.add_paragraph("P1:\tYes.")
    paragraph = made.add_paragraph("P2:\tbefore the page")
    paragraph.add_run().add_break(docx_break())
    run = paragraph.add_run("and after")
    run._r.insert(
        0, run._r.makeelement("{http://schemas.openxmlformats.org/wordprocessingml/2006/main}lastRenderedPageBreak")
    )
    made.add_paragraph("P1:\tNo.")
    expected = [("P1", "Yes."), ("P2", "before the page and after"), ("P1", "No.")]
    assert said(read(labelled_reader, word.to_bytes(made))) == expected


def docx_break():
    from docx.enum.text import WD_BREAK

    return WD_BREAK.PAGE


def table_of(rows, merged=()):
    made = word.new("A title")
    table = made.add_table(rows=len(rows), cols=len(rows[0]))
    for row, values in zip(table.rows, rows, strict=True):
        for cell, value in zip(row.cells, values, strict=True):
            cell.text = value
    for (row, column), (last_row, last_column) in merged:
        table.cell(row, column).merge(table.cell(last_row, last_column))
    return word.to_bytes(made)


def test_a_heading_drawn_across_a_table_is_left_out_and_noted():
    rows = [("P1", "Well, hello there."), ("Part two: the rest of it", ""), ("P2", "Hello."), ("P1", "So it goes on.")]
    reading = read(labelled_reader, table_of(rows, [((1, 0), (1, 1))]))
    assert said(reading) == [("P1", "Well, hello there."), ("P2", "Hello."), ("P1", "So it goes on.")]
    assert [piece.text for piece in reading.dropped] == ["Part two: the rest of it"]
    assert reading.notes == ["left out though speech had begun: row 2."]


def test_rows_under_one_speakers_merged_cell_have_no_label_of_their_own():
    rows = [("P1", "Well, hello there."), ("", "I mean hello."), ("P2", "Hello."), ("P1", "So it goes on.")]
    reading = read(labelled_reader, table_of(rows, [((0, 0), (1, 0))]))
    assert [label for label, _ in said(reading)] == ["P1", None, "P2", "P1"]


def test_a_column_of_line_numbers_is_no_speaker():
    rows = [("1\n2", "P1", "Well, hello there."), ("3", "P2", "Hello."), ("4\n5\n6", "P1", "So it goes on and on.")]
    assert [label for label, _ in said(read(labelled_reader, table_of(rows)))] == ["P1", "P2", "P1"]


# OpenDocument


def test_odt_keeps_what_may_identify_somebody_apart():
    found = read(odt_reader, FORMATS["paragraphs.odt"][1], "a.odt").metadata
    assert found["authors"] == "Dee; Eve"
    assert found["property Typist"] == "Flo"
    for hidden in ("Siobhan", "Is this Cath?", "Ann Author", "Ward 7", "ring Bea"):
        assert hidden in found.values()


def test_odt_headings_lists_spaces_and_breaks():
    reading = read_odt(
        '<text:p text:style-name="Title">P1: a title</text:p><text:h>P1: a heading</text:h>'
        '<text:list><text:list-item><text:p>P1: one<text:s text:c="2"/>two<text:line-break/>'
        "three</text:p></text:list-item></text:list>"
        "<text:section><text:p>P2: a\n   b<text:soft-page-break/>c <text:a xlink:href='mailto:x@y.z'>d</text:a>"
        "<text:note><text:note-body><text:p>as<!-- x -->ide</text:p></text:note-body></text:note>"
        "<draw:frame><draw:text-box><text:p>box</text:p></draw:text-box></draw:frame></text:p></text:section>"
    )
    assert said(reading) == [("P1", "one  two three"), ("P2", "a bc d")]
    assert [piece.text for piece in reading.dropped] == ["P1: a title", "P1: a heading"]
    assert {"mailto:x@y.z", "aside", "box"} <= set(reading.metadata.values())


def test_a_locked_odt_is_told_apart():
    reading = read_odt(
        "", {"META-INF/manifest.xml": b"<manifest><encryption-data/></manifest>", "content.xml": b"\0\1"}
    )
    assert [problem.seen for problem in reading.problems] == ["it is locked with a password"]


def test_spaces_without_end_in_an_odt_do_no_harm():
    assert said(read_odt('<text:p>P1: a<text:s text:c="999999999999"/>b</text:p>'))[0][0] == "P1"


@pytest.mark.parametrize("line", ["📝 Notes", "0:0:1.0 --&gt; 0:0:2.0"])
def test_what_a_tool_made_is_not_read_as_a_typists_document(line):
    reading = read_odt(f"<text:p>{line}</text:p><text:p>P1: a</text:p><text:p>P1: b</text:p>")
    assert ["belong to another format" in problem.seen for problem in reading.problems] == [True]


# RTF


def test_rtf_keeps_what_may_identify_somebody_apart():
    found = read(rtf_reader, FORMATS["windows.rtf"][1], "a.rtf").metadata
    assert found["property operator"] == "Flo"
    assert found["tracked deletion 1"] == "Siobhan"
    for hidden in ("Ann Author", "Ward 7 Ltd", "Ward 7", "ring Bea", "Eve", "Is this Cath?", "Unknown;Dee"):
        assert hidden in found.values()


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        (r"\'a320 \'93so\'94 she\'92d", "£20 “so” she’d"),
        (r"\u8220?so\u8221? \u163\'a320", "“so” £20"),
        (r"\uc0\u163 20 {\uc2\u8217ab}x", "£20 ’x"),
        (r"\u-10179?\u-8704?", "\U0001f600"),
        (r"{\f1 \'b3\'f3d\'9f} \'a3", "łódź £"),
        (r"a\line b\page c\~d\_e\emdash f", "a b c\u00a0d-e—f"),
        (r"\{a\} \\b {\*\unknown gone {\b too}}c{\v d}", r"{a} \b cd"),
        (r"{\field{\*\fldinst HYPERLINK x}{\fldrslt link}} {\pict 0a0b\bin3 }}}}", "link"),
        ("a\r\nb", "ab"),
    ],
)
def test_rtf_characters(written, meant):
    assert said(read_rtf(rf"\pard P1: {written}\par P2: yes\par")) == [("P1", meant), ("P2", "yes")]


def test_rtf_as_word_writes_it_lists_fields_boxes_and_rows():
    reading = read_rtf(
        r"\pard\plain \ltrpar\s1 {\rtlch\fcs1 \af0 \ltrch\fcs0 \insrsid1 P1: a heading\par }\pard\plain \ltrpar"
        r"{\listtext\pard\plain \hich\af0 1.\tab}P1:\tab caf\u233\'e9{\*\bkmkstart a}{\*\bkmkend a}"
        r'{\field{\*\fldinst {HYPERLINK "mailto:x@y.z"}}{\fldrslt { mail}}}'
        r"{\shp{\*\shpinst{\sp{\sn type}{\sv 202}}{\shptxt \pard boxed\par}}{\shprslt boxed}}\par"
        r"\trowd\cellx9\pard\intbl {P1\cell Hello there you.\cell }\pard\intbl {\trowd\cellx9\row }"
        r"\trowd\pard\intbl {P2\cell one\par two\cell }{\row }\trowd\pard\intbl {P1\cell yes\cell\row}"
        r"\pard P1: after"
    )
    assert [(unit.label, unit.text, unit.place) for unit in reading.units] == [
        ("P1", "café mail", "paragraph 2"),
        ("P1", "Hello there you.", "row 1"),
        ("P2", "one two", "row 2"),
        ("P1", "yes", "row 3"),
        ("P1", "after", "paragraph 3"),
    ]
    assert [piece.why for piece in reading.dropped] == ["a heading"]
    assert {'HYPERLINK "mailto:x@y.z"', "boxed"} <= set(reading.metadata.values())


@pytest.mark.parametrize(
    ("data", "seen"),
    [
        (b"no rtf", "it does not begin as RTF does"),
        (FORMATS["windows.rtf"][1][:-40], "it ends before its groups are closed, so a part of it is missing"),
        (b"{\\rtf1 P1: a\\par P1: b} and {more}", "something stands after the end of its outermost group"),
        (b"{\\rtf1\\ansi P1: \\'81\\par P1: b}", "it holds bytes that are no characters of its code page cp1252"),
        (b"{\\rtf1 P1: \\u55357?\\par P1: b}", "it holds half a character"),
        (b"{\\rtf1\\ansicpg99 P1: a}", "it is in a code page that is not known, 99"),
        (b"{\\rtf1 P1: a\\'zz}", "a character in it is broken off"),
    ],
)
def test_an_rtf_that_cannot_be_read_whole_is_one_problem(data, seen):
    reading = read(rtf_reader, data, "a.rtf")
    assert [problem.seen for problem in reading.problems] == [seen]


def test_f4s_stamps_in_a_document_are_times_and_no_speech():
    units = read(rtf_reader, FORMATS["f4.rtf"][1], "a.rtf").units
    assert [unit.end_s for unit in units] == [int(end_s) for *_, end_s in TURNS]
    assert units[1].start_s == units[0].end_s
    in_word = read(labelled_reader, docx_of("P1: one #00:00:02-5# two #00:00:04-0#", "P2: three #00:00:09-0#"))
    assert said(in_word) == [("P1", "one"), (None, "two"), ("P2", "three")]


def test_groups_inside_groups_without_end_do_no_harm():
    data = b"{\\rtf1 " + b"{" * 200_000 + b"P1: a\\par P1: b" + b"}" * 200_001
    assert said(read(rtf_reader, data, "a.rtf")) == [("P1", "a"), ("P1", "b")]


# Nothing is lost

LINES = st.sampled_from(
    [
        "0:0:1.0 --> 0:0:2.0",
        "00:01:00",
        "Ann",
        "Ann: yes",
        "Ann (00:00:04): well",
        "Ann (00:00:09):",
        "Bea:",
        "So it goes.",
        "📝 Notes",
        "📖 Transcript",
        "Transcription ended after 00:02:00",
        "12. Ann: no",
        "Note: a word",
    ]
)


@given(
    paragraphs=st.lists(LINES, max_size=12),
    name=st.sampled_from(["stream_docx", "meet_docx", "rev_docx", "labelled_docx"]),
)
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_every_word_of_a_document_is_speech_or_a_label_or_left_out_verbatim(paragraphs, name):
    reading = read(READERS[name], docx_of(*paragraphs))
    if reading.problems:
        return
    kept = " ".join(
        [piece.text for piece in reading.dropped] + [f"{unit.label or ''} {unit.text}" for unit in reading.units]
    )
    for word_ in " ".join(paragraphs).replace("0:0:1.0 --> 0:0:2.0", "").split():
        assert word_.strip(":") in kept or word_.startswith("(0")


# What is no transcript at all

OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
BOMB = {"bomb.xml": b"\0" * (60 * 2**20)}
DOCTYPE = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname">]><x>&a;</x>'
DOCX = FORMATS["numbered.docx"][1]
ODT = FORMATS["paragraphs.odt"][1]


@pytest.mark.parametrize("name", ["stream_docx", "meet_docx", "rev_docx", "labelled_docx"])
@pytest.mark.parametrize(
    "data",
    [
        OLD,
        DOCX[: len(DOCX) // 2],
        word.rezipped({**word.members(DOCX), **BOMB}),
        word.rezipped({**word.members(DOCX), "word/document.xml": DOCTYPE}),
    ],
    ids=["old", "truncated", "bomb", "entity"],
)
def test_a_word_file_that_cannot_be_opened_is_one_problem(name, data):
    assert len(read(READERS[name], data).problems) == 1


@pytest.mark.parametrize(
    "data",
    [
        OLD,
        ODT[: len(ODT) // 2],
        odt.package("", BOMB),
        odt.package("", {"content.xml": DOCTYPE}),
        odt.package("", {"content.xml": b"<a/>"}),
    ],
    ids=["old", "truncated", "bomb", "entity", "empty"],
)
def test_an_odt_that_cannot_be_opened_is_one_problem(data):
    assert len(read(odt_reader, data, "a.odt").problems) == 1


@given(
    name=st.sampled_from(sorted(FORMATS)),
    place=st.floats(0, 1),
    put=st.binary(min_size=1, max_size=8),
    part=st.floats(0, 1),
)
@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_damage_never_raises(name, place, put, part):
    reader, data = FORMATS[name]
    whole = data.startswith(b"{") or part < 0.3
    parts = {} if whole else word.members(data)
    chosen = (
        ""
        if whole
        else ("content.xml" if "content.xml" in parts and part < 0.7 else sorted(parts)[int(part * (len(parts) - 1))])
    )
    damaged = bytearray(data if whole else parts[chosen])
    at = int(place * len(damaged))
    damaged[at : at + len(put)] = put
    source = Source(name, bytes(damaged) if whole else word.rezipped({**parts, chosen: bytes(damaged)}))
    READERS[reader].recognise(source)
    reading = READERS[reader].read(source, name)
    assert bool(reading.problems) != bool(reading.units)


PIECES = [
    "{", "}", "\\par ", "\\u", "\\u-1 ", "\\'e9", "\\'", "\\*", "\\cell", "\\row", "\\intbl ", "\\deleted ",
    "\\bin3 ", "\\uc5 ", "\\pard", "P1: a", "\\info", "\\title ", "\\footnote ",
    "\\f1 ", "\\fonttbl", "\\fcharset128 ", "\\", "\\s1 ",
]  # fmt: skip


@given(pieces=st.lists(st.sampled_from(PIECES), max_size=30))
@settings(max_examples=200, deadline=None)
def test_no_rtf_raises(pieces):
    reading = read(rtf_reader, b"{\\rtf1 " + "".join(pieces).encode() + b"}", "a.rtf")
    assert bool(reading.problems) != bool(reading.units)
    for unit in reading.units:
        assert unit.text.splitlines() == [unit.text]
