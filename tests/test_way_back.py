"""From what is shown back to the bytes of the source: released text, text of record, the place in the file.

The places are looked up by readers of the tests' own, so that a mistake in the project's readers cannot hide itself.
"""

from __future__ import annotations

import html
import io
import re

import docx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gold_session import PEOPLE, roster
from renderers import labelled_docx, labelled_txt, table_docx, teams_docx, teams_vtt, zoom_vtt
from renderers.spoken import timed
from themetrail.annotation.annotate import ReleasedSession, annotate_session
from themetrail.cleaning.release import OffsetMap, Replacement, release
from themetrail.cleaning.turns import build_turns
from themetrail.study.machine_tables import records
from themetrail.transcripts.choose import read_transcript
from themetrail.transcripts.model import Source
from themetrail.transcripts.record import build_record

TITLE = "An invented conversation"
NAME = "Wennifer"
PLACEHOLDER = "[NAME 1]"
FORMATS = {
    "zoom.vtt": lambda turns: zoom_vtt.render(turns, TITLE),
    "teams.vtt": lambda turns: teams_vtt.render(turns, TITLE),
    "teams.docx": lambda turns: teams_docx.render(turns, TITLE),
    "labelled.docx": lambda turns: labelled_docx.render(turns, TITLE),
    "table.docx": lambda turns: table_docx.render(turns, TITLE),
    "labelled.txt": lambda turns: labelled_txt.render(turns, TITLE),
    "windows.txt": lambda turns: labelled_txt.render(turns, TITLE, encoding="cp1252", line_end="\r\n"),
    "utf16.txt": lambda turns: labelled_txt.render(turns, TITLE, encoding="utf-16"),
}
ENCODINGS = {"windows.txt": "cp1252", "utf16.txt": "utf-16"}


def cues(name: str, data: bytes) -> list[str]:
    blocks = [block for block in re.split(r"\r?\n\r?\n", data.decode()) if "-->" in block]
    said = [block.partition("-->")[2].partition("\n")[2] for block in blocks]
    return [html.unescape(re.sub(r"</?v[^>]*>", " ", text)) for text in said]


def lines(name: str, data: bytes) -> list[str]:
    return data.decode(ENCODINGS.get(name, "utf-8")).splitlines()


def paragraphs(name: str, data: bytes) -> list[str]:
    return [paragraph.text for paragraph in docx.Document(io.BytesIO(data)).paragraphs]


def rows(name: str, data: bytes) -> list[str]:
    tables = docx.Document(io.BytesIO(data)).tables
    return [" ".join(cell.text for cell in row.cells) for table in tables for row in table.rows]


LOOK_UP = {"cue": cues, "line": lines, "paragraph": paragraphs, "row": rows}
WORDS = ["we", "waited", "there", "£20", "it\u2019s", "No.", "Why?", "[pause]", "I- I", "(laughs)", "so,", "end!", NAME]
SAID = st.lists(st.sampled_from(WORDS), min_size=1, max_size=25).map(" ".join)
TURNS = st.lists(st.tuples(st.sampled_from(sorted(PEOPLE)), SAID), min_size=2, max_size=6)


def flat(text: str) -> str:
    return " ".join(text.split())


@pytest.mark.parametrize("name", FORMATS)
@given(turns=TURNS)
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_every_segment_leads_back_to_its_place_in_the_source(nlp, name, turns):
    data = FORMATS[name](timed(turns))
    reading = read_transcript(Source(name, data), name)
    assert not reading.problems
    record, locators = build_record("S1", reading.units)
    table, problems = build_turns("S1", record, locators, roster(PEOPLE), 10, backchannel_words=3, shown_as=name)
    assert not problems
    swaps = [Replacement(found.start(), found.end(), PLACEHOLDER) for found in re.finditer(NAME, record)]
    released, offsets = release("S1", record, swaps)
    session = ReleasedSession("S1", record, released, OffsetMap(offsets), table)
    segments = annotate_session(session, nlp, bytes(32)).segments
    units = list(records(locators))
    sources = {kind: look_up(name, data) for kind, look_up in LOOK_UP.items() if units[0].place.startswith(kind)}
    assert sources
    reached = set()
    for segment in records(segments):
        low, high = session.offsets.to_released(segment.start, segment.end)
        assert released[low:high] == record[segment.start : segment.end].replace(NAME, PLACEHOLDER)
        for unit in units:
            text = record[max(unit.start, segment.start) : min(unit.end, segment.end)]
            if not text:
                continue
            kind, _, number = unit.place.rpartition(" ")
            assert flat(text) in flat(sources[kind][int(number) - 1])
            reached |= set(range(max(unit.start, segment.start), min(unit.end, segment.end)))
    # No word of the record lies outside the segments.
    assert all(character.isspace() or at in reached for at, character in enumerate(record))
