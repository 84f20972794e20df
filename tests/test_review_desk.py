"""The desk shows what a coder may see, writes every act before it says so, and lets nobody overwrite anybody."""

from __future__ import annotations

import json
import shutil

import pytest
from starlette.testclient import TestClient

from desk_study import HOSTILE, NAME, SESSIONS, make_desk_study, open_desk, read_sessions, record_span, released_span
from themetrail.ledger.acts import read_ledger
from themetrail.ledger.check import check_acts
from themetrail.review.app import STATIC, make_app
from themetrail.review.sources import Sources

TOKEN, PORT = "the token of this run", 8765
LEDGER = "data/coding/decisions/coder_a.csv"


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    return make_desk_study(tmp_path_factory.mktemp("desk") / "study")


@pytest.fixture
def study(made, tmp_path):
    return shutil.copytree(made, tmp_path / "study")


def browser(study, **options):
    """A browser that followed the link of a desk that was just opened."""
    app = make_app(open_desk(study, **options), TOKEN, PORT)
    client = TestClient(app, base_url=f"http://127.0.0.1:{PORT}", headers={"origin": f"http://127.0.0.1:{PORT}"})
    client.cookies.set(f"themetrail_{PORT}", f'"{TOKEN}"')
    return client


class Window:
    """One window of a coder on one session, which sends what it has seen, as the page does."""

    def __init__(self, client, session="WS1", coder="coder_a", *, blind=False):
        self.client, self.path = client, f"/api/session/{session}"
        self.query = {"coder": coder, "blind": "yes" if blind else "no"}
        self.look()

    def look(self):
        self.shown = self.client.get(self.path, params=self.query).json()
        self.items = {item["id"]: item for item in self.shown["items"]}
        self.standing = self.shown

    def act(self, *acts):
        body = {"seen": self.standing["seq"], "acts": list(acts)}
        answer = self.client.post(f"{self.path}/acts", params=self.query, json=body)
        if answer.status_code == 200:
            self.standing = answer.json()
            for name in self.standing["gone"]:
                del self.items[name]
            self.items |= {item["id"]: item for item in self.standing["new"]}
        return answer

    def codes(self):
        return sorted(item["code"] for item in self.items.values() if item["kind"] == "coding")


@pytest.fixture
def window(study):
    return Window(browser(study))


@pytest.fixture
def at(study):
    return lambda words, session="WS1": released_span(study, session, words)


def ledger(study, coder="coder_a"):
    acts, problems = read_ledger(study / f"data/coding/decisions/{coder}.csv", f"decisions/{coder}.csv")
    assert problems == []
    return acts


# --- acts ------------------------------------------------------------------------------------------------


def test_an_act_that_the_page_is_told_of_stands_in_the_ledger_with_its_words(study, window, at):
    assert window.act({"action": "add", "code": "C1", **at("can't get home")}).status_code == 200
    (act,) = ledger(study)
    assert (act.action, act.code, act.quote, act.via, act.coder) == ("add", "C1", "can't get home", "desk", "coder_a")
    assert (act.start, act.end) == record_span(study, "WS1", "can't get home")


def test_what_the_desk_writes_passes_the_gate(study, window, at):
    window.act({"action": "accept", "code": "C1", **at("The bus stops at six.")})
    window.act({"action": "none", **at("Nobody rang.")}, {"action": "memo", "memo": "one\ntwo", **at("Nobody rang.")})
    window.act({"action": "finish"})
    sources = Sources(study)
    texts = {name: sources.session(name).text for name in ("WS1", "WS2")}
    assert check_acts(ledger(study), LEDGER, {"WS1", "WS2"}, texts, sources.codebook) == []
    assert (study / LEDGER).read_text("utf-8").count("\n") == 1 + 4


def test_a_span_around_a_replaced_name_holds_the_whole_of_it_and_shows_the_placeholder(study, window, at):
    window.act({"action": "add", "code": "C2", **at("AME 1] put me")})
    (act,) = ledger(study)
    assert (act.start, act.end) == record_span(study, "WS1", f"{NAME} put me")
    assert act.quote == "[NAME 1] put me"


def test_an_undo_takes_back_and_a_redo_brings_again_without_limit(window, at):
    for code in ("C1", "C2", "S1"):
        window.act({"action": "add", "code": code, **at("The bus stops at six.")})
    for left in (["C1", "C2"], ["C1"], []):
        window.act({"action": "undo", "target": window.standing["undo"]["id"]})
        assert window.codes() == left
    assert window.standing["undo"] is None
    for back in (["C1"], ["C1", "C2"], ["C1", "C2", "S1"]):
        window.act({"action": "redo", "target": window.standing["redo"]["id"]})
        assert window.codes() == back
    assert window.standing["redo"] is None


def test_several_codes_and_overlapping_spans_stand_beside_one_another(window, at):
    window.act(
        {"action": "add", "code": "C1", **at("stops at six")}, {"action": "add", "code": "C2", **at("stops at six")}
    )
    window.act({"action": "add", "code": "S1", **at("six. After that")})
    assert window.codes() == ["C1", "C2", "S1"]


def test_a_change_puts_another_code_in_the_place_of_the_first(window, at):
    window.act({"action": "add", "code": "C1", **at("Nobody rang.")})
    (first,) = window.items
    window.act({"action": "change", "code": "C2", "from_code": "C1", "target": first, **at("Nobody rang.")})
    assert window.codes() == ["C2"]
    window.act({"action": "undo", "target": window.standing["undo"]["id"]})
    assert window.codes() == ["C1"]


def test_a_memo_on_a_code_is_shown_with_it_and_a_pin_too(window, at):
    window.act({"action": "add", "code": "C1", **at("Nobody rang.")})
    (name,) = window.items
    window.act({"action": "memo", "memo": "first\nsecond", "target": name, **at("Nobody rang.")})
    window.act({"action": "pin", "target": name})
    assert window.items[name]["notes"] == ["first ¶ second"]
    assert window.items[name]["pinned"]


def test_what_was_proposed_is_kept_with_the_decision(study, window, at):
    window.act({"action": "reject", "code": "S1", **at("The bus stops at six.")})
    (act,) = ledger(study)
    assert [(one["code"], one["engine_hash"]) for one in act.shown_codes()] == [
        ("C1", "0123456789ab"),
        ("S1", "0123456789ab"),
    ]
    assert act.blind == "no"


@pytest.mark.parametrize(
    "wanted",
    [
        {"action": "add", "code": "nothing", "start": 0, "end": 5},
        {"action": "add", "code": "C1", "start": 5, "end": 5},
        {"action": "add", "code": "C1", "start": 0, "end": 10_000},
        {"action": "add", "code": "C1", "start": "0", "end": 4},
        {"action": "add", "code": "C1"},
        {"action": "undo", "target": "0" * 26},
        {"action": "reanchor", "target": "0" * 26, "start": 0, "end": 4},
        {"action": "erase"},
        {"action": "memo", "memo": " "},
        {"action": "memo", "memo": "x" * 30_000},
        {"action": "resolve", "target": "0" * 26},
    ],
)
def test_an_act_that_cannot_be_right_is_refused_with_what_to_do_and_writes_nothing(study, window, wanted):
    answer = window.act({"action": "memo", "memo": "before"}, wanted)
    assert answer.status_code == 422
    assert answer.json()["problems"]
    assert not (study / LEDGER).exists()


# --- two windows, two desks ------------------------------------------------------------------------------


def test_a_window_that_is_behind_writes_nothing_and_is_told_so(study, at):
    client = browser(study)
    first, second = Window(client), Window(client)
    first.act({"action": "add", "code": "C1", **at("Nobody rang.")})
    assert second.act({"action": "add", "code": "C2", **at("Nobody rang.")}).status_code == 409
    assert len(ledger(study)) == 1
    second.look()
    assert second.codes() == ["C1"]
    assert second.act({"action": "add", "code": "C2", **at("Nobody rang.")}).status_code == 200


def test_two_desks_on_one_ledger_number_their_acts_one_after_the_other(study, at):
    first, second = Window(browser(study)), Window(browser(study), "WS2")
    for _ in range(3):
        assert first.act({"action": "memo", "memo": "here"}).status_code == 200
        assert second.act({"action": "memo", "memo": "there"}).status_code == 200
    assert [act.seq for act in ledger(study)] == [1, 2, 3, 4, 5, 6]
    other = Window(browser(study))
    first.act({"action": "memo", "memo": "once more"})
    assert other.act({"action": "memo", "memo": "too late"}).status_code == 409


def test_two_coders_write_into_files_of_their_own(study, at):
    client = browser(study)
    Window(client).act({"action": "add", "code": "C1", **at("Nobody rang.")})
    Window(client, coder="coder_b").act({"action": "add", "code": "C2", **at("Nobody rang.")})
    assert [act.code for act in ledger(study)] == ["C1"]
    assert [act.code for act in ledger(study, "coder_b")] == ["C2"]


# --- blind -----------------------------------------------------------------------------------------------


def test_a_coder_who_codes_blind_is_sent_neither_suggestions_nor_other_peoples_codes(study, at):
    Window(browser(study)).act({"action": "add", "code": "S1", **at("Nobody rang.")})
    blind = Window(browser(study), coder="coder_b", blind=True)
    assert blind.shown["blind"]
    assert {"suggestions", "others", "order"}.isdisjoint(blind.shown)
    sent = blind.client.get(blind.path, params=blind.query).text
    for word in ("confidence", "sure", "order", "coder_a"):
        assert word not in sent
    blind.act({"action": "add", "code": "C2", **at("Nobody rang.")})
    (act,) = ledger(study, "coder_b")
    assert (act.blind, act.shown) == ("yes", "")


def test_a_session_that_was_begun_blind_stays_so_until_it_is_finished(study, at):
    blind = Window(browser(study), coder="coder_b", blind=True)
    blind.act({"action": "add", "code": "C2", **at("Nobody rang.")})
    asks_for_all = Window(browser(study), coder="coder_b")
    assert asks_for_all.shown["kept_blind"]
    assert "suggestions" not in asks_for_all.shown
    asks_for_all.act({"action": "finish"})
    asks_for_all.look()
    assert asks_for_all.shown["suggestions"]


def test_a_session_that_was_opened_with_suggestions_is_not_called_blind(study, at):
    client = browser(study)
    Window(client, coder="coder_b")
    late = Window(client, coder="coder_b", blind=True)
    assert late.shown["not_blind"]
    late.act({"action": "none", **at("Nobody rang.")})
    assert ledger(study, "coder_b")[0].blind == "no"


def test_a_desk_that_was_opened_blind_for_one_coder_is_so_whatever_the_page_asks(study):
    client = browser(study, coder="coder_b", blind=True)
    assert Window(client, coder="coder_b").shown["blind"]
    assert client.get("/api/session/WS1", params={"coder": "coder_a"}).status_code == 422
    assert [one["coder"] for one in client.get("/api/welcome").json()["coders"]] == ["coder_b"]


def test_without_blindness_suggestions_come_with_evidence_and_the_codes_of_others_with_their_names(study, at):
    Window(browser(study), coder="coder_b").act({"action": "add", "code": "S1", **at("Nobody rang.")})
    shown = Window(browser(study)).shown
    text = (study / "results/private/released/WS1.txt").read_text("utf-8")
    start, end, why = next(
        one["for"][0] for those in shown["suggestions"].values() for one in those if one["code"] == "C2"
    )
    assert text[start:end] == why == "waiting list"
    assert [(item["coder"], item["code"]) for item in shown["others"]] == [("coder_b", "S1")]


def test_who_codes_blind_is_sent_no_candidate_codes_and_not_where_reading_tells_most(study, at):
    client = browser(study)
    blind = {"coder": "coder_b", "blind": "yes"}
    refused = client.get("/api/candidates", params=blind)
    assert refused.status_code == 422
    assert list(refused.json()) == ["problems"]
    assert client.get("/api/onward/WS1", params=blind).json() == {"session_id": ""}
    # One session begun blind is enough, whatever the page asks for later, until it is finished.
    begun = Window(client, coder="coder_b", blind=True)
    begun.act({"action": "add", "code": "C2", **at("Nobody rang.")})
    seeing = {"coder": "coder_b"}
    assert "WS1 was begun blind" in client.get("/api/candidates", params=seeing).json()["problems"][0]
    assert client.get("/api/onward/WS2", params=seeing).json() == {"session_id": ""}
    begun.act({"action": "finish"})
    assert client.get("/api/candidates", params=seeing).json()["candidates"]
    assert client.get("/api/onward/WS2", params=seeing).json() == {"session_id": "WS1"}


def test_a_desk_that_was_opened_blind_shows_nobody_candidate_codes(study):
    client = browser(study, blind=True)
    assert client.get("/api/candidates", params={"coder": "coder_a"}).status_code == 422


def test_who_saw_the_words_of_candidate_codes_does_not_code_their_sessions_blind(study):
    client = browser(study)
    client.get("/api/candidates", params={"coder": "coder_b"})
    assert Window(client, coder="coder_b", blind=True).shown["not_blind"]


# --- what is shown ---------------------------------------------------------------------------------------


def test_only_released_text_leaves_the_desk(window):
    assert NAME not in json.dumps(window.shown)
    assert "[NAME 1]" in json.dumps(window.shown)


def test_a_proposal_says_whether_the_machine_is_sure(window):
    told = {one["code"]: one["sure"] for those in window.shown["suggestions"].values() for one in those}
    assert told == {"C1": False, "S1": False, "C2": True}


def test_the_order_of_review_names_the_segments_that_are_asked_for(window):
    asked = [index for index, segment in enumerate(window.shown["segments"]) if segment[3]]
    assert window.shown["order"][:2] == [4, 1]  # "Nobody rang.", "The bus stops at six."
    assert sorted(window.shown["order"]) == asked


def test_without_an_order_of_review_or_candidate_codes_the_desk_opens_all_the_same(study):
    for name in ("reading.parquet", "candidate_codes.csv"):
        (study / "results/private" / name).unlink()
    client = browser(study)
    assert Window(client).shown["order"] == []
    assert client.get("/api/onward/WS1", params={"coder": "coder_a"}).json() == {"session_id": ""}
    told = client.get("/api/candidates", params={"coder": "coder_a"}).json()
    assert told == {"made": False, "candidates": []}


def test_the_order_of_review_goes_on_in_the_session_of_the_next_segment_that_waits(study, at):
    client = browser(study)
    asks = {"coder": "coder_a"}
    assert client.get("/api/onward/WS1", params=asks).json() == {"session_id": "WS2"}
    window = Window(client, "WS2")
    sentences = (
        "A minibus, shared between the clubs.",
        "Everyone turned up.",
        "The waiting list is the whole problem,",
    )
    window.act(*({"action": "none", **at(words, "WS2")} for words in sentences))
    assert client.get("/api/onward/WS1", params=asks).json() == {"session_id": ""}


def test_candidate_codes_come_with_their_words_as_released(study):
    (told,) = browser(study).get("/api/candidates", params={"coder": "coder_a"}).json()["candidates"]
    assert (told["name"], told["nearest_code"], told["terms"]) == ("N0a1b2c", "C2", ["rang", "<b>turned"])
    words = [(one["session_id"], one["speaker"], one["words"]) for one in told["typical"]]
    assert words == [
        ("WS1", "A02", "Nobody rang."),
        ("WS1", "A01", HOSTILE),
        ("WS2", "A01", "Everyone turned up."),
    ]


def test_a_segment_that_is_not_there_any_more_is_left_out_of_a_candidate_code(study):
    path = study / "results/private/candidate_codes.csv"
    path.write_text(path.read_text("utf-8").replace("WS2-", "WS7-").replace("WS1-0", "WS1-f"), "utf-8")
    (told,) = browser(study).get("/api/candidates", params={"coder": "coder_a"}).json()["candidates"]
    assert [one["words"] for one in told["typical"]] == [HOSTILE]


def test_candidate_codes_that_are_not_as_a_run_writes_them_are_refused_with_what_to_do(study):
    (study / "results/private/candidate_codes.csv").write_text("candidate,terms\nN1,a\n", "utf-8")
    answer = browser(study).get("/api/candidates", params={"coder": "coder_a"})
    assert answer.status_code == 422
    assert answer.json()["problems"]


def test_hostile_words_travel_as_words(window):
    assert HOSTILE in [turn["text"] for turn in window.shown["turns"]]


def test_no_script_of_the_page_makes_markup_of_text():
    for path in STATIC.iterdir():
        text = path.read_text("utf-8")
        for way in ("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "http://", "https://"):
            assert way not in text, f"{path.name} uses {way}"


def test_progress_counts_the_sentences_that_are_asked_for(study, window, at):
    overview = window.client.get("/api/overview", params=window.query).json()["sessions"]
    assert [(row["session_id"], row["judged"], row["asked"]) for row in overview] == [("WS1", 0, 5), ("WS2", 0, 3)]
    window.act({"action": "none", **at("Nobody rang.")}, {"action": "finish"})
    row = window.client.get("/api/overview", params=window.query).json()["sessions"][0]
    assert (row["judged"], row["finished"]) == (1, True)


def test_a_decision_whose_words_have_changed_is_set_adrift_and_not_shown_elsewhere(study, window, at):
    window.act({"action": "add", "code": "C1", **at("Nobody rang.")})
    edited = SESSIONS | {"WS1": (("F01", "facilitator", "Before we begin."), *SESSIONS["WS1"])}
    read_sessions(study, edited)
    later = Window(browser(study))
    (item,) = later.items.values()
    assert item["adrift"]
    assert item["then"][1] == "Nobody rang."
    assert "start" not in item
    # A person puts it on its words.
    later.act({"action": "reanchor", "target": item["id"], **released_span(study, "WS1", "Nobody rang.")})
    assert later.codes() == ["C1"]
    assert not next(iter(later.items.values())).get("adrift")


# --- who may ask -----------------------------------------------------------------------------------------


@pytest.fixture
def stranger(study):
    """A client on this machine that has nothing but the address."""
    return TestClient(
        make_app(open_desk(study), TOKEN, PORT), base_url=f"http://127.0.0.1:{PORT}", follow_redirects=False
    )


def test_the_link_lets_in_by_a_cookie_that_other_sites_cannot_use(stranger):
    answer = stranger.get("/", params={"token": TOKEN})
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=strict" in cookie
    assert stranger.get("/").status_code == 200


@pytest.mark.parametrize("path", ["/", "/?token=wrong", "/static/main.js", "/api/welcome", "/api/session/WS1"])
def test_without_the_token_nothing_is_told(stranger, path):
    answer = stranger.get(path)
    assert answer.status_code == 403
    assert "tiny" not in answer.text


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1", f"evil.example:{PORT}", "127.0.0.1:1"])
def test_another_host_name_is_refused_so_that_no_rebound_name_reaches_the_desk(study, host):
    assert browser(study).get("/api/welcome", headers={"host": host}).status_code == 421


@pytest.mark.parametrize("origin", ["https://evil.example", "null", f"https://127.0.0.1:{PORT}", "http://127.0.0.1:1"])
def test_another_site_is_refused_even_with_the_cookie(study, origin):
    answer = browser(study).post("/api/session/WS1/acts", headers={"origin": origin}, json={"seen": 0, "acts": []})
    assert answer.status_code == 403


def test_what_changes_something_says_which_page_it_came_from(study):
    client = browser(study)
    del client.headers["origin"]
    assert client.post("/api/session/WS1/acts", params={"coder": "coder_a"}, json={}).status_code == 403


def test_a_body_that_is_too_large_is_refused(study):
    for headers in ({}, {"transfer-encoding": "chunked"}):
        body = b"[" + b" " * 9_000_000 + b"]"
        content = iter([body]) if headers else body
        answer = browser(study).post("/api/session/WS1/acts?coder=coder_a", content=content, headers=headers)
        assert answer.status_code in (400, 413)


@pytest.mark.parametrize("body", [b"{", b"[]", b'{"seen": "0", "acts": []}', b'{"seen": 0, "acts": [1]}', b"\xff"])
def test_a_body_that_is_no_act_is_refused(study, body):
    assert browser(study).post("/api/session/WS1/acts?coder=coder_a", content=body).status_code == 400


@pytest.mark.parametrize(
    "path", ["/static/", "/static/../app.py", "/static/%2e%2e/app.py", "/static", "/nothing", "/api/"]
)
def test_no_folder_is_listed_and_no_file_beside_the_assets_is_served(study, path):
    assert browser(study).get(path).status_code in (404, 405, 307)


def test_every_answer_forbids_scripts_that_are_not_the_desks_and_is_not_kept(study, stranger):
    for answer in (browser(study).get("/"), browser(study).get("/api/welcome"), stranger.get("/")):
        policy = answer.headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["x-content-type-options"] == "nosniff"
    page = (STATIC / "index.html").read_text("utf-8")
    assert '<script type="module" src=' in page
    assert "style=" not in page
