"""Figure 7, code accumulation: how many different codes have come up after so many sessions.

The line is the median over the orders in which the sessions can be read, the band runs from the order that is
slowest to the one that is fastest. It does not show that nothing new would come up in one more session, nor how well
a code is understood; under each panel stands what is new in the last sessions, or that it is not assessable.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from matplotlib.patches import Polygon

from themetrail.figures.colours import INK, QUIET, RULE
from themetrail.figures.dots import round_ticks
from themetrail.figures.lettering import SMALL, TEXT, pitch, widest, wrap
from themetrail.figures.style import MARGIN, NOTHING, empty_page, foot, house_style, page, synthetic_sentence, write

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from pandas import DataFrame

_BAND = "#CFDDEA"

# All in millimetres.
_NARROWEST = 52.0  # of a panel
_WIDEST = 90.0
_HEIGHT = 42.0  # of the plot inside a panel
_GAP = 7.0  # between panels
_TICK = 1.0


def draw(data: DataFrame, width_mm: float, synthetic: bool) -> Figure:
    """Draw a panel for each stratum of two sessions or more; the page is as high as its content needs.

    Args:
        data: One row per stratum and number of sessions, with least, median, most and note.
        width_mm: Width of the page, 60 or more.
        synthetic: Whether the page says that its data are synthetic.
    """
    if data.empty:
        return empty_page(width_mm, synthetic)
    with house_style():
        panels = [(str(name), own) for name, own in data.groupby("stratum", sort=False) if len(own) > 1]
        short = [str(name) for name, own in data.groupby("stratum", sort=False) if len(own) == 1]
        columns = max(1, min(3, len(panels), int((width_mm - 2 * MARGIN + _GAP) // (_NARROWEST + _GAP))))
        panel = min(_WIDEST, (width_mm - 2 * MARGIN - (columns - 1) * _GAP) / columns)
        most = int(data["most"].max())
        ticks = round_ticks(most)
        inset = widest([str(tick) for tick in ticks], SMALL) + _TICK + 1.0 + pitch(SMALL)
        titles = [wrap(name, TEXT, panel, bold=True) for name, _ in panels]
        notes = [wrap(str(own["note"].iloc[0]), SMALL, panel) for _, own in panels]
        rest = wrap(_too_few(short), SMALL, width_mm - 2 * MARGIN) if short else []
        tops, y = [], MARGIN
        for start in range(0, len(panels), columns):
            high = max(len(lines) for lines in titles[start : start + columns]) * pitch(TEXT) + 1.5
            low = max(len(lines) for lines in notes[start : start + columns]) * pitch(SMALL)
            tops.append((y, high))
            y += high + _HEIGHT + _TICK + 2.5 * pitch(SMALL) + low + 4.0
        height = y + len(rest) * pitch(SMALL) + foot(width_mm, synthetic)
        figure, axes = page(width_mm, height, synthetic)
        for place, (_, own) in enumerate(panels):
            top, high = tops[place // columns]
            left = MARGIN + (place % columns) * (panel + _GAP)
            write(axes, left, top + high - 1.5 - len(titles[place]) * pitch(TEXT) / 2, titles[place], TEXT, bold=True)
            plot = (left + inset, top + high, panel - inset - 1.5, _HEIGHT)
            _draw_axes(axes, plot, ticks, len(own))
            _draw_curve(axes, plot, own, ticks[-1])
            below = top + high + _HEIGHT + _TICK + 2.5 * pitch(SMALL) + len(notes[place]) * pitch(SMALL) / 2
            write(axes, left, below, notes[place], SMALL)
        if rest:
            write(axes, MARGIN, y + len(rest) * pitch(SMALL) / 2, rest, SMALL, colour=QUIET)
    return figure


def legend(data: DataFrame, synthetic: bool) -> str:
    """The legend text for a journal."""
    if data.empty:
        return NOTHING + synthetic_sentence(synthetic)
    notes = " ".join(f"{name}: {own['note'].iloc[0]}" for name, own in data.groupby("stratum", sort=False))
    orders = "all orders" if data["exact"].astype(bool).all() else "all orders, or a fixed sample where they are many,"
    return (
        f"Different codes after so many sessions. The line is the median over {orders} of the sessions, the band runs "
        "from the least to the most; a session is a transcript. New information is the share that codes new in the "
        "last sessions (the run) are of those in the first (the base), after Guest, Namey and Chen (2020, "
        f"doi:10.1371/journal.pone.0232076). {notes} That few codes are new does not show that nothing else would "
        f"come up.{synthetic_sentence(synthetic)}"
    )


def alt_text(data: DataFrame) -> str:
    """What the figure shows, in plain sentences for screen readers."""
    if data.empty:
        return NOTHING
    parts = []
    for name, own in data.groupby("stratum", sort=False):
        steps = "; ".join(f"{r.sessions}: {r.median:g} ({r.least} to {r.most})" for r in own.itertuples())
        parts.append(f"{name}: {steps}.")
    return " ".join(["Curves of the different codes after so many sessions, median (least to most).", *parts])


def _too_few(names: list[str]) -> str:
    listed = ", ".join(names)
    return f"One session only, so there is no curve and new information is not assessable: {listed}."


def _session_ticks(sessions: int) -> list[int]:
    if sessions <= 8:
        return list(range(1, sessions + 1))
    return [1, *(tick for tick in round_ticks(sessions)[1:] if tick <= sessions)]


def _draw_axes(axes: Axes, plot: tuple[float, float, float, float], ticks: list[int], sessions: int) -> None:
    left, top, across, height = plot
    bottom = top + height
    for tick in ticks:
        y = bottom - height * tick / ticks[-1]
        axes.plot([left - _TICK, left], [y, y], color=QUIET, lw=0.6)
        axes.plot([left, left + across], [y, y], color="#E4E4E4", lw=0.4, zorder=0)
        write(axes, left - _TICK - 0.6, y, [str(tick)], SMALL, align="right")
    axes.plot([left, left, left + across], [top, bottom, bottom], color=QUIET, lw=0.6)
    for tick in _session_ticks(sessions):
        x = _x(plot, tick, sessions)
        axes.plot([x, x], [bottom, bottom + _TICK], color=QUIET, lw=0.6)
        write(axes, x, bottom + _TICK + 0.3 + pitch(SMALL) / 2, [str(tick)], SMALL, align="center")
    write(axes, left + across / 2, bottom + _TICK + 1.6 * pitch(SMALL), ["Sessions"], SMALL, align="center")
    beside = left - _TICK - 1.0 - widest([str(tick) for tick in ticks], SMALL) - pitch(SMALL) / 2
    words_at = top + height / 2 + widest(["Different codes"], SMALL) / 2
    write(axes, beside, words_at, ["Different codes"], SMALL, upwards=True)


def _x(plot: tuple[float, float, float, float], session: int, sessions: int) -> float:
    inner = 3.0
    return plot[0] + inner + (plot[2] - 2 * inner) * (session - 1) / (sessions - 1)


def _draw_curve(axes: Axes, plot: tuple[float, float, float, float], own: DataFrame, top: int) -> None:
    xs = [_x(plot, int(session), len(own)) for session in own["sessions"]]

    def ys(column: str) -> list[float]:
        return [plot[1] + plot[3] * (1 - float(value) / top) for value in own[column]]

    least, most = ys("least"), ys("most")
    outline = [*zip(xs, least, strict=True), *reversed(list(zip(xs, most, strict=True)))]
    axes.add_patch(Polygon(outline, facecolor=_BAND, edgecolor=RULE, lw=0.5))
    marker = "o" if len(own) <= 30 else None
    axes.plot(xs, ys("median"), color=INK, lw=1.2, marker=marker, ms=3)
