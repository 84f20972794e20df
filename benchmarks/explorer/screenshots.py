"""Pictures of the explorer of the demonstration study for docs/explorer.md.

    python benchmarks/explorer/screenshots.py --folder docs/explorer

The study in this folder has to have been run (make explorer).
"""

from __future__ import annotations

import argparse
import io
import json
import sys
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright

PROJECT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(PROJECT / "tests"))

from desk_server import require_chromium  # noqa: E402

WIDE, NARROW = (1200, 800), (360, 740)
COLOURS = 160  # as many as a small picture of a calm page needs
VIEWS = {
    "heatmap": "view=heatmap&open=HR",
    "fishbone": "view=fishbone",
    "links": "view=links",
    "quote": "quote={quote}",
    "cell": "code=HR1&group=Link%20worker",
}
ON_A_TELEPHONE = ("cell", "heatmap")


def main() -> None:
    """Take the pictures."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--folder", type=Path, required=True, help="where to write the PNG files")
    args = parser.parse_args()
    args.folder.mkdir(parents=True, exist_ok=True)
    address = (PROJECT / "results/explorer/index.html").as_uri()
    quotes = json.loads((PROJECT / "results/public/explorer.json").read_text(encoding="utf-8"))["quotes"]
    rank, code = (quotes["columns"].index(name) for name in ("rank", "code"))
    proposed = next(row[0] for row in quotes["rows"] if row[rank] and row[code] == "HR1")
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=str(require_chromium()), args=["--no-sandbox"])
        shots = [(name, shade, WIDE) for name in VIEWS for shade in ("light", "dark")]
        shots += [(name, "narrow", NARROW) for name in ON_A_TELEPHONE]
        for name, shade, (width, height) in shots:
            scheme = "dark" if shade == "dark" else "light"
            page = browser.new_page(viewport={"width": width, "height": height}, color_scheme=scheme)
            page.goto(f"{address}#{VIEWS[name].format(quote=proposed)}")
            page.wait_for_selector("h1")
            page.wait_for_timeout(200)
            picture = Image.open(io.BytesIO(page.screenshot())).convert("RGB").quantize(COLOURS)
            picture.save(args.folder / f"{name}-{shade}.png", optimize=True)
            page.close()
        browser.close()


if __name__ == "__main__":
    main()
