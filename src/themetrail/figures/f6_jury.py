"""Figure 6, the jury: how many of those who answered chose an option, in the first round and in the last.

Each line is as long as people answered; the open circle is the first round, the filled one the last. Votes, ratings
and ranks stand in blocks of their own, since their numbers cannot be compared. It does not show who changed their
mind: 6 of 9 before and 6 of 9 after can be other people.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from themetrail.figures.colours import INK, PAPER, QUIET, RULE
from themetrail.figures.lettering import SMALL, TEXT, pitch, widest, wrap
from themetrail.figures.style import MARGIN, empty_page, foot, house_style, page, synthetic_sentence, write

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from pandas import DataFrame

NOBODY_ASKED = "Nothing was polled, so there is no jury support to show."

# All in millimetres.
_ROW = 5.6  # the least height of a row
_BETWEEN = 3.0  # above the heading of a block
_GAP = 4.0  # between label, line and numbers
_TICK = 0.9  # half the height of the mark of one person
_DOT = 5.2  # points
_SHORTEST = 18.0  # of the longest line


def draw(data: DataFrame, width_mm: float, synthetic: bool) -> Figure:
    """Draw k of n for each solution; the page is as high as its content needs.

    Args:
        data: One row per instrument, option and solution in the order to draw, with solution_label, k_first,
            n_first, round_first, k_last, n_last and round_last.
        width_mm: Width of the page, 60 or more.
        synthetic: Whether the page says that its data are synthetic.
    """
    if data.empty:
        return empty_page(width_mm, synthetic)
    rows = data.to_dict("records")
    with house_style():
        numbers = widest([_numbers(row) for row in rows], SMALL)
        whole = width_mm - 2 * MARGIN - 2 * _GAP - numbers
        longest = widest([str(row["solution_label"]) for row in rows], TEXT) + 0.5
        label = min(longest, max(0.45 * whole, whole - 90.0), whole - _SHORTEST)
        line = whole - label
        most = max(int(max(row["n_first"], row["n_last"])) for row in rows)
        blocks = _blocks(rows, label, width_mm - 2 * MARGIN)
        height = MARGIN + sum(heading + sum(tall for _, _, tall in body) for _, heading, body in blocks)
        key = height + 1.5
        figure, axes = page(width_mm, key + pitch(SMALL) + foot(width_mm, synthetic), synthetic)
        y = MARGIN
        for title, heading, body in blocks:
            write(axes, MARGIN, y + heading - len(title) * pitch(TEXT) / 2 - 1.0, title, TEXT, bold=True)
            y += heading
            for row, words, tall in body:
                middle = y + tall / 2
                write(axes, MARGIN + label, middle, words, TEXT, align="right")
                _draw_row(axes, row, (MARGIN + label + _GAP, middle), line / most)
                write(axes, width_mm - MARGIN - numbers, middle, [_numbers(row)], SMALL)
                y += tall
        _draw_key(axes, MARGIN, key + pitch(SMALL) / 2, polled_twice=any(_twice(row) for row in rows))
    return figure


def legend(data: DataFrame, synthetic: bool) -> str:
    """The legend text for a journal."""
    if data.empty:
        return NOBODY_ASKED + synthetic_sentence(synthetic)
    twice = data["round_first"].ne(data["round_last"]).any()
    rounds = " Open circles give the first round, filled ones the last." if twice else ""
    kinds = ", ".join(dict.fromkeys(data["instrument"]))
    return (
        f"What the jury answered to each solution ({kinds}), k of the n people who answered; each mark on a line is "
        f"one person.{rounds} Results of one instrument are not to be compared with those of another, and the numbers "
        f"do not say who changed their mind.{synthetic_sentence(synthetic)}"
    )


def alt_text(data: DataFrame) -> str:
    """What the figure shows, in plain sentences for screen readers."""
    if data.empty:
        return NOBODY_ASKED
    parts = []
    for (instrument, option), rows in data.groupby(["instrument", "option"], sort=False):
        answers = "; ".join(f"{row['solution_label']} {_numbers(row)}" for row in rows.to_dict("records"))
        parts.append(f"{str(instrument).capitalize()}, {option}: {answers}.")
    return " ".join(["Dot plot of the jury's answers, first round to last.", *parts])


def _blocks(
    rows: list[dict[Any, Any]], label: float, room: float
) -> list[tuple[list[str], float, list[tuple[dict[Any, Any], list[str], float]]]]:
    """The rows of each instrument and option, with the block's title, its height, and the lines of each label."""
    grouped: dict[tuple[str, str], list[dict[Any, Any]]] = {}
    for row in rows:
        grouped.setdefault((str(row["instrument"]), str(row["option"])), []).append(row)
    blocks = []
    for place, ((instrument, option), own) in enumerate(grouped.items()):
        title = wrap(f"{instrument.capitalize()}: {option}", TEXT, room, bold=True)
        body = []
        for row in own:
            words = wrap(str(row["solution_label"]), TEXT, label)
            body.append((row, words, max(_ROW, len(words) * pitch(TEXT) + 1.2)))
        blocks.append((title, len(title) * pitch(TEXT) + 1.5 + (_BETWEEN if place else 0.0), body))
    return blocks


def _twice(row: dict[Any, Any]) -> bool:
    return int(row["round_first"]) != int(row["round_last"])


def _numbers(row: dict[Any, Any]) -> str:
    last = f"{row['k_last']} of {row['n_last']}"
    if not _twice(row):
        return last
    same = row["n_first"] == row["n_last"]
    return f"{row['k_first']} → {last}" if same else f"{row['k_first']} of {row['n_first']} → {last}"


def _draw_row(axes: Axes, row: dict[Any, Any], start: tuple[float, float], step: float) -> None:
    """The line of those who answered, a mark for each where they can be told apart, and both rounds on it."""
    x, y = start
    n = int(max(row["n_first"], row["n_last"]))
    axes.plot([x, x + n * step], [y, y], color=RULE, lw=0.8, zorder=1)
    for person in range(n + 1) if step >= 1.5 else (0, n):
        axes.plot([x + person * step] * 2, [y - _TICK, y + _TICK], color=RULE, lw=0.6, zorder=1)
    first, last = (x + int(row[name]) * step for name in ("k_first", "k_last"))
    if _twice(row):
        axes.plot([first, last], [y, y], color=INK, lw=1.6, zorder=2)
        _dot(axes, first, y, filled=False)
    _dot(axes, last, y, filled=True)


def _dot(axes: Axes, x: float, y: float, *, filled: bool) -> None:
    size = _DOT if filled else _DOT + 1.4  # so that both are seen where nothing changed
    face, order = (INK, 4) if filled else (PAPER, 3)
    axes.plot([x], [y], "o", ms=size, mfc=face, mec=INK, mew=0.9, zorder=order)


def _draw_key(axes: Axes, x: float, y: float, *, polled_twice: bool) -> None:
    words = [(False, "first round"), (True, "last round")] if polled_twice else [(True, "answered so")]
    for filled, text in words:
        _dot(axes, x + 1.4, y, filled=filled)
        write(axes, x + 3.4, y, [text], SMALL, colour=QUIET)
        x += 3.4 + widest([text], SMALL) + 5.0
