"""ELAN, CHAT, TEI, CSV and Excel give the same turns, keep what is not speech apart, and refuse what would harm."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gold_session import CONVERSATION, read_gold
from renderers import cha, eaf, speech_csv, speech_xlsx, tei, word
from renderers.spoken import timed
from themetrail.transcripts.choose import read_transcript
from themetrail.transcripts.model import Source
from themetrail.transcripts.readers import cha as cha_reader
from themetrail.transcripts.readers import eaf as eaf_reader
from themetrail.transcripts.readers import speech_csv as csv_reader
from themetrail.transcripts.readers import speech_xlsx as xlsx_reader
from themetrail.transcripts.readers import tei as tei_reader

TURNS = timed(CONVERSATION)
TITLE = "Interview 1: an invented conversation"
FILES = {
    "a.eaf": (eaf.render(TURNS), "eaf"),
    "a.cha": (cha.render(TURNS), "cha"),
    "a.xml": (tei.render(TURNS, TITLE), "tei"),
    "bare.xml": (tei.render(TURNS, TITLE, namespace=False), "tei"),
    "a.csv": (speech_csv.render(TURNS), "speech_csv"),
    "semicolons.csv": (
        speech_csv.render(TURNS, separator=";", encoding="cp1252", line_end="\r\n"),
        "speech_csv",
    ),
    "tabs.tsv": (speech_csv.render(TURNS, separator="\t", encoding="utf-8-sig"), "speech_csv"),
    "utf16.txt": (speech_csv.render(TURNS, separator="\t", encoding="utf-16"), "speech_csv"),
    "excel.csv": (b"sep=;\r\n" + speech_csv.render(TURNS, separator=";", line_end="\r\n"), "speech_csv"),
    "bare.csv": (speech_csv.render(TURNS, header=()), "speech_csv"),
    "a.xlsx": (speech_xlsx.render(TURNS, TITLE), "speech_xlsx"),
}
READERS = [eaf_reader, cha_reader, tei_reader, csv_reader, xlsx_reader]


@pytest.mark.parametrize("name", FILES)
def test_every_structured_format_gives_the_gold_turns(name):
    read_gold(name, *FILES[name])


@pytest.mark.parametrize("name", ["a.eaf", "a.cha", "a.xml", "a.csv"])
def test_start_and_end_of_each_turn_come_back(name):
    units = read_transcript(Source(name, FILES[name][0]), name).units
    assert [(unit.start_s, unit.end_s) for unit in units] == [(start, end) for _, _, start, end in TURNS]


def test_a_rendered_file_has_the_same_bytes_every_time():
    assert speech_xlsx.render(TURNS, TITLE) == FILES["a.xlsx"][0]
    assert eaf.render(TURNS) == FILES["a.eaf"][0]


def said(reader, data, kind="transcript", name="a"):
    reading = reader.read(Source(name, data, kind), name)
    assert not reading.problems, reading.problems
    return [(unit.label, unit.text, unit.start_s) for unit in reading.units]


def seen(reader, data, kind="transcript"):
    reading = reader.read(Source("a", data, kind), "a")
    assert not reading.units
    return [(problem.number, problem.seen) for problem in reading.problems]


# ELAN


def elan(*tiers: str, slots: str = "") -> bytes:
    return f"<ANNOTATION_DOCUMENT><TIME_ORDER>{slots}</TIME_ORDER>{''.join(tiers)}</ANNOTATION_DOCUMENT>".encode()


def tier(attributes: str, *annotations: tuple[str, str, str]) -> str:
    inside = "".join(
        f'<ANNOTATION><ALIGNABLE_ANNOTATION TIME_SLOT_REF1="{a}" TIME_SLOT_REF2="{b}"><ANNOTATION_VALUE>{text}'
        "</ANNOTATION_VALUE></ALIGNABLE_ANNOTATION></ANNOTATION>"
        for a, b, text in annotations
    )
    return f"<TIER {attributes}>{inside}</TIER>"


SLOTS = "".join(
    f'<TIME_SLOT TIME_SLOT_ID="{name}"{value}/>'
    for name, value in (
        ("a", ' TIME_VALUE="0"'),
        ("b", ""),
        ("c", ' TIME_VALUE="3000"'),
        ("d", ' TIME_VALUE="4000"'),
        ("e", ' TIME_VALUE="1000"'),
    )
)


def test_an_elan_annotation_without_a_time_follows_its_neighbour_and_gets_no_time():
    one = tier('TIER_ID="A" PARTICIPANT="Ann"', ("a", "b", "first"), ("b", "c", "second"), ("c", "d", "last"))
    two = tier('TIER_ID="Bo"', ("e", "c", "between"))
    assert said(eaf_reader, elan(one, two, slots=SLOTS)) == [
        ("Ann", "first", 0.0),
        ("Ann", "second", None),
        ("Bo", "between", 1.0),
        ("Ann", "last", 3.0),
    ]


def test_a_child_tier_of_elan_is_left_out_as_one_piece_with_its_count():
    reading = eaf_reader.read(Source("a.eaf", FILES["a.eaf"][0]), "a.eaf")
    (piece,) = reading.dropped
    assert (piece.kind, piece.number, piece.text) == ("tier", 5, " ".join(CONVERSATION[0][1].split()))
    assert "17 annotations" in piece.why
    assert {"A transcriber", "file:///session.wav"} <= set(reading.metadata.values())


def test_elan_annotations_that_end_before_they_start_or_name_no_slot_are_told_once_a_kind():
    wrong = [("c", "a", "x"), ("c", "e", "y"), ("a", "z", "w")]
    found = seen(eaf_reader, elan(tier('TIER_ID="A"', *wrong), slots=SLOTS))
    assert [number for number, _ in found] == [1, 3]
    assert "2 times" in found[0][1]


# CHAT

CHAT = "@UTF8\n@Begin\n@Participants:\tPAR Ann\n{}\n@End\n"


def test_chat_keeps_its_signs_joins_lines_and_takes_times_out():
    lines = "*PAR:\t&-uh I [//] we went\n\txxx home . \x1512_3400\x15\n%mor:\tpro|I\n*PAR:\tyes ."
    reading = cha_reader.read(Source("a.cha", CHAT.format(lines).encode()), "a.cha")
    assert [(u.text, u.label, u.start_s, u.end_s, u.number) for u in reading.units] == [
        ("&-uh I [//] we went xxx home .", "PAR", 0.012, 3.4, 4),
        ("yes .", "PAR", None, None, 7),
    ]
    assert "%mor:\tpro|I" in [piece.text for piece in reading.dropped]
    assert reading.metadata["@Participants, line 3"] == "PAR Ann"


@pytest.mark.parametrize(
    ("line", "number"),
    [("*PAR:\ta \x15900_100\x15", 4), ("*PAR:\ta \x15900\x15", 4), ("*PAR:\ta\ngoes on", 5)],
)
def test_a_line_of_chat_that_cannot_be_right_is_refused_by_its_number(line, number):
    assert [place for place, _ in seen(cha_reader, CHAT.format(line).encode())] == [number]


# TEI


def speech(inside: str, header: str = "") -> bytes:
    return f"<TEI>{header}<text><body>{inside}</body></text></TEI>".encode()


@pytest.mark.parametrize(
    ("inside", "text"),
    [
        ("well<pause/> yes", "well [pause] yes"),
        ("ha <vocal><desc>laughs</desc></vocal>", "ha [laughs]"),
        ("the <unclear/> form", "the [unclear] form"),
        ("the <unclear>green</unclear> form", "the green [unclear] form"),
        ('the <gap reason="inaudible"/>', "the [inaudible]"),
        ("the <gap/>", "the [inaudible]"),
        ("<incident><desc>phone rings</desc></incident> hello", "[phone rings] hello"),
        ("<kinesic><desc>nods</desc></kinesic>", "[nods]"),
        ('I <del type="truncation">wen</del> went', "I wen went"),
        ("Mr <del>Hill</del> <supplied>[NAME]</supplied>", "Mr [NAME]"),
        ("<seg>one\n   two</seg> <w>three</w><!-- no --><note>a note</note>", "one two three"),
    ],
)
def test_what_tei_says_with_elements_becomes_text_or_a_mark(inside, text):
    assert said(tei_reader, speech(f'<u who="#P1">{inside}</u>')) == [("P1", text, None)]


def test_a_tei_deletion_and_what_stands_between_utterances_are_left_out_verbatim_and_the_header_apart():
    header = "<teiHeader><title>Talk with Ann</title></teiHeader>"
    reading = tei_reader.read(
        Source("a", speech('<head>One</head><u who="#P1">I <del>Hill</del></u><pause/>', header)), "a"
    )
    assert [piece.text for piece in reading.dropped] == ["One", "Hill", ""]
    assert reading.metadata == {"header/title": "Talk with Ann"}
    assert [unit.text for unit in reading.units] == ["I"]


def test_tei_times_follow_the_timeline_and_a_circle_in_it_gives_none():
    line = (
        '<timeline unit="ms" origin="#T0"><when xml:id="T0"/><when xml:id="T1" interval="1500" since="#T0"/>'
        '<when xml:id="T2" interval="500" since="#T1"/><when xml:id="X" interval="1" since="#Y"/>'
        '<when xml:id="Y" interval="1" since="#X"/></timeline>'
    )
    inside = f'{line}<u who="#A" start="#T2">a</u><annotationBlock who="#B" start="#X"><u>b</u></annotationBlock>'
    assert said(tei_reader, speech(inside)) == [("A", "a", 2.0), ("B", "b", None)]


# XML and archives that harm

BOMB = '<!DOCTYPE a [<!ENTITY b "ha"><!ENTITY c "&b;&b;&b;"><!ENTITY x SYSTEM "file:///etc/passwd">]>'


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
@pytest.mark.parametrize(
    ("reader", "document"),
    [(eaf_reader, elan(tier('TIER_ID="A"', ("a", "c", "&c;")))), (tei_reader, speech('<u who="#A">&x;&c;</u>'))],
)
def test_xml_that_declares_a_document_type_is_refused(reader, document, encoding):
    data = (BOMB + document.decode()).encode(encoding)
    assert reader.recognise(Source("a", data)).score == 1.0
    ((_, what),) = seen(reader, data)
    assert "document type" in what


def test_a_workbook_that_declares_a_document_type_is_refused_before_openpyxl_sees_it(monkeypatch):
    parts = word.members(FILES["a.xlsx"][0])
    parts["xl/worksheets/sheet2.xml"] = BOMB.encode() + parts["xl/worksheets/sheet2.xml"]
    monkeypatch.setattr("openpyxl.load_workbook", lambda *a, **k: pytest.fail("openpyxl was called"))
    assert "document type" in seen(xlsx_reader, word.rezipped(parts))[0][1]


def test_a_workbook_that_would_unpack_to_a_flood_is_refused(monkeypatch):
    parts = word.members(FILES["a.xlsx"][0]) | {"xl/media/flood.xml": b" " * 3_000_000}
    monkeypatch.setattr("openpyxl.load_workbook", lambda *a, **k: pytest.fail("openpyxl was called"))
    assert "unpack" in seen(xlsx_reader, word.rezipped(parts))[0][1]


# Tables


def test_a_cell_with_an_equals_sign_a_line_break_and_quotes_is_text():
    data = b'Speaker,Text\nA,=1+1\nB,"one\r\ntwo, ""three"""\nA,-no\n'
    assert said(csv_reader, data) == [("A", "=1+1", None), ("B", 'one two, "three"', None), ("A", "-no", None)]


def test_columns_in_any_order_rows_above_the_header_and_seconds_as_numbers_are_understood():
    data = b"Project X\n\nMood;Text;Start time;Speaker\nglad;hello;12.5;A\nglad;;;B\nsad;bye;soon;A\n"
    reading = csv_reader.read(Source("a.csv", data), "a.csv")
    assert [(u.label, u.text, u.start_s, u.number) for u in reading.units] == [
        ("A", "hello", 12.5, 4),
        ("A", "bye", None, 6),
    ]
    assert [(piece.kind, piece.number, piece.text) for piece in reading.dropped] == [
        ("row", 1, "Project X"),
        ("row", 3, "Mood\tText\tStart time\tSpeaker"),
        ("row", 5, "B"),
        ("row", 6, "soon"),
        ("column", 1, "Mood | glad | sad"),
    ]
    assert reading.notes == ["its time cannot be read and was left out: row 6."]


def test_commas_outside_quotes_are_one_problem_with_the_first_row():
    data = b"Speaker,Text\nA,yes\nB,well, no\nA,well, yes\n"
    ((number, what),) = seen(csv_reader, data)
    assert number == 3
    assert "2 times" in what


def test_a_quote_that_is_not_closed_is_refused():
    assert "double quote" in seen(csv_reader, b'Speaker,Text\nA,yes\nB,"well\n')[0][1]


def test_a_table_is_no_notes():
    for name, (data, reader) in FILES.items():
        if reader.startswith("speech"):
            assert "table" in read_transcript(Source(name.replace("txt", "tsv"), data, "notes"), name).problems[0].seen


def workbook(fill) -> bytes:
    book = speech_xlsx.new()
    fill(book)
    return speech_xlsx.to_bytes(book)


def test_times_of_a_workbook_come_as_seconds_and_a_hidden_sheet_and_a_comment_stay_apart():
    from openpyxl.comments import Comment

    def fill(book):
        hidden = book.create_sheet("Names")
        hidden.append(["P1 is Ann Hill"])
        hidden.sheet_state = "hidden"
        sheet = book.create_sheet("Talk")
        sheet.append(["Speaker", "Text", "Time"])
        sheet.append(["P1", "hello", 75])
        sheet.append(["P1", 7, "1:20"])
        sheet["B2"].comment = Comment("check with Bo", "Cy")

    reading = xlsx_reader.read(Source("a.xlsx", workbook(fill)), "a.xlsx")
    assert [(u.text, u.start_s, u.place) for u in reading.units] == [
        ("hello", 75.0, "sheet 2 row 2"),
        ("7", 80.0, "sheet 2 row 3"),
    ]
    kept = " ".join(reading.metadata.values())
    assert all(name in kept for name in ("P1 is Ann Hill", "check with Bo", "Cy", "A transcriber"))
    units = read_transcript(Source("b.xlsx", FILES["a.xlsx"][0]), "b.xlsx").units
    assert [unit.start_s for unit in units] == [float(int(start)) for _, _, start, _ in TURNS]


def test_a_formula_without_a_saved_value_and_two_sheets_of_speech_are_refused():
    def formula(book):
        sheet = book.create_sheet("Talk")
        sheet.append(["Speaker", "Text"])
        sheet.append(["P1", '="a"&"b"'])

    def two(book):
        for title in "AB":
            for row in (["Speaker", "Text"], ["P1", "hello"]):
                (book[title] if title in book.sheetnames else book.create_sheet(title)).append(row)

    assert "no saved value" in seen(xlsx_reader, workbook(formula))[0][1]
    assert "sheets 1, 2" in seen(xlsx_reader, workbook(two))[0][1]


def test_a_formula_counts_as_its_saved_value_even_an_empty_one():
    rows = [["Speaker", "Text"], ["P1", "=A1"], ["P2", "=A2"]]
    parts = word.members(workbook(lambda book: [book.create_sheet("T")] + [book["T"].append(row) for row in rows]))
    sheet = parts["xl/worksheets/sheet1.xml"]
    saved = {b"<f>A1</f><v></v>": b"<f>A1</f><v>12</v>", b'"B3"><f>A2</f><v></v>': b'"B3" t="str"><f>A2</f><v></v>'}
    for bare, computed in saved.items():
        assert sheet.count(bare) == 1, sheet
        sheet = sheet.replace(bare, computed)
    assert said(xlsx_reader, word.rezipped(parts | {"xl/worksheets/sheet1.xml": sheet})) == [("P1", "12", None)]


@given(
    name=st.sampled_from(sorted(FILES)),
    place=st.floats(0, 1),
    put=st.binary(min_size=1, max_size=8),
    cut=st.booleans(),
    kind=st.sampled_from(["transcript", "responses", "notes"]),
)
@settings(max_examples=150, deadline=None)
def test_no_reader_raises_on_a_damaged_file(name, place, put, cut, kind):
    data = FILES[name][0]
    at = int(place * len(data))
    source = Source(name, data[:at] + put + (b"" if cut else data[at + len(put) :]), kind)
    for reader in READERS:
        reader.recognise(source)
        reading = reader.read(source, name)
        assert bool(reading.problems) != bool(reading.units)


PARTS = word.members(FILES["a.xlsx"][0])


@given(part=st.sampled_from(sorted(PARTS)), place=st.floats(0, 1), put=st.binary(min_size=1, max_size=8))
@settings(max_examples=60, deadline=None)
def test_damage_inside_the_parts_of_a_workbook_never_raises(part, place, put):
    data = bytearray(PARTS[part])
    at = int(place * len(data))
    data[at : at + len(put)] = put
    reading = xlsx_reader.read(Source("a.xlsx", word.rezipped({**PARTS, part: bytes(data)})), "a.xlsx")
    assert bool(reading.problems) != bool(reading.units)


def test_a_table_wider_than_any_transcript_is_refused():
    assert "702 columns" in seen(csv_reader, b"Speaker,Text" + b",x" * 900 + b"\nA,b\n")[0][1]
