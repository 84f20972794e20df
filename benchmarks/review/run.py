"""How quick the review desk is, at the page and at a ledger of 50,000 acts.

At the page, on the longest demonstration session and on one of 50,000 words, a Chromium without a screen opens a
session and presses keys: *first paint* is from the click on a session to the frame that shows its first words, in a new
page each time, *key to paint* from the press of a key to the frame that shows what it did. At the ledger the desk is
opened, acts are added and taken back, and codings are exported; there CPU time stands beside the wall, because a busy
machine tells little by it.

    python benchmarks/review/run.py --csv docs/review/benchmark.csv
"""

from __future__ import annotations

import argparse
import csv
import dataclasses
import gc
import random
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from playwright.sync_api import sync_playwright

PROJECT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(PROJECT / "tests"))

from desk_server import require_chromium, running_desk  # noqa: E402
from desk_study import make_desk_study  # noqa: E402
from ledgers import act  # noqa: E402
from themetrail.cli import OBJECTS_BETWEEN_COLLECTIONS  # noqa: E402
from themetrail.ledger.acts import FOLDER, anchor  # noqa: E402
from themetrail.ledger.ulid import new_ulid  # noqa: E402
from themetrail.ledger.write import append_acts  # noqa: E402
from themetrail.review.desk import Desk  # noqa: E402
from themetrail.review.sources import Sources  # noqa: E402

WORDS, ACTS = 50_000, 50_000
SENTENCES = (
    "The bus stops at six and after that I cannot get home at all.",
    "They put me on the waiting list in March and nobody rang since then.",
    "A minibus shared between the clubs would do for most of us, I think.",
    "Well, I heard about the garden from my sister, and then it closed.",
)
OPENINGS, PRESSES = 9, 200
_FIRST_PAINT = """(session) => new Promise((resolve) => {
  const begun = performance.now();
  const told = () => resolve(performance.now() - begun);
  const seen = () => requestAnimationFrame(() => requestAnimationFrame(told));
  const wait = () => (document.querySelector(".sentence.now") ? seen() : setTimeout(wait, 1));
  location.hash = `#/session/${session}`;
  wait();
})"""
_PAINT = """(key) => new Promise((resolve) => {
  const begun = performance.now();
  const event = new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true });
  document.activeElement.dispatchEvent(event);
  const seen = () => requestAnimationFrame(() => requestAnimationFrame(() => resolve(performance.now() - begun)));
  const busy = () => document.querySelector("#page").getAttribute("aria-busy") === "true";
  const wait = () => (busy() ? setTimeout(wait, 1) : seen());
  wait();
})"""


def long_session(words: int) -> tuple[tuple[str, str, str], ...]:
    """Turns of two speakers with so many words."""
    chance = random.Random(5)
    turns, said = [], 0
    while said < words:
        text = " ".join(chance.choice(SENTENCES) for _ in range(chance.randint(1, 9)))
        turns.append((f"A0{len(turns) % 2 + 1}", "participant", text))
        said += len(text.split())
    return tuple(turns)


def measure_page(study: Path, session: str, coder: str) -> dict[str, float]:
    """First paint and key-to-paint, in milliseconds."""
    with running_desk(study) as (_, link), sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=str(require_chromium()), args=["--no-sandbox"])
        painted: list[float] = []
        for _ in range(OPENINGS):
            for opened in browser.contexts:
                opened.close()
            page = browser.new_context(viewport={"width": 1440, "height": 900}).new_page()
            page.goto(link)
            page.locator(f"[data-coder={coder}]").click()
            page.get_by_role("link", name=session, exact=True).wait_for()
            painted.append(page.evaluate(_FIRST_PAINT, session))
        figures = {
            "first paint, the first time": painted[0],
            "first paint, median": statistics.median(painted),
            "first paint, quickest": min(painted),
        }
        for what, keys in (("move", "jk"), ("act", "n")):
            took = [page.evaluate(_PAINT, keys[n % len(keys)]) for n in range(PRESSES)]
            figures[f"key to paint, {what}, median"] = statistics.median(took)
            figures[f"key to paint, {what}, 95 %"] = sorted(took)[int(0.95 * len(took))]
        browser.close()
    return figures


def measure_ledger(study: Path) -> dict[str, float]:
    """Start, act, undo and export with many acts in the ledger, in milliseconds of wall and of CPU."""
    private = study / "results/private"
    names = sorted(path.stem for path in (private / "released").glob("*.txt"))
    fill_ledger(study, names)
    figures = {}
    gc.set_threshold(OBJECTS_BETWEEN_COLLECTIONS)  # as the command does
    begun, used = time.perf_counter(), time.process_time()
    desk = Desk(Sources(study))
    desk.overview("coder_a", blind=False)
    figures["start to the list of sessions"] = 1000 * (time.perf_counter() - begun)
    figures["start to the list of sessions, CPU"] = 1000 * (time.process_time() - used)
    seq = desk.open("coder_a", names[0], blind=False)["seq"]
    took: dict[str, list[float]] = {"act": [], "undo": [], "act, CPU": [], "undo, CPU": []}
    for number in range(100):
        wanted = {"action": "add", "code": "HR1", "start": 10 + number, "end": 60 + number}
        for what in ("act", "undo"):
            begun, used = time.perf_counter(), time.process_time()
            answer = desk.act("coder_a", names[0], seq, [wanted], blind=False)
            took[what].append(1000 * (time.perf_counter() - begun))
            took[f"{what}, CPU"].append(1000 * (time.process_time() - used))
            seq = answer["seq"]
            wanted = {"action": "undo", "target": answer["undo"]["id"]}
    for what, own in took.items():
        figures[f"{what}, median"] = statistics.median(own)
        figures[f"{what}, 95 %"] = sorted(own)[int(0.95 * len(own))]
    command = [sys.executable, "-m", "themetrail", "codings", "--study", str(study), "--private", str(private)]
    for kind in ("codings", "coding_segments"):
        command += [f"--{kind.replace('_', '-')}", str(private / f"{kind}.parquet")]
    begun, before = time.perf_counter(), resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    figures["export of codings"] = 1000 * (time.perf_counter() - begun)
    figures["export of codings, CPU"] = 1000 * (after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    return figures


def fill_ledger(study: Path, names: list[str]) -> None:
    """Give the first coder a ledger of 50,000 acts on the sessions of a study."""
    chance = random.Random(3)
    sessions = {name: Sources(study).session(name) for name in names}
    acts = []
    for number in range(1, ACTS + 1):
        name = chance.choice(names)
        text = sessions[name].text
        start = chance.randrange(len(text.record) - 60)
        low, high = text.to_released(start, start + 40)
        quote, before, after = anchor(text.released, low, high)
        cells = {"start": start, "end": start + 40, "quote": quote, "before": before, "after": after}
        cells |= {"session_id": name, "code": chance.choice(["HR1", "FI1", "CO3"]), "record_sha256": text.sha256}
        acts.append(dataclasses.replace(act(number), decision_id=new_ulid(), **cells))
    (study / FOLDER / "coder_a.csv").unlink()
    append_acts(study / FOLDER / "coder_a.csv", acts)


def main() -> None:
    """Measure, print, and write a CSV."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--csv", type=Path, required=True, help="figures to write")
    args = parser.parse_args()
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        demonstration = Path(folder) / "demonstration"
        for part in ("config", "data", "results"):
            shutil.copytree(PROJECT / part, demonstration / part)
        sizes = {p.stem: p.stat().st_size for p in (demonstration / "results/private/released").glob("*.txt")}
        longest = max(sizes, key=lambda name: sizes[name])
        turns = long_session(WORDS)
        study = make_desk_study(Path(folder) / "long", {"WS1": turns, "WS2": turns})
        for what, figures in (
            (f"{longest}, the longest demonstration session", measure_page(demonstration, longest, "coder_b")),
            (f"a session of {WORDS} words", measure_page(study, "WS1", "coder_a")),
            (f"{ACTS} acts in the ledger", measure_ledger(demonstration)),
        ):
            rows += [(what, name, f"{value:.0f}") for name, value in figures.items()]
    args.csv.parent.mkdir(parents=True, exist_ok=True)
    with args.csv.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(("on", "what", "milliseconds"))
        writer.writerows(rows)
    for row in rows:
        print(*row, sep="\t")


if __name__ == "__main__":
    main()
