"""The figure of the workflow's benchmark: CPU-seconds and memory of the stages against the words of the study."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, NullFormatter

from themetrail.figures.colours import INK, QUIET
from themetrail.figures.fonts import with_fonts
from themetrail.figures.style import house_style
from themetrail.study.files import write_bytes

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from matplotlib.axes import Axes

    Curves = Mapping[str, Sequence[tuple[float, float]]]

NAMED = 6
# Okabe and Ito's colours, which most people can tell apart; and a mark each, for those who cannot.
LOOKS = (("#0072B2", "o"), ("#D55E00", "s"), ("#009E73", "^"), ("#CC79A7", "D"), ("#E69F00", "v"), ("#56B4E9", "P"))
SHOWN = {"whole": "whole run", "snakemake": "Snakemake"}
TEXT_PT = 7
AIM_MB = 2e9 / 2**20


def draw(cost: Curves, memory: Curves, path: Path) -> None:
    """Draw and write the figure, the same bytes for the same numbers.

    Args:
        cost: Words and CPU-seconds of each stage, and of the whole.
        memory: Words and MiB of each stage.
        path: SVG to write.
    """
    with house_style():
        figure = Figure(figsize=(180 / 25.4, 85 / 25.4), facecolor="white")
        left, right = figure.subplots(1, 2)
        _curves(left, cost, "CPU-seconds")
        _curves(right, memory, "most memory of one process, MiB")
        right.axhline(AIM_MB, color=QUIET, linewidth=0.6, linestyle=(0, (4, 3)))
        right.annotate("aim: 2 GB", (0, AIM_MB), (3, 2), xycoords=("axes fraction", "data"),
                       textcoords="offset points", fontsize=TEXT_PT, color=QUIET)  # fmt: skip
        figure.subplots_adjust(left=0.085, right=0.88, bottom=0.14, top=0.96, wspace=0.62)
        buffer = io.BytesIO()
        title = "CPU-seconds and memory of the stages against the words of the study"
        figure.savefig(buffer, format="svg", metadata={"Date": None, "Creator": None, "Title": title})
    write_bytes(path, with_fonts(buffer.getvalue().decode("utf-8")).encode("utf-8"))


def _curves(axes: Axes, curves: Curves, what: str) -> None:
    """The stages that end highest by name and colour, the others in grey."""
    highest = sorted(curves, key=lambda name: curves[name][-1][1], reverse=True)
    for name in highest[NAMED:]:
        axes.plot(*zip(*curves[name], strict=True), color="#C8C8C8", linewidth=0.6, zorder=1)
    for name, (colour, mark) in zip(highest, LOOKS, strict=False):
        axes.plot(*zip(*curves[name], strict=True), color=colour, marker=mark, markersize=3.5, linewidth=1.2, zorder=2)
    axes.set_xscale("log")
    axes.set_yscale("log")
    for axis in (axes.xaxis, axes.yaxis):
        axis.set_major_formatter(FuncFormatter(_in_words))
        axis.set_minor_formatter(NullFormatter())
    axes.set_xlabel("words of the study", fontsize=TEXT_PT, color=INK)
    axes.set_ylabel(what, fontsize=TEXT_PT, color=INK)
    axes.tick_params(labelsize=TEXT_PT, colors=INK)
    axes.spines[["top", "right"]].set_visible(False)
    _name(axes, {name: curves[name][-1] for name in highest[:NAMED]})


def _in_words(value: float, _: int) -> str:
    """A power of ten as it is said."""
    return f"{value / 1e6:g} million" if value >= 1e6 else f"{value:,g}"


def _name(axes: Axes, ends: Mapping[str, tuple[float, float]]) -> None:
    """Names beside the ends of the lines, moved apart where they would overlap."""
    axes.figure.draw_without_rendering()
    lowest = float("inf")
    for (name, end), (colour, _) in zip(ends.items(), LOOKS, strict=False):
        y = axes.transData.transform(end)[1]
        lowest = min(y, lowest - 1.25 * TEXT_PT * axes.figure.dpi / 72)
        shift = (lowest - y) * 72 / axes.figure.dpi
        axes.annotate(SHOWN.get(name, name), end, (6, shift), textcoords="offset points", va="center",
                      fontsize=TEXT_PT, color=colour, annotation_clip=False)  # fmt: skip
