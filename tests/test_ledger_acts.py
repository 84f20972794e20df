"""A decision reads back as it was written, and a row that cannot be right is named with what to do."""

from __future__ import annotations

import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledgers import act, decision, file_of, more_acts
from themetrail.ledger.acts import anchor, read_ledger
from themetrail.ledger.write import append_acts
from themetrail.study.files import write_text


def read(path, acts):
    write_text(path, file_of(acts))
    return read_ledger(path, "decisions/coder_a.csv")


@pytest.fixture
def seen(tmp_path):
    """What is said of a ledger, as (row, what was seen)."""

    def said_of(*acts):
        _, problems = read(tmp_path / "coder_a.csv", acts)
        return [(problem.number, problem.seen) for problem in sorted(problems)]

    return said_of


cells = st.text(st.characters(codec="utf-8", exclude_categories=["Cc"]), max_size=30).map(str.strip)


# --- reading and appending -------------------------------------------------------------------------------


@given(more_acts(), cells, cells)
def test_what_is_appended_reads_back_as_it_was(tmp_path_factory, acts, quote, memo):
    path = tmp_path_factory.mktemp("decisions") / "coder_a.csv"
    acts = [dataclasses.replace(one, quote=quote, memo=memo) for one in acts]
    for one in acts:
        append_acts(path, [one])
    if not acts:
        append_acts(path, [])
    back, problems = read_ledger(path, path.name)
    assert problems == []
    assert back == [dataclasses.replace(one, row=number) for number, one in enumerate(acts, 2)]


def test_appending_rewrites_no_row(tmp_path):
    path = tmp_path / "coder_a.csv"
    append_acts(path, [act(1)])
    before = path.read_bytes()
    append_acts(path, [act(2)])
    assert path.read_bytes().startswith(before)
    assert path.read_bytes().count(b"decision_id") == 1


def test_nothing_is_appended_to_a_torn_row(tmp_path):
    path = tmp_path / "coder_a.csv"
    write_text(path, file_of([act(1)]).rstrip("\n"))
    with pytest.raises(ValueError, match="torn"):
        append_acts(path, [act(2)])


@pytest.mark.parametrize(
    "saved",
    [
        lambda text: text.replace(",", ";").encode(),
        lambda text: text.encode("utf-8-sig").replace(b"\n", b"\r\n").replace(b"decision_id", b"Decision"),
        lambda text: text.replace("because", "caf\u00e9").encode("cp1252"),
    ],
)
def test_nothing_is_appended_to_a_file_that_another_program_saved_differently(tmp_path, saved):
    path = tmp_path / "coder_a.csv"
    path.write_bytes(saved(file_of([act(1, memo="because")])))
    before = path.read_bytes()
    with pytest.raises(ValueError, match="saved by another program"):
        append_acts(path, [act(2)])
    assert path.read_bytes() == before


def test_a_last_row_without_a_line_end_is_reported(tmp_path):
    path = tmp_path / "coder_a.csv"
    write_text(path, file_of([act(1), act(2, memo="a long tho")]).rstrip("\n"))
    _, problems = read_ledger(path, path.name)
    assert [(p.number, p.seen) for p in problems] == [(3, "the last row has no line end, so a part of it may be lost")]


# --- what a row has to carry -----------------------------------------------------------------------------


@given(acts=more_acts())
def test_acts_that_follow_the_rules_have_no_problem(tmp_path_factory, acts):
    assert read(tmp_path_factory.mktemp("decisions") / "coder_a.csv", acts)[1] == []


def test_a_row_belongs_to_the_coder_of_the_file(seen):
    assert seen(act(1, coder="coder_b")) == [(2, "coder is 'coder_b' in the file of 'coder_a'")]


def test_seq_grows_from_row_to_row(seen):
    assert seen(act(2), act(1)) == [(3, "seq 1 follows 2")]


@pytest.mark.parametrize("action", ["add", "accept", "reject", "none", "change"])
@pytest.mark.parametrize("span", [{"start": None}, {"end": None}, {"start": 5, "end": 5}, {"start": -1, "end": 5}])
def test_a_decision_about_words_has_a_span_that_is_not_empty(seen, action, span):
    ((row, what),) = seen(act(1, action, **span))
    assert row == 2
    assert what.endswith(f"of '{action}' is empty")


@pytest.mark.parametrize("action", ["memo", "finish", "resolve"])
def test_half_a_span_is_no_span_whatever_the_action(seen, action):
    assert seen(act(1, action, start=3)) == [(2, f"the span 3–None of '{action}' is empty")]


def test_a_resolution_that_decides_a_code_says_where(seen):
    assert seen(act(1, "resolve", code="A")) == [(2, "the span None–None of 'resolve' is empty")]
    assert seen(act(1, "resolve", target=decision(9, "coder_b"))) == []


@pytest.mark.parametrize("action", ["add", "accept", "reject", "change"])
def test_a_decision_about_a_code_names_it(seen, action):
    assert seen(act(1, action, code="")) == [(2, f"'{action}' has no code")]


def test_a_decision_about_words_names_the_text_that_it_was_made_on(seen):
    assert seen(act(1, record_sha256="")) == [(2, "record_sha256 is empty")]


@pytest.mark.parametrize("action", ["undo", "redo", "pin", "reanchor"])
def test_some_actions_need_a_target(seen, action):
    assert seen(act(1, action)) == [(2, f"'{action}' has no target")]


# --- what a target may be --------------------------------------------------------------------------------


def test_a_target_stands_above(seen):
    assert seen(act(1, "undo", target=2), act(2)) == [(2, f"target {decision(2)} is no earlier row of this file")]


def test_a_target_is_in_the_same_session(seen):
    acts = act(1), act(2, "undo", target=1, session_id="WS2")
    assert seen(*acts) == [(3, "the target is in WS1 and the row in WS2")]


@pytest.mark.parametrize(
    ("action", "target"), [("undo", "undo"), ("undo", "redo"), ("redo", "undo"), ("pin", "undo"), ("reanchor", "undo")]
)
def test_an_undo_or_redo_is_no_target(seen, action, target):
    acts = act(1), act(2, target, target=1), act(3, action, target=2)
    assert seen(*acts) == [(4, f"the target of '{action}' is '{target}'")]


def test_only_what_made_a_coding_can_be_changed(seen):
    acts = act(1, "none"), act(2, "change", target=1)
    assert seen(*acts) == [(3, "the target of 'change' is 'none'")]


# --- what was shown --------------------------------------------------------------------------------------


def test_what_was_shown_comes_back_as_codes(tmp_path):
    shown = '[{"code": "A", "rank": 1, "confidence": 0.5, "engine_hash": "x"}]'
    (one,), problems = read(tmp_path / "coder_a.csv", [act(1, "accept", shown=shown)])
    assert problems == []
    assert [proposal["code"] for proposal in one.shown_codes()] == ["A"]
    assert act(2).shown_codes() == []


@pytest.mark.parametrize("shown", ["A", "{}", '{"code": "A"}', '["A"]', '[{"rank": 1}]', "["])
def test_shown_is_a_list_of_codes_or_nothing(seen, shown):
    assert seen(act(1, shown=shown)) == [(2, "shown is not a JSON list of codes")]


# --- the anchor ------------------------------------------------------------------------------------------


def test_an_anchor_is_the_quote_with_forty_characters_around_it():
    text = "x" * 60 + "the quote" + "y" * 60
    assert anchor(text, 60, 69) == ("the quote", "x" * 40, "y" * 40)


@given(st.text("ab \n", max_size=120), st.integers(0, 120), st.integers(0, 120))
def test_an_anchor_stands_on_one_line(text, one, other):
    assert not any("\n" in part for part in anchor(text, *sorted((one, other))))
