"""The shape of a string, for messages and lists that must not show the string itself."""

from __future__ import annotations

import unicodedata


def mask(text: str) -> str:
    """The shape of a string: digits as 9, ASCII punctuation and spaces kept, everything else as x."""
    return "".join(map(_masked, " ".join(unicodedata.normalize("NFC", text).split())))


def _masked(character: str) -> str:
    if character.isnumeric():
        return "9"
    return character if character.isascii() and not character.isalpha() and character.isprintable() else "x"
