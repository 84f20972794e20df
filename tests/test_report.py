"""The report of a run, and what the catalogue of Snakemake workflows asks of a repository."""

from __future__ import annotations

import json
import re
import shutil
from typing import TYPE_CHECKING

import pytest
import yaml

from desk_server import require_chromium
from repository import PROJECT, snakemake

if TYPE_CHECKING:
    from pathlib import Path

    from finished_run import Finished


def test_the_repository_has_what_the_catalogue_of_workflows_asks_for() -> None:
    told = yaml.safe_load((PROJECT / ".snakemake-workflow-catalog.yml").read_text(encoding="utf-8"))
    assert told["usage"]["report"] is True
    assert any(told["usage"]["software-stack-deployment"].values())
    for name in ("workflow/Snakefile", "config/README.md", "config/config.yaml", "README.md", "LICENSE"):
        assert (PROJECT / name).is_file()


def test_every_table_and_figure_has_a_caption_of_its_own() -> None:
    for caption, folder, kind in (("table", "tables", "T"), ("figure", "figures", "F")):
        text = (PROJECT / f"workflow/report/{caption}.rst").read_text(encoding="utf-8")
        made = {path.name.partition("_")[0] for path in (PROJECT / f"src/themetrail/{folder}").glob("[tf][0-9]*_*.py")}
        numbers = {f"{kind}{int(name[1:])}" for name in made}
        assert len(numbers) >= 8
        assert set(re.findall(r'"([TF]\d+)":', text)) >= numbers


@pytest.mark.long
def test_the_report_of_a_run_lists_everything_that_is_published_and_asks_nothing_of_others(
    finished: Finished, tmp_path: Path
) -> None:
    from playwright.sync_api import sync_playwright

    study = shutil.copytree(finished.study, tmp_path / "study")
    report = study / "results/report.html"
    # Without a target: what is made by default is what is reported.
    run = snakemake(finished.repository, study, "--report", str(report))
    assert run.returncode == 0, run.stderr
    assert "ERROR" not in run.stderr
    public = study / "results/public"
    listed = {
        "Figures": [path.stem.partition("_")[0] for path in public.glob("figures/*.svg")],
        "Tables": [path.stem.partition("_")[0] for path in public.glob("tables/*.csv")],
        "Notebooks": [path.name[:2] for path in public.glob("notebooks/*.ipynb")],
        "Texts": ["Draft of the methods section", "Published quotes"],
    }
    asked: list[str] = []
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=str(require_chromium()), args=["--no-sandbox"])
        page = browser.new_page()
        page.on("request", lambda one: asked.append(one.url))
        for category, rows in listed.items():
            assert rows
            page.goto("about:blank")
            page.goto(report.as_uri())
            page.get_by_text("From transcripts to the tables and figures of a paper").wait_for()
            page.get_by_text(category, exact=True).first.click()
            page.locator("tbody tr").first.wait_for()
            first = [row.split("\t")[0].strip() for row in page.locator("tbody tr").all_inner_texts()]
            assert sorted(first) == sorted(rows)
        browser.close()
    assert [url[:60] for url in asked if not url.startswith(("file:", "data:", "blob:", "about:"))] == []
    captions = json.dumps(report.read_text(encoding="utf-8"))
    assert "what to look for in this step of the study" in captions
    assert "A scan that finds nothing does not show that nothing is left" in captions
