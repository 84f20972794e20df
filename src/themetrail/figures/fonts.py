"""Fonts inside SVG: the letters that a figure uses, cut out of the font that matplotlib brings along.

Text stays text, which can be searched, read aloud and edited, and looks the same where the font is not installed.
"""

from __future__ import annotations

import base64
import html
import io
import re
from functools import cache
from pathlib import Path

import matplotlib as mpl
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

_TEXT = re.compile(r"<text[^>]*>([^<]*)</text>")
_FACES = {"normal": ("DejaVuSans.ttf", 400), "bold": ("DejaVuSans-Bold.ttf", 700)}


def with_fonts(svg: str) -> str:
    """An SVG of matplotlib with the letters of its texts embedded.

    Args:
        svg: The file, with text as text (``svg.fonttype: none``).
    """
    letters = "".join(sorted(set(html.unescape("".join(_TEXT.findall(svg))))))
    if not letters:
        return svg
    used = ["normal", *(["bold"] if "font-weight: 700" in svg else [])]
    faces = "".join(
        f"@font-face {{font-family: 'DejaVu Sans'; font-weight: {_FACES[face][1]}; "
        f"src: url(data:font/woff;base64,{_letters_of(_FACES[face][0], letters)}) format('woff')}}\n"
        for face in used
    )
    return svg.replace("<defs>", f'<defs>\n  <style type="text/css">\n{faces}</style>', 1)


@cache
def _letters_of(file: str, letters: str) -> str:
    """A font with only some letters, as Base64; the same letters give the same bytes."""
    font = TTFont(Path(mpl.get_data_path()) / "fonts" / "ttf" / file, recalcTimestamp=False)
    options = Options()
    options.hinting, options.flavor, options.layout_features = False, "woff", ["kern"]
    options.drop_tables += ["FFTM"]  # when the font was made
    subsetter = Subsetter(options)
    subsetter.populate(text=letters)
    subsetter.subset(font)
    font.flavor = "woff"
    buffer = io.BytesIO()
    font.save(buffer)
    return base64.b64encode(buffer.getvalue()).decode("ascii")
