"""Figure 1, the study flow: from the people who took part to the findings, with the numbers of each step.

Boxes that stand side by side belong to one step; what leaves the flow stands beside it in dashes. It shows how much
there was at each step. It does not show time: steps may have gone on together.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from matplotlib.patches import FancyBboxPatch

from themetrail.figures.colours import INK, PAPER, QUIET, RULE, tint
from themetrail.figures.lettering import SMALL, TEXT, pitch, wrap
from themetrail.figures.style import (
    MARGIN,
    NOTHING,
    draw_box,
    empty_page,
    foot,
    house_style,
    page,
    synthetic_sentence,
    write,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from pandas import DataFrame

# All in millimetres.
_NARROWEST_BOX = 32.0
_WIDEST_BOX = 72.0
_GAP = 3.0  # between boxes side by side
_DOWN = 7.0  # from one step to the next, for the arrow
_PAD = 1.6  # inside boxes
_ASIDE = 0.3  # of the page's width, for what leaves the flow


@dataclass(frozen=True)
class _Box:
    title: list[str]
    lines: list[str]

    @property
    def height(self) -> float:
        return len(self.title) * pitch(TEXT) + len(self.lines) * pitch(SMALL) + 2 * _PAD


@dataclass(frozen=True)
class _Row:
    """Boxes side by side, all as high as the highest; ``aside`` is None or what leaves the flow there."""

    step: int
    boxes: list[_Box]
    width: float
    aside: _Box | None

    @property
    def height(self) -> float:
        return max(box.height for box in [*self.boxes, *([self.aside] if self.aside else [])])


def draw(data: DataFrame, width_mm: float, synthetic: bool) -> Figure:
    """Draw the flow; the page is as high as its content needs.

    Args:
        data: One row per box from the top, with step, kind ("box" or "aside"), title and text, whose lines
            are separated by "; ".
        width_mm: Width of the page, 60 or more.
        synthetic: Whether the page says that its data are synthetic.
    """
    if data.empty:
        return empty_page(width_mm, synthetic)
    with house_style():
        asides = bool((data["kind"] == "aside").any())
        beside = _ASIDE * width_mm if asides else 0.0
        room = width_mm - 2 * MARGIN - (beside + _GAP if asides else 0.0)
        rows = _rows(data, room, beside)
        height = MARGIN + sum(row.height for row in rows) + _down(rows)
        figure, axes = page(width_mm, height + foot(width_mm, synthetic), synthetic)
        y, above = MARGIN, None
        for row in rows:
            if above is not None:
                y += _DOWN if above.step != row.step else _GAP
            middle = MARGIN + room / 2
            if above is not None and above.step != row.step:
                _arrow(axes, middle, y - _DOWN + 0.6, y - 0.6)
            across = len(row.boxes) * row.width + (len(row.boxes) - 1) * _GAP
            left = middle - across / 2
            for place, box in enumerate(row.boxes):
                _draw_box(axes, box, (left + place * (row.width + _GAP), y), (row.width, row.height))
            if row.aside:
                start = (left + across, y + row.height / 2)
                _draw_aside(axes, row.aside, start, width_mm - MARGIN - beside, beside)
            y, above = y + row.height, row
    return figure


def legend(data: DataFrame, synthetic: bool) -> str:
    """The legend text for a journal."""
    if data.empty:
        return NOTHING + synthetic_sentence(synthetic)
    aside = " Dashed: what left the flow." if (data["kind"] == "aside").any() else ""
    return (
        "Flow of the study from the sessions to the findings. A person who took part in several sessions counts once "
        f"in each box.{aside}{synthetic_sentence(synthetic)}"
    )


def alt_text(data: DataFrame) -> str:
    """What the figure shows, in plain sentences for screen readers."""
    if data.empty:
        return NOTHING
    parts = []
    for _, boxes in data.groupby("step", sort=False):
        inside = [f"{box.title}: {box.text}" for box in boxes[boxes["kind"] == "box"].itertuples()]
        outside = [f"leaving the flow: {box.text}" for box in boxes[boxes["kind"] == "aside"].itertuples()]
        parts.append(f"{' | '.join([*inside, *outside])}.")
    return " ".join([f"Flow chart of {len(parts)} steps from the top.", *parts])


def _rows(data: DataFrame, room: float, beside: float) -> list[_Row]:
    """The boxes in rows of as many as find room, those of a step that needs several rows evenly spread."""
    rows = []
    for step, boxes in data.groupby("step", sort=True):
        own = boxes[boxes["kind"] == "box"]
        aside = boxes[boxes["kind"] == "aside"]
        most = max(1, int((room + _GAP) // (_NARROWEST_BOX + _GAP)))
        lines = -(-len(own) // most)
        columns = -(-len(own) // lines)
        width = min(_WIDEST_BOX, (room - (columns - 1) * _GAP) / columns)
        made = [_box(str(box.title), str(box.text), width) for box in own.itertuples()]
        left = _box("", str(aside["text"].iloc[0]), beside) if len(aside) else None
        rows += [
            _Row(int(str(step)), made[start : start + columns], width, left if start == 0 else None)
            for start in range(0, len(made), columns)
        ]
    return rows


def _box(title: str, text: str, width: float) -> _Box:
    room = width - 2 * _PAD
    lines = [line for part in text.split("; ") for line in wrap(part, SMALL, room)] if text else []
    return _Box(wrap(title, TEXT, room, bold=True) if title else [], lines)


def _down(rows: list[_Row]) -> float:
    """Height of all gaps between rows."""
    return sum(_DOWN if one.step != other.step else _GAP for one, other in pairwise(rows))


def _draw_box(axes: Axes, box: _Box, corner: tuple[float, float], size: tuple[float, float]) -> None:
    draw_box(axes, corner, size, tint(INK, 0.05), QUIET)
    _write_box(axes, box, corner[0] + size[0] / 2, corner[1] + (size[1] - box.height) / 2)


def _write_box(axes: Axes, box: _Box, x: float, top: float) -> None:
    y = top + _PAD
    if box.title:
        write(axes, x, y + len(box.title) * pitch(TEXT) / 2, box.title, TEXT, align="center", bold=True)
        y += len(box.title) * pitch(TEXT)
    if box.lines:
        write(axes, x, y + len(box.lines) * pitch(SMALL) / 2, box.lines, SMALL, align="center")


def _draw_aside(axes: Axes, box: _Box, start: tuple[float, float], left: float, width: float) -> None:
    """A dashed box at ``left``, with the line that leads to it from the row's end."""
    axes.plot([start[0], left], [start[1]] * 2, color=RULE, lw=0.8)
    corner = (left, start[1] - box.height / 2)
    shape = "round,pad=0,rounding_size=0.8"
    style: dict[str, Any] = {"facecolor": PAPER, "edgecolor": RULE, "lw": 0.8, "linestyle": (0, (3, 2))}
    axes.add_patch(FancyBboxPatch(corner, width, box.height, boxstyle=shape, **style))
    _write_box(axes, box, left + width / 2, corner[1])


def _arrow(axes: Axes, x: float, start: float, end: float) -> None:
    arrow = {"arrowstyle": "-|>", "lw": 1.0, "color": INK, "shrinkA": 0, "shrinkB": 0, "mutation_scale": 7}
    axes.annotate("", (x, end), (x, start), arrowprops=arrow)
