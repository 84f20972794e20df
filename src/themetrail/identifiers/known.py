"""Names that the team knows to look for: a private list, of which every occurrence is an identifier.

The list is the one layer that cannot miss what it was made for. It holds what the study must not show, so its
names stand in no message, not even where a line of it is wrong.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING

from themetrail.identifiers.patterns import Hit
from themetrail.study.files import decode
from themetrail.study.problems import Problem

if TYPE_CHECKING:
    from pathlib import Path

_APOSTROPHES = "'\u2018\u2019\u02bc"
_HYPHENS = r"\-\u2010\u2011"  # as in an expression
# What stands between the words of a name: white space, and in addresses and file names . _ or a hyphen.
_BETWEEN = rf"[\s._{_HYPHENS}]+"


def read_known_names(path: Path, shown_as: str) -> tuple[tuple[str, ...], list[Problem]]:
    """The names of a list: one on each line, white space around it left out; ``#`` begins a comment.

    Args:
        path: The file; without one there are no names and no problem.
        shown_as: The file's name in messages.

    Returns:
        The different names in alphabetical order, and a problem for each line that is no name, or for a file that
        is no text.
    """
    if not path.exists():
        return (), []
    remedy = "Save it again as plain text in UTF-8, one name on each line."
    if not path.is_file():
        return (), [Problem(shown_as, "", 0, "it is not a file", remedy)]
    try:
        text, _ = decode(path.read_bytes())
    except UnicodeDecodeError as error:
        seen = f"byte {error.start + 1} is not text in UTF-8 or Windows-1252"
        return (), [Problem(shown_as, "", 0, seen, remedy)]
    if "\x00" in text:
        return (), [Problem(shown_as, "", 0, "it is not a text file", remedy)]
    lines = ((number, line.partition("#")[0].strip()) for number, line in enumerate(text.splitlines(), 1))
    names = [(number, name) for number, name in lines if name]
    short = [number for number, name in names if sum(map(str.isalnum, name)) < 2]
    to_do = "Write a name of two letters or more, or take the line out: a single letter stands in every sentence."
    problems = [Problem(shown_as, "line", number, "it is too short for a name", to_do) for number in short]
    return tuple(sorted({name for number, name in names if number not in short})), problems


def find_known(text: str, names: tuple[str, ...]) -> list[Hit]:
    """Every occurrence of a name in ``text``: as whole words, in any case, with any white space between the words.

    A possessive counts as an occurrence and is not part of it. Of names that begin at one place the longest
    counts, and one that lies inside an occurrence is not told again; two that overlap in part are both told.

    Args:
        text: Any text.
        names: Names as :func:`read_known_names` gives them.

    Returns:
        Hits of the kind "known_name", sorted.
    """
    hits: list[Hit] = []
    if names:
        for match in _expression(names).finditer(_folded(text)):
            start, end = match.span("name")
            if not hits or end > hits[-1].end:
                hits.append(Hit(start, end, "known_name"))
    return hits


def _folded(text: str) -> str:
    """The text in lower case, one character for one, so that offsets hold."""
    return text.replace("\u0130", "I").lower()


@lru_cache(maxsize=4)
def _expression(names: tuple[str, ...]) -> re.Pattern[str]:
    # A file name may hold its accents as characters of their own.
    forms = {_folded(unicodedata.normalize(form, name)) for name in names for form in ("NFC", "NFD")}
    longest_first = sorted(forms, key=lambda name: (-len(name), name))
    # A look-ahead, since an occurrence may begin inside another one; _ is no letter of a name.
    return re.compile(rf"(?<![^\W_])(?=(?P<name>{'|'.join(map(_written, longest_first))})(?![^\W_]))")


def _written(name: str) -> str:
    """An expression for a name in every way that it is typed."""
    words = [word for word in re.split(_BETWEEN, name) if word]
    typed = rf"{_BETWEEN}".join(map(re.escape, words))
    return re.sub(f"[{_APOSTROPHES}]", lambda _: f"[{_APOSTROPHES}]", typed)
