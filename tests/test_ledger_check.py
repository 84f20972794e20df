"""Every decision that counts is about words and codes that are there; what counts nowhere is not judged."""

from __future__ import annotations

import pytest

from ledgers import act, decision
from themetrail.codebook.model import Code, Codebook
from themetrail.ledger.check import SessionText, check_acts, check_resolved
from themetrail.study.files import sha256

RECORD = "I had to wait.\nNo bus came.\n"
NEW = f"Well. {RECORD}"
QUOTED = {"start": 0, "end": 14, "quote": "I had to wait.", "record_sha256": sha256(RECORD)}


def code(name, status="active"):
    return Code(
        name, name, "", "cause", name, "#000000", "d", "", "", (), (), (), ("participant",), "paper", status, "1"
    )


CODEBOOK = Codebook("1", (code("A"), code("B"), code("OLD", "merged"), code("GONE", "retired")))


def text(record=RECORD, withdrawn=()):
    return SessionText(record, record, lambda start, end: (start, end), withdrawn)


def said(*acts, sessions=("WS1",), texts=None):
    texts = {"WS1": text()} if texts is None else texts
    return [(p.number, p.seen) for p in check_acts(acts, "coder_a.csv", sessions, texts, CODEBOOK)]


def row(number, *args, **cells):
    return act(number, *args, row=number, **cells)


# --- codes and sessions ----------------------------------------------------------------------------------


def test_a_decision_about_known_words_and_a_known_code_is_right():
    assert said(row(1, **QUOTED)) == []


def test_an_unknown_code_is_named_wherever_it_stands():
    assert said(row(1, **QUOTED, code="Z")) == [(1, "unknown code 'Z'")]
    assert said(row(1, "change", **QUOTED, from_code="Z")) == [(1, "unknown code 'Z'")]


def test_a_code_that_was_merged_makes_no_coding():
    assert said(row(1, **QUOTED, code="OLD")) == [(1, "the code 'OLD' is merged")]
    assert said(row(1, "reject", **QUOTED, code="OLD")) == []


def test_a_decision_for_a_retired_code_is_named_with_its_row():
    assert said(row(7, **QUOTED, code="GONE")) == [(7, "the code 'GONE' is retired")]
    assert said(row(7, **QUOTED, code="GONE"), row(8, "change", **QUOTED, code="B", target=7)) == []


def test_a_merged_code_that_was_changed_or_undone_is_settled():
    old = row(1, **QUOTED, code="OLD")
    assert said(old, row(2, "change", **QUOTED, code="B", target=1)) == []
    assert said(old, row(2, "undo", target=1)) == []
    assert said(old, row(2, "finish"), row(3, "change", **QUOTED, code="B", target=1)) == []


def test_an_unknown_session_is_named():
    assert said(row(1, **QUOTED), sessions=()) == [(1, "unknown session 'WS1'")]


def test_a_session_whose_text_could_not_be_read_is_not_judged():
    assert said(row(1, **QUOTED | {"quote": "something else"}), texts={}) == []


# --- quotes ----------------------------------------------------------------------------------------------


def test_a_quote_that_is_not_in_its_place_is_reported_without_repeating_it():
    ((number, seen),) = said(row(1, **QUOTED | {"quote": "I had to rest."}))
    assert number == 1
    assert seen == "the quote is not what stands at 0–14 of WS1 (the text is the one decided on)"


def test_a_changed_transcript_is_told_from_a_wrong_row():
    ((_, seen),) = said(row(1, **QUOTED), texts={"WS1": text(NEW)})
    assert seen.endswith("(the transcript was changed after the decision)")


def test_a_decision_without_a_quote_holds_for_the_text_it_was_made_on_alone():
    bare = row(1, **QUOTED | {"quote": ""})
    assert said(bare) == []
    assert len(said(bare, texts={"WS1": text(NEW)})) == 1


def test_a_changed_transcript_whose_words_stand_where_they_did_is_accepted():
    assert said(row(1, **QUOTED), texts={"WS1": text(f"{RECORD}More.\n")}) == []


def test_a_span_after_the_end_of_the_text_is_reported():
    ((_, seen),) = said(row(1, **QUOTED | {"end": 99}))
    assert seen == "the span 0–99 ends after the text of WS1 (28 characters)"


def test_words_of_somebody_withdrawn_are_not_judged():
    assert said(row(1, **QUOTED | {"quote": "gone"}), texts={"WS1": text(withdrawn=((0, 14),))}) == []


def test_a_quote_over_two_lines_is_compared_on_one():
    assert said(row(1, **QUOTED | {"end": 27, "quote": "I had to wait. No bus came."})) == []


# --- what counts -----------------------------------------------------------------------------------------


MOVED = {"start": 6, "end": 20, "quote": "I had to wait.", "record_sha256": sha256(NEW), "target": 1}


def test_a_decision_that_was_anchored_anew_is_judged_at_its_new_place():
    assert said(row(1, **QUOTED), row(2, "reanchor", **MOVED), texts={"WS1": text(NEW)}) == []


def test_a_wrong_new_anchor_is_reported_at_its_own_row():
    wrong = row(2, "reanchor", **MOVED | {"start": 7})
    assert [number for number, _ in said(row(1, **QUOTED), wrong, texts={"WS1": text(NEW)})] == [2]


def test_an_undone_decision_is_not_judged():
    assert said(row(1, **QUOTED | {"quote": "wrong"}), row(2, "undo", target=1)) == []


@pytest.mark.parametrize("later", [row(3, "undo", target=1), row(3, "change", **QUOTED, code="B", target=1)])
def test_what_stood_at_the_first_finish_is_judged_whatever_came_later(later):
    acts = row(1, **QUOTED | {"quote": "wrong"}), row(2, "finish"), later
    assert [number for number, _ in said(*acts)] == [1]


# --- resolutions -----------------------------------------------------------------------------------------


def test_a_resolution_settles_decisions_of_any_coder_on_its_session():
    own, other = act(1), act(1, coder="coder_b")
    settled = row(2, "resolve", target=f"{decision(1)} {decision(1, 'coder_b')}")
    assert check_resolved({"coder_a": [own, settled], "coder_b": [other]}) == []


@pytest.mark.parametrize("elsewhere", [[], [act(1, coder="coder_b", session_id="WS2")]])
def test_a_resolution_of_what_is_no_decision_there_is_reported(elsewhere):
    settled = row(1, "resolve", target=decision(1, "coder_b"))
    (problem,) = check_resolved({"coder_a": [settled], "coder_b": elsewhere})
    assert (problem.file, problem.number) == ("data/coding/decisions/coder_a.csv", 1)
    assert problem.seen == f"{decision(1, 'coder_b')} is no decision on WS1"


def test_an_undone_resolution_is_not_judged():
    assert check_resolved({"coder_a": [act(1, "resolve", target=7), act(2, "undo", target=1)]}) == []
