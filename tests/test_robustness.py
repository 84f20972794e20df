"""How far counts would move, held against leaving each session and each speaker out by hand."""

from __future__ import annotations

import dataclasses

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from test_tables import act, ledger, row_of, study, tables_of
from themetrail.themes.robustness import moved

GROUPS = ["g", "h"]
said = st.lists(
    st.tuples(st.sampled_from("stu"), st.sampled_from(["g1", "g2", "h1", "h2", "h3"])), min_size=1, max_size=9
)


def mentions_of(pairs):
    cells = [("X", session, who, who[0], f"{session}{n}") for n, (session, who) in enumerate(pairs)]
    return pd.DataFrame(cells, columns=["item", "session_id", "speaker_id", "group", "segment_id"])


def profile(people):
    return [sum(who[0] == group for who in people) / len(people) for group in GROUPS]


@given(said)
def test_every_session_and_every_speaker_is_left_out_in_turn(pairs):
    found = moved(mentions_of(pairs), ["X"], GROUPS)["X"]
    people = {who for _, who in pairs}
    by_session = [{who for s, who in pairs if s != session} for session in {s for s, _ in pairs}]
    by_speaker = [people - {who} for who in people]
    assert found.speakers == len(people)
    assert found.fewest == min(map(len, by_session))
    assert found.most_of_one == max(sum(w == who for _, w in pairs) for who in people) / len(pairs)
    for shift, others in ((found.shift_session, by_session), (found.shift_speaker, by_speaker)):
        if not all(others):
            assert shift is None
        else:
            distances = [
                sum(abs(a - b) for a, b in zip(profile(people), profile(other), strict=True)) / 2 for other in others
            ]
            assert shift == pytest.approx(max(distances))


def robust(data, **where):
    return row_of(tables_of(data)["T13"], **where)


def test_the_table_gives_what_is_left_where_no_number_is_hidden():
    row = robust(study(), Item="HR2")  # three of Beta in s3 alone
    assert (row["Speakers"], row["Fewest without one session"]) == ("3", "0")
    assert row["Segments by one speaker"] == "at most 50\xa0%"
    assert (row["By ann alone"], row["By bob alone"]) == ("3", "≥1")


def test_where_a_group_is_hidden_nothing_else_is_told():
    row = robust(study(), Item="HR1")
    assert row["Speakers"] == "≥4"
    assert {row[name] for name in list(row)[4:]} == {"–"}


def suggested(*pairs, confidence=0.5):
    rows = [(s, f"{s}-{turn}", name, confidence, "e") for name, s, turn in pairs]
    return pd.DataFrame(rows, columns=["session_id", "segment_id", "code", "confidence", "engine_hash"])


def test_undecided_suggestions_are_added_and_decided_ones_are_not():
    beta = [("HR2", "s3", turn) for turn in (1, 2, 3)]
    alpha = [("HR2", "s1", turn) for turn in (1, 2, 3)]
    base = study({"ann": ledger("ann", beta, "s1 s2 s3")})
    data = dataclasses.replace(base, suggestions=suggested(*alpha))
    assert robust(data, Item="HR2")["With undecided suggestions"] == "6"
    unsure = dataclasses.replace(base, suggestions=suggested(*alpha, confidence=0.2))
    assert robust(unsure, Item="HR2")["With undecided suggestions"] == "3"
    refused = [act("ann", 80 + turn, "reject", "s1", turn, code="HR2") for turn in (1, 2, 3)]
    no = dataclasses.replace(study({"ann": [*ledger("ann", beta, ""), *refused]}), suggestions=suggested(*alpha))
    assert robust(no, Item="HR2")["With undecided suggestions"] == "3"
