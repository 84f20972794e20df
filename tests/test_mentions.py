"""Mentions are rebuilt here by hand, from plain loops over a small study."""

from __future__ import annotations

from itertools import product

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from small_codebook import code, codebook
from themetrail.cleaning.withdrawn import withdrawn_spans, without_withdrawn
from themetrail.study.machine_tables import CODING_SEGMENTS, CODINGS, SEGMENTS, TURNS, empty
from themetrail.themes.mentions import COLUMNS, count, grid, mentions
from themetrail.themes.quotes import group_of

BOOK = codebook(
    code("HR", "domain"), code("HR1", parent="HR"), code("HR1a", parent="HR1"), code("S01", "solution"),
    code("X1", "process"),
)  # fmt: skip
DOMAIN = {"HR": "HR", "HR1": "HR", "HR1a": "HR", "S01": ""}
PEOPLE = {  # stakeholder group, role, withdrawn
    "a1": ("Alpha", "participant", "no"), "a2": ("Alpha", "participant", "no"), "b1": ("Beta", "participant", "no"),
    "w1": ("Beta", "participant", "yes"), "f1": ("", "facilitator", "no"),
}  # fmt: skip
GROUPS = group_of({
    who: {"stakeholder_group": group, "role": role, "withdrawn": gone} for who, (group, role, gone) in PEOPLE.items()
})  # fmt: skip
SEGMENT_IDS = [f"{session}-{n}" for session in ("s1", "s2") for n in range(3)]

speakers_of_segments = st.fixed_dictionaries({segment: st.sampled_from(sorted(PEOPLE)) for segment in SEGMENT_IDS})
codings_made = st.lists(
    st.tuples(
        st.sampled_from([*DOMAIN, "X1"]),
        st.sampled_from(["findings", "independent"]),
        st.sets(st.sampled_from(SEGMENT_IDS), min_size=1, max_size=3),
    ),
    max_size=12,
)


def turns_of(speakers):
    rows = [
        (segment[:2], int(segment[3]), who, PEOPLE[who][1], None, None, 10 * int(segment[3]), 10 * int(segment[3]) + 9,
         "overlap withdrawn" if PEOPLE[who][2] == "yes" else "overlap")
        for segment, who in speakers.items()
    ]  # fmt: skip
    return TURNS.validate(pd.DataFrame(rows, columns=list(TURNS.columns)))


def made(speakers, codings):
    """The tables of a study in which every turn is one segment, and its mentions."""
    rows = [
        (f"{t.session_id}-{t.turn}", t.session_id, t.turn, t.speaker_id, t.role, t.start, t.end, 5, t.flags)
        for t in without_withdrawn(turns_of(speakers)).itertuples()
    ]
    segments = SEGMENTS.validate(pd.DataFrame(rows, columns=list(SEGMENTS.columns))) if rows else empty(SEGMENTS)
    coded = [(f"c{n}", "s1", 0, 9, name, "ann", layer, "hand", f"c{n}") for n, (name, layer, _) in enumerate(codings)]
    joined = [(f"c{n}", segment, 9) for n, (_, _, there) in enumerate(codings) for segment in sorted(there)]
    frames = [
        pd.DataFrame(rows, columns=list(schema.columns)) if rows else empty(schema)
        for rows, schema in ((coded, CODINGS), (joined, CODING_SEGMENTS))
    ]
    return mentions(*frames, segments, GROUPS, BOOK)


@given(speakers_of_segments, codings_made)
@settings(max_examples=50)
def test_a_mention_is_a_finding_on_a_segment_of_a_participant(speakers, codings):
    expected = {
        (segment, segment[:2], speakers[segment], PEOPLE[speakers[segment]][0], name, DOMAIN[name])
        for name, layer, there in codings
        for segment in there
        if layer == "findings" and name != "X1" and PEOPLE[speakers[segment]][1:] == ("participant", "no")
    }
    rows = made(speakers, codings)
    found = [
        (r.segment_id, r.session_id, r.speaker_id, r.group, r.code, r.domain) for r in rows.itertuples()
    ]  # fmt: skip
    assert len(found) == len(set(found))
    assert set(found) == expected
    assert list(rows.columns) == COLUMNS


@given(speakers_of_segments, codings_made)
@settings(max_examples=50)
def test_counts_are_of_different_speakers_sessions_and_segments(speakers, codings):
    rows = made(speakers, codings)
    table = grid(rows, "code", list(DOMAIN), "group", ["Beta", "Alpha"])
    assert list(zip(table["code"], table["group"], strict=True)) == list(product(DOMAIN, ["Beta", "Alpha"]))
    for cell in table.itertuples():
        own = [r for r in rows.itertuples() if (r.code, r.group) == (cell.code, cell.group)]
        counted = (cell.speakers, cell.sessions, cell.segments)
        assert counted == tuple(len({getattr(r, of) for r in own}) for of in ("speaker_id", "session_id", "segment_id"))


def test_one_code_on_a_segment_by_two_codings_counts_once_and_the_first_stands_for_them():
    speakers = dict.fromkeys(SEGMENT_IDS, "a1")
    rows = made(speakers, [("HR1", "findings", {"s1-0", "s1-1"}), ("HR1", "findings", {"s1-0"})])
    assert list(zip(rows["segment_id"], rows["coding_id"], strict=True)) == [("s1-0", "c0"), ("s1-1", "c0")]
    (counted,) = count(rows, ["code"]).itertuples()
    assert (counted.speakers, counted.sessions, counted.segments) == (1, 1, 2)


def test_process_codes_facilitators_and_withdrawn_speakers_are_never_counted():
    speakers = dict.fromkeys(SEGMENT_IDS, "a1") | {"s1-1": "f1", "s1-2": "w1"}
    everywhere = set(SEGMENT_IDS[:3])
    rows = made(speakers, [("HR1", "findings", everywhere), ("X1", "findings", everywhere)])
    assert rows[["segment_id", "code", "speaker_id"]].to_numpy().tolist() == [["s1-0", "HR1", "a1"]]


def test_a_cause_below_a_cause_counts_for_the_domain_above_both():
    rows = made(dict.fromkeys(SEGMENT_IDS, "b1"), [("HR1a", "findings", {"s1-0"}), ("HR", "findings", {"s1-1"})])
    (cell,) = grid(rows, "domain", ["HR"], "group", ["Beta"]).itertuples()
    assert (cell.speakers, cell.segments) == (1, 2)


def test_without_codings_there_are_no_mentions_and_every_cell_is_nought():
    rows = made(dict.fromkeys(SEGMENT_IDS, "a1"), [])
    assert list(rows.columns) == COLUMNS
    assert grid(rows, "code", ["HR1"], "group", ["Alpha"])[["speakers", "segments"]].to_numpy().tolist() == [[0, 0]]


# --- withdrawn speakers ------------------------------------------------------------------------------------------


@given(speakers_of_segments)
def test_the_turns_of_withdrawn_speakers_are_spans_and_are_taken_out(speakers):
    turns = turns_of({segment: who for segment, who in speakers.items() if segment[:2] == "s1"})
    left = without_withdrawn(turns)
    assert [who for who in turns["speaker_id"] if who != "w1"] == left["speaker_id"].tolist()
    gone = [(t.start, t.end) for t in turns.itertuples() if t.speaker_id == "w1"]
    assert withdrawn_spans(turns) == gone
    assert withdrawn_spans(left) == []


def test_a_session_without_turns_has_nobody_to_take_out():
    assert without_withdrawn(empty(TURNS)).empty
    assert withdrawn_spans(empty(TURNS)) == []


def test_the_groups_are_those_of_participants_who_have_not_withdrawn():
    assert GROUPS == {"a1": "Alpha", "a2": "Alpha", "b1": "Beta"}
