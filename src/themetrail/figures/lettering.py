"""Lettering: how wide a line of text is in print, and where it breaks."""

from __future__ import annotations

import functools
import re

import matplotlib as mpl
from matplotlib.font_manager import FontProperties
from matplotlib.textpath import text_to_path

MM_PER_POINT = 25.4 / 72
_SLACK = 1.02  # viewers that fit letters to pixels set a line up to this much wider
SMALL, TEXT, HEADING = 7.0, 7.5, 8.5  # points in print


@functools.cache
def font(size: float, bold: bool = False) -> FontProperties:
    """The font that matplotlib brings along: by file, so that no system font of the same name is taken."""
    file = f"fonts/ttf/DejaVuSans{'-Bold' if bold else ''}.ttf"
    weight = "bold" if bold else "normal"
    return FontProperties(family="DejaVu Sans", weight=weight, size=size, fname=f"{mpl.get_data_path()}/{file}")


@functools.lru_cache(maxsize=50_000)
def width(text: str, size: float, bold: bool = False) -> float:
    """Width in millimetres of one line of ``text`` at ``size`` points."""
    points, _, _ = text_to_path.get_text_width_height_descent(text, font(size, bold), ismath=False)
    return float(points) * MM_PER_POINT * _SLACK


def widest(lines: list[str], size: float, bold: bool = False) -> float:
    """Width in millimetres of the longest of the lines."""
    return max(width(line, size, bold) for line in lines)


def pitch(size: float) -> float:
    """Distance in millimetres from one baseline to the next."""
    return 1.22 * size * MM_PER_POINT


def wrap(text: str, size: float, limit: float, bold: bool = False) -> list[str]:
    """Lines of ``text`` no wider than ``limit`` millimetres, as few as possible and of like length.

    Breaks stand at spaces (never at a no-break space); a word that is wider than the limit is cut.
    """
    words = [part for word in re.split(r"[ \t\r\n]+", text) if word for part in _parts(word, size, limit, bold)]
    lines = _fill(words, size, limit, bold)
    longest_word = max((width(word, size, bold) for word in words), default=0.0)
    while len(lines) > 1 and (limit := 0.97 * limit) >= longest_word:
        tighter = _fill(words, size, limit, bold)
        if len(tighter) > len(lines):
            break
        lines = tighter
    return lines


def _fill(words: list[str], size: float, limit: float, bold: bool) -> list[str]:
    lines: list[str] = []
    for word in words:
        if lines and width(f"{lines[-1]} {word}", size, bold) <= limit:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines or [""]


def _parts(word: str, size: float, limit: float, bold: bool) -> list[str]:
    """The word, cut where it has to be: after a hyphen or slash if it has one in reach."""
    parts = []
    while width(word, size, bold) > limit and len(word) > 1:
        fits = max(n for n in range(1, len(word)) if n == 1 or width(word[:n], size, bold) <= limit)
        cut = max((n for n in range(2, fits + 1) if word[n - 1] in "-/–"), default=fits)
        parts.append(word[:cut])
        word = word[cut:]
    return [*parts, word]
