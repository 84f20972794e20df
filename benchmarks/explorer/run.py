"""How fast the explorer opens: a generated study of 200 sessions with 100,000 codings, in Debian's Chromium.

The study is that of benchmarks/paper (seeded, no text of anybody). Each quote is given words, as many as quotes of the
demonstration study have, so that the page is as large as a real one. Measured is, in a fresh browser each time, the
time from the start of the navigation until the view stands (the page's mark "shown") and until it was first painted;
then a search as it is typed.

    python benchmarks/explorer/run.py --page docs/explorer.md
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import random
import re
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

from playwright.sync_api import sync_playwright

REPOSITORY = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(REPOSITORY / "benchmarks" / "paper"), str(REPOSITORY / "tests")]

from run import make  # type: ignore[import-not-found]  # noqa: E402

from desk_server import require_chromium  # noqa: E402
from themetrail.explorer.canonical import canonical  # noqa: E402
from themetrail.study.files import write_text  # noqa: E402

VIEWS = {"overview": "", "heat map": "view=heatmap", "quotes": "view=quotes", "one cell": "code=HR1&group=Staff"}
TIMES = 5
WORDS = (
    "people",
    "money",
    "when",
    "rang",
    "bus",
    "week",
    "they",
    "nobody",
    "list",
    "again",
    "after",
    "form",
    "worker",
    "said",
    "know",
    "place",
)
START, END = "<!-- measured -->", "<!-- /measured -->"
SHOWN = "performance.getEntriesByName('shown')[0]?.startTime"
PAINTED = "performance.getEntriesByName('first-contentful-paint')[0]?.startTime"
TYPED = """() => {
  const field = document.getElementById("filter-text");
  field.value = "nobody rang";
  const from = performance.now();
  field.dispatchEvent(new Event("input"));
  document.body.offsetHeight;
  return performance.now() - from;
}"""


def timed(study: Path, *command: str) -> float:
    """Run a command in the study's folder; seconds by the clock."""
    started = time.perf_counter()
    subprocess.run([sys.executable, "-m", "themetrail", *command], cwd=study, check=True)
    return time.perf_counter() - started


def with_words(path: Path) -> int:
    """Give each quote words of its own, 4 to 40 of them; the number of quotes."""
    whole = json.loads(path.read_text(encoding="utf-8"))
    place, draw = whole["quotes"]["columns"].index("words"), random.Random(1)
    for row in whole["quotes"]["rows"]:
        row[place] = " ".join(draw.choices(WORDS, k=draw.randint(4, 40)))
    write_text(path, canonical(whole))
    return len(whole["quotes"]["rows"])


def opened(address: str, view: str) -> tuple[float, float]:
    """Milliseconds until a view stands and until it was painted, in a browser that has never seen the page."""
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=str(require_chromium()), args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1440, "height": 900})
        page.goto(f"{address}#{view}")
        # The page's policy lets no text be run as script, so it is asked again and again instead of waited for.
        while not all(found := [page.evaluate(what) for what in (SHOWN, PAINTED)]):
            page.wait_for_timeout(20)
        browser.close()
    return found[0], found[1]


def typed(address: str) -> float:
    """Milliseconds that the second search in all quotes takes; the first prepares them."""
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=str(require_chromium()), args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1440, "height": 900})
        page.goto(f"{address}#view=quotes")
        page.wait_for_selector("#filter-text")
        found = [page.evaluate(TYPED) for _ in range(2)]
        browser.close()
    return float(found[1])


def main() -> None:
    """Generate, measure and write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sessions", type=int, default=200)
    parser.add_argument("--page", type=Path, help="page whose measured part is written anew")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        told = measured(Path(folder) / "study", args.sessions)
    print(told)
    if args.page:
        text = args.page.read_text(encoding="utf-8")
        write_text(args.page, re.sub(f"{START}.*{END}", f"{START}\n{told}\n{END}", text, flags=re.DOTALL))


def measured(study: Path, sessions: int) -> str:
    """What was measured on a generated study, for the page."""
    codings = make(study, sessions)
    public, html = study / "results/public", study / "results/explorer/index.html"
    collecting = timed(study, "explorer-data", "--private", "results/private", "--data", str(public / "explorer.json"))
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    quotes = with_words(public / "explorer.json")
    writing = timed(study, "explorer", "--public", str(public), "--page", str(html))
    size = html.stat().st_size / 2**20
    rows = []
    for name, view in VIEWS.items():
        stands, painted = zip(*(opened(html.as_uri(), view) for _ in range(TIMES)), strict=True)
        cells = (statistics.median(stands), statistics.median(painted), max(painted))
        rows.append(f"| {name} | {' | '.join(f'{cell:.0f}' for cell in cells)} |")
    version = subprocess.run([require_chromium(), "--version"], capture_output=True, text=True, check=True).stdout
    machine = f"{processor()}, Python {platform.python_version()}, {version.strip()}"
    load = f"{os.getloadavg()[0]:.0f} on {os.cpu_count()} cores"
    typing = typed(html.as_uri())
    return f"""Measured on {datetime.now(UTC):%Y-%m-%d} with `python benchmarks/explorer/run.py`
({machine}; other work shared the machine, load {load}):
{sessions} sessions and {codings:,} codings, of which {quotes:,} are given as quotes; a page of {size:.0f} MiB.
Collecting took {collecting:.0f} s and {peak:.0f} MiB, writing the page {writing:.0f} s; a search over all quotes, as it
is typed, {typing:.0f} ms.

| view | stands after, ms (median of {TIMES}) | painted after, ms (median) | painted after, ms (slowest) |
|---|---|---|---|
""" + "\n".join(rows)


def processor() -> str:
    """The processor's name, where the system tells it."""
    path = Path("/proc/cpuinfo")
    names = re.findall(r"model name\s*: (.+)", path.read_text(encoding="utf-8")) if path.exists() else []
    return names[0] if names else platform.processor()


if __name__ == "__main__":
    main()
