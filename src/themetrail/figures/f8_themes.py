"""Figure 8, the thematic map: the themes that analysts wrote, and the root causes and solutions that each draws on.

Themes stand in the middle, root causes on the left under the colours of their domains, solutions on the right; a
line says that an analyst drew the theme from the code. A theme is a meaning that a person wrote down; nothing here
was grouped by a machine, and neither size nor place of a box means anything.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from statistics import fmean
from typing import TYPE_CHECKING

from matplotlib.patches import PathPatch, Rectangle
from matplotlib.path import Path

from themetrail.figures.colours import INK, QUIET, stroke, tint
from themetrail.figures.lettering import SMALL, TEXT, pitch, wrap
from themetrail.figures.style import MARGIN, draw_box, empty_page, foot, house_style, page, synthetic_sentence, write

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Literal

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from pandas import DataFrame

NO_THEMES = "Nobody has written themes, so there is no thematic map."

# All in millimetres.
_NARROWEST_PAGE = 120.0
_BAR = 1.4  # the colour beside a code's label
_PAD = 1.2
_GAP = 0.9  # from one code to the next of its domain
_BETWEEN = 2.4  # from the last code of a domain to the next domain
_PORT = 1.0  # from one line's end to the next on a theme's box


@dataclass(frozen=True)
class _Node:
    """A code or a theme: its lines, its colour and the strip of the page that it fills from ``top`` downwards."""

    name: str
    words: list[str]
    colour: str
    height: float
    top: float = 0.0
    heading: bool = False

    @property
    def middle(self) -> float:
        return self.top + self.height / 2


def draw(data: DataFrame, width_mm: float, synthetic: bool) -> Figure:
    """Draw the map; the page is as high as its content needs.

    Args:
        data: One row per theme and code with theme, title, code, label, kind ("cause" or "solution"), group (the
            code's domain), group_label, colour, speakers_text and position (its place in the codebook).
        width_mm: Width of the page; it becomes wider where words would have to be cut.
        synthetic: Whether the page says that its data are synthetic.
    """
    if data.empty:
        return empty_page(width_mm, synthetic)
    with house_style():
        width_mm = max(width_mm, _NARROWEST_PAGE)
        data = data.fillna("")
        solutions = bool((data["kind"] == "solution").any())
        side = (0.29 if solutions else 0.42) * width_mm
        centre = 0.22 * width_mm
        causes = _codes(data[data["kind"] == "cause"], side - _BAR - _PAD, headed=True)
        themes = _ordered(_themes(data, centre - 2 * _PAD), data)
        answers = _near(_codes(data[data["kind"] == "solution"], side - _BAR - _PAD, headed=False), data, themes)
        height = max(_total(nodes) for nodes in (causes, answers, themes))
        figure, axes = page(width_mm, MARGIN + height + foot(width_mm, synthetic) + 1.0, synthetic)
        left = MARGIN + side
        right = width_mm - MARGIN - side if solutions else width_mm - MARGIN
        at = (left + right - centre) / 2 if solutions else right - centre
        causes, answers, themes = (_spread(nodes, height) for nodes in (causes, answers, themes))
        for nodes, edge, meet in ((causes, left, at), (answers, right, at + centre)):
            _draw_lines(axes, data, nodes, themes, (edge, meet))
            _draw_codes(axes, nodes, edge, outwards=-1 if edge < meet else 1)
        for node in themes:
            draw_box(axes, (at, node.top), (centre, node.height), tint(INK, 0.07), QUIET)
            write(axes, at + centre / 2, node.middle, node.words, TEXT, align="center", bold=True)
    return figure


def legend(data: DataFrame, synthetic: bool) -> str:
    """The legend text for a journal."""
    if data.empty:
        return NO_THEMES + synthetic_sentence(synthetic)
    masked = data["speakers_text"].astype(str).str.contains("[<≥]").any()
    signs = " ≥ stands for at least, where small cells are masked." if masked else ""
    return (
        f"Thematic map. The {data['theme'].nunique()} themes were written by the analysts; lines lead to the root "
        f"causes (left, by domain) and solutions (right) that each draws on, with the number of speakers who raised "
        f"them in brackets.{signs} Place and size of a box have no meaning.{synthetic_sentence(synthetic)}"
    )


def alt_text(data: DataFrame) -> str:
    """What the figure shows, in plain sentences for screen readers."""
    if data.empty:
        return NO_THEMES
    parts = []
    for _, rows in data.groupby("theme", sort=False):
        codes = "; ".join(f"{row.label} ({row.speakers_text})" for row in rows.itertuples())
        parts.append(f"{rows['title'].iloc[0]}: {codes}.")
    start = f"Thematic map of {len(parts)} themes with their codes; in brackets, the speakers."
    return " ".join([start, *parts])


def _codes(rows: DataFrame, room: float, *, headed: bool) -> list[_Node]:
    """The codes once each, under a heading for each domain if asked for."""
    nodes = []
    before = ""
    for row in _by_domain(rows):
        if headed and row.group and row.group != before:
            words = wrap(str(row.group_label), SMALL, room, bold=True)
            nodes.append(_Node("", words, str(row.colour), len(words) * pitch(SMALL) + _BETWEEN + _GAP, heading=True))
        before = str(row.group)
        words = wrap(f"{row.label}\xa0({row.speakers_text})", SMALL, room)
        nodes.append(_Node(str(row.code), words, str(row.colour), len(words) * pitch(SMALL) + _GAP))
    return nodes


def _by_domain(rows: DataFrame) -> list:  # type: ignore[type-arg]
    """Each code's first row, in the order of the codebook, those of a domain together."""
    once = list(rows.drop_duplicates("code").sort_values("position").itertuples())
    domains = list(dict.fromkeys(str(row.group) for row in once))
    return sorted(once, key=lambda row: domains.index(str(row.group)))


def _themes(data: DataFrame, room: float) -> list[_Node]:
    nodes = []
    for theme, rows in data.groupby("theme", sort=False):
        words = wrap(str(rows["title"].iloc[0]), TEXT, room, bold=True)
        lines = max((rows["kind"] == kind).sum() for kind in ("cause", "solution"))
        height = max(len(words) * pitch(TEXT) + 2 * _PAD, lines * _PORT + 2.0)
        nodes.append(_Node(str(theme), words, INK, height))
    return nodes


def _total(nodes: Sequence[_Node]) -> float:
    return sum(node.height for node in nodes) + (3.0 * len(nodes) if any(n.colour == INK for n in nodes) else 0.0)


def _ordered(themes: list[_Node], data: DataFrame) -> list[_Node]:
    """Themes by the mean place of their codes in the codebook, causes before solutions, so that few lines cross."""
    causes = data[data["kind"] == "cause"] if (data["kind"] == "cause").any() else data
    means = causes.assign(theme=causes["theme"].astype(str)).groupby("theme")["position"].mean().to_dict()
    return sorted(themes, key=lambda node: means.get(node.name, float("inf")))


def _near(codes: list[_Node], data: DataFrame, themes: list[_Node]) -> list[_Node]:
    """Solutions by the mean place of their themes."""
    place = {node.name: n for n, node in enumerate(themes)}
    means = {str(code): fmean(place[str(t)] for t in rows["theme"]) for code, rows in data.groupby("code")}
    return sorted(codes, key=lambda node: means[node.name])


def _spread(nodes: list[_Node], height: float) -> list[_Node]:
    """The nodes at even distances over ``height``; a heading keeps close to its codes."""
    if not nodes:
        return []
    gap = (height - sum(node.height for node in nodes)) / len(nodes)
    placed, y = [], MARGIN
    for node in nodes:
        placed.append(replace(node, top=y + gap / 2))
        y += node.height + gap
    return placed


def _draw_lines(
    axes: Axes, data: DataFrame, codes: list[_Node], themes: list[_Node], ends: tuple[float, float]
) -> None:
    """The lines from codes (at ``ends[0]``) to themes (at ``ends[1]``)."""
    own = {node.name: node for node in codes if not node.heading}
    bend = fmean(ends)
    for theme in themes:
        named = [str(code) for code in data.loc[data["theme"].astype(str) == theme.name, "code"] if str(code) in own]
        named.sort(key=lambda code: own[code].middle)
        first = theme.middle - (len(named) - 1) / 2 * _PORT
        for place, code in enumerate(named):
            start, stop = own[code].middle, first + place * _PORT
            points = [(ends[0], start), (bend, start), (bend, stop), (ends[1], stop)]
            curve = Path(points, [Path.MOVETO, Path.CURVE4, Path.CURVE4, Path.CURVE4])
            line = PathPatch(curve, facecolor="none", edgecolor=stroke(own[code].colour), lw=0.9, capstyle="butt")
            axes.add_patch(line)


def _draw_codes(axes: Axes, nodes: list[_Node], edge: float, *, outwards: int) -> None:
    align: Literal["left", "right"] = "right" if outwards < 0 else "left"
    for node in nodes:
        x = edge + outwards * (_BAR + _PAD)
        if node.heading:
            low = node.top + node.height - _GAP - len(node.words) * pitch(SMALL) / 2
            write(axes, x, low, node.words, SMALL, align=align, bold=True)
            continue
        corner = (min(edge, edge + outwards * _BAR), node.top + _GAP / 2)
        axes.add_patch(Rectangle(corner, _BAR, node.height - _GAP, facecolor=node.colour, lw=0))
        write(axes, x, node.middle, node.words, SMALL, align=align)
