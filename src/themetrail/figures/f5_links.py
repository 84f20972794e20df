"""Figure 5, the links: which domains of root causes each solution answers, as stated and as derived.

Domains stand on both sides and solutions between them; on the left are the links that analysts stated
(solid), on the right those derived from turns in which both were coded (dashed). It shows where problems and
solutions were connected. It does not show that a solution works: a thicker line means more speakers, not a
stronger effect, and what people spoke of together need not answer one another.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from statistics import fmean, median_low
from typing import TYPE_CHECKING, Literal

from matplotlib.patches import PathPatch, Rectangle
from matplotlib.path import Path

from themetrail.figures.colours import INK, QUIET, RULE, stroke, tint
from themetrail.figures.lettering import MM_PER_POINT, SMALL, TEXT, pitch, width, wrap
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
    from collections.abc import Iterable

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from pandas import DataFrame

_TITLES = {"stated": "Stated by analysts", "derived": "Derived from co-coding"}
_STATED_POINTS = 1.2
_DERIVED_POINTS = (0.6, 2.2)  # of one speaker, and of as many as the most of any link
_DASH = (2.6, 1.0)  # in line widths

# All in millimetres.
_NARROWEST_PAGE = 120.0
_BAR = 1.6  # the colour beside a domain's label
_PAD = 1.2  # around a label
_GAP = 2.2  # the least from one box to the next
_PORT = 1.2  # from one line's end to the next on the same box
_SAMPLE = 7.0  # length of a line in the key


@dataclass(frozen=True)
class _Link:
    kind: str
    domain: str
    solution: str
    weight: int


@dataclass(frozen=True)
class _Node:
    """A domain or a solution: its label, and the box it fills from ``top`` downwards."""

    words: list[str]
    colour: str
    height: float
    top: float = 0.0

    @property
    def middle(self) -> float:
        return self.top + self.height / 2


def draw(data: DataFrame, width_mm: float, synthetic: bool) -> Figure:
    """Draw the links; the page is as high as its content needs.

    Args:
        data: One row per link with kind ("stated" or "derived"), domain, domain_label, domain_colour,
            solution, solution_label and weight (of a derived link its speakers). Domains stand in the order
            of their first rows, solutions by the mean place of their domains, so that few lines cross.
        width_mm: Width of the page; it becomes wider where words would have to be cut.
        synthetic: Whether the page says that its data are synthetic.
    """
    if data.empty:
        return empty_page(width_mm, synthetic)
    with house_style():
        width_mm = max(width_mm, _NARROWEST_PAGE)
        side, centre = 0.2 * width_mm, 0.25 * width_mm
        left, right = MARGIN + side, (width_mm - centre) / 2
        panels = {"stated": (left, right), "derived": (width_mm - left, width_mm - right)}
        links = [
            _Link(str(row["kind"]), str(row["domain"]), str(row["solution"]), int(row["weight"]))
            for row in data.to_dict("records")
        ]
        order = list(dict.fromkeys(link.domain for link in links))
        domains = _nodes(data, "domain", order, side - _BAR - _PAD)
        solutions = _nodes(data, "solution", _solution_order(links, order), centre - 2 * _PAD)
        top = MARGIN + pitch(TEXT) + 3.0
        height = max(sum(node.height + _GAP for node in nodes.values()) for nodes in (domains, solutions))
        domains, solutions = _spread(domains, top, height), _spread(solutions, top, height)
        key = top + height + 1.0
        figure, axes = page(width_mm, key + pitch(SMALL) + 1.0 + foot(width_mm, synthetic), synthetic)

        for kind, ends in panels.items():
            shown = [link for link in links if link.kind == kind]
            write(axes, fmean(ends), MARGIN + pitch(TEXT) / 2, [_TITLES[kind]], TEXT, align="center", bold=True)
            _draw_links(axes, shown, domains, solutions, ends)
            _draw_domains(axes, domains.values(), ends)
            if not shown:
                write(axes, fmean(ends), top + height / 2, ["none"], TEXT, align="center", colour=QUIET)
        _draw_solutions(axes, solutions.values(), right, centre)
        weights = [link.weight for link in links if link.kind == "derived"]
        if weights:
            _draw_key(axes, panels["derived"][1], width_mm - MARGIN, key + pitch(SMALL) / 2, weights)
    return figure


def legend(data: DataFrame, synthetic: bool) -> str:
    """The legend text for a journal."""
    if data.empty:
        return NOTHING + synthetic_sentence(synthetic)
    return (
        f"Links between {data['domain'].nunique()} domains of root causes and {data['solution'].nunique()} "
        "solutions. Left, solid: stated by analysts. Right, dashed: derived from turns in which both were coded, "
        "wider lines for more speakers, of whom there are at least so many; links of too few speakers are not "
        "drawn. Colours are those of the domains. A link does not say that the solution works, nor its width how well."
        f"{synthetic_sentence(synthetic)}"
    )


def alt_text(data: DataFrame) -> str:
    """What the figure shows, in plain sentences for screen readers."""
    if data.empty:
        return NOTHING
    parts = []
    for _, rows in data.groupby("domain", sort=False):
        stated = [str(label) for label in rows.loc[rows["kind"] == "stated", "solution_label"]]
        derived = [f"{row.solution_label} ({row.weight})" for row in rows[rows["kind"] == "derived"].itertuples()]
        parts.append(
            f"{rows['domain_label'].iloc[0]}: stated {'; '.join(stated) or 'none'}, "
            f"derived {'; '.join(derived) or 'none'}."
        )
    solutions = data["solution"].nunique()
    start = f"Diagram of links from {len(parts)} domains to {solutions} solutions; in brackets, the speakers."
    return " ".join([start, *parts])


def _solution_order(links: list[_Link], domains: list[str]) -> list[str]:
    """Solutions by the mean place (barycentre) of the domains stated for them, or else derived."""
    means = {}
    for solution in dict.fromkeys(link.solution for link in links):
        linked = [link for link in links if link.solution == solution]
        stated = [link for link in linked if link.kind == "stated"]
        means[solution] = fmean(domains.index(link.domain) for link in stated or linked)
    return sorted(means, key=lambda solution: means[solution])


def _nodes(data: DataFrame, what: str, order: list[str], room: float) -> dict[str, _Node]:
    """Boxes high enough for their label and for the ends of their lines."""
    nodes = {}
    for name in order:
        rows = data[data[what].astype(str) == name]
        words = wrap(str(rows[f"{what}_label"].iloc[0]), TEXT, room, bold=what == "domain")
        ends = max((rows["kind"] == kind).sum() for kind in _TITLES)
        height = max(len(words) * pitch(TEXT) + 2 * _PAD, ends * _PORT)
        nodes[name] = _Node(words, str(rows["domain_colour"].iloc[0]), height)
    return nodes


def _spread(nodes: dict[str, _Node], top: float, height: float) -> dict[str, _Node]:
    """The boxes at even distances over ``height``."""
    gap = (height - sum(node.height for node in nodes.values())) / len(nodes)
    placed, y = {}, top + gap / 2
    for name, node in nodes.items():
        placed[name] = replace(node, top=y)
        y += node.height + gap
    return placed


def _draw_links(
    axes: Axes,
    links: list[_Link],
    domains: dict[str, _Node],
    solutions: dict[str, _Node],
    ends: tuple[float, float],
) -> None:
    """One panel's lines from domains (at ``ends[0]``) to solutions (at ``ends[1]``), the thin ones on top."""
    domain_place = {name: place for place, name in enumerate(domains)}
    solution_place = {name: place for place, name in enumerate(solutions)}
    starts, stops = {}, {}
    for name, node in domains.items():
        mine = [link for link in links if link.domain == name]
        starts.update(_ports(node, sorted(mine, key=lambda link: solution_place[link.solution])))
    for name, node in solutions.items():
        mine = [link for link in links if link.solution == name]
        stops.update(_ports(node, sorted(mine, key=lambda link: domain_place[link.domain])))
    most = max((link.weight for link in links), default=1)
    for link in sorted(links, key=lambda link: -link.weight):
        bend = fmean(ends)
        points = [(ends[0], starts[link]), (bend, starts[link]), (bend, stops[link]), (ends[1], stops[link])]
        curve = Path(points, [Path.MOVETO, Path.CURVE4, Path.CURVE4, Path.CURVE4])
        stated = link.kind == "stated"
        line = PathPatch(
            curve,
            facecolor="none",
            edgecolor=stroke(domains[link.domain].colour),
            lw=_STATED_POINTS if stated else _points(link.weight, most),
            ls="-" if stated else (0, _DASH),
            capstyle="butt",
        )
        axes.add_patch(line)


def _ports(node: _Node, links: list[_Link]) -> dict[_Link, float]:
    """Height at which each of a box's links meets it, in the order given."""
    first = node.middle - (len(links) - 1) / 2 * _PORT
    return {link: first + place * _PORT for place, link in enumerate(links)}


def _points(weight: int, most: int) -> float:
    thin, thick = _DERIVED_POINTS
    return thin + (thick - thin) * (weight - 1) / max(most - 1, 1)


def _draw_domains(axes: Axes, domains: Iterable[_Node], ends: tuple[float, float]) -> None:
    """Colour bars and labels, on the far side of ``ends[0]`` as seen from the solutions."""
    edge, outwards = ends[0], -1 if ends[0] < ends[1] else 1
    for node in domains:
        corner = (min(edge, edge + outwards * _BAR), node.top)
        axes.add_patch(Rectangle(corner, _BAR, node.height, facecolor=node.colour, lw=0))
        align: Literal["left", "right"] = "right" if outwards < 0 else "left"
        write(axes, edge + outwards * (_BAR + _PAD), node.middle, node.words, TEXT, align=align, bold=True)


def _draw_solutions(axes: Axes, solutions: Iterable[_Node], left: float, box_width: float) -> None:
    for node in solutions:
        draw_box(axes, (left, node.top), (box_width, node.height), tint(INK, 0.06), RULE)
        write(axes, left + box_width / 2, node.middle, node.words, TEXT, align="center")


def _draw_key(axes: Axes, x: float, right: float, y: float, weights: list[int]) -> None:
    """How many speakers a line's width stands for: from ``x``, or as far before as ``right`` asks for."""
    shown = sorted({min(weights), median_low(weights), max(weights)})
    title = "Speakers:"
    steps = [width(title, SMALL) + 2.0, *(_SAMPLE + width(str(weight), SMALL) + 4.0 for weight in shown)]
    x = min(x, right - sum(steps))
    write(axes, x, y, [title], SMALL)
    for weight, step in zip(shown, steps, strict=False):
        x += step
        points = _points(weight, max(weights))
        dash, period = _DASH[0] * points * MM_PER_POINT, sum(_DASH) * points * MM_PER_POINT
        length = int((_SAMPLE - dash) / period) * period + dash  # so that the sample ends with a whole dash
        axes.plot([x, x + length], [y, y], color=INK, lw=points, ls=(0, _DASH), dash_capstyle="butt")
        write(axes, x + _SAMPLE + 1.0, y, [str(weight)], SMALL)
