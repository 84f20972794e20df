"""The contact sheet: one page with every figure, its legend, its numbers and its files; it asks for nothing online."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from importlib.resources import files
from typing import TYPE_CHECKING

from jinja2 import Environment, StrictUndefined

from themetrail.figures.left_out import FIGURES
from themetrail.figures.style import SYNTHETIC

if TYPE_CHECKING:
    from pathlib import Path

_SHOWN_FIRST = ("svg", "png")
_ENDINGS = ("svg", "pdf", "png", "tiff", "csv", "txt")


@dataclass(frozen=True)
class _Entry:
    """A figure on the sheet; ``picture`` is "" where the study does not have it, and ``legend`` then says why."""

    name: str
    title: str
    picture: str
    legend: str
    alt_text: str
    files: list[str]
    header: list[str]
    rows: list[list[str]]


def contact_sheet(folder: Path, study: str, *, synthetic: bool) -> str:
    """The page as HTML; what is in the files is shown as text, whatever it holds.

    Args:
        folder: Folder of the figures, in which the page will lie.
        study: Title of the study.
        synthetic: Whether the page says that the data are synthetic.
    """
    environment = Environment(autoescape=True, trim_blocks=False, undefined=StrictUndefined)
    template = environment.from_string(files("themetrail.figures").joinpath("sheet.html.j2").read_text("utf-8"))
    figures = [_entry(folder, name) for name in FIGURES if (folder / f"{name}.txt").exists()]
    return template.render(study=study, synthetic=f"{SYNTHETIC}." if synthetic else "", figures=figures) + "\n"


def _entry(folder: Path, name: str) -> _Entry:
    there = [f"{name}.{ending}" for ending in _ENDINGS if (folder / f"{name}.{ending}").exists()]
    picture = next((f"{name}.{ending}" for ending in _SHOWN_FIRST if f"{name}.{ending}" in there), "")
    words = (folder / f"{name}.txt").read_text(encoding="utf-8")
    legend, _, alt_text = words.removeprefix("Legend\n").partition("\n\nAlternative text\n")
    header, *rows = csv.reader(io.StringIO((folder / f"{name}.csv").read_text(encoding="utf-8")))
    number, _, slug = name.partition("_")
    title = f"Figure {number.removeprefix('F')}. {slug.replace('_', ' ').capitalize()}"
    return _Entry(name, title, picture, legend.strip(), alt_text.strip(), there, header, rows)
