"""Pictures of every view of the review desk on the demonstration study, light and dark, for docs/review.md.

    python benchmarks/review/screenshots.py --folder docs/review

The study in this folder has to have been run (make paper). The pictures are taken on a copy, in which some of the coded
session WS3 is taken off again, so that there is something to be decided.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from playwright.sync_api import sync_playwright

PROJECT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(PROJECT / "tests"))

from desk_server import require_chromium, running_desk  # noqa: E402
from themetrail.ledger.acts import FOLDER, read_ledger  # noqa: E402
from themetrail.study.files import write_text  # noqa: E402
from themetrail.study.inputs import DECISIONS  # noqa: E402
from themetrail.study.sheets import write_sheet  # noqa: E402

if TYPE_CHECKING:
    from playwright.sync_api import Page

SESSION, KEPT = "WS3", 150
SOUGHT = 60  # so many proposals are looked through for a sentence with two


def main() -> None:
    """Take the pictures."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--folder", type=Path, required=True, help="where to write the PNG files")
    args = parser.parse_args()
    args.folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as driver:
        study = Path(folder) / "study"
        for part in ("config", "data", "results"):
            shutil.copytree(PROJECT / part, study / part)
        half_coded(study)
        browser = driver.chromium.launch(executable_path=str(require_chromium()), args=["--no-sandbox"])
        for shade in ("light", "dark"):
            with running_desk(study) as (_, link):
                page = browser.new_page(viewport={"width": 1440, "height": 900}, color_scheme=shade)
                page.goto(link)
                page.locator("[data-coder]").first.wait_for()
                take(page, args.folder, shade)
                page.close()


def half_coded(study: Path) -> None:
    """Leave only the first acts of the first coder on the session."""
    path = study / FOLDER / "coder_a.csv"
    acts = read_ledger(path, path.name)[0]
    own = [act for act in acts if act.session_id == SESSION][KEPT:]
    left = [act for act in acts if act not in own]
    write_text(path, write_sheet(DECISIONS.header, (act.cells() for act in left)))


def take(page: Page, folder: Path, shade: str) -> None:
    """All views in one shade."""

    def picture(name: str) -> None:
        page.wait_for_timeout(400)
        page.screenshot(path=folder / f"{name}-{shade}.png")

    picture("coder")
    page.locator("[data-coder=coder_a]").click()
    page.get_by_role("link", name="WS1", exact=True).wait_for()
    picture("sessions")
    page.get_by_role("link", name=SESSION, exact=True).click()
    page.locator(".sentence.now").wait_for()
    for _ in range(SOUGHT):
        page.keyboard.press("q")
        page.locator("#page[aria-busy=false]").wait_for()
        if page.locator(".card.proposed").count() > 1:
            break
    page.keyboard.press("a")
    page.locator(".card.own").wait_for()
    picture("coding")
    page.keyboard.press("u")
    page.keyboard.press("o")
    page.reload()
    page.locator(".sentence.now").wait_for()
    picture("order-of-review")
    page.keyboard.press("o")
    page.keyboard.press("q")
    page.keyboard.press("c")
    page.get_by_role("combobox").type("fund")
    picture("type-ahead")
    page.keyboard.press("Escape")
    page.keyboard.press("b")
    picture("codebook-beside")
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    picture("keys")
    page.keyboard.press("Escape")
    for name in ("codebook", "candidates", "themes", "reconcile/WS1"):
        page.evaluate("(to) => { location.hash = to; }", f"#/{name}")
        page.locator("h1").first.wait_for()
        page.wait_for_timeout(300)
        if name == "codebook":
            page.locator("[data-code=HR1] summary").click()
        picture(name.split("/")[0])


if __name__ == "__main__":
    main()
