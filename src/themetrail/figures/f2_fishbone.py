"""Figure 2, the fishbone: the problem at the head, a bone for each domain, its root causes as twigs.

It shows which causes people named, in which domain, and how many speakers named each. It does not show how
much a cause contributes to the problem: frequency is not causal weight, so no line is drawn thicker or longer
for it, and the place of a bone or a twig means nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil
from statistics import fmean
from typing import TYPE_CHECKING

from themetrail.figures.colours import INK, RULE, stroke, tint
from themetrail.figures.lettering import HEADING, SMALL, TEXT, pitch, width, wrap
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

_SPINE_POINTS = 1.8

# All in millimetres.
_NARROWEST = 32.0  # of a bone's column; where columns would be narrower, bones share several spines
_SHORTEST = 18.0  # of a bone
_LEAN = 9.0  # the most that a bone's outer end stands back from where it meets the spine
_SLOPE = 0.18  # the most that a bone leans, per millimetre of its length
_GUTTER = 3.5  # between the twigs of one bone and the bone to their left
_TWIG_GAP = 2.0  # between one twig and the text of the next
_PAD = 1.4  # inside boxes
_TIER_GAP = 6.0  # between one spine's bones and the next spine's
_NECK = 3.5  # from the spine's end to the head


@dataclass(frozen=True)
class _Bone:
    title: list[str]
    colour: str
    twigs: list[list[str]]

    @property
    def length(self) -> float:
        return sum(len(lines) * pitch(SMALL) + _TWIG_GAP for lines in self.twigs) + 4.0


@dataclass(frozen=True)
class _Side:
    """The bones above or below one spine; all are as long as the fullest needs, all titles as high."""

    bones: list[_Bone]

    @property
    def title(self) -> float:
        return max((len(bone.title) * pitch(TEXT) + 2 * _PAD for bone in self.bones), default=0.0)

    @property
    def length(self) -> float:
        return max((_SHORTEST, *(bone.length for bone in self.bones))) if self.bones else 3.0

    @property
    def lean(self) -> float:
        return min(_LEAN, _SLOPE * self.length)

    @property
    def height(self) -> float:
        return self.title + self.length


def draw(data: DataFrame, problem: str, width_mm: float, synthetic: bool) -> Figure:
    """Draw the fishbone; the page is as high as its content needs.

    Args:
        data: One row per cause in the order to draw, with domain, domain_label, colour, cause, cause_label
            and speakers_text, what to print as the number of speakers ("12", "≥14", "<3").
        problem: What stands at the head.
        width_mm: Width of the page, 60 or more.
        synthetic: Whether the page says that its data are synthetic.
    """
    if data.empty:
        return empty_page(width_mm, synthetic)
    with house_style():
        head, head_width = _head(problem, width_mm)
        head_height = len(head) * pitch(HEADING) + 4 * _PAD
        trunk = width_mm - MARGIN - head_width - _NECK
        room = trunk - 1.0 - MARGIN - _LEAN + _GUTTER
        pairs = ceil(data["domain"].nunique() / 2)
        spine_count = ceil(pairs / max(1, int(room // _NARROWEST)))
        columns = ceil(pairs / spine_count)
        bones = _bones(data, room / columns - _GUTTER)
        tiers = [
            (_Side(bones[start : start + 2 * columns : 2]), _Side(bones[start + 1 : start + 2 * columns : 2]))
            for start in range(0, len(bones), 2 * columns)
        ]
        spines, y = [], MARGIN
        for above, below in tiers:
            spines.append(y + above.height)
            y = spines[-1] + below.height + _TIER_GAP
        neck = fmean((spines[0], spines[-1]))
        drop = max(0.0, MARGIN + head_height / 2 - neck)  # a tall head pushes short bones down
        spines, neck = [spine + drop for spine in spines], neck + drop
        bottom = max(y - _TIER_GAP + drop, neck + head_height / 2)
        figure, axes = page(width_mm, bottom + foot(width_mm, synthetic), synthetic)

        for (above, below), spine in zip(tiers, spines, strict=True):
            joints = [trunk - 1.0 - place * room / columns for place in range(len(above.bones))][::-1]
            _draw_side(axes, above, joints, spine, direction=-1, column=room / columns)
            _draw_side(axes, below, joints, spine, direction=1, column=room / columns)
            axes.plot([joints[0] - 4, trunk], [spine, spine], color=INK, lw=_SPINE_POINTS)
        ends = [spines[0], spines[-1]]
        axes.plot([trunk, trunk], ends, color=INK, lw=_SPINE_POINTS, solid_capstyle="projecting")
        arrow = {"arrowstyle": "-|>", "lw": _SPINE_POINTS, "color": INK, "shrinkA": 0, "shrinkB": 0}
        axes.annotate("", (trunk + _NECK, neck), (trunk, neck), arrowprops=arrow)
        corner = (trunk + _NECK, neck - head_height / 2)
        draw_box(axes, corner, (head_width, head_height), tint(INK, 0.08), INK)
        write(axes, corner[0] + head_width / 2, neck, head, HEADING, align="center", bold=True)
    return figure


def legend(data: DataFrame, problem: str, synthetic: bool) -> str:
    """The legend text for a journal."""
    if data.empty:
        return NOTHING + synthetic_sentence(synthetic)
    masked = data["speakers_text"].astype(str).str.contains("[<≥]").any()
    signs = " Where small cells are masked, ≥ stands for at least and < for fewer than." if masked else ""
    return (
        f"Root causes of “{problem}” in {data['domain'].nunique()} domains. Each bone is a domain, each "
        f"twig a root cause; in brackets, the number of speakers who named it.{signs} Numbers of speakers are "
        f"not causal weights, and the place of a bone has no meaning.{synthetic_sentence(synthetic)}"
    )


def alt_text(data: DataFrame) -> str:
    """What the figure shows, in plain sentences for screen readers."""
    if data.empty:
        return NOTHING
    parts = []
    for _, rows in data.groupby("domain", sort=False):
        causes = "; ".join(f"{row.cause_label} ({row.speakers_text})" for row in rows.itertuples())
        parts.append(f"{rows['domain_label'].iloc[0]}: {causes}.")
    start = f"Fishbone diagram of {len(data)} root causes in {len(parts)} domains; in brackets, the speakers."
    return " ".join([start, *parts])


def _head(problem: str, width_mm: float) -> tuple[list[str], float]:
    """The problem's lines and the width of their box: no word is cut that a third of the page can hold."""
    longest_word = max(width(word, HEADING, bold=True) for word in problem.split())
    box = max(0.16 * width_mm, min(longest_word + 2 * _PAD + 0.5, 0.4 * width_mm))
    return wrap(problem, HEADING, box - 2 * _PAD, bold=True), box


def _bones(data: DataFrame, room: float) -> list[_Bone]:
    bones = []
    for _, rows in data.groupby("domain", sort=False):
        title = wrap(str(rows["domain_label"].iloc[0]), TEXT, room - 2 * _PAD, bold=True)
        twigs = [_twig(f"{row.cause_label}\xa0({row.speakers_text})", room - 1.0) for row in rows.itertuples()]
        bones.append(_Bone(title, str(rows["colour"].iloc[0]), twigs))
    return bones


def _twig(text: str, room: float) -> list[str]:
    """Lines of a cause that stay clear of the bone, which leans over their upper end."""
    lines = wrap(text, SMALL, room)
    return wrap(text, SMALL, room - _SLOPE * len(lines) * pitch(SMALL))


def _draw_side(axes: Axes, side: _Side, joints: list[float], spine: float, *, direction: int, column: float) -> None:
    """The bones of one side, each from its joint on the spine; ``direction`` is -1 above, 1 below."""
    end = spine + direction * side.length
    box_top = end - (side.title if direction < 0 else 0)
    box_width = column - _GUTTER + 1.5
    for joint, bone in zip(joints, side.bones, strict=False):
        left = joint - side.lean - column + _GUTTER
        colour = stroke(bone.colour)
        axes.plot([joint, joint - side.lean], [spine, end], color=colour, lw=1.5)
        draw_box(axes, (left, box_top), (box_width, side.title), tint(bone.colour, 0.16), colour)
        write(axes, left + box_width / 2, box_top + side.title / 2, bone.title, TEXT, align="center", bold=True)
        spare = (side.length - bone.length) / len(bone.twigs)
        y = min(spine, end) + (1.4 if direction < 0 else 1.8)
        for lines in bone.twigs:
            block = len(lines) * pitch(SMALL)
            twig = y + spare / 2 + block + 0.4
            tip = joint - side.lean * abs(twig - spine) / side.length
            axes.plot([tip - column + _GUTTER, tip], [twig, twig], color=RULE, lw=0.5, zorder=1)
            write(axes, tip - column + _GUTTER, twig - 0.4 - block / 2, lines, SMALL)
            y += block + _TWIG_GAP + spare
