"""Five words in a row, found in another way than the package finds them, to prove what stands in published files."""

from __future__ import annotations

import csv
import io
import json
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


def sequences(text: str) -> set[str]:
    """Every five words in a row, case-folded, an apostrophe inside a word being part of it."""
    pieces = re.split(r"[^\w']|_", text.casefold().replace("’", "'"))
    words = [word for word in (piece.strip("'") for piece in pieces) if word]
    return {" ".join(words[place : place + 5]) for place in range(len(words) - 4)}


def sequences_of(texts: Iterable[str]) -> set[str]:
    """Those of several texts, each by itself."""
    return {sequence for text in texts for sequence in sequences(text)}


def texts_in(name: str, content: bytes) -> Iterator[str]:
    """The texts of a file: the cells of a CSV, every string of a JSON, the lines of any other."""
    text = content.decode("utf-8", "replace")
    if name.endswith(".csv"):
        yield from (cell for row in csv.reader(io.StringIO(text, newline="")) for cell in row)
    elif name.endswith((".json", ".ipynb")):
        yield from _strings(json.loads(text))
    else:
        # Tags are no words, and what stands around one belongs together.
        yield from re.sub(r"<[^>]*>", " ", text).split("\n")


def _strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield from value.split("\n")
    elif isinstance(value, dict | list):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from _strings(inner)
