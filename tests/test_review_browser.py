"""Whole sessions are coded in a browser by keyboard alone, and ledger, codings, table and figure change accordingly."""

from __future__ import annotations

import csv
import json
import shutil
from typing import TYPE_CHECKING

import pytest

from desk_server import running_desk
from desk_study import HOSTILE, SESSIONS, make_desk_study
from repository import PROJECT, snakemake
from themetrail.codebook.read import read_codebook
from themetrail.ledger.acts import FOLDER, read_ledger
from themetrail.ledger.replay import codings_of
from themetrail.study.files import write_text
from themetrail.study.inputs import DECISIONS
from themetrail.study.machine_tables import read_table, records
from themetrail.study.sheets import write_sheet

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser, Page, Route

pytestmark = pytest.mark.long
TARGETS = ("results/private/codings.parquet", "results/public/figures/F2_root_causes.csv")
SESSION, BLIND_SESSION = "WS2", "JD1"


def enter(browser: Browser, link: str, coder: str, session: str, *, blind: bool = False) -> Page:
    """A page on which a coder has opened a session; what goes wrong in it fails the test."""
    page = browser.new_page(viewport={"width": 1440, "height": 900})
    page.set_default_timeout(10_000)
    page.failures = []
    page.on("pageerror", lambda error: page.failures.append(str(error)))
    page.goto(link)
    page.wait_for_selector("[data-coder]")
    if blind:
        page.get_by_label("Code blind").check()
    page.locator(f"[data-coder={coder}]").focus()
    page.keyboard.press("Enter")
    page.get_by_role("link", name=session).focus()
    page.keyboard.press("Enter")
    page.wait_for_selector(".sentence.now")
    return page


def pass_on(route: Route, sent: list[str]) -> None:
    """Let the page have an answer of the desk, and keep what it says."""
    answer = route.fetch()
    sent.append(answer.text())
    route.fulfill(response=answer)


def settle(page: Page) -> None:
    """Wait until every act that was keyed in is on disk."""
    page.wait_for_selector("#page[aria-busy=false]", timeout=300_000)
    assert page.failures == []


# --- a demonstration session -----------------------------------------------------------------------------


@pytest.fixture(scope="module")
def demonstration(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demonstration study, run, as if nobody had coded :data:`SESSION` and the second coder had not coded JD1."""
    study = tmp_path_factory.mktemp("demonstration") / "study"
    for part in ("config", "data"):
        shutil.copytree(PROJECT / part, study / part)
    for path in (study / FOLDER).glob("*.csv"):
        acts, _ = read_ledger(path, path.name)
        left = [act for act in acts if act.session_id != (SESSION if path.stem == "coder_a" else BLIND_SESSION)]
        write_text(path, write_sheet(DECISIONS.header, (act.cells() for act in left)))
    run = snakemake(PROJECT, study, *TARGETS)
    assert run.returncode == 0, run.stderr + run.stdout
    return study


def plan_for(study: Path, session: str) -> list[tuple[int, int, str, bool]]:
    """What is to be keyed in for each sentence: its place, a code ("" for none), and whether it is accepted."""
    private = study / "results/private"
    segments = read_table(private / "segments" / f"{session}.parquet").sort_values("start")
    suggested = read_table(private / "suggestions.parquet").sort_values(["segment_id", "rank"])
    first = suggested.drop_duplicates("segment_id").set_index("segment_id")["code"].to_dict()
    codes = [code.id for code in read_codebook(study).codes if code.status == "active"]
    plan = []
    for number, row in enumerate(records(segments)):
        typed = codes[number % len(codes)] if number % 9 == 0 else ""
        accepted = first.get(row.segment_id, "") if not typed else ""
        plan.append((int(row.start), int(row.end), typed or accepted, bool(accepted)))
    return plan


def test_a_demonstration_session_is_coded_by_keyboard_and_everything_after_follows(
    browser: Browser, demonstration: Path
) -> None:
    plan = plan_for(demonstration, SESSION)
    before = {target: (demonstration / target).read_bytes() for target in TARGETS}
    with running_desk(demonstration, "--coder", "coder_a") as (_, link):
        page = enter(browser, link, "coder_a", SESSION)
        while page.locator(".sentence").first.get_attribute("class").find("now") < 0:
            page.keyboard.press("k")
        for _, _, code, accepted in plan:
            if accepted:
                page.keyboard.press("a")
            elif code:
                page.keyboard.press("c")
                page.keyboard.type(code)
                page.keyboard.press("Enter")
            if code:
                page.keyboard.press("j")
            else:
                page.keyboard.press("n")
        settle(page)
        page.keyboard.press("F")
        page.get_by_role("button", name="Finish", exact=True).last.focus()
        page.keyboard.press("Enter")
        page.locator("#progress", has_text="finished").wait_for()
        page.close()
    acts, problems = read_ledger(demonstration / FOLDER / "coder_a.csv", "coder_a.csv")
    assert problems == []
    own = [act for act in acts if act.session_id == SESSION]
    assert {(act.start, act.end, act.code) for act in own if act.action in ("add", "accept")} == {
        (start, end, code) for start, end, code, _ in plan if code
    }
    assert {(act.start, act.end) for act in own if act.action == "none"} == {
        (start, end) for start, end, code, _ in plan if not code
    }
    assert all(act.shown for act in own if act.action == "accept")
    assert own[-1].action == "finish"
    run = snakemake(PROJECT, demonstration, *TARGETS)
    assert run.returncode == 0, run.stderr + run.stdout
    codings = read_table(demonstration / TARGETS[0])
    counted = codings[(codings["session_id"] == SESSION) & (codings["layer"] == "findings")]
    assert len(counted) == len(codings_of(own, "findings")) > 50
    assert all((demonstration / target).read_bytes() != before[target] for target in TARGETS)


def test_a_second_coder_codes_blind_by_keyboard_and_is_sent_nothing_to_lean_on(
    browser: Browser, demonstration: Path
) -> None:
    sent: list[str] = []
    with running_desk(demonstration) as (_, link):
        page = enter(browser, link, "coder_b", BLIND_SESSION, blind=True)
        page.route("**/api/**", lambda route: pass_on(route, sent))
        page.reload()
        page.wait_for_selector(".sentence.now")
        for code in ("FI1", "HR1", "CO3", "S02"):
            page.keyboard.press("i")
            page.keyboard.press("Shift+ArrowRight")
            page.keyboard.press("Alt+Shift+ArrowLeft")
            page.keyboard.press("c")
            page.keyboard.type(code)
            page.keyboard.press("Shift+Enter")
            page.get_by_role("combobox").fill("KA1")
            page.keyboard.press("Enter")
        page.keyboard.press("u")
        page.keyboard.press("u")
        page.keyboard.press("U")
        page.keyboard.press("m")
        page.get_by_role("textbox").fill("A note on these words.\nIn two lines.")
        page.keyboard.press("Control+Enter")
        settle(page)
        page.keyboard.press("F")
        page.locator("[data-finish=none]").focus()
        page.keyboard.press("Enter")
        page.locator("#progress", has_text="finished").wait_for()
        page.close()
    # The list of coders and the codebook's history name people; what is told of the session names nobody else.
    told = [text for text in sent if '"seq":' in text]
    until_finish = told[: next(n for n, text in enumerate(told) if '"frozen":true' in text)]
    assert len(until_finish) > 5
    kept_back = ("confidence", '"sure"', '"order"', '"others"', "coder_a")
    assert not [word for word in kept_back if any(word in text for text in until_finish)]
    acts, problems = read_ledger(demonstration / FOLDER / "coder_b.csv", "coder_b.csv")
    own = [act for act in acts if act.session_id == BLIND_SESSION]
    assert problems == []
    assert {(act.blind, act.shown) for act in own} == {("yes", "")}
    assert [act.code for act in own if act.action == "add"] == [
        code for pair in ("FI1", "HR1", "CO3", "S02") for code in (pair, "KA1")
    ]
    assert [act.action for act in own if act.action in ("undo", "redo")] == ["undo", "undo", "redo"]
    assert len(codings_of(own, "x")) == 7
    assert [act.memo for act in own if act.memo] == ["A note on these words. ¶ In two lines."]
    run = snakemake(PROJECT, demonstration, TARGETS[0])
    assert run.returncode == 0, run.stderr + run.stdout
    codings = read_table(demonstration / TARGETS[0])
    layer = codings[(codings["session_id"] == BLIND_SESSION) & (codings["coder"] == "coder_b")]
    assert set(layer["layer"]) == {"independent"}
    assert len(layer) == 7


# --- a small one -----------------------------------------------------------------------------------------


@pytest.fixture
def small(tmp_path: Path) -> Path:
    return make_desk_study(tmp_path / "study")


def test_words_that_look_like_markup_are_words_and_nothing_of_them_runs(browser: Browser, small: Path) -> None:
    log = small / FOLDER / "coder_a.csv"
    with running_desk(small) as (_, link):
        page = enter(browser, link, "coder_a", "WS1")
        page.on("dialog", lambda dialog: pytest.fail(f"a dialogue opened: {dialog.message}"))
        page.locator(".sentence", has_text="<script>").click()
        page.keyboard.press("c")
        page.keyboard.type("C1")
        page.keyboard.press("Enter")
        page.keyboard.press("m")
        page.get_by_role("textbox").fill(HOSTILE)
        page.keyboard.press("Control+Enter")
        settle(page)
        assert HOSTILE in page.locator("#transcript").inner_text()
        assert page.locator("main script, main img").count() == 0
        assert "stolen" not in page.title()
        page.close()
    with log.open(encoding="utf-8") as stream:
        assert HOSTILE in [row["memo"] for row in csv.DictReader(stream)]


def test_a_long_session_opens_far_down_and_is_written_to_its_end(browser: Browser, tmp_path: Path) -> None:
    said = [f"This is sentence {n}." for n in range(300)]
    turns = tuple((f"A0{n % 2 + 1}", "participant", words) for n, words in enumerate(said))
    with running_desk(make_desk_study(tmp_path / "study", {"WS1": turns})) as (_, link):
        page = enter(browser, link, "coder_a", "WS1")
        place = sum(len(words) + 1 for words in said[:280])
        page.evaluate("(place) => { location.hash = `#/session/WS1/${place}`; }", place)
        now = page.locator(".sentence.now", has_text="This is sentence 280.")
        now.wait_for()
        page.wait_for_function("() => !document.querySelector('.turn:empty')")
        assert page.locator(".sentence").all_text_contents() == said
        # The words stay where they were shown, and what is coded there gets its bracket beside them.
        box = now.bounding_box()
        page.keyboard.press("c")
        page.keyboard.type("C1")
        page.keyboard.press("Enter")
        settle(page)
        page.locator(".stripe").wait_for()
        assert now.bounding_box() == box
        assert box["y"] > 0
        assert box["y"] + box["height"] < 900
        assert abs(page.locator(".stripe").bounding_box()["y"] - box["y"]) < box["height"]
        page.close()


def test_keys_that_run_ahead_of_the_disk_are_done_in_their_order(browser: Browser, small: Path) -> None:
    with running_desk(small) as (_, link):
        page = enter(browser, link, "coder_a", "WS1")
        page.route("**/acts?*", lambda route: (page.wait_for_timeout(150), route.continue_()))
        page.locator(".sentence", has_text="The bus stops at six.").click()
        # All at once: two accepted, then a code is typed whose letters are keys of their own.
        page.evaluate(
            """() => {
              for (const key of ["a", "a", "j", "c", "C", "2"]) {
                const event = new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true });
                document.activeElement.dispatchEvent(event);
              }
            }"""
        )
        page.get_by_role("combobox").wait_for()
        assert page.get_by_role("combobox").input_value() == "C2"
        page.keyboard.press("Enter")
        settle(page)
        page.locator(".label").nth(2).wait_for()
        page.close()
    acts, _ = read_ledger(small / FOLDER / "coder_a.csv", "coder_a.csv")
    assert [(act.action, act.code) for act in acts] == [("accept", "C1"), ("accept", "S1"), ("add", "C2")]


def test_what_is_typed_before_a_dialogue_can_open_is_done_in_it_key_by_key(browser: Browser, small: Path) -> None:
    with running_desk(small) as (_, link):
        page = enter(browser, link, "coder_a", "WS1")
        page.route("**/acts?*", lambda route: (page.wait_for_timeout(150), route.continue_()))
        page.locator(".sentence", has_text="The bus stops at six.").click()
        # Two codes at once, a memo of two lines with a slip in it, a search given up, and what follows them.
        page.evaluate(
            """() => {
              const codes = [..."cC1", "Shift+Enter", ..."C2", "Enter", "j"];
              const memo = [..."mAs", "Enter", ..."sex", "Backspace", "Control+Enter"];
              for (const name of [...codes, ...memo, "/", "b", "Escape", "j", "n"]) {
                const [key, ...held] = name.split("+").reverse();
                const [shiftKey, ctrlKey] = ["Shift", "Control"].map((one) => held.includes(one));
                const event = new KeyboardEvent("keydown", { key, shiftKey, ctrlKey, bubbles: true, cancelable: true });
                document.activeElement.dispatchEvent(event);
              }
            }"""
        )
        page.locator(".label").nth(1).wait_for()
        settle(page)
        assert page.locator("dialog").count() == 0
        page.close()
    acts, _ = read_ledger(small / FOLDER / "coder_a.csv", "coder_a.csv")
    assert [(act.action, act.code, act.memo) for act in acts] == [
        ("accept", "C1", ""),
        ("add", "C2", ""),
        ("memo", "", "As ¶ se"),
        ("none", "", ""),
    ]


def test_a_second_dialogue_is_keyed_in_while_the_first_code_is_still_being_written(
    browser: Browser, small: Path
) -> None:
    with running_desk(small) as (_, link):
        page = enter(browser, link, "coder_a", "WS1")
        page.route("**/acts?*", lambda route: (page.wait_for_timeout(600), route.continue_()))
        page.locator(".sentence", has_text="The bus stops at six.").click()
        page.keyboard.press("c")
        page.get_by_role("combobox").wait_for()
        # The first is chosen in its open dialogue; the second's keys come while the first is on its way to the disk.
        page.evaluate(
            """async () => {
              const type = (key) => {
                const event = new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true });
                document.activeElement.dispatchEvent(event);
              };
              const field = document.activeElement;
              field.value = "C2";
              field.dispatchEvent(new Event("input", { bubbles: true }));
              type("Enter");
              const pause = () => new Promise((go) => setTimeout(go, 60));
              for (const key of ["j", "c", "F", "C"]) { await pause(); type(key); }
              await new Promise((go) => setTimeout(go, 1200));
            }"""
        )
        assert page.get_by_role("combobox").input_value() == "FC"
        page.get_by_role("combobox").fill("C1")
        page.keyboard.press("Enter")
        settle(page)
        page.close()
    acts, _ = read_ledger(small / FOLDER / "coder_a.csv", "coder_a.csv")
    assert [(act.action, act.code) for act in acts] == [("add", "C2"), ("add", "C1")]


def test_a_mouse_selection_is_coded_to_the_character_behind_a_sign_of_two_units(browser: Browser, small: Path) -> None:
    with running_desk(small) as (_, link):
        page = enter(browser, link, "coder_a", "WS1")
        words = page.locator(".turn", has_text="🚌").locator(".words")
        page.evaluate(
            """(words) => {
              const walker = document.createTreeWalker(words, NodeFilter.SHOW_TEXT);
              while (walker.nextNode() && !walker.currentNode.data.includes("at all")) {}
              const place = walker.currentNode.data.indexOf("at all");
              getSelection().setBaseAndExtent(walker.currentNode, place, walker.currentNode, place + 6);
              words.dispatchEvent(new PointerEvent("pointerup", { bubbles: true }));
            }""",
            words.element_handle(),
        )
        page.keyboard.press("c")
        page.keyboard.type("C1")
        page.keyboard.press("Enter")
        settle(page)
        page.wait_for_selector(".label.mine")
        page.close()
    ((act,), _) = read_ledger(small / FOLDER / "coder_a.csv", "coder_a.csv")
    assert act.quote == "at all"
    record = "".join(f"{words}\n" for _, _, words in SESSIONS["WS1"])
    assert record[act.start : act.end] == "at all"


def test_a_second_window_is_shown_what_the_first_did_before_it_may_write(browser: Browser, small: Path) -> None:
    with running_desk(small) as (_, link):
        first = enter(browser, link, "coder_a", "WS1")
        second = enter(browser, link, "coder_a", "WS1")
        first.keyboard.press("a")
        first.wait_for_selector(".label.mine")
        second.keyboard.press("n")
        second.wait_for_selector("#told:not([hidden])")
        assert "Another window" in second.locator("#told").inner_text()
        assert second.locator(".label.mine").count() == 1
        assert "1 of 5 judged" in second.locator("#progress").inner_text()
        first.close()
        second.close()
    acts, _ = read_ledger(small / FOLDER / "coder_a.csv", "coder_a.csv")
    assert [act.action for act in acts] == ["accept"]
    assert json.loads(acts[0].shown)
