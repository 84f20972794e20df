"""Rows of marks on one scale: a label, dots with their whiskers, and a word at the end of the row.

Used by the figures that compare numbers rather than count cells, so that they have one look and one key.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from matplotlib.patches import Rectangle

from themetrail.figures.colours import INK, QUIET, stroke
from themetrail.figures.lettering import SMALL, TEXT, pitch, widest, width, wrap
from themetrail.figures.style import MARGIN, foot, house_style, page, write

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

# How a mark is drawn: what stands for it in matplotlib, its size in points, and whether it is filled.
_MARKS = {
    "dot": ("o", 4.2, True),
    "ring": ("o", 4.2, False),
    "diamond": ("D", 3.6, False),
    "at least": (">", 4.2, True),
}
_CAP = 0.9  # half of a whisker's cap, in millimetres

# All in millimetres.
_NARROWEST_PAGE = 110.0
_BAR = 1.6  # the colour beside a label
_PAD = 1.2
_GAP = 1.1  # between rows
_BEFORE_HEADING = 2.2
_SAMPLE = 5.0
_TICK = 1.0


@dataclass(frozen=True)
class Line:
    """One row: its marks as pairs (kind, value), kinds as :func:`draw_lines` names them."""

    heading: str
    label: str
    colour: str
    marks: Sequence[tuple[str, float]] = field(default=())
    whisker: tuple[float, float] | None = None
    word: str = ""


@dataclass(frozen=True)
class Scale:
    """The axis: its title, its ticks with what stands at them, and the title of the words at the ends of the rows."""

    title: str
    ticks: Sequence[tuple[float, str]]
    words: str

    @property
    def low(self) -> float:
        """The first tick."""
        return self.ticks[0][0]

    @property
    def high(self) -> float:
        """The last tick."""
        return self.ticks[-1][0]


def draw_lines(
    lines: Sequence[Line], scale: Scale, key: Sequence[tuple[str, str]], width_mm: float, synthetic: bool
) -> Figure:
    """Draw the rows under the headings that they name; the page is as high as they need.

    Args:
        lines: The rows; a new heading is set where it changes.
        scale: The axis.
        key: What each kind of mark means, as pairs (kind, words); kinds are "dot", "ring", "at least" (an arrow
            head: this many or more) and "whisker".
        width_mm: Width of the page; it becomes wider where words would have to be cut.
        synthetic: Whether the page says that its data are synthetic.
    """
    with house_style():
        width_mm = max(width_mm, _NARROWEST_PAGE)
        across = width_mm - 2 * MARGIN
        end = max(widest([line.word for line in lines], SMALL), width(scale.words, SMALL, bold=True)) + 2 * _PAD
        room = 0.36 * across
        left, right = MARGIN + _BAR + _PAD + room + 2.0, width_mm - MARGIN - end - 2.0
        labels = [wrap(line.label, TEXT, room) for line in lines]
        top = MARGIN + pitch(SMALL) + 1.0
        tops, headings, y = [], [], top
        for place, (line, words) in enumerate(zip(lines, labels, strict=True)):
            if line.heading and (not place or lines[place - 1].heading != line.heading):
                title = wrap(line.heading, TEXT, across, bold=True)
                y += _BEFORE_HEADING if place else 0
                headings.append((y + len(title) * pitch(TEXT) / 2, title))
                y += len(title) * pitch(TEXT) + 0.8
            tops.append(y)
            y += len(words) * pitch(TEXT) + _GAP
        axis = y + 0.8
        legend = _key_lines(key, across)
        below = axis + _TICK + 2.4 * pitch(SMALL) + 1.5
        height = below + len(legend) * (pitch(SMALL) + 0.8) + foot(width_mm, synthetic)
        figure, axes = page(width_mm, height, synthetic)

        def x_of(value: float) -> float:
            kept = min(max(value, scale.low), scale.high)
            return left + 2.0 + (right - left - 4.0) * (kept - scale.low) / (scale.high - scale.low)

        write(axes, width_mm - MARGIN, MARGIN + pitch(SMALL) / 2, [scale.words], SMALL, align="right", bold=True)
        for value, told in scale.ticks:
            axes.plot([x_of(value)] * 2, [top, axis], color="#E4E4E4", lw=0.5, zorder=0)
            axes.plot([x_of(value)] * 2, [axis, axis + _TICK], color=QUIET, lw=0.6)
            write(axes, x_of(value), axis + _TICK + 0.3 + pitch(SMALL) / 2, [told], SMALL, align="center")
        axes.plot([left, right], [axis, axis], color=QUIET, lw=0.6)
        write(axes, (left + right) / 2, axis + _TICK + 1.7 * pitch(SMALL), [scale.title], SMALL, align="center")
        for middle, title in headings:
            high = len(title) * pitch(TEXT)
            axes.add_patch(Rectangle((MARGIN, middle - high / 2), across, high, facecolor="white", lw=0))
            write(axes, MARGIN, middle, title, TEXT, bold=True)
        for line, words, start in zip(lines, labels, tops, strict=True):
            middle = start + len(words) * pitch(TEXT) / 2
            if line.colour:
                axes.add_patch(Rectangle((MARGIN, start), _BAR, len(words) * pitch(TEXT), facecolor=line.colour, lw=0))
            write(axes, MARGIN + _BAR + _PAD, middle, words, TEXT)
            axes.plot([left, right], [middle, middle], color="#EEEEEE", lw=0.4, zorder=0)
            if line.whisker:
                _whisker(axes, x_of(line.whisker[0]), x_of(line.whisker[1]), middle)
            for kind, value in line.marks:
                _mark(axes, kind, x_of(value), middle, line.colour or INK)
            write(axes, width_mm - MARGIN, middle, [line.word], SMALL, align="right")
        for place, entries in enumerate(legend):
            _write_key(axes, entries, below + place * (pitch(SMALL) + 0.8) + pitch(SMALL) / 2)
    return figure


def round_ticks(most: int) -> list[int]:
    """Round numbers from 0 to at least ``most``, six at most."""
    step = next(s for power in (1, 10, 100, 1000, 10_000) for s in (power, 2 * power, 5 * power) if 5 * s >= most)
    return list(range(0, step * -(-max(most, 1) // step) + 1, step))


def _key_lines(key: Sequence[tuple[str, str]], across: float) -> list[list[tuple[str, list[str], float]]]:
    """The key's entries, as many on a line as there is room for, each with where it begins."""
    lines: list[list[tuple[str, list[str], float]]] = [[]]
    x = MARGIN
    for kind, words in key:
        needed = _SAMPLE + 1.0 + width(words, SMALL) + 4.0
        if lines[-1] and x + needed - 4.0 > MARGIN + across:
            lines.append([])
            x = MARGIN
        lines[-1].append((kind, [words], x))
        x += needed
    return lines


def _write_key(axes: Axes, entries: Sequence[tuple[str, list[str], float]], y: float) -> None:
    for kind, words, x in entries:
        if kind == "whisker":
            _whisker(axes, x, x + _SAMPLE - 0.5, y)
        else:
            _mark(axes, kind, x + _SAMPLE / 2, y, INK)
        write(axes, x + _SAMPLE + 1.0, y, words, SMALL)


def _mark(axes: Axes, kind: str, x: float, y: float, colour: str) -> None:
    shape, size, filled = _MARKS[kind]
    edge = stroke(colour)
    axes.plot([x], [y], marker=shape, ms=size, mfc=edge if filled else "white", mec=edge, mew=1.0, ls="none", zorder=3)


def _whisker(axes: Axes, low: float, high: float, y: float) -> None:
    axes.plot([low, high], [y, y], color=INK, lw=0.9, zorder=2)
    for x in (low, high):
        axes.plot([x, x], [y - _CAP, y + _CAP], color=INK, lw=0.9, zorder=2)
