"""In the browser: the order of review, what the machine is sure of, candidate codes; none of it for who is blind."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from desk_server import running_desk
from desk_study import HOSTILE, make_desk_study
from test_review_browser import enter, pass_on, settle
from themetrail.codebook.history import read_log
from themetrail.codebook.read import read_codebook

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.long
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"]


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_desk_study(tmp_path_factory.mktemp("order") / "study")


@pytest.fixture
def desk(study: Path) -> Iterator[str]:
    """The link to a desk on the study."""
    with running_desk(study) as (_, link):
        yield link


def now(page: Page) -> str:
    """The words of the sentence at hand."""
    return page.locator(".sentence.now").inner_text()


def press(page: Page, *keys: str) -> str:
    """Press keys one after the other, wait until they are done, and say which sentence is at hand."""
    for key in keys:
        page.keyboard.press(key)
        settle(page)
    return now(page)


def test_the_same_keys_walk_by_transcript_or_by_the_order_of_review(browser: Browser, desk: str) -> None:
    page = enter(browser, desk, "coder_a", "WS1")
    order = page.locator("[data-act=order]")
    assert "Order of the transcript" in order.inner_text()
    assert now(page) == "The bus stops at six."
    assert press(page, "j").startswith("After that")
    press(page, "o")
    assert "Order of review, 3 of 5" in order.inner_text()
    assert press(page, "k", "k") == "Nobody rang."
    assert press(page, "n") == "The bus stops at six."
    assert press(page, "k", "i") == "The bus stops at six."
    assert press(page, "k", "u") == "Nobody rang."
    # The choice stays when the session is opened again, which is then at the first that is to be read.
    page.reload()
    page.wait_for_selector(".sentence.now")
    assert now(page) == "Nobody rang."
    (cookie,) = (one for one in page.context.cookies() if one["name"] == "themetrail_order")
    assert (cookie["value"], cookie["domain"], cookie["sameSite"]) == ("review", "127.0.0.1", "Strict")
    # Behind the last one the order goes on in the other session, which is named first.
    assert press(page, "j", "j", "j", "j", "j") == HOSTILE
    assert "goes on in WS2" in page.locator("#told").inner_text()
    page.keyboard.press("j")
    page.get_by_text("Everyone turned up.").first.wait_for()
    page.wait_for_selector(".sentence.now")
    assert now(page) == "Everyone turned up."
    order.click()
    assert "Order of the transcript" in order.inner_text()
    page.close()


def test_without_an_order_of_a_run_the_surest_proposal_comes_first_and_the_page_says_so(
    browser: Browser, tmp_path: Path
) -> None:
    study = make_desk_study(tmp_path / "study")
    (study / "results/private/reading.parquet").unlink()
    with running_desk(study) as (_, link):
        page = enter(browser, link, "coder_a", "WS1")
        press(page, "o")
        assert "make paper" in page.locator("#told").inner_text()
        assert press(page, "i") == "[NAME 1] put me on the waiting list in March."
        assert press(page, "j") == "The bus stops at six."
        page.close()


def test_a_proposal_says_in_words_whether_the_machine_is_sure(browser: Browser, desk: str) -> None:
    page = enter(browser, desk, "coder_a", "WS1")
    press(page, "Escape")
    assert page.locator(".card.proposed .unsure").all_inner_texts() == ["to be read", "to be read"]
    assert press(page, "j", "j").startswith("[NAME 1]")
    assert page.locator(".card.proposed .sure").all_inner_texts() == ["sure"]
    assert page.locator("#say").inner_text() == "A02; C2 proposed, 80 %, sure"
    page.close()


def test_a_candidate_code_leads_to_its_words_and_becomes_a_code(browser: Browser, tmp_path: Path) -> None:
    study = make_desk_study(tmp_path / "study")
    with running_desk(study) as (_, link):
        page = enter(browser, link, "coder_a", "WS1")
        page.get_by_role("link", name="Candidates").click()
        card = page.get_by_role("region", name="Candidate N0a1b2c")
        assert card.locator("h2").inner_text() == "rang · <b>turned"
        assert card.locator("blockquote").all_inner_texts() == ["Nobody rang.", HOSTILE, "Everyone turned up."]
        assert "Nearest code: C2 Long waiting lists" in card.inner_text()
        assert page.locator("main script, main img").count() == 0
        card.get_by_role("link", name="WS2, A01").click()
        page.wait_for_selector(".sentence.now")
        assert now(page) == "Everyone turned up."
        page.go_back()
        page.get_by_role("button", name="Make a code of it").click()
        assert page.get_by_label("Label").input_value() == "rang, <b>turned"
        assert page.get_by_label("Kind").input_value() == "cause"
        assert page.get_by_label("Below").input_value() == "D1"
        page.get_by_label("Id", exact=True).fill("C9")
        page.get_by_label("Label").fill("Nobody answers")
        page.get_by_label("Definition").fill("Nobody rings back.")
        page.get_by_role("button", name="Keep").click()
        page.locator("#told", has_text="C9").wait_for()
        assert page.failures == []
        page.close()
    assert read_codebook(study).by_id["C9"].parent == "D1"
    (row,) = read_log(study)
    assert (row["code"], row["reason"]) == ("C9", "Candidate code N0a1b2c (rang, <b>turned)")


def test_who_codes_blind_is_offered_neither_and_sent_nothing_of_them(browser: Browser, desk: str) -> None:
    sent: list[str] = []
    page = enter(browser, desk, "coder_b", "WS1", blind=True)
    page.route("**/api/**", lambda route: pass_on(route, sent))
    page.reload()
    page.wait_for_selector(".sentence.now")
    assert page.get_by_role("link", name="Candidates").count() == 0
    assert page.locator("[data-act=order]").count() == 0
    assert press(page, "o", "j").startswith("After that")
    page.evaluate("location.hash = '#/candidates'")
    page.locator("#told", has_text="blind").wait_for()
    assert page.locator("main").inner_text() == ""
    assert sent
    for told in sent:
        assert not [word for word in ('"sure"', '"order"', '"confidence"', "N0a1b2c", "nearest_code") if word in told]
    page.close()


@pytest.mark.parametrize("shade", ["light", "dark"])
def test_candidate_codes_and_the_coding_view_are_accessible(browser: Browser, desk: str, shade: str) -> None:
    from axe_playwright_python.sync_playwright import Axe

    page = enter(browser, desk, "coder_a", "WS1")
    page.emulate_media(color_scheme=shade)
    page.reload()
    page.wait_for_selector(".sentence.now")
    found = []
    for view in ("session/WS1", "candidates"):
        page.evaluate("(to) => { location.hash = to; }", f"#/{view}")
        page.locator("h1, .sentence.now").first.wait_for()
        page.wait_for_timeout(200)
        told = Axe().run(page, options={"runOnly": RULES, "resultTypes": ["violations"]}).response["violations"]
        found += [(view, one["id"], [node["html"][:160] for node in one["nodes"][:3]]) for one in told]
    assert found == []
    page.close()


def test_focus_and_stripes_stay_visible_in_colours_that_are_forced(browser: Browser, desk: str) -> None:
    page = enter(browser, desk, "coder_a", "WS1")
    press(page, "a")
    page.emulate_media(forced_colors="active")
    page.locator(".stripe").first.wait_for(state="attached")
    style = "(element, name) => getComputedStyle(element)[name]"
    paper = page.locator("body").evaluate(style, "backgroundColor")
    assert page.locator(".sentence.now").evaluate(style, "outlineStyle") == "solid"
    stripe = page.locator(".stripe").first
    assert stripe.evaluate(style, "borderTopWidth") == "3px"
    assert stripe.evaluate(style, "borderTopColor") != paper
    press(page, "u")
    page.close()
