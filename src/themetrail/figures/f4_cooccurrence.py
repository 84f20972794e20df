"""Figure 4, co-occurrence: which domains and solutions were raised together, and by how many speakers.

The number in a cell counts the speakers who raised both in one unit; the diagonal counts those who raised the one.
The shade says how the units in common stand to their permutation reference, so that what is raised often does not
look related merely because it is raised often. It does not show that one thing causes or answers another.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd
from matplotlib.patches import Rectangle

from themetrail.figures.colours import PAPER, ink_on
from themetrail.figures.lettering import SMALL, TEXT, pitch, widest, width, wrap
from themetrail.figures.style import MARGIN, NOTHING, empty_page, foot, house_style, page, synthetic_sentence, write

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from pandas import DataFrame

TAIL = 0.05
_NONE, _AS_EXPECTED, _ABOVE, _FAR_ABOVE = PAPER, "#DCE8F2", "#7FAACD", "#173F6B"
_MASK, _HATCH, _GRID, _DIAGONAL = "#F2F2F2", "#C9C9C9", "#D9D9D9", "#ECECEC"
_KEY = {
    _NONE: "never together",
    _AS_EXPECTED: "not more than expected",
    _ABOVE: "more than expected",
    _FAR_ABOVE: "more than in 95\xa0% of permutations",
    _MASK: "kept back",
    _DIAGONAL: "raised at all",
}

# All in millimetres.
_NARROWEST_COLUMN = 7.0
_WIDEST_COLUMN = 14.0
_NARROWEST_LABEL = 34.0
_LEAST_HEIGHT = 5.0
_STRIP = 1.6
_GAP = 1.2
_SWATCH = 5.0
_SWATCH_HEIGHT = 3.4


def draw(data: DataFrame, width_mm: float, synthetic: bool) -> Figure:
    """Draw the lower half of the matrix; the page is as high as its content needs.

    Args:
        data: One row per cell, row by row, with row, row_label, row_colour, column, text, masked, units,
            expected and tail (all three missing where they may not be told, and on the diagonal).
        width_mm: Width of the page; it becomes wider where its columns could not hold a number.
        synthetic: Whether the page says that its data are synthetic.
    """
    if data.empty:
        return empty_page(width_mm, synthetic)
    with house_style():
        names = list(dict.fromkeys(str(name) for name in data["row"]))
        labels = {str(row["row"]): f"{row['row_label']} ({row['row']})" for row in data.to_dict("records")}
        colours = {str(row["row"]): str(row["row_colour"]) for row in data.to_dict("records")}
        beside = 2 * MARGIN + _STRIP + 2 * _GAP
        least_column = max(_NARROWEST_COLUMN, widest([str(text) for text in data["text"]], TEXT) + 1.5)
        width_mm = max(width_mm, beside + _NARROWEST_LABEL + len(names) * least_column)
        column = min(_WIDEST_COLUMN, (width_mm - beside - _label_width(labels, len(names), width_mm)) / len(names))
        column = max(column, least_column)
        label = width_mm - beside - len(names) * column
        words = {name: wrap(labels[name], TEXT, label) for name in names}
        heights = {name: max(_LEAST_HEIGHT, len(words[name]) * pitch(TEXT) + 1.0) for name in names}
        upwards = widest(names, SMALL) > column - 1.0
        heads = widest(names, SMALL) if upwards else pitch(SMALL)
        left, top = width_mm - MARGIN - len(names) * column, MARGIN
        tops = {name: top + sum(heights[other] for other in names[:place]) for place, name in enumerate(names)}
        bottom = top + sum(heights.values())
        key = bottom + _GAP + heads + 3.0
        shown = [fill for fill in _KEY if fill in {_fill(cell) for cell in data.to_dict("records")}]
        key_lines = _key_lines(shown, width_mm - 2 * MARGIN)
        height = key + pitch(SMALL) + len(key_lines) * (_SWATCH_HEIGHT + 1.6) + foot(width_mm, synthetic)
        figure, axes = page(width_mm, height, synthetic)
        for name in names:
            middle = tops[name] + heights[name] / 2
            write(axes, MARGIN + label, middle, words[name], TEXT, align="right")
            strip = (MARGIN + label + _GAP, tops[name])
            axes.add_patch(Rectangle(strip, _STRIP, heights[name], facecolor=colours[name], lw=0))
        for cell in data.to_dict("records"):
            x = left + names.index(str(cell["column"])) * column
            _draw_cell(axes, (x, tops[str(cell["row"])]), (column, heights[str(cell["row"])]), cell)
        for place, name in enumerate(names):
            x = left + (place + 0.5) * column
            y = bottom + _GAP + heads
            if upwards:
                write(axes, x, y, [name], SMALL, upwards=True)
            else:
                write(axes, x, y - pitch(SMALL) / 2, [name], SMALL, align="center")
        _draw_key(axes, key, key_lines)
    return figure


def legend(data: DataFrame, synthetic: bool) -> str:
    """The legend text for a journal."""
    if data.empty:
        return NOTHING + synthetic_sentence(synthetic)
    masked = data["masked"].astype(bool).any()
    signs = " ≥ stands for at least, where a stakeholder group's number is too small to show." if masked else ""
    kept = any(_fill(cell) == _MASK for cell in data.to_dict("records"))
    signs += " Hatched: so few units that they would give such a number away." if kept else ""
    return (
        f"Domains and solutions raised together. Numbers count the speakers who raised both in {data['unit'].iloc[0]}; "
        "on the diagonal, those who raised the one. The shade sets the units in common against all "
        "permutations of the coded units within each session, which keep how often each was raised. Dark cells are "
        f"rarer than in one of twenty permutations; with many cells some are so by chance.{signs} Standing together "
        f"is not causing or answering.{synthetic_sentence(synthetic)}"
    )


def alt_text(data: DataFrame) -> str:
    """What the figure shows, in plain sentences for screen readers."""
    if data.empty:
        return NOTHING
    names = list(dict.fromkeys(str(name) for name in data["row"]))
    cells = data.to_dict("records")
    diagonal = "; ".join(
        f"{cell['row_label']} ({cell['row']}) {cell['text']}" for cell in cells if cell["row"] == cell["column"]
    )
    far = [f"{c['column']} with {c['row']} ({c['text']})" for c in cells if _fill(c) == _FAR_ABOVE]
    above = [f"{c['column']} with {c['row']} ({c['text']})" for c in cells if _fill(c) == _ABOVE]
    return (
        f"Matrix of {len(names)} domains and solutions. Speakers who raised each: {diagonal}. Together more often than "
        f"in 95 of 100 permutations, with speakers: {'; '.join(far) or 'none'}. More often than expected: "
        f"{'; '.join(above) or 'none'}."
    )


def _label_width(labels: dict[str, str], columns: int, width_mm: float) -> float:
    longest = widest(list(labels.values()), TEXT)
    return max(_NARROWEST_LABEL, min(longest + 0.5, 0.42 * width_mm, width_mm - columns * _NARROWEST_COLUMN))


def _fill(cell: dict[Any, Any]) -> str:
    """The ground of a cell, which says how it stands to its reference."""
    if cell["row"] == cell["column"]:
        return _DIAGONAL
    if str(cell["text"]) == "0":
        return _NONE
    if pd.isna(cell["units"]):
        return _MASK
    if float(cell["tail"]) < TAIL:
        return _FAR_ABOVE
    return _ABOVE if float(cell["units"]) > float(cell["expected"]) else _AS_EXPECTED


def _draw_cell(axes: Axes, corner: tuple[float, float], size: tuple[float, float], cell: dict[Any, Any]) -> None:
    fill, text = _fill(cell), str(cell["text"])
    _draw_ground(axes, corner, size, fill)
    middle = (corner[0] + size[0] / 2, corner[1] + size[1] / 2)
    ink = "#6E6E6E" if fill == _NONE else ink_on(fill)
    bold = cell["row"] == cell["column"]
    write(axes, *middle, ["·" if text == "0" else text], TEXT, align="center", colour=ink, bold=bold)


def _draw_ground(axes: Axes, corner: tuple[float, float], size: tuple[float, float], fill: str) -> None:
    if fill == _MASK:
        axes.add_patch(Rectangle(corner, *size, facecolor=fill, edgecolor=_HATCH, hatch="////", lw=0))
        fill = "none"
    axes.add_patch(Rectangle(corner, *size, facecolor=fill, edgecolor=_GRID, lw=0.5))


def _key_lines(shown: list[str], room: float) -> list[list[str]]:
    """Samples of the key in lines that fit."""
    lines: list[list[str]] = [[]]
    left = room
    for fill in shown:
        needed = _sample_width(fill)
        if needed > left and lines[-1]:
            lines.append([])
            left = room
        lines[-1].append(fill)
        left -= needed
    return lines


def _sample_width(fill: str) -> float:
    return _SWATCH + 1.2 + width(_KEY[fill], SMALL) + 4.0


def _draw_key(axes: Axes, y: float, lines: list[list[str]]) -> None:
    write(axes, MARGIN, y + pitch(SMALL) / 2, ["Units in common"], SMALL, bold=True)
    y += pitch(SMALL) + 0.6
    for line in lines:
        x = MARGIN
        for fill in line:
            _draw_ground(axes, (x, y), (_SWATCH, _SWATCH_HEIGHT), fill)
            write(axes, x + _SWATCH + 1.2, y + _SWATCH_HEIGHT / 2, [_KEY[fill]], SMALL)
            x += _sample_width(fill)
        y += _SWATCH_HEIGHT + 1.6
