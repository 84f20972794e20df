"""In a browser the explorer leads from every number to its quotes, by mouse and keyboard, for everybody."""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest

from repository import PROJECT, snakemake

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.long
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
HOSTILE = "<img src=x onerror=\"document.title='run'\"><script>document.title='run'</script>"


@dataclass(frozen=True)
class Explorer:
    """The explorer of the demonstration study: its address, and what is public in it."""

    address: str
    public: dict[str, Any]

    @property
    def quotes(self) -> list[dict[str, Any]]:
        columns = self.public["quotes"]["columns"]
        return [dict(zip(columns, row, strict=True)) for row in self.public["quotes"]["rows"]]


@pytest.fixture(scope="module")
def explorer(tmp_path_factory: pytest.TempPathFactory) -> Explorer:
    """The demonstration study, run as far as its explorer."""
    study = tmp_path_factory.mktemp("demonstration") / "study"
    for part in ("config", "data"):
        shutil.copytree(PROJECT / part, study / part)
    run = snakemake(PROJECT, study, "explorer")
    assert run.returncode == 0, run.stderr + run.stdout
    public = json.loads((study / "results/public/explorer.json").read_text("utf-8"))
    return Explorer((study / "results/explorer/index.html").as_uri(), public)


def visit(browser: Browser, address: str, width: int = 1440, **more: Any) -> Page:
    """A page of the explorer; errors, and whatever it asks the network for, are kept in ``failures``."""
    page = browser.new_page(viewport={"width": width, "height": 900}, **more)
    page.failures = []
    page.on("pageerror", lambda error: page.failures.append(str(error)))
    page.on("console", lambda message: page.failures.append(message.text) if message.type == "error" else None)
    page.on("request", lambda asked: page.failures.append(asked.url) if not asked.url.startswith(OWN) else None)
    page.goto(address)
    page.wait_for_selector("h1")
    return page


OWN = ("file:", "data:")


def test_a_number_of_the_heat_map_leads_to_its_quotes_and_back(browser, explorer):
    page = visit(browser, f"{explorer.address}#view=heatmap")
    page.get_by_role("button", name="HR Human resources").click()
    page.get_by_role("link", name="Workload and case complexity, Link worker").click()
    own = [quote for quote in explorer.quotes if (quote["code"], quote["group"]) == ("HR1", "Link worker")]
    assert own
    assert page.locator(".quotes > .quote").count() == len(own)
    assert page.locator("#filter-group").input_value() == "Link worker"
    assert "5 of 10 speakers" in page.locator(".cell-note").inner_text()
    page.go_back()
    assert page.locator("h1").inner_text() == "Who raised what"
    assert page.failures == []


def test_every_number_is_the_tables_and_hidden_ones_lead_nowhere(browser, explorer):
    page = visit(browser, f"{explorer.address}#view=heatmap&open=all")
    hidden = [cell for cell in explorer.public["cells"] if cell["speakers"] is None]
    assert page.locator(".hidden-cell").count() == len(hidden) > 0
    assert set(page.locator(".hidden-cell").all_inner_texts()) == {"<3"}
    assert page.locator(".hidden-cell a").count() == 0
    shown = page.locator("a.cell").count()
    assert shown == len(explorer.public["cells"]) - len(hidden)


def test_a_bone_a_link_a_theme_and_a_solution_lead_to_quotes(browser, explorer):
    page = visit(browser, f"{explorer.address}#view=fishbone")
    page.get_by_role("link", name="Recruitment, turnover and retention").click()
    assert page.locator("#filter-code").input_value() == "HR2"
    page.get_by_role("link", name="Links", exact=True).click()
    page.locator(".thread .reach").first.dispatch_event("click")
    page.wait_for_selector("h2:has-text('Said within one turn')")
    page.go_back()
    page.locator("main table a", has_text="Quotes").first.click()
    assert page.locator("h2", has_text="Each by itself").count() == 1
    page.get_by_role("link", name="Themes", exact=True).click()
    page.locator(".theme h2 a").first.click()
    assert page.locator(".theme").count() == 1
    page.get_by_role("link", name="Solutions", exact=True).click()
    page.get_by_role("link", name="speakers").first.click()
    assert page.locator("#filter-code").input_value() == "S01"
    assert page.failures == []


def test_quotes_are_narrowed_by_group_session_speaker_coder_and_words(browser, explorer):
    page = visit(browser, f"{explorer.address}#view=quotes")
    quote = explorer.quotes[len(explorer.quotes) // 2]

    def shown() -> int:
        return int(page.locator(".count").inner_text().split()[0].replace(",", ""))

    assert shown() == len(explorer.quotes)
    for name in ("group", "session", "speaker", "coder"):
        page.locator(f"#filter-{name}").select_option(quote[name])
        assert shown() == sum(other[name] == quote[name] for other in explorer.quotes)
        assert f"{name}=" in page.url
        page.get_by_role("button", name="Clear").click()
    word = max(quote["words"].split(), key=len).strip(".,?!'\"")
    page.get_by_role("searchbox", name="Words").fill(word)
    assert shown() == sum(word.lower() in other["words"].lower() for other in explorer.quotes)
    assert page.locator(".quotes mark").first.inner_text().lower() == word.lower()
    page.reload()
    assert page.locator("#filter-text").input_value() == word


def test_a_quote_has_an_address_says_who_decided_and_stands_in_its_transcript(browser, explorer):
    quote = next(quote for quote in explorer.quotes if quote["rank"])
    page = visit(browser, f"{explorer.address}#quote={quote['id']}")
    assert page.locator("blockquote.large").inner_text() == quote["words"]
    facts = page.locator(".facts").first.inner_text()
    assert quote["speaker"] in facts
    assert quote["at"][:10] in facts
    assert f"had proposed {quote['code']} as number {quote['rank']}" in facts
    assert page.get_by_label("Address of this quote", exact=True).input_value() == f"index.html#quote={quote['id']}"
    page.get_by_role("link", name="Read it in its transcript").click()
    turn = page.locator(".turn[aria-current]")
    assert turn.locator(".speaker").inner_text() == quote["speaker"]
    assert turn.locator("mark").inner_text() == quote["words"].removesuffix(" […]")
    assert turn.is_visible()
    assert page.failures == []


def test_a_quote_that_is_not_given_says_why(browser, explorer):
    page = visit(browser, f"{explorer.address}#quote=01NOTHINGHAS0THIS0ID0000000")
    assert "not here" in page.locator("h1").inner_text()


VIEWS = (
    "", "view=heatmap&open=all", "view=fishbone", "view=links", "view=links&kind=derived", "link=HR,S01",
    "view=solutions", "view=jury", "view=themes", "theme=TH1", "view=quotes", "code=HR1&group=Link%20worker", "quote=0",
    "view=codebook&entry=HR1", "figure=F3", "table=T3", "view=transcript&session=WS1&turn=13",
)  # fmt: skip


@pytest.mark.parametrize("width", [1440, 360])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_view_is_accessible_and_no_wider_than_its_screen(browser, explorer, scheme, width):
    from axe_playwright_python.sync_playwright import Axe

    page = visit(browser, explorer.address, width, color_scheme=scheme)
    found = []
    for view in VIEWS:
        page.goto(f"{explorer.address}#{view}")
        page.wait_for_timeout(100)
        told = Axe().run(page, options={"runOnly": RULES, "resultTypes": ["violations"]}).response["violations"]
        found += [(view, one["id"], one["nodes"][0]["html"][:200]) for one in told]
        wide = page.evaluate("document.documentElement.scrollWidth")
        found += [(view, f"{wide} pixels wide")] if wide > width else []
    assert found == []
    assert page.failures == []


def test_the_page_is_used_by_keyboard_alone(browser, explorer):
    page = visit(browser, explorer.address)
    page.keyboard.press("Tab")
    assert page.locator(":focus").inner_text() == "Skip to the content"
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.locator(":focus").get_attribute("href") == "#view=heatmap"
    page.keyboard.press("Enter")
    page.wait_for_selector(".heatmap")
    assert page.evaluate("document.activeElement.id") == "page"
    while page.locator(":focus").get_attribute("aria-expanded") is None:
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.locator(":focus").get_attribute("aria-expanded") == "true"
    assert page.locator("tr.code:visible").count() > 0
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"


def test_words_of_others_are_never_run(browser, explorer, tmp_path):
    from themetrail.explorer.canonical import canonical
    from themetrail.explorer.page import page as page_of
    from themetrail.study.files import write_text

    whole = json.loads(json.dumps(explorer.public))
    row = whole["quotes"]["rows"][0]
    row[whole["quotes"]["columns"].index("words")] = HOSTILE
    whole["study"]["title"] = whole["themes"][0]["title"] = whole["codebook"]["codes"][0]["label"] = HOSTILE
    whole["groups"][0]["name"] = whole["study"]["problem"] = HOSTILE
    write_text(tmp_path / "explorer.json", canonical(whole))
    write_text(tmp_path / "index.html", page_of(tmp_path))
    address = (tmp_path / "index.html").as_uri()
    page = visit(browser, address)
    for view in (*VIEWS, f"quote={row[0]}", f"code={HOSTILE}", "view=__proto__", "quote=<b>"):
        page.goto(f"{address}#{view}")
        page.wait_for_timeout(50)
        assert page.title() != "run"
        assert page.locator("main img").count() == 0
    assert page.failures == []


def test_what_is_printed_is_the_view_with_its_addresses(browser, explorer):
    page = visit(browser, f"{explorer.address}#code=HR1")
    page.emulate_media(media="print")
    assert not page.locator("#bar nav").is_visible()
    assert not page.locator(".filters").is_visible()
    assert page.locator(".quote .print").first.inner_text().startswith("#quote=")
    assert "#code=HR1" in page.locator("#foot").inner_text()
    assert page.locator("#synthetic").is_visible()
