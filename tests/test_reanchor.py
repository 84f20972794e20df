"""After a transcript was edited every decision is either on its own words or on the list, and never on other words."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ledgers import act
from repository import PROJECT
from themetrail.cleaning.release import OffsetMap, Replacement, release
from themetrail.ledger.acts import FOLDER, Act, anchor, read_ledger
from themetrail.ledger.check import SessionText
from themetrail.ledger.reanchor import reanchor
from themetrail.ledger.replay import acts_that_count
from themetrail.study.load import transcript_paths
from themetrail.transcripts.choose import read_transcript
from themetrail.transcripts.model import Source
from themetrail.transcripts.record import build_record


def as_it_is(start, end):
    return start, end


def text_of(record):
    return SessionText(record, record, as_it_is)


def decided(record, start, end, seq=1, **cells):
    """A decision on words of a text."""
    quote, before, after = anchor(record, start, end)
    place = {"start": start, "end": end, "quote": quote, "before": before, "after": after}
    return act(seq, record_sha256=text_of(record).sha256, **place | cells)


def on(record, words, **cells):
    return decided(record, record.index(words), record.index(words) + len(words), **cells)


def placed(acts, record):
    """Where each decision came to, by decision_id, and why the others did not come to any place."""
    moved, adrift = reanchor(acts, "WS1", text_of(record), as_it_is)
    return {one.target: (one.start, one.end) for one in moved}, {one.act.decision_id: one.why for one in adrift}


# --- the demonstration study under random edits ----------------------------------------------------------

DEMONSTRATION = ("WS1", "WS4", "JD2")


@cache
def session(name: str) -> tuple[str, tuple[Act, ...]]:
    """The text of a demonstration session, and the first coder's decisions on it, made on the text itself."""
    (path,) = transcript_paths(PROJECT)[name]
    record, _ = build_record(name, read_transcript(Source(path.name, path.read_bytes()), path.name).units)
    acts, problems = read_ledger(PROJECT / FOLDER / "coder_a.csv", "coder_a.csv")
    assert problems == []
    own = (one for one in acts_that_count(acts) if one.session_id == name and one.start is not None)
    return record, tuple(
        decided(record, one.start, one.end, n, action="none", code="", session_id="WS1") for n, one in enumerate(own, 1)
    )


@st.composite
def edited(draw, record: str):
    """A new text, and for each of its characters its place in the old one, -1 for what is new."""
    places = list(range(len(record)))
    text = record
    for _ in range(draw(st.integers(1, 4))):
        kind = draw(st.sampled_from(["insert", "delete", "move", "retype", "line ends"]))
        start = draw(st.integers(0, len(text) - 1))
        if kind == "insert":
            new = draw(st.sampled_from(["Um. ", "I mean, ", "Something that nobody had heard.\n", "x"]))
            text, places = text[:start] + new + text[start:], places[:start] + [-1] * len(new) + places[start:]
        elif kind == "delete":
            end = min(len(text), start + draw(st.integers(1, 400)))
            text, places = text[:start] + text[end:], places[:start] + places[end:]
        elif kind == "retype":
            text, places = text[:start] + "q" + text[start + 1 :], [*places[:start], -1, *places[start + 1 :]]
        elif kind == "line ends":
            end = min(len(text), start + 2000)
            part = "".join(" " if character == "\n" else character for character in text[start:end])
            text = text[:start] + part + text[end:]
        else:
            low = text.rfind("\n", 0, start) + 1
            high = text.find("\n", start) + 1 or len(text)
            paragraph, own = text[low:high], places[low:high]
            text, places = text[:low] + text[high:], places[:low] + places[high:]
            goal = text.find("\n", draw(st.integers(0, len(text) - 1))) + 1
            text, places = text[:goal] + paragraph + text[goal:], places[:goal] + own + places[goal:]
        if not text.strip():
            return record, list(range(len(record)))
    return text, places


def where(one: Act, places: list[int], at: dict[int, int]) -> tuple[int, int] | None:
    """Where the very characters of a decision stand now, if they are all there and side by side."""
    start = at.get(one.start)
    length = one.end - one.start
    if start is None or places[start : start + length] != list(range(one.start, one.end)):
        return None
    return start, start + length


@settings(max_examples=25)
@given(st.data())
def test_no_decision_is_lost_and_none_is_on_words_that_are_not_its_own(data):
    record, acts = session(data.draw(st.sampled_from(DEMONSTRATION)))
    text, places = data.draw(edited(record))
    at = {old: new for new, old in enumerate(places) if old >= 0}
    spans, adrift = placed(acts, text)
    if text == record:
        assert (spans, adrift) == ({}, {})
        return
    assert set(spans) | set(adrift) == {one.decision_id for one in acts}
    assert not set(spans) & set(adrift)
    for one in acts:
        if one.decision_id in spans:
            assert spans[one.decision_id] == where(one, places, at), one.quote


@settings(max_examples=20)
@given(st.data())
def test_what_an_edit_did_not_come_near_is_placed(data):
    record, acts = session(data.draw(st.sampled_from(DEMONSTRATION)))
    start = data.draw(st.integers(0, len(record) - 1))
    text = record[:start] + "Words that were missing. " + record[start:]
    spans, _ = placed(acts, text)
    far = [one for one in acts if one.end < start - 40 or one.start > start + 40]
    left = [one for one in far if one.decision_id not in spans]
    assert len(left) <= len(far) / 100


# --- single cases ----------------------------------------------------------------------------------------

TEXT = (
    "So what gets in the way, would you say?\nThe bus stops at six and then I cannot get home.\nYes.\n"
    "We were on that waiting list from March to September, the two of us.\nYes.\nAnd nobody rang to ask.\n"
)
LONG = "We were on that waiting list from March to September, the two of us."


@pytest.mark.parametrize(
    ("edit", "words"),
    [
        (lambda text: "Good morning, all.\n" + text, "The bus stops at six"),
        (lambda text: text.replace("\n", " "), "The bus stops at six and then I cannot get home.\nYes."),
        (lambda text: text.replace(" ", "  "), "The bus stops at six"),
        (lambda text: text.replace("nobody rang", "no one rang"), LONG),
        (lambda text: text.replace("home.\nYes.", "home."), LONG),
        (lambda text: LONG + "\n" + text.replace(LONG + "\n", ""), LONG),
    ],
)
def test_words_that_are_still_themselves_are_found(edit, words):
    new = edit(TEXT)
    spans, adrift = placed([on(TEXT, words)], new)
    assert adrift == {}
    ((start, end),) = spans.values()
    assert new[start:end].split() == words.split()


@pytest.mark.parametrize(
    ("edit", "words", "why"),
    [
        (lambda text: text.replace("cannot", "can't"), "I cannot get home", "do not stand there any more"),
        (lambda text: text.replace(LONG, ""), LONG, "do not stand there any more"),
        (lambda text: "Yes. And then?\n" + text.replace("home.\nYes.", "home."), "Yes.", "2 times"),
        (lambda text: text.replace("rang to ask", "ringing"), "rang", "do not stand"),
        (
            lambda text: "Right. nobody came. So\n" + text.replace("And nobody rang to ask.\n", ""),
            "nobody",
            "beside them",
        ),
    ],
)
def test_what_is_not_certain_is_listed_with_why(edit, words, why):
    spans, adrift = placed([on(TEXT, words)], edit(TEXT))
    assert spans == {}
    assert why in next(iter(adrift.values()))


def test_the_list_shows_what_stands_where_changed_words_stood():
    new = TEXT.replace("cannot", "can't")
    _, (one,) = reanchor([on(TEXT, "I cannot get home")], "WS1", text_of(new), as_it_is)
    assert new[one.start : one.end] == "I can't get home"


def test_two_decisions_that_come_to_the_same_words_from_different_ones_are_both_listed():
    text = f"{'a' * 30} said it again. And so on.\n{'a' * 30} said it again. And so on.\n"
    words = f"{'a' * 30} said it again."
    first, second = (
        decided(text, start, start + len(words), n) for n, start in enumerate((0, text.rindex("a" * 30)), 1)
    )
    spans, adrift = placed([first, second], text[: text.index("\n") + 1])
    assert len(spans) + len(adrift) == 2
    assert len(spans) <= 1 or len(set(spans.values())) == 2


def test_a_name_that_was_replaced_since_changes_the_quote_and_not_the_place():
    record = "On the Monday morning I rang Ermintrude at the surgery, and she was out.\n"
    one = on(record, "rang Ermintrude at")
    released, offsets = release("WS1", record, [Replacement(29, 39, "[NAME 1]")])
    way = OffsetMap(offsets)
    (moved,), adrift = reanchor([one], "WS1", SessionText(record, released, way.to_released), way.to_record)
    assert adrift == []
    assert (moved.start, moved.end, moved.quote) == (one.start, one.end, "rang [NAME 1] at")
    later = "Well. " + record
    released, offsets = release("WS1", later, [Replacement(35, 45, "[NAME 1]")])
    way = OffsetMap(offsets)
    (moved,), _ = reanchor([one], "WS1", SessionText(later, released, way.to_released), way.to_record)
    assert (moved.start, moved.quote) == (one.start + 6, "rang [NAME 1] at")


def test_what_was_placed_stays_and_is_placed_from_there_the_next_time():
    one = on(TEXT, "The bus stops at six")
    first = "Well.\n" + TEXT
    (moved,), _ = reanchor([one], "WS1", text_of(first), as_it_is)
    acts = [one, replace(moved, decision_id="M" * 26, seq=2)]
    assert reanchor(acts, "WS1", text_of(first), as_it_is) == ([], [])
    second = "Well, well.\n" + first
    (again,), _ = reanchor(acts, "WS1", text_of(second), as_it_is)
    assert again.target == one.decision_id
    assert second[again.start : again.end] == "The bus stops at six"


def test_the_words_of_somebody_who_withdrew_are_left_alone():
    one = on(TEXT, "nobody rang")
    text = SessionText("x" + TEXT, "x" + TEXT, as_it_is, ((0, len(TEXT)),))
    assert reanchor([one], "WS1", text, as_it_is) == ([], [])
