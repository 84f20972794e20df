"""The one look of all figures: a page measured in millimetres, its lettering, and the note at its foot."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Literal

import matplotlib as mpl
from matplotlib.figure import Figure
from matplotlib.patches import FancyBboxPatch

from themetrail.figures.colours import INK, QUIET
from themetrail.figures.lettering import MM_PER_POINT, SMALL, TEXT, font, pitch, wrap

if TYPE_CHECKING:
    from collections.abc import Iterator

    from matplotlib.axes import Axes

SYNTHETIC = "Synthetic demonstration data – not findings"
NOTHING = "Nothing has been coded that this figure could show."
MARGIN = 2.0  # millimetres kept free on every side

STYLE: dict[Any, Any] = {
    "figure.dpi": 300,
    "font.family": "DejaVu Sans",
    "hatch.linewidth": 0.5,
    "lines.solid_capstyle": "butt",
    "pdf.fonttype": 42,
    "svg.fonttype": "none",
    "svg.hashsalt": "themetrail",
    "text.hinting": "no_hinting",
    "text.parse_math": False,
}


@contextmanager
def house_style() -> Iterator[None]:
    """Draw or save in the house style, whatever matplotlibrc the machine has."""
    with mpl.rc_context():
        mpl.rcdefaults()
        mpl.rcParams.update(STYLE)
        yield


def foot(width_mm: float, synthetic: bool) -> float:
    """Height in millimetres to keep free at the foot of a page, margin included."""
    return MARGIN + (len(_note(width_mm)) * pitch(SMALL) + 2.0 if synthetic else 0)


def _note(width_mm: float) -> list[str]:
    return wrap(SYNTHETIC, SMALL, width_mm - 2 * MARGIN, bold=True)


def synthetic_sentence(synthetic: bool) -> str:
    """The end of a legend: nothing, or the warning with a space before it."""
    return f" {SYNTHETIC}." if synthetic else ""


def page(width_mm: float, height_mm: float, synthetic: bool) -> tuple[Figure, Axes]:
    """An empty page whose coordinates are millimetres from its upper left corner."""
    figure = Figure(figsize=(width_mm / 25.4, height_mm / 25.4), facecolor="white")
    axes = figure.add_axes((0, 0, 1, 1), xlim=(0, width_mm), ylim=(height_mm, 0))
    axes.set_axis_off()
    if synthetic:
        lines = _note(width_mm)
        middle = height_mm - MARGIN - len(lines) * pitch(SMALL) / 2
        write(axes, width_mm - MARGIN, middle, lines, SMALL, align="right", bold=True)
    return figure, axes


def empty_page(width_mm: float, synthetic: bool, words: str = NOTHING) -> Figure:
    """The page of a figure for which there are no data, and why."""
    with house_style():
        figure, axes = page(width_mm, 20 + foot(width_mm, synthetic), synthetic)
        write(axes, width_mm / 2, 10, wrap(words, TEXT, width_mm - 2 * MARGIN), TEXT, align="center", colour=QUIET)
    return figure


def write(
    axes: Axes,
    x: float,
    y: float,
    lines: list[str],
    size: float,
    *,
    align: Literal["left", "center", "right"] = "left",
    bold: bool = False,
    colour: str = INK,
    upwards: bool = False,
) -> None:
    """Write lines as a block with its middle at ``y``, aligned at ``x``; upwards, the other way round."""
    half_capital = 0.365 * size * MM_PER_POINT
    first = half_capital - (len(lines) - 1) / 2 * pitch(size)
    for number, line in enumerate(lines):
        down = first + number * pitch(size)
        axes.text(
            x + (down if upwards else 0),
            y + (0 if upwards else down),
            line,
            font=font(size, bold),
            color=colour,
            ha=align,
            va="baseline",
            rotation=90 if upwards else 0,
            rotation_mode="anchor",
        )


def draw_box(axes: Axes, corner: tuple[float, float], size: tuple[float, float], fill: str, edge: str) -> None:
    """A box with rounded corners from its upper left ``corner``, width and height in millimetres."""
    shape = "round,pad=0,rounding_size=0.8"
    axes.add_patch(FancyBboxPatch(corner, *size, boxstyle=shape, facecolor=fill, edgecolor=edge, lw=0.8))
