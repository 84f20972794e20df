"""One conversation in every convention reads back as the same turns, and no bytes make a reader raise."""

from __future__ import annotations

from itertools import cycle

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gold_session import CONVERSATION, PEOPLE, read_gold
from renderers import conventions, labelled_docx, labelled_txt, table_docx, teams_docx, teams_vtt, word, zoom_vtt
from renderers.spoken import timed
from repository import PROJECT
from themetrail.transcripts.choose import read_transcript
from themetrail.transcripts.model import Source
from themetrail.transcripts.readers import readers
from themetrail.transcripts.record import build_record

TITLE = "Interview 1: an invented conversation"
FORMATS = {
    "zoom.vtt": lambda turns: zoom_vtt.render(turns, "an invented conversation"),
    "teams.vtt": lambda turns: teams_vtt.render(turns, "an invented conversation"),
    "teams.docx": lambda turns: teams_docx.render(turns, TITLE),
    "labelled.docx": lambda turns: labelled_docx.render(turns, TITLE),
    "table.docx": lambda turns: table_docx.render(turns, TITLE),
    "bare_table.docx": lambda turns: table_docx.render(turns, TITLE, header=()),
    "labelled.txt": lambda turns: labelled_txt.render(turns, TITLE),
}
READER = {
    "zoom.vtt": "vtt",
    "teams.vtt": "vtt",
    "teams.docx": "teams_docx",
    "labelled.docx": "labelled_docx",
    "table.docx": "labelled_docx",
    "bare_table.docx": "labelled_docx",
    "labelled.txt": "labelled_txt",
}
# Files that are text, as renderers give them in UTF-8 with LF. XML says itself what it is written in.
TEXTS = {
    "zoom.vtt": "vtt",
    "teams.vtt": "vtt",
    "stream.vtt": "vtt",
    "labelled.txt": "labelled_txt",
    "a.cha": "cha",
    "a.csv": "speech_csv",
    "a.eaf": "eaf",
    "tei.xml": "tei",
}
SAVED = {
    "byte-order mark": lambda text: text.encode("utf-8-sig"),
    "UTF-16": lambda text: text.encode("utf-16"),
    "UTF-16 without a mark": lambda text: text.encode("utf-16-le"),
    "Windows-1252": lambda text: text.encode("cp1252"),
    "CRLF": lambda text: text.replace("\n", "\r\n").encode(),
    "CR": lambda text: text.replace("\n", "\r").encode(),
}


@pytest.mark.parametrize("name", FORMATS)
def test_the_same_conversation_in_every_convention_gives_the_same_turns(name):
    read_gold(name, FORMATS[name](timed(CONVERSATION)), READER[name])


@pytest.mark.parametrize("how", SAVED)
@pytest.mark.parametrize("name", TEXTS)
def test_a_text_may_be_saved_in_any_encoding_and_with_any_line_end(name, how):
    text = conventions.FORMATS[name](timed(CONVERSATION)).decode()
    if TEXTS[name] in {"eaf", "tei"}:
        declared = {"UTF-16": "UTF-16", "UTF-16 without a mark": "UTF-16LE", "Windows-1252": "windows-1252"}
        text = text.replace('encoding="UTF-8"', f'encoding="{declared.get(how, "UTF-8")}"')
    read_gold(name, SAVED[how](text), TEXTS[name])


@pytest.mark.parametrize("name", FORMATS)
def test_a_label_may_drift_as_far_as_the_roster_says_who_it_is(name):
    spellings = cycle(["P03", "P3", "p 3", "Participant 3"])
    drifted = [(next(spellings) if label == "P03" else label, text) for label, text in CONVERSATION]
    assert len({label for label, _ in drifted}) == len(PEOPLE) + 2
    read_gold(name, FORMATS[name](timed(drifted)), READER[name], PEOPLE | {"Participant 3": PEOPLE["P03"]})


@pytest.mark.parametrize("name", ["zoom.vtt", "teams.vtt"])
def test_cue_times_come_back_and_a_long_turn_has_several_cues(name):
    spoken = timed(CONVERSATION)
    units = read_transcript(Source(name, FORMATS[name](spoken)), name).units
    assert len(units) > len(spoken)
    assert (units[0].start_s, units[-1].end_s) == (spoken[0][2], spoken[-1][3])
    assert [unit.number for unit in units] == list(range(1, len(units) + 1))


@pytest.mark.parametrize("name", FORMATS)
def test_a_rendered_transcript_has_the_same_bytes_every_time(name):
    assert FORMATS[name](timed(CONVERSATION)) == FORMATS[name](timed(CONVERSATION))


def test_readers_are_found_in_the_order_of_their_names():
    names = [reader.NAME for reader in readers()]
    assert names == sorted(names)
    assert {"labelled_docx", "labelled_txt", "srt", "teams_docx", "vtt"} <= set(names)


def test_the_page_of_formats_says_of_every_reader_how_it_is_known_and_what_it_reads():
    page = (PROJECT / "docs/formats.md").read_text(encoding="utf-8")
    rows = [line.split("|")[1] for line in page.splitlines() if line.startswith("| `")]
    named = {name.strip(" `") for row in rows for name in row.split(",")}
    assert named == {reader.NAME for reader in readers()}


WORDS = st.text("abcé ’-,.?[]'", min_size=1, max_size=60).map(lambda text: " ".join(text.split())).filter(bool)
TURNS = st.lists(st.tuples(st.sampled_from(sorted(PEOPLE)), WORDS), min_size=2, max_size=8)


@given(turns=TURNS, name=st.sampled_from(["zoom.vtt", "teams.vtt", "labelled.txt", "table.docx", "teams.docx"]))
@settings(max_examples=60, deadline=None)
def test_every_locator_points_at_the_text_of_its_unit(turns, name):
    reading = read_transcript(Source(name, FORMATS[name](timed(turns))), name)
    assert not reading.problems
    record, locators = build_record("S1", reading.units)
    assert [record[row.start : row.end] for row in locators.itertuples()] == [unit.text for unit in reading.units]
    assert record.split("\n") == [*(unit.text for unit in reading.units), ""]
    assert " ".join(record.split()) == " ".join(" ".join(text for _, text in turns).split())


NAMES = st.sampled_from(["a.vtt", "a.docx", "a.txt", "a.pdf", "a"])


PIECES = [
    "WEBVTT",
    "NOTE x",
    "00:00:01.000 --> 00:00:02.000",
    "00:00:03.000 --> 00:00:02.000",
    "7",
    "<v A B>hello</v>",
    "<v A>",
    "</v>",
    "<v",
    "P1: hello",
    "P1:",
    "Note: x",
    "[00:01:02]",
    "[00:01:02] P1: a",
    "&amp; &#0; &#xD800; &lt;",
    "A:",
    "-->",
    "Ann   0:04",
    "Table 4: b",
    ": :",
    "[ ] ( )",
    "",
]
SNIPPETS = st.lists(st.sampled_from([*PIECES, "\u2028", "x\x0by", "\n"]), max_size=14)


@given(lines=SNIPPETS, name=NAMES)
@settings(max_examples=500)
def test_no_reader_raises_on_pieces_of_transcripts_and_units_stay_on_one_line(lines, name):
    source = Source(name, "\n".join(lines).encode())
    for reader in readers():
        reading = reader.read(source, name)
        assert bool(reading.problems) != bool(reading.units)
        for unit in reading.units:
            assert unit.text.splitlines() == [unit.text]
            assert unit.text == unit.text.strip()


@given(place=st.floats(0, 1), put=st.binary(min_size=1, max_size=8))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_a_damaged_word_file_gives_a_problem_or_is_read_and_never_raises(place, put):
    data = bytearray(DOCX)
    at = int(place * len(data))
    data[at : at + len(put)] = put
    for reader in readers():
        reader.recognise(Source("a.docx", bytes(data)))
        reader.read(Source("a.docx", bytes(data)), "a.docx")


DOCX = labelled_docx.render(timed(CONVERSATION), TITLE)
PARTS = word.members(DOCX)


@given(place=st.floats(0, 1), put=st.binary(min_size=1, max_size=8), part=st.sampled_from(sorted(PARTS)))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_damage_inside_the_parts_of_a_word_file_never_raises(place, put, part):
    data = bytearray(PARTS[part])
    at = int(place * len(data))
    data[at : at + len(put)] = put
    source = Source("a.docx", word.rezipped({**PARTS, part: bytes(data)}))
    for reader in readers():
        reader.recognise(source)
        reader.read(source, "a.docx")
