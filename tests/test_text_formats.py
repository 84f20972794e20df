"""What tools for transcription export as text reads back as the same turns, in every encoding they use."""

from __future__ import annotations

import codecs

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gold_session import CONVERSATION, PEOPLE, read_gold
from renderers import (
    descript_txt,
    f4_txt,
    labelled_txt,
    otter_txt,
    rev_txt,
    sonix_txt,
    srt,
    stream_vtt,
    trint_txt,
    zoom_chat,
)
from renderers.spoken import timed
from themetrail.transcripts.choose import choose, read_transcript
from themetrail.transcripts.labelled import Line
from themetrail.transcripts.model import Source
from themetrail.transcripts.readers import readers
from themetrail.transcripts.rev import looks_like_rev

SPOKEN = timed(CONVERSATION)
TITLE = "An invented conversation"
NAMES = {
    "Facilitator": "F01",
    "Ann O'Neil": "A1",
    "Speaker 2": "A2",
    "Unknown Speaker": "A3",
}
NAMED = [(next(name for name, one in NAMES.items() if one == PEOPLE[label]), *rest) for label, *rest in SPOKEN]
FORMATS = {
    "cues.srt": ("srt", srt.render),
    "spaces.srt": ("srt", lambda turns, **form: srt.render(turns, name="{}  ", **form)),
    "brackets.srt": ("srt", lambda turns, **form: srt.render(turns, name="[{}] ", **form)),
    "otter.txt": ("otter_txt", otter_txt.render),
    "rev.txt": ("rev_txt", rev_txt.render),
    "rev_same_line.txt": ("rev_txt", lambda turns, **form: rev_txt.render(turns, between=" ", **form)),
    "rev_colon.txt": ("rev_txt", lambda turns, **form: rev_txt.render(turns, head="{label}: ({time})", **form)),
    "trint.txt": ("chunked_txt", trint_txt.render),
    "sonix.txt": ("chunked_txt", lambda turns, **form: sonix_txt.render(turns, TITLE, **form)),
    "descript.txt": ("chunked_txt", lambda turns, **form: descript_txt.render(turns, TITLE, **form)),
    "untimed.txt": ("chunked_txt", lambda turns, **form: descript_txt.render(turns, TITLE, times=False, **form)),
    "f4.txt": ("f4_txt", f4_txt.render),
}
ENCODINGS = [
    {},
    {"encoding": "utf-8-sig"},
    {"encoding": "utf-16"},
    {"encoding": "utf-16-le"},
    {"encoding": "utf-16-be"},
    {"encoding": "cp1252"},
    {"line_end": "\r\n"},
    {"line_end": "\r"},
]


IB = frozenset({"I", "B"})


def read(*lines: str, name: str = "a.txt", known=frozenset()):
    return read_transcript(Source(name, "\n".join(lines).encode(), known_labels=known), name)


def said(reading):
    assert not reading.problems, reading.problems
    return [(unit.label, unit.text) for unit in reading.units]


@pytest.mark.parametrize("form", ENCODINGS, ids=str)
@pytest.mark.parametrize("name", FORMATS)
def test_every_export_in_every_encoding_gives_the_same_turns(name, form):
    reader, render = FORMATS[name]
    read_gold(name, render(SPOKEN, **form), reader)


@pytest.mark.parametrize("name", FORMATS)
def test_names_are_labels_as_good_as_codes(name):
    reader, render = FORMATS[name]
    read_gold(name, render(NAMED), reader, NAMES)


def test_the_vtt_of_older_stream_gives_the_same_turns():
    assert read_gold("stream.vtt", stream_vtt.render(SPOKEN), "vtt").units[0].start_s == SPOKEN[0][2]


@pytest.mark.parametrize("name", [name for name in FORMATS if not name.startswith(("f4", "untimed"))])
def test_the_first_stamp_comes_back_to_the_formats_resolution(name):
    unit = read_transcript(Source(name, FORMATS[name][1](SPOKEN)), name).units[0]
    wanted = SPOKEN[0][2]
    assert unit.start_s == (wanted if name.endswith(".srt") else int(wanted))


@pytest.mark.parametrize("name", ["otter.txt", "rev.txt", "descript.txt"])
def test_each_turn_keeps_its_stamp_in_whole_seconds(name):
    units = read_transcript(Source(name, FORMATS[name][1](SPOKEN)), name).units
    assert [unit.start_s for unit in units] == [int(start_s) for _, _, start_s, _ in SPOKEN]


def test_a_chunk_that_repeats_its_label_stays_a_unit():
    units = read_transcript(Source("a.txt", trint_txt.render(SPOKEN)), "a.txt").units
    assert len(units) > len(SPOKEN)
    assert all(unit.label for unit in units)


def test_f4_stamps_end_the_text_before_them_and_start_the_next():
    units = read_transcript(Source("a.txt", f4_txt.render(SPOKEN)), "a.txt").units
    ends = [round(10 * end_s) / 10 for *_, end_s in SPOKEN]
    assert [unit.end_s for unit in units] == pytest.approx(ends)
    assert [unit.start_s for unit in units] == [None, *(unit.end_s for unit in units[:-1])]


def test_an_f4_unit_starts_nowhere_known_after_one_without_stamp_or_a_line_that_is_no_speech():
    reading = read("I: a #00:00:01-0#", "B: b", "I: c #00:00:05-5#", "Note: d", "B: e #00:00:07-0#")
    assert [(unit.start_s, unit.end_s) for unit in reading.units] == [(None, 1), (1, None), (None, 5.5), (None, 7)]


def test_an_f4_stamp_inside_a_paragraph_cuts_it_and_one_alone_ends_what_stands_before_it():
    reading = read("I: a #00:00:01-0# b #00:00:02-4#", "B: c", "#00:00:09-0#", "I: #00:00:10-0#", "d", known=IB)
    assert said(reading) == [("I", "a"), (None, "b"), ("B", "c"), ("I", "d")]
    assert [unit.end_s for unit in reading.units] == [1, 2.4, 9, None]
    assert [one.text for one in reading.dropped] == ["#00:00:09-0#", "I: #00:00:10-0#"]


def test_f4_stamps_that_run_backwards_are_refused():
    reading = read("I: a #00:00:09-0#", "B: b #00:00:05-0#", known=IB)
    assert [(problem.unit, problem.number) for problem in reading.problems] == [("line", 2)]


@pytest.mark.parametrize("older", [False, True])
def test_a_chat_log_is_refused_as_what_it_is(older):
    reading = read_transcript(Source("chat.txt", zoom_chat.render(SPOKEN, older=older)), "chat.txt")
    assert (reading.reader, reading.units) == ("zoom_chat", [])
    assert reading.problems[0].seen == f"this is a chat log, not speech ({len(SPOKEN)} messages)"
    assert ".vtt" in reading.problems[0].remedy


@pytest.mark.parametrize("name", FORMATS)
def test_a_special_format_is_never_ambiguous(name):
    assert not choose(Source(name, FORMATS[name][1](SPOKEN)), name).problems


def test_otters_footer_is_left_out_verbatim():
    reading = read_transcript(Source("a.txt", otter_txt.render(SPOKEN)), "a.txt")
    assert [(one.text, one.why) for one in reading.dropped] == [(otter_txt.FOOTER, "the tool's own line")]


def test_revs_marks_keep_their_stamps_and_a_stamp_alone_starts_the_next_paragraph():
    reading = read("Ann (00:00:03):", "[inaudible 00:20:12] it.", "(00:41)", "[crosstalk]", "Bea (00:00:59): No.")
    assert said(reading) == [("Ann", "[inaudible 00:20:12] it."), (None, "[crosstalk]"), ("Bea", "No.")]
    assert [unit.start_s for unit in reading.units] == [3, 41, 59]


def test_stamps_beside_a_few_labels_do_not_make_it_revs():
    assert looks_like_rev(["P1: one", "P2 (0:05): two", "P1: three"]) == 0
    assert looks_like_rev(["P1 (0:01): one", "P2 (0:05): two", "Well: three"]) == 2


def test_a_label_with_no_speech_after_it_is_left_out_verbatim():
    reading = read("Ann  0:01", "one", "", "Bea  0:04", "", "Ann  0:09", "two")
    assert said(reading) == [("Ann", "one"), ("Ann", "two")]
    assert [(one.number, one.text) for one in reading.dropped] == [(4, "Bea  0:04")]


def test_each_label_before_which_somebody_else_speaks_is_left_out_verbatim_with_its_line():
    reading = read_transcript(Source("a.txt", b"Ann: yes\nBea:\nBea:\nAnn: no\nBea:\n"), "a.txt")
    assert said(reading) == [("Ann", "yes"), ("Ann", "no")]
    assert [(piece.number, piece.text) for piece in reading.dropped] == [(2, "Bea"), (3, "Bea"), (5, "Bea")]


def test_bold_words_and_bold_notes_are_no_speakers():
    reading = read("**Note:** a", "**Ann:** one", "**really** two", "**Ann:** three", "**Bea** :", "four")
    assert [label for label, _ in said(reading)] == ["Ann", None, "Ann", None, None]
    assert "occurs only once" in reading.notes[0]


def test_a_chunks_name_may_occur_once_where_every_chunk_has_one():
    reading = read("[00:00:01] Ann", "one", "[00:00:05] Bea", "two", "[00:00:09] Ann", "three")
    assert said(reading) == [("Ann", "one"), ("Bea", "two"), ("Ann", "three")]


def test_marks_in_brackets_at_the_start_of_cues_are_no_speakers():
    cues = ["[Ann] a", "[laughs] b", "[P1] c", "[laughs] d"]
    lines = [f"{n}\n00:00:0{n},000 --> 00:00:0{n},500\n{text}\n" for n, text in enumerate(cues, 1)]
    reading = read(*lines, name="a.srt", known=frozenset({"Ann"}))
    assert said(reading) == [("Ann", "a"), (None, "[laughs] b"), ("P1", "c"), (None, "[laughs] d")]


@pytest.mark.parametrize(
    ("block", "seen"),
    [
        ("2\n00:00:03,000 --> 00:00:02,000\nP1: x", "cue 2 ends at 00:00:02,000, before it starts"),
        ("2\n00:00:03 --> later\nP1: x", "the times of cue 2 cannot be read"),
        ("2\n00:00:01,000 --> 00:00:02,000\nP1: x\n3\n00:00:02,000 --> 00:00:03,000\nP1: y", "another cue inside"),
        ("P1: cut off by an empty line", "text outside every cue"),
    ],
)
def test_a_mistake_in_subrip_is_told_and_nothing_is_half_read(block, seen):
    reading = read("1", "00:00:01,000 --> 00:00:02,000", "P1: fine", "", block, name="a.srt")
    assert seen in " ".join(problem.seen for problem in reading.problems)
    assert reading.units == []


def test_subrips_markup_goes_and_other_angles_stay():
    reading = read("1", "00:00:01,000 --> 00:00:02,000 X1:3", "{\\an8}<i>P1: Q & A</i>, < ten</font>", name="a.srt")
    assert said(reading) == [("P1", "Q & A, < ten")]


@pytest.mark.parametrize("form", ["{}  {}", "[{}] {}", "{}\t{}", "{}. {}"])
def test_line_numbers_that_run_through_are_no_speech(form):
    lines = ["P1: one", "and on", "P2: two", "", "P1: three"]
    reading = read(*(form.format(n, line) for n, line in enumerate(lines, 1)))
    assert said(reading) == [("P1", "one"), (None, "and on"), ("P2", "two"), ("P1", "three")]
    assert "a line number was left out: line 1, 2, 3, 4, 5." in reading.notes


@pytest.mark.parametrize("form", ["{}  {}", "[{}] {}"])
def test_line_numbers_may_begin_anew_on_each_page(form):
    lines = ["P1: one", "and on", "P2: two", "P1: three", "P2: four", "P1: five"]
    reading = read(*(form.format(n % 3 + 1, line) for n, line in enumerate(lines)))
    assert [text for _, text in said(reading)] == ["one", "and on", "two", "three", "four", "five"]


def test_amounts_that_open_most_lines_of_speech_stay():
    assert said(read("P1: one", "1 egg", "1 cup", "1 spoon", "P2: yes"))[1:4] == [
        (None, "1 egg"),
        (None, "1 cup"),
        (None, "1 spoon"),
    ]


def test_a_number_that_opens_a_line_of_speech_stays():
    assert said(read("P1: one", "2 sugars", "P2: two"))[1] == (None, "2 sugars")


def test_no_break_spaces_around_labels_and_label_drift_are_read_as_written():
    reading = read("\u00a0P1\u00a0:\u00a0one", "P01: two", "p1: three", "Ann\u00a0B: four", "Ann B : five")
    assert said(reading) == [("P1", "one"), ("P01", "two"), ("p1", "three"), ("Ann\u00a0B", "four"), ("Ann B", "five")]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
def test_a_typists_text_keeps_pounds_and_curly_quotes_in_every_encoding(encoding):
    turns = timed([("P1", "it\u2019s \u00a320"), ("P2", "\u201cno\u201d")])
    reading = read_transcript(Source("a.txt", labelled_txt.render(turns, TITLE, encoding=encoding)), "a.txt")
    assert said(reading)[:2] == [("P1", "it\u2019s \u00a320"), ("P2", "\u201cno\u201d")]


PIECES = [
    "1", "2", "00:00:01,000 --> 00:00:02,000", "00:00:03,000 --> 00:00:02,000", "-->", "Ann  0:04", "Ann  0:04  ",
    "Ann (00:00:01):", "Ann: (0:01) a", "(0:41)", "[00:00:01] Ann", "Ann [00:00:02]", "**Ann:** a", "**Ann:**", "**",
    "[00:00:01] **Ann:** b", "I: a #00:00:01-2#", "#00:00:01-2#", "I: #00:00:09#", "#", "10:02:33 From A to B:", "I:",
    "10:02:33\t From  A : b", "Transcribed by https://otter.ai", "1  P1: a", "[2] P1: b", "a  b", "[Ann] c", "Note: x",
    "<i>", "{\\an8}", "\u00a0", "\u2028", "x\x0by", "", "\n",
]  # fmt: skip


@given(lines=st.lists(st.sampled_from(PIECES), max_size=12), name=st.sampled_from(["a.srt", "a.txt", "a.vtt"]))
@settings(max_examples=300, deadline=None)
def test_no_reader_raises_on_pieces_of_exports_and_nothing_is_half_read(lines, name):
    source = Source(name, "\n".join(lines).encode())
    for reader in readers():
        assert 0 <= reader.recognise(source).score <= 1
        reading = reader.read(source, name)
        assert bool(reading.problems) != bool(reading.units)
        assert all(unit.text.splitlines() == [unit.text.strip()] for unit in reading.units)


OURS = ["srt", "vtt", "otter_txt", "rev_txt", "chunked_txt", "f4_txt", "zoom_chat", "labelled_txt"]
LONG = [
    "<v " * 9,
    "**a" * 9,
    "[00:00:01] " * 9,
    "#00:00:01-2# " * 9,
    "Ann  0:04",
    "(0:01",
    "1  ",
    "{\\",
    "10:02:33 From a",
]


@pytest.mark.parametrize("piece", LONG)
def test_one_endless_line_is_read_or_refused(piece):
    data = ("WEBVTT\n\n00:00:01.000 --> 00:00:02.000\n" + piece * (200_000 // len(piece))).encode()
    for reader in (reader for reader in readers() if reader.NAME in OURS):
        reader.recognise(Source("a.txt", data))
        reading = reader.read(Source("a.txt", data), "a.txt")
        assert reading.problems or reading.units


def test_a_byte_order_mark_is_no_part_of_the_first_label():
    data = codecs.BOM_UTF8 + b"Ann  0:01\none\n\nAnn  0:04\ntwo"
    assert said(read_transcript(Source("a.txt", data), "a.txt"))[0] == ("Ann", "one")


def test_the_lines_of_one_paragraph_are_one_unit_of_rev():
    from themetrail.transcripts.draft import Draft
    from themetrail.transcripts.rev import read_rev

    draft = Draft("rev", "a.docx")
    read_rev([Line("paragraph", 1, "Ann (00:00:03):"), Line("paragraph", 1, "one"), Line("paragraph", 1, "two")], draft)
    assert [(unit.label, unit.text, unit.place) for unit in draft.units] == [("Ann", "one two", "paragraph 1")]
