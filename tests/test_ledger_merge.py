"""Two states of a ledger join into one that is valid and holds every act; what they disagree about is a list."""

from __future__ import annotations

import dataclasses
import subprocess

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledgers import act, decision, file_of, more_acts
from themetrail import cli
from themetrail.ledger.acts import read_acts
from themetrail.ledger.merge import merge_ledgers


@given(more_acts(most=4), st.data())
def test_the_joined_ledger_is_valid_and_holds_every_act_of_both(common, data):
    ours = data.draw(more_acts(common))
    tail = data.draw(more_acts(common))[len(common) :]
    ids = {one.decision_id: f"T{one.decision_id[1:]}" for one in tail}
    theirs = [
        *common,
        *(dataclasses.replace(x, decision_id=ids[x.decision_id], target=ids.get(x.target, x.target)) for x in tail),
    ]
    merged = merge_ledgers(ours, theirs)
    assert merged.acts is not None
    _, problems = read_acts(file_of(merged.acts).encode(), "coder_a.csv")
    assert problems == []
    assert [one.decision_id for one in merged.acts[: len(ours)]] == [one.decision_id for one in ours]
    assert {one.decision_id for one in merged.acts} == {one.decision_id for one in [*ours, *theirs]}


@given(more_acts())
def test_a_state_that_only_lags_behind_adds_nothing(acts):
    for lagging in range(len(acts) + 1):
        assert merge_ledgers(acts, acts[:lagging]).acts == acts
        assert merge_ledgers(acts[:lagging], acts).conflicts == []


def theirs_of(*acts):
    return [dataclasses.replace(one, decision_id=f"T{one.decision_id[1:]}") for one in acts]


@pytest.mark.parametrize(
    ("mine", "other", "why"),
    [
        (act(1, "add"), act(1, "none"), "nothing to code"),
        (act(1, "accept"), act(1, "reject"), "rejects"),
        (act(1, "finish"), act(1, "add"), "finished"),
    ],
)
def test_what_two_states_disagree_about_is_listed(mine, other, why):
    (conflict,) = merge_ledgers([mine], theirs_of(other)).conflicts
    assert why in conflict.why


def test_two_acts_on_one_decision_are_listed():
    common = act(1)
    one = act(2, "undo", target=1)
    other = dataclasses.replace(act(2, "change", target=1), decision_id="T" * 26)
    (conflict,) = merge_ledgers([common, one], [common, other]).conflicts
    assert "same decision" in conflict.why


def test_the_same_work_done_twice_is_no_conflict():
    assert merge_ledgers([act(1)], theirs_of(act(1))).conflicts == []


def test_a_row_that_was_changed_is_not_joined_and_the_file_stays_as_it_was(tmp_path, capsys):
    ours, theirs = tmp_path / "coder_a.csv", tmp_path / "theirs.csv"
    ours.write_text(file_of([act(1)]), "utf-8")
    theirs.write_text(file_of([act(1, code="B")]), "utf-8")
    before = ours.read_bytes()
    assert cli.main(["merge-ledger", "--ours", str(ours), "--theirs", str(theirs)]) == 1
    assert ours.read_bytes() == before
    assert "two different acts" in capsys.readouterr().out


def git(folder, *arguments):
    return subprocess.run(["git", "-C", folder, *arguments], capture_output=True, text=True, check=False)


def test_git_joins_ledgers_by_the_command_and_leaves_a_valid_file(tmp_path):
    """As docs/review.md says it is set up."""
    import sys

    git(tmp_path, "init", "-q", "-b", "main")
    for name, value in (("user.name", "a"), ("user.email", "a@example.org")):
        git(tmp_path, "config", name, value)
    driver = f"{sys.executable} -m themetrail merge-ledger --ours %A --theirs %B --name %P"
    git(tmp_path, "config", "merge.themetrail.driver", driver)
    (tmp_path / ".gitattributes").write_text("decisions/*.csv merge=themetrail\n", "utf-8")
    path = tmp_path / "decisions" / "coder_a.csv"
    path.parent.mkdir()

    def commit(*acts):
        path.write_text(file_of(acts), "utf-8")
        git(tmp_path, "add", "-A")
        assert git(tmp_path, "commit", "-qm", "coded").returncode == 0

    commit(act(1))
    git(tmp_path, "checkout", "-qb", "other")
    commit(act(1), dataclasses.replace(act(2, start=20, end=30), decision_id="T" * 26))
    git(tmp_path, "checkout", "-q", "main")
    commit(act(1), act(2, start=40, end=50))
    merged = git(tmp_path, "merge", "-q", "other")
    assert merged.returncode == 0, merged.stdout + merged.stderr
    acts, problems = read_acts(path.read_bytes(), "decisions/coder_a.csv")
    assert problems == []
    assert [(one.seq, one.decision_id) for one in acts] == [(1, decision(1)), (2, decision(2)), (3, "T" * 26)]
