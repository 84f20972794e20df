"""From what is shown back to the bytes of the source: released text, text of record, the place in the file."""

from __future__ import annotations

import re

import pytest
import spacy
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gold_session import PEOPLE, roster
from places import places
from renderers.conventions import FORMATS
from renderers.spoken import timed
from themetrail.annotation.annotate import ReleasedSession, annotate_session
from themetrail.cleaning.release import OffsetMap, Replacement, release
from themetrail.cleaning.turns import build_turns
from themetrail.study.machine_tables import records
from themetrail.transcripts.choose import read_transcript
from themetrail.transcripts.model import Source
from themetrail.transcripts.readers import readers
from themetrail.transcripts.record import build_record

NAME = "Wennifer"
PLACEHOLDER = "[NAME 1]"
REFUSES = {"zoom_chat"}
WORDS = [
    "we", "waited", "there", "£20", "it\u2019s", "No.", "Why?", "[pause]", "I- I", "(laughs)", "so,", "end!", NAME,
    "[NAME]", "\u201cQ & A\u201d", "< ten", "two\u00a0miles", "a;b", '"no"', "1+1=2", "Note: this", "{x}",
]  # fmt: skip
SAID = st.lists(st.sampled_from(WORDS), min_size=1, max_size=25).map(" ".join)
TURNS = st.lists(st.tuples(st.sampled_from(sorted(PEOPLE)), SAID), min_size=3, max_size=6)


@pytest.fixture(scope="module")
def nlp():
    """A pipeline that cuts sentences at their stops: where it cuts does not matter to the way back."""
    pipeline = spacy.blank("en")
    pipeline.add_pipe("sentencizer")
    return pipeline


def flat(text: str) -> str:
    return " ".join(text.split())


def from_here(at: dict[str, str], place: str) -> str:
    """What stands at a place; a paragraph of a PDF stands there and on the lines below it on its page."""
    if not place.startswith("page"):
        return flat(at[place])
    page, _, number = place.rpartition(" ")
    below = (one for one in at if one.startswith(f"{page} ") and int(one.rpartition(" ")[2]) >= int(number))
    return flat(" ".join(re.sub(r"^\d+ ", "", at[one]) for one in below))


def walk_back(name: str, turns: list[tuple[str, str]], nlp) -> str:
    """Walk from every segment of a rendered session to its place in the file; the name of the reader."""
    if name.endswith(".pdf"):  # where a page breaks the line before "Note:", it reads as one of the document's lines
        turns = [(who, said.replace("Note:", "Note")) for who, said in turns]
    data = FORMATS[name](timed(turns))
    reading = read_transcript(Source(name, data), name)
    assert not reading.problems
    record, locators = build_record("S1", reading.units)
    assert flat(record) == flat(" ".join(said for _, said in turns))
    table, problems = build_turns("S1", record, locators, roster(PEOPLE), 10, backchannel_words=3, shown_as=name)
    assert not problems
    swaps = [Replacement(found.start(), found.end(), PLACEHOLDER) for found in re.finditer(NAME, record)]
    released, offsets = release("S1", record, swaps)
    session = ReleasedSession("S1", record, released, OffsetMap(offsets), table)
    segments = annotate_session(session, nlp, bytes(32)).segments
    units = list(records(locators))
    at = places(name, data)
    reached = set()
    for segment in records(segments):
        low, high = session.offsets.to_released(segment.start, segment.end)
        assert released[low:high] == record[segment.start : segment.end].replace(NAME, PLACEHOLDER)
        for unit in units:
            start, end = max(unit.start, segment.start), min(unit.end, segment.end)
            if start < end:
                assert flat(record[start:end]) in from_here(at, unit.place)
                assert flat(record[unit.start : unit.end]).split()[0] in at[unit.place]
                reached |= set(range(start, end))
    # No word of the record lies outside the segments.
    assert all(character.isspace() or place in reached for place, character in enumerate(record))
    return reading.reader


@pytest.mark.parametrize("name", FORMATS)
@given(turns=TURNS)
@settings(max_examples=3, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_every_segment_leads_back_to_its_place_in_the_source(nlp, name, turns):
    walk_back(name, turns, nlp)


@pytest.mark.long
@pytest.mark.parametrize("name", FORMATS)
@given(turns=TURNS)
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_every_segment_leads_back_in_many_sessions(nlp, name, turns):
    walk_back(name, turns, nlp)


def test_every_reader_that_reads_is_walked_back_from(nlp):
    turns = [("INT", "Where did we wait?"), ("P01", "There."), ("INT", "For whom?")]
    walked = {walk_back(name, turns, nlp) for name in FORMATS}
    assert walked | REFUSES == {reader.NAME for reader in readers()}
