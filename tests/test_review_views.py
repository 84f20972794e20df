"""The codebook desk, the reconciliation view and the theme desk write what the design asks for, or nothing."""

from __future__ import annotations

import shutil

import pytest

from desk_study import make_desk_study, record_span, released_span
from test_review_desk import Window, browser, ledger
from themetrail.codebook.history import read_log
from themetrail.codebook.read import read_codebook
from themetrail.ledger.replay import findings, independent
from themetrail.study.load import read_tables_of


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    return make_desk_study(tmp_path_factory.mktemp("desk") / "study")


@pytest.fixture
def study(made, tmp_path):
    return shutil.copytree(made, tmp_path / "study")


@pytest.fixture
def client(study):
    return browser(study)


@pytest.fixture
def at(study):
    return lambda words, session="WS1": released_span(study, session, words)


def post(client, path, coder="coder_a", **body):
    return client.post(f"/api/{path}", params={"coder": coder}, json=body)


# --- the codebook desk -----------------------------------------------------------------------------------


def edit(client, **body):
    return post(client, "codebook/edit", stamp=client.get("/api/codebook").json()["stamp"], reason="because", **body)


def test_a_code_can_be_made_while_coding_and_given_at_once(study, client, at):
    given = {
        "id": "C9",
        "kind": "cause",
        "parent": "D1",
        "label": "Nobody answers",
        "definition": "The telephone rings.",
    }
    assert edit(client, what="create", given=given).status_code == 200
    window = Window(client)
    assert window.act({"action": "add", "code": "C9", **at("Nobody rang.")}).status_code == 200
    assert read_codebook(study).by_id["C9"].source == "analyst"
    assert [(row["code"], row["who"], row["reason"]) for row in read_log(study)] == [("C9", "coder_a", "because")]


def test_codings_follow_a_merge_on_the_page_and_their_rows_stay(study, client, at):
    window = Window(client)
    window.act({"action": "add", "code": "C1", **at("Nobody rang.")})
    assert edit(client, what="merge", code="C1", into="C2").status_code == 200
    window.look()
    assert window.codes() == ["C2"]
    assert ledger(study)[0].code == "C1"
    assert window.act({"action": "add", "code": "C1", **at("Nobody rang.")}).status_code == 422


def test_a_split_and_a_retirement_list_the_decisions_to_make_again(client, at):
    Window(client).act({"action": "add", "code": "C1", **at("Nobody rang.")})
    parts = [{"id": f"C1{x}", "label": f"Part {x}", "definition": "A part."} for x in "ab"]
    answer = edit(client, what="split", code="C1", parts=parts).json()
    assert [(one["coder"], one["session_id"]) for one in answer["redo"]] == [("coder_a", "WS1")]
    assert edit(client, what="retire", code="S1").json()["redo"] == []


def test_a_codebook_that_somebody_changed_meanwhile_is_not_overwritten(study, client):
    stamp = client.get("/api/codebook").json()["stamp"]
    assert post(client, "codebook/edit", stamp=stamp, what="retire", code="S1", reason="one").status_code == 200
    before = (study / "data/coding/codebook.yaml").read_bytes()
    assert post(client, "codebook/edit", stamp=stamp, what="retire", code="C2", reason="two").status_code == 409
    assert (study / "data/coding/codebook.yaml").read_bytes() == before


@pytest.mark.parametrize("body", [{"what": "burn"}, {"what": "merge", "code": "C1", "into": "S1"}, {"what": "change"}])
def test_a_change_that_cannot_be_is_refused_in_words(client, body):
    answer = edit(client, **body)
    assert answer.status_code == 422
    assert answer.json()["problems"]


# --- reconciliation --------------------------------------------------------------------------------------


def test_disagreements_wait_until_both_have_finished(client, at):
    Window(client).act({"action": "finish"})
    assert client.get("/api/reconcile/WS1", params={"coder": "coder_a"}).status_code == 422
    Window(client, coder="coder_b").act({"action": "none", **at("Nobody rang.")})
    assert client.get("/api/reconcile/WS1", params={"coder": "coder_b"}).status_code == 422


@pytest.fixture
def both(client, at):
    """Two coders who agree on one place, differ in words but not in sentences on another, and disagree on two."""
    first, second = Window(client), Window(client, coder="coder_b")
    first.act({"action": "add", "code": "C1", **at("The bus stops at six.")})
    first.act({"action": "add", "code": "C2", **at("put me on the waiting list in March.")})
    first.act({"action": "add", "code": "S1", **at("Nobody rang.")})
    first.act({"action": "finish"})
    second.act({"action": "add", "code": "C1", **at("The bus stops at six.")})
    second.act({"action": "add", "code": "C2", **at("[NAME 1] put me on the waiting list in March.")})
    second.act({"action": "add", "code": "C2", **at("Nobody rang.")})
    second.act({"action": "finish"})
    return first, second


def test_each_code_that_not_both_put_on_the_same_sentences_is_a_disagreement(client, both):
    answer = client.get("/api/reconcile/WS1", params={"coder": "coder_b"}).json()
    assert [(row["code"], row["lacking"], row["beside"]["coder_b"]) for row in answer["rows"]] == [
        ("C2", ["coder_a"], []),
        ("S1", ["coder_b"], ["C2"]),
    ]
    assert answer["rows"][1]["places"][0]["words"] == "Nobody rang."


def test_what_was_agreed_counts_from_then_on_and_the_agreement_stays_as_it_was(study, client, both):
    before = [independent(ledger(study, coder)) for coder in ("coder_a", "coder_b")]
    rows = client.get("/api/reconcile/WS1", params={"coder": "coder_b"}).json()["rows"]
    _, second = both
    for row, code in zip(rows, ("C2", ""), strict=True):
        place = row["places"][0]
        target = " ".join(one["id"] for one in row["places"])
        act = {"action": "resolve", "target": target, "code": code, "start": place["start"], "end": place["end"]}
        assert second.act(act).status_code == 422  # no reason
        assert second.act(act | {"reason": "we talked"}).status_code == 200
    assert [independent(ledger(study, coder)) for coder in ("coder_a", "coder_b")] == before
    counted = findings([ledger(study, "coder_a"), ledger(study, "coder_b")], {"WS1": "coder_a"})
    assert {(one.start, one.end, one.code) for one in counted} == {
        (*record_span(study, "WS1", "The bus stops at six."), "C1"),
        (*record_span(study, "WS1", "put me on the waiting list in March."), "C2"),
        (*record_span(study, "WS1", "Nobody rang."), "C2"),
    }
    settled = client.get("/api/reconcile/WS1", params={"coder": "coder_a"}).json()["rows"]
    assert [(row["resolved"]["code"], row["resolved"]["reason"]) for row in settled] == [
        ("C2", "we talked"),
        ("", "we talked"),
    ]


# --- the theme desk --------------------------------------------------------------------------------------


def save(client, table, **change):
    return post(client, "themes/edit", table=table, stamp=client.get("/api/themes").json()["stamps"][table], **change)


def test_themes_codes_summaries_and_links_land_in_the_files_of_the_design(study, client):
    theme = {"theme_id": "TH1", "title": "=Nobody gets there", "central_idea": "Help that cannot\nbe reached."}
    assert save(client, "themes", put=[theme]).status_code == 200
    assert save(client, "theme_codes", put=[{"theme_id": "TH1", "code": "C1"}]).status_code == 200
    assert (
        save(client, "summaries", put=[{"cause": "C1", "group": "Patients", "text": "They wait."}]).status_code == 200
    )
    assert save(client, "links", put=[{"domain": "D1", "solution": "S1", "session_id": "WS1"}]).status_code == 200
    tables, problems = read_tables_of(study)
    assert not [one for one in problems if one.file.startswith("data/coding")]
    (row,) = tables["themes"]
    assert (row["title"], row["central_idea"], row["author"]) == (
        "=Nobody gets there",
        "Help that cannot be reached.",
        "coder_a",
    )
    assert tables["links"][0]["coder"] == "coder_a"
    assert (
        save(client, "summaries", put=[{"cause": "C1", "group": "Patients", "text": "They wait long."}]).status_code
        == 200
    )
    assert [row["text"] for row in read_tables_of(study)[0]["summaries"]] == ["They wait long."]
    assert save(client, "themes", drop=[theme]).status_code == 422
    assert save(client, "theme_codes", drop=[{"theme_id": "TH1", "code": "C1"}]).status_code == 200
    assert save(client, "themes", drop=[theme]).status_code == 200


@pytest.mark.parametrize(
    ("table", "row"),
    [
        ("themes", {"theme_id": "TH1", "title": ""}),
        ("theme_codes", {"theme_id": "TH7", "code": "C1"}),
        ("summaries", {"cause": "nothing", "group": "Patients", "text": "x"}),
        ("links", {"domain": "C1", "solution": "S1", "session_id": "WS1"}),
        ("coders", {"coder": "coder_c", "label": "C"}),
    ],
)
def test_a_table_that_would_not_be_right_is_not_written(study, client, table, row):
    before = (study / f"data/coding/{table}.csv").read_bytes()
    stamp = client.get("/api/themes").json()["stamps"].get(table, "")
    assert post(client, "themes/edit", table=table, stamp=stamp, put=[row]).status_code == 422
    assert (study / f"data/coding/{table}.csv").read_bytes() == before


def test_a_table_that_somebody_changed_meanwhile_is_not_overwritten(client):
    assert post(client, "themes/edit", table="themes", stamp="old", put=[]).status_code == 409


def test_who_codes_blind_is_not_sent_what_others_concluded(study):
    assert browser(study, coder="coder_b", blind=True).get("/api/themes").status_code == 422
