"""The notebooks' pages in a browser: for everybody, at any width, with and without scripts, on paper, in the dark."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import nbformat
import pytest
from pypdf import PdfReader

from published import busy_study, publish
from test_notebooks import NAMES, SOURCES
from themetrail.provenance.notebooks import index_page, page_of, run_notebooks, to_html
from themetrail.provenance.reading import PublicResults

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.long
STANDARD = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
ROWS = 60
LONG = f"""
import pandas as pd
from themetrail.provenance.showing import table
rows = [(f"C{{number:02}}", str(number * 7 % {ROWS})) for number in range({ROWS})]
table(pd.DataFrame(rows, columns=["Code", "Speakers"]), "Many rows.")
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The pages of a small study, their list, and a page with one long table."""
    root = tmp_path_factory.mktemp("pages")
    cells = [nbformat.v4.new_markdown_cell("# A long table"), nbformat.v4.new_code_cell(LONG)]
    nbformat.write(nbformat.v4.new_notebook(cells=cells), root / "long.ipynb")
    public = publish(busy_study(), root / "public")
    made = run_notebooks({**SOURCES, "long": root / "long.ipynb"}, public)
    for name, notebook in made.items():
        (root / f"{name}.html").write_text(to_html(notebook), encoding="utf-8")
    pages = [page_of(f"{name}.html", notebook) for name, notebook in made.items()]
    (root / "index.html").write_text(index_page(pages, PublicResults(public)), encoding="utf-8")
    return root


def open_page(browser: Browser, file: Path, **options: object) -> Page:
    """A page, in a window in which what goes wrong, and what is asked of others, is kept."""
    page = browser.new_page(**options)
    page.failures = []
    page.on("pageerror", lambda error: page.failures.append(str(error)))
    page.on("console", lambda said: page.failures.append(said.text) if said.type == "error" else None)
    page.on(
        "request", lambda asked: None if asked.url.startswith(("file:", "data:")) else page.failures.append(asked.url)
    )
    page.goto(file.as_uri())
    return page


@pytest.mark.parametrize("name", [*NAMES, "long", "index"])
@pytest.mark.parametrize(("width", "scheme"), [(1200, "light"), (360, "dark")])
def test_a_page_meets_wcag_2_2_aa_and_fits_its_window(
    browser: Browser, folder: Path, name: str, width: int, scheme: str
) -> None:
    from axe_playwright_python.sync_playwright import Axe

    page = open_page(browser, folder / f"{name}.html", viewport={"width": width, "height": 800}, color_scheme=scheme)
    found = Axe().run(page, options={"runOnly": {"type": "tag", "values": STANDARD}}).response
    assert len(found["passes"]) > 5
    assert [(one["id"], one["nodes"][0]["html"]) for one in found["violations"]] == []
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    assert page.failures == []
    page.close()


def test_a_long_table_is_searched_and_sorted_by_keyboard(browser: Browser, folder: Path) -> None:
    page = open_page(browser, folder / "long.html")
    assert page.get_by_role("status").inner_text() == f"{ROWS} of {ROWS} rows"
    page.get_by_label("Show rows with").fill("c1")
    assert page.get_by_role("status").inner_text() == f"10 of {ROWS} rows"
    assert page.locator("tbody tr:visible").count() == 10
    page.get_by_label("Show rows with").fill("")
    for order, ends in (("ascending", ("0", str(ROWS - 1))), ("descending", (str(ROWS - 1), "0"))):
        page.get_by_role("button", name="Speakers").focus()
        page.keyboard.press("Enter")
        assert page.locator("th", has_text="Speakers").get_attribute("aria-sort") == order
        shown = page.locator("tbody td").all_inner_texts()
        assert (shown[0], shown[-1]) == ends
    assert page.failures == []
    page.close()


def test_without_scripts_a_long_table_stands_as_it_is(browser: Browser, folder: Path) -> None:
    page = open_page(browser, folder / "long.html", java_script_enabled=False)
    assert page.locator("tbody tr").count() == ROWS
    assert page.locator("input, button").count() == 0
    page.close()


def test_every_row_of_a_long_table_is_on_paper_under_the_head(browser: Browser, folder: Path) -> None:
    page = open_page(browser, folder / "long.html", viewport={"width": 1200, "height": 500})
    paper = PdfReader(io.BytesIO(page.pdf(format="A4")))
    sheets = [sheet.extract_text() for sheet in paper.pages]
    assert len(sheets) > 1
    assert all("Speakers" in sheet for sheet in sheets)
    words = " ".join(sheets)
    assert all(f"C{number:02}" in words for number in range(ROWS))
    assert "Show rows with" not in words
    page.close()
