"""Figure 3, the heat map: how many speakers of each stakeholder group raised each domain or cause.

The number in a cell counts speakers, its shade is their share of the group's speakers. It does not show how
often or how strongly they spoke, nor how much a cause weighs; groups of a handful of people allow no
comparison of percentages and no test. A masked cell (hatched) is small but not empty; its number is nowhere
in the file.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from matplotlib.patches import Rectangle

from themetrail.figures.colours import PAPER, ink_on
from themetrail.figures.lettering import SMALL, TEXT, pitch, widest, width, wrap
from themetrail.figures.style import MARGIN, NOTHING, empty_page, foot, house_style, page, synthetic_sentence, write

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from pandas import DataFrame

SHADES = ("#DCE8F2", "#B3CDE3", "#7FAACD", "#4379AB", "#173F6B")  # a fifth of the group's speakers each
_MASK, _HATCH, _GRID = "#F2F2F2", "#C9C9C9", "#D9D9D9"
_ZERO_INK, _MASK_INK = "#6E6E6E", "#000000"

# All in millimetres.
_NARROWEST_PAGE = 80.0
_NARROWEST_COLUMN = 7.0
_WIDEST_COLUMN = 24.0  # as long as labels still need room
_NARROWEST_LABEL = 32.0
_STRIP = 1.6  # the colour between a row's label and its cells
_GAP = 1.2  # beside the strip, below the heads, and between domains
_SWATCH = 8.0  # width of one shade in the key
_SWATCH_HEIGHT = 3.6


@dataclass(frozen=True)
class _Line:
    """One row of the map, or the heading over the rows of a domain, which has no ``row``."""

    row: str | None
    words: list[str]
    colour: str
    top: float
    height: float


@dataclass(frozen=True)
class _Heads:
    """What stands over the columns; written upwards where a word is wider than its column."""

    words: list[list[str]]
    upwards: bool

    @property
    def height(self) -> float:
        if self.upwards:
            return max(widest(lines, SMALL) for lines in self.words)
        return max(len(lines) for lines in self.words) * pitch(SMALL)


def draw(data: DataFrame, width_mm: float, synthetic: bool) -> Figure:
    """Draw the heat map; the page is as high as its content needs.

    Args:
        data: One row per cell, in the order to draw, with row, row_label, row_colour, group, group_label,
            group_size, speakers (missing where masked), masked (bool) and text, what the cell prints. For
            causes also domain_label; the rows of a domain, one after another, then stand under its name.
        width_mm: Width of the page; it becomes wider where its columns could not hold a number.
        synthetic: Whether the page says that its data are synthetic.
    """
    if data.empty:
        return empty_page(width_mm, synthetic)
    with house_style():
        groups, rows = data.drop_duplicates("group"), data.drop_duplicates("row")
        beside = 2 * MARGIN + _STRIP + 2 * _GAP
        least = beside + _NARROWEST_LABEL + len(groups) * _NARROWEST_COLUMN
        width_mm = max(width_mm, _NARROWEST_PAGE, least)
        label = _label_width(rows, len(groups), width_mm - beside)
        column = (width_mm - beside - label) / len(groups)
        heads = _heads(groups, column)
        lines = _lines(rows, label, MARGIN + heads.height + _GAP)
        key = lines[-1].top + lines[-1].height + 3.0
        height = key + pitch(SMALL) + _SWATCH_HEIGHT + pitch(SMALL) + 2.0 + foot(width_mm, synthetic)
        figure, axes = page(width_mm, height, synthetic)

        left = width_mm - MARGIN - len(groups) * column
        places = {str(group): left + place * column for place, group in enumerate(groups["group"])}
        for words, x in zip(heads.words, places.values(), strict=True):
            _draw_head(axes, words, (x + column / 2, MARGIN + heads.height), heads.upwards)
        for line in lines:
            _draw_label(axes, line, MARGIN + label)
        by_row = {line.row: line for line in lines}
        for cell in data.to_dict("records"):
            line = by_row[str(cell["row"])]
            corner, size = (places[str(cell["group"])], line.top), (column, line.height)
            speakers = None if cell["masked"] else int(cell["speakers"])
            _draw_cell(axes, corner, size, str(cell["text"]), _shade(speakers, int(cell["group_size"])))
        _draw_key(axes, left if width_mm - left > _NARROWEST_PAGE else MARGIN, key, _masked_text(data))
    return figure


def legend(data: DataFrame, synthetic: bool) -> str:
    """The legend text for a journal."""
    if data.empty:
        return NOTHING + synthetic_sentence(synthetic)
    masked = _masked_text(data)
    hatched = f" Hatched cells ({masked}) hold a number too small to show." if masked else ""
    if data["text"].astype(str).str.startswith("≥").any():
        hatched += " ≥ stands for at least, where the number itself would give a hidden one away."
    what = "root cause" if "domain_label" in data else "domain"
    return (
        f"Speakers who raised each {what}, by stakeholder group. "
        "Numbers count speakers; n is the number of speakers in the group, and the shade is their share "
        f"of it, in fifths.{hatched} Numbers of speakers are not causal weights, and groups of this size allow no "
        f"statistical comparison.{synthetic_sentence(synthetic)}"
    )


def alt_text(data: DataFrame) -> str:
    """What the figure shows, in plain sentences for screen readers."""
    if data.empty:
        return NOTHING
    groups = data.drop_duplicates("group")
    heads = ", ".join(f"{group.group_label} {group.group_size}" for group in groups.itertuples())
    parts = []
    for _, cells in data.groupby("row", sort=False):
        numbers = "; ".join(f"{cell.group_label} {cell.text}" for cell in cells.itertuples())
        parts.append(f"{cells['row_label'].iloc[0]}: {numbers}.")
    start = f"Heat map of {len(parts)} rows by {len(groups)} stakeholder groups (speakers in each: {heads})."
    return " ".join([start, "Speakers in each cell:", *parts])


def _masked_text(data: DataFrame) -> str:
    """What masked cells print, or "" when there are none."""
    return ", ".join(sorted({str(text) for text in data.loc[data["masked"].astype(bool), "text"]}))


def _label_width(rows: DataFrame, columns: int, room: float) -> float:
    """As wide as the longest label, but leaving the columns their share."""
    longest = widest([str(label) for label in rows["row_label"]], TEXT)
    most = max(0.36 * room, room - columns * _WIDEST_COLUMN)
    return max(_NARROWEST_LABEL, min(longest, most, room - columns * _NARROWEST_COLUMN))


def _heads(groups: DataFrame, column: float) -> _Heads:
    texts = [(str(group.group_label), f"n\xa0=\xa0{group.group_size}") for group in groups.itertuples()]
    words = [word for label, size in texts for word in (*label.split(), size)]
    if widest(words, SMALL) <= column - 1.5:
        return _Heads([[*wrap(label, SMALL, column - 1.5), size] for label, size in texts], upwards=False)
    labels = [f"{label} ({size})" for label, size in texts]
    most = int((column - 0.5) / pitch(SMALL))
    limit = 22.0
    while max(len(wrap(label, SMALL, limit)) for label in labels) > most:
        limit += 2.0
    return _Heads([wrap(label, SMALL, limit) for label in labels], upwards=True)


def _lines(rows: DataFrame, label: float, top: float) -> list[_Line]:
    """The rows from ``top`` downwards, with a heading or a gap where another domain begins."""
    lines: list[_Line] = []
    least = 5.4 if len(rows) <= 15 else 4.4
    grouped = "domain_label" in rows or rows["row_colour"].nunique() < len(rows)
    before = None
    for row in rows.to_dict("records"):
        colour, title = str(row["row_colour"]), str(row.get("domain_label", ""))
        if grouped and before not in {None, (title, colour)}:
            top += _GAP
        if title and before != (title, colour):
            words = wrap(title, TEXT, label, bold=True)
            lines.append(_Line(None, words, colour, top, len(words) * pitch(TEXT) + 1.0))
            top += lines[-1].height
        before = (title, colour)
        words = wrap(str(row["row_label"]), TEXT, label)
        lines.append(_Line(str(row["row"]), words, colour, top, max(least, len(words) * pitch(TEXT) + 1.2)))
        top += lines[-1].height
    return lines


def _shade(speakers: int | None, size: int) -> tuple[str, str]:
    """Fill and ink of a cell; ``speakers`` is None where it is masked."""
    if speakers is None:
        return _MASK, _MASK_INK
    if speakers == 0:
        return PAPER, _ZERO_INK
    fifth = SHADES[min(-(-5 * speakers // size), 5) - 1]
    return fifth, ink_on(fifth)


def _draw_head(axes: Axes, words: list[str], foot_middle: tuple[float, float], upwards: bool) -> None:
    x, y = foot_middle
    if upwards:
        write(axes, x, y, words, SMALL, upwards=True)
    else:
        write(axes, x, y - len(words) * pitch(SMALL) / 2, words, SMALL, align="center")


def _draw_label(axes: Axes, line: _Line, right: float) -> None:
    heading = line.row is None
    write(axes, right, line.top + line.height / 2, line.words, TEXT, align="right", bold=heading)
    axes.add_patch(Rectangle((right + _GAP, line.top), _STRIP, line.height, facecolor=line.colour, lw=0))


def _draw_cell(
    axes: Axes, corner: tuple[float, float], size: tuple[float, float], text: str, shade: tuple[str, str]
) -> None:
    fill, ink = shade
    if fill == _MASK:
        axes.add_patch(Rectangle(corner, *size, facecolor=fill, edgecolor=_HATCH, hatch="////", lw=0))
        fill = "none"
    axes.add_patch(Rectangle(corner, *size, facecolor=fill, edgecolor=_GRID, lw=0.5))
    write(axes, corner[0] + size[0] / 2, corner[1] + size[1] / 2, [text], TEXT, align="center", colour=ink)


def _draw_key(axes: Axes, x: float, y: float, masked: str) -> None:
    """The key below the map: the shades over their limits, an empty cell, a masked cell if there are any."""
    write(axes, x, y + pitch(SMALL) / 2, ["Share of the group’s speakers"], SMALL)
    bar = y + pitch(SMALL) + 0.4
    for place, shade in enumerate(SHADES):
        left = x + place * _SWATCH
        axes.add_patch(Rectangle((left, bar), _SWATCH, _SWATCH_HEIGHT, facecolor=shade, edgecolor=_GRID, lw=0.5))
    below = bar + _SWATCH_HEIGHT + pitch(SMALL) / 2
    write(axes, x, below, ["0"], SMALL)
    for place, limit in enumerate(("20", "40", "60", "80", "100\xa0%"), 1):
        write(axes, x + place * _SWATCH, below, [limit], SMALL, align="center")

    x += 5 * _SWATCH + 8
    samples = [("0", _shade(0, 1), "nobody"), (masked, _shade(None, 1), "too few to show")]
    for text, sample, words in samples if masked else samples[:1]:
        sample_width = max(6.0, width(text, TEXT) + 1.5)
        _draw_cell(axes, (x, y), (sample_width, _SWATCH_HEIGHT), text, sample)
        write(axes, x + sample_width + 1.5, y + _SWATCH_HEIGHT / 2, [words], SMALL)
        y += _SWATCH_HEIGHT + 1.4
