"""The explorer's page: one HTML file that asks for nothing, from a folder of public results.

Whatever the results hold is data in the page, never markup: it stands in elements that no browser runs, and the page's
script sets it as text. A Content Security Policy names the one style sheet and the one script by their hashes, so that
nothing else would run either.
"""

from __future__ import annotations

import base64
import csv
import hashlib
import io
import json
import re
from html import escape
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from themetrail.explorer import static
from themetrail.explorer.canonical import canonical
from themetrail.figures.left_out import FIGURES
from themetrail.tables.write import SYNTHETIC

if TYPE_CHECKING:
    from pathlib import Path

DATA = "explorer.json"
# In an order in which each comes after those that it uses.
SCRIPTS = (
    "dom", "study", "address", "quote", "quotes", "threads", "heatmap", "fishbone", "links", "themes", "solutions",
    "codebook", "figures", "transcript", "overview", "main",
)  # fmt: skip
_IMPORT = re.compile(r'^import (\{[^}]*\}) from "\./(\w+)\.js";$', re.MULTILINE)
_NOT_PLAIN = re.compile(r"[<>\x7f-\U0010ffff]+")
_EXPORT = re.compile(r"^export (?=(?:const|function) (\w+))", re.MULTILINE)
_PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>{title}</title>
<link rel="icon" href="data:,">
<style>{style}</style>
</head>
<body>
<header id="bar"></header>
<aside id="banners" aria-label="What this page holds">
{banners}</aside>
<main id="page" tabindex="-1"></main>
<footer id="foot"></footer>
<p id="say" class="unseen" aria-live="polite"></p>
<noscript>The explorer needs JavaScript, all of which is in this file; it asks for nothing over the network.</noscript>
{data}
<script>{script}</script>
</body>
</html>
"""


def page(public: Path, transcripts: str = "") -> str:
    """The page as HTML; the same bytes for the same files.

    Args:
        public: Folder of public results: ``explorer.json``, and where they are there, ``figures`` and ``tables``.
        transcripts: Whole transcripts as JSON (:mod:`themetrail.explorer.transcripts`), for the team's own page.
    """
    study = (public / DATA).read_text(encoding="utf-8")
    about = json.loads(study)["study"]
    more = canonical({"figures": _figures(public / "figures"), "tables": _tables(public / "tables")})
    parts = {"study": study, "results": more, **({"transcripts": transcripts} if transcripts else {})}
    style, script = _static("explorer.css"), joined_scripts()
    banners = [
        f'<p id="synthetic" class="banner">{escape(SYNTHETIC)}</p>\n' if about["synthetic"] else "",
        '<p id="team" class="banner">This page holds whole transcripts. It is for the team: do not pass it on.</p>\n'
        if transcripts
        else "",
    ]
    return _PAGE.format(
        policy=f"default-src 'none'; style-src '{_hash(style)}'; script-src '{_hash(script)}'; img-src data:; "
        "base-uri 'none'; form-action 'none'",
        title=escape(about["title"]),
        style=style,
        banners="".join(banners),
        data="\n".join(
            f'<script type="application/json" id="{name}">{inert(text)}</script>' for name, text in parts.items()
        ),
        script=script,
    )


def inert(text: str) -> str:
    """JSON that no browser takes for markup: angle brackets, which could end the element it stands in, as escapes.

    So is whatever is not ASCII: browsers keep such a text in half the memory, and read it faster.
    """
    return _NOT_PLAIN.sub(_escaped, text)


def _escaped(found: re.Match[str]) -> str:
    units = found[0].encode("utf-16-be").hex("-", 2).split("-")
    return "".join(f"\\u{unit}" for unit in units)


def joined_scripts() -> str:
    """The page's scripts as one. They are modules, which no browser loads from a file: here each is a function."""
    return '"use strict";\nconst modules = {};\n' + "\n".join(map(_in_its_scope, SCRIPTS))


def _in_its_scope(name: str) -> str:
    module = _static(f"{name}.js")
    offered = ", ".join(_EXPORT.findall(module))
    body = _EXPORT.sub("", _IMPORT.sub(r"const \1 = modules.\2;", module))
    return f"modules.{name} = (() => {{\n{body}return {{ {offered} }};\n}})();\n"


def _static(name: str) -> str:
    return files(static).joinpath(name).read_text(encoding="utf-8")


def _hash(text: str) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"


def _figures(folder: Path) -> list[dict[str, Any]]:
    """The figures that are there: title, words, drawing (or why there is none) and drawn data."""
    found = []
    for name in FIGURES:
        if not (folder / f"{name}.txt").exists():
            continue
        words = (folder / f"{name}.txt").read_text(encoding="utf-8")
        legend, _, alt_text = words.removeprefix("Legend\n").partition("\n\nAlternative text\n")
        number, _, slug = name.partition("_")
        svg, png = folder / f"{name}.svg", folder / f"{name}.png"
        found.append({
            "number": number,
            "title": f"Figure {number.removeprefix('F')}. {slug.replace('_', ' ').capitalize()}",
            "legend": legend.strip(),
            "alt_text": alt_text.strip(),
            "svg": svg.read_text(encoding="utf-8") if svg.exists() else "",
            "png": base64.b64encode(png.read_bytes()).decode() if png.exists() and not svg.exists() else "",
            "rows": _rows(folder / f"{name}.csv"),
        })  # fmt: skip
    return found


def _tables(folder: Path) -> list[dict[str, Any]]:
    """The tables that are there, in their order: number, title, notes and rows, the header first."""
    paths = sorted(folder.glob("T*_*.csv"), key=lambda path: int(path.stem.partition("_")[0].removeprefix("T")))
    found = []
    for path in paths:
        heading, *notes = path.with_suffix(".txt").read_text(encoding="utf-8").strip().split("\n\n")
        number, _, title = heading.partition(". ")
        found.append({"number": number, "title": title, "notes": notes, "rows": _rows(path)})
    return found


def _rows(path: Path) -> list[list[str]]:
    return list(csv.reader(io.StringIO(path.read_text(encoding="utf-8"), newline="")))
