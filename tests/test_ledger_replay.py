"""What a coder has undone counts nowhere, what was finished stays as it was, and nobody is counted twice."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from ledgers import SESSIONS, act, decision, more_acts
from themetrail.ledger.replay import (
    active_acts,
    codings_of,
    findings,
    finished_sessions,
    independent,
    sessions_with_consensus,
    without_withdrawn,
)


def codes(codings):
    return [(coding.start, coding.end, coding.code) for coding in codings]


def undone(acts):
    state = {}
    for one in acts:
        if one.action in ("undo", "redo"):
            state[one.target] = one.action == "undo"
    return {name for name, is_undone in state.items() if is_undone}


def target_in(acts, data):
    return data.draw(st.sampled_from([one for one in acts if one.action not in ("undo", "redo")]))


def about(acts, action, target):
    return act(len(acts) + 1, action, session_id=target.session_id, target=target.decision_id)


ledgers = more_acts()
some_acts = ledgers.filter(bool)


# --- undo and redo ---------------------------------------------------------------------------------------


@given(some_acts, st.data())
def test_to_undo_and_redo_an_act_changes_nothing(acts, data):
    target = target_in(acts, data)
    if target.decision_id in undone(acts):
        acts = [*acts, about(acts, "redo", target)]
    back = [*acts, about(acts, "undo", target)]
    back = [*back, about(back, "redo", target)]
    assert codings_of(back, "findings") == codings_of(acts, "findings")
    assert independent(back) == independent(acts)
    assert findings([back], dict.fromkeys(SESSIONS, "coder_a")) == findings([acts], dict.fromkeys(SESSIONS, "coder_a"))
    assert finished_sessions(back) == finished_sessions(acts)


@given(some_acts, st.data())
def test_to_undo_an_act_is_as_if_it_had_not_been_made(acts, data):
    target = target_in(acts, data)
    without = [one for one in acts if one is not target]
    assert codings_of([*acts, about(acts, "undo", target)], "findings") == codings_of(without, "findings")


@given(ledgers)
def test_no_coding_comes_from_an_act_that_is_undone(acts):
    assert not {coding.decision_id for coding in codings_of(acts, "findings")} & undone(acts)


def test_an_undone_change_gives_the_coding_back_that_it_changed():
    acts = [act(1), act(2, "change", code="B", target=1), act(3, "undo", target=2)]
    assert codes(codings_of(acts[:2], "findings")) == [(0, 10, "B")]
    assert codes(codings_of(acts, "findings")) == [(0, 10, "A")]


def test_an_undone_move_puts_the_coding_back_where_it_was():
    acts = [act(1), act(2, "reanchor", start=20, end=30, target=1), act(3, "undo", target=2)]
    assert codes(codings_of(acts[:2], "findings")) == [(20, 30, "A")]
    assert codes(codings_of(acts, "findings")) == [(0, 10, "A")]


# --- what makes a coding ---------------------------------------------------------------------------------


def test_only_add_accept_and_change_make_codings():
    acts = [act(1), act(2, "accept", code="B"), act(3, "change", code="C", from_code="D")]
    acts += [act(4, "reject", code="E"), act(5, "none"), act(6, "memo"), act(7, "finish")]
    assert [(coding.code, coding.origin) for coding in codings_of(acts, "findings")] == [
        ("A", "hand"),
        ("B", "suggestion"),
        ("C", "hand"),
    ]


def test_only_a_change_replaces_the_coding_that_it_names():
    assert codes(codings_of([act(1), act(2, code="B", target=1)], "findings")) == [(0, 10, "A"), (0, 10, "B")]
    assert codes(codings_of([act(1), act(2, "change", code="B", target=1)], "findings")) == [(0, 10, "B")]


def test_the_same_code_on_the_same_span_is_one_coding_the_earlier():
    assert [coding.decision_id for coding in codings_of([act(1), act(2)], "findings")] == [decision(1)]


def test_an_imported_coding_says_so():
    assert codings_of([act(1, via="import")], "findings")[0].origin == "import"


@given(ledgers, st.randoms(use_true_random=False))
def test_the_clock_decides_nothing(acts, random):
    shuffled = [replace(one, at=f"2024-01-01T00:00:{random.randrange(60):02d}Z") for one in acts]
    assert codings_of(shuffled, "findings") == codings_of(acts, "findings")


# --- the independent layer -------------------------------------------------------------------------------


@st.composite
def reopened(draw, *, moves):
    first = draw(more_acts(most=6))
    frozen = [*first]
    for session in SESSIONS:
        frozen.append(act(len(frozen) + 1, "finish", session_id=session))
    return frozen, draw(more_acts(frozen, moves=moves))


@given(reopened(moves=False))
def test_after_finish_nothing_but_a_move_changes_the_independent_layer(case):
    frozen, later = case
    assert independent(later) == independent(frozen)


@given(reopened(moves=True))
def test_a_move_after_finish_takes_the_same_codes_to_other_places(case):
    frozen, later = case
    assert {(c.session_id, c.code) for c in independent(later)} == {(c.session_id, c.code) for c in independent(frozen)}


@given(reopened(moves=True))
def test_the_independent_coding_and_the_present_one_of_a_decision_have_one_span(case):
    _, later = case
    now = {c.decision_id: (c.start, c.end) for c in codings_of(later, "findings")}
    then = {c.decision_id: (c.start, c.end) for c in independent(later)}
    assert all(now[name] == then[name] for name in now.keys() & then.keys())


def test_a_move_that_was_undone_after_finish_is_undone_in_both_layers():
    acts = [act(1), act(2, "finish"), act(3, "reanchor", start=20, end=30, target=1), act(4, "undo", target=3)]
    assert codes(independent(acts)) == codes(codings_of(acts, "findings")) == [(0, 10, "A")]


def test_what_is_not_finished_is_independent_as_it_stands():
    acts = [act(1), act(2, "finish"), act(3, code="B"), act(4, session_id="WS2", code="C")]
    assert [(c.session_id, c.code, c.layer) for c in independent(acts)] == [
        ("WS1", "A", "independent"),
        ("WS2", "C", "independent"),
    ]


def test_a_finish_that_was_undone_is_no_finish_but_freezes_all_the_same():
    acts = [act(1), act(2, "finish"), act(3, "undo", target=2), act(4, code="B")]
    assert finished_sessions(acts) == frozenset()
    assert codes(independent(acts)) == [(0, 10, "A")]


# --- whose codings count ---------------------------------------------------------------------------------


@st.composite
def two_coders(draw):
    first, second = draw(more_acts()), draw(more_acts(coder="coder_b"))
    everybody = [*first, *second]
    for own, coder in ((first, "coder_a"), (second, "coder_b")):
        for _ in range(draw(st.integers(0, 3))):
            session = draw(st.sampled_from(SESSIONS))
            there = [one.decision_id for one in everybody if one.session_id == session]
            settled = draw(st.lists(st.sampled_from(there), max_size=2)) if there else []
            code = draw(st.sampled_from(["", "A", "B"]))
            span = {"start": 1, "end": 3} if code else {}
            one = act(len(own) + 1, "resolve", coder, session_id=session, target=" ".join(settled), code=code, **span)
            own.append(one)
    return first, second


LEADS = {"WS1": "coder_a", "WS2": "coder_b"}


@given(two_coders())
def test_findings_come_from_the_lead_coder_or_the_consensus_only(ledgers):
    resolving = {one.decision_id for acts in ledgers for one in active_acts(acts) if one.action == "resolve"}
    for coding in findings(ledgers, LEADS):
        assert coding.decision_id in resolving or coding.coder == LEADS[coding.session_id]
        assert coding.layer == "findings"


@given(two_coders())
def test_findings_hold_no_code_twice_on_one_span(ledgers):
    places = [(c.session_id, c.start, c.end, c.code) for c in findings(ledgers, LEADS)]
    assert len(places) == len(set(places))


@given(two_coders())
def test_a_decision_that_was_settled_counts_no_more(ledgers):
    resolving = [one for acts in ledgers for one in active_acts(acts) if one.action == "resolve"]
    settled = {target for one in resolving for target in one.target.split()}
    assert not {coding.decision_id for coding in findings(ledgers, LEADS)} & settled


def test_a_code_that_is_agreed_and_the_lead_coders_too_counts_once_as_agreed():
    ledgers = [act(1)], [act(1, "resolve", "coder_b", code="A", start=0, end=10)]
    assert [coding.decision_id for coding in findings(ledgers, LEADS)] == [decision(1, "coder_b")]


def test_an_undone_resolution_leaves_the_lead_coders_coding():
    resolution = act(1, "resolve", "coder_b", code="B", start=0, end=10, target=decision(1))
    undo = act(2, "undo", "coder_b", target=1)
    assert [c.code for c in findings([[act(1)], [resolution]], LEADS)] == ["B"]
    assert [c.code for c in findings([[act(1)], [resolution, undo]], LEADS)] == ["A"]
    assert sessions_with_consensus([[act(1)], [resolution]]) == {"WS1"}
    assert sessions_with_consensus([[act(1)], [resolution, undo]]) == frozenset()


def test_a_session_without_a_lead_coder_has_no_findings():
    assert findings([[act(1)]], {}) == []


# --- withdrawn speakers ----------------------------------------------------------------------------------


def test_a_coding_that_touches_the_words_of_somebody_withdrawn_is_left_out():
    codings = codings_of([act(1, start=0, end=10), act(2, start=10, end=20), act(3, start=25, end=30)], "findings")
    assert codes(without_withdrawn(codings, {"WS1": [(19, 25)]})) == [(0, 10, "A"), (25, 30, "A")]
    assert without_withdrawn(codings, {"WS2": [(0, 100)]}) == codings
