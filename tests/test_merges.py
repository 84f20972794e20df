"""A merged code counts under the one that stands for it, and a merge that leads nowhere is reported."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from test_tables import act, rows, study
from themetrail.codebook.merges import check_merges, merged_codes
from themetrail.codebook.model import Code, Codebook
from themetrail.ledger.check import check_acts, check_analysis, check_reasons
from themetrail.ledger.replay import codings_of, with_aliases
from themetrail.study.inputs import CODING_TABLES, RAW_TABLES
from themetrail.study.load import Tables
from themetrail.tables.all_tables import build_all
from themetrail.tables.data import current_codes


def code(name, status="active", kind="cause"):
    texts = (name, name, "", kind, f"Label of {name}", "#000000", "What it is", "this", "that")
    return Code(*texts, (), (), (), ("participant",), "analyst", status, "1.0")


BOOK = Codebook("1.1", (code("A", "merged"), code("B", "merged"), code("C"), code("S", kind="solution"), code("D")))


def log(*merges):
    return rows(*({"code": one, "change": "merge", "into": other} for one, other in merges))


def test_a_code_is_followed_through_as_many_merges_as_there_were():
    assert merged_codes(log(("A", "B"), ("B", "C"))) == {"A": "C", "B": "C"}


def test_other_changes_of_the_codebook_merge_nothing():
    assert merged_codes(rows({"code": "A", "change": "patterns", "into": "", "reason": ""})) == {}


@given(st.lists(st.tuples(st.sampled_from("abcd"), st.sampled_from("abcd")), max_size=5))
def test_no_chain_of_merges_hangs_or_ends_in_a_merged_code(merges):
    found = merged_codes(log(*merges))
    assert not set(found.values()) & set(found)


@pytest.mark.parametrize(
    ("merge", "seen"),
    [
        (("A", "C"), None),
        (("Z", "C"), "'Z' is not a code"),
        (("A", "Z"), "into 'Z' is not a code"),
        (("A", ""), "into '' is not a code"),
        (("C", "D"), "C is merged here and active in the codebook"),
        (("A", "S"), "A is a cause and S a solution"),
        (("A", "B"), "the merge of A leads to no active code"),
    ],
)
def test_a_merge_that_cannot_be_followed_is_reported(merge, seen):
    assert [problem.seen for problem in check_merges(log(merge), BOOK)] == ([seen] if seen else [])


def test_a_loop_of_merges_is_reported_for_each_of_its_rows():
    found = check_merges(log(("A", "B"), ("B", "A")), BOOK)
    assert [(p.number, p.seen) for p in found] == [
        (2, "the merge of A leads to no active code"), (3, "the merge of B leads to no active code"),
    ]  # fmt: skip


def test_decisions_with_merged_codes_count_once_for_the_new_one():
    ann = [act("ann", n, "add", "s1", turn, code=name) for n, (name, turn) in enumerate([("A", 1), ("C", 1), ("A", 2)])]
    found = codings_of(with_aliases(ann, {"A": "C"}), "independent")
    assert [(one.code, one.decision_id) for one in found] == [("C", "ann0"), ("C", "ann2")]


def test_what_people_wrote_of_a_merged_code_stands_with_the_new_one_and_a_vote_with_what_was_asked():
    said = {"group": "Alpha", "author": "ann"}
    first = {"cause": "HR1", "text": "They leave.", "at": "2024-01-02T10:00:00Z", **said}
    second = {"cause": "HR2", "text": "They tire.", "at": "2024-01-01T10:00:00Z", **said}
    tables = {name: [] for name in RAW_TABLES | CODING_TABLES}
    tables |= {"summaries": rows(first, second), "jury_votes": rows({"solution": "S02"})}
    now = current_codes(Tables(tables), {"HR2": "HR1", "S02": "S01"})
    assert [row["cause"] for row in now["summaries"]] == ["HR1", "HR1"]
    assert [row["solution"] for row in now["jury_votes"]] == ["S02"]
    (matrix,) = [table for table in build_all(study(summaries=now["summaries"])) if table.number == "T4"]
    (cell,) = matrix.rows.loc[matrix.rows["Code"] == "HR1", "Alpha (n = 4)"]
    assert cell == "3: They tire. They leave."


def test_a_solution_has_the_refinements_of_those_that_were_merged_into_it():
    log = rows({"code": "S02", "change": "merge", "into": "S01"})
    refinements = rows({
        "refinement_id": "R1", "solution": "S02", "day": "1", "outcome": "merged", "session_id": "s1", "comment": "",
        "wording_in": "before", "wording_out": "after", "start": "", "end": "",
    })  # fmt: skip
    (table,) = [t for t in build_all(study(codebook_log=log, refinements=refinements)) if t.number == "T5"]
    (row,) = table.rows[table.rows["Code"] == "S01"].to_dict("records")
    assert (row["Refinement"], row["Final wording"]) == ("merged", "after")


def test_a_decision_with_a_merged_code_stands_if_the_log_says_where_it_went():
    decided = act("ann", 1, "add", "s1", 1, code="A")
    seen = [p.seen for p in check_acts([decided], "ann.csv", {"s1"}, {}, BOOK)]
    assert seen == ["the code 'A' is merged"]
    assert check_acts([decided], "ann.csv", {"s1"}, {}, BOOK, aliases={"A"}) == []


# --- other references that have to be there --------------------------------------------------------------------------


def test_a_reason_for_a_vote_has_to_be_a_decision_that_stands():
    acts = [act("ann", 1, "add", "s1", 1, code="C"), act("ann", 2, "add", "s1", 2, code="C")]
    acts.append(act("ann", 3, "undo", "s1", target="ann2"))
    votes = rows(*({"reason_decision_id": reason} for reason in ("ann1", "", "ann2", "nobody")))
    found = check_reasons(votes, {"ann": acts})
    assert [(row, seen.split("'")[1]) for row, seen, _ in found] == [(4, "ann2"), (5, "nobody")]


def test_an_analysis_is_not_called_reflexive_where_suggestions_were_shown_or_coders_compared():
    shown = [act("ann", 1, "accept", "s1", 1, code="C", shown='[{"code": "C"}]')]
    both = {who: [act(who, 1, "finish", "s1")] for who in ("ann", "bob")}
    assert check_analysis("reflexive", {"ann": shown}) == ["suggestions were shown to ann"]
    assert check_analysis("reflexive", both) == ["coders are compared on s1"]
    assert check_analysis("codebook", {"ann": shown} | both) == []
    assert check_analysis("reflexive", {"ann": both["ann"]}) == []
