"""Naming an identifier without writing it: a keyed hash tells strings apart, a mask shows the shape.

A plain hash of a phone number or a name is undone by trying them all; the study's secret key prevents that.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import unicodedata
from typing import TYPE_CHECKING

from themetrail.study.masks import mask as mask  # noqa: PLC0414 - a hash and its mask are asked for together
from themetrail.study.problems import InputError, Problem

if TYPE_CHECKING:
    from pathlib import Path


def normalise(text: str) -> str:
    """The string that is hashed: NFC, case-folded, white space collapsed to single spaces and stripped."""
    return " ".join(unicodedata.normalize("NFC", text).casefold().split())


def identifier_hmac(text: str, key: bytes) -> str:
    """HMAC-SHA-256 of the normalised string, as 64 lower-case hexadecimal digits."""
    return hmac.new(key, normalise(text).encode(), hashlib.sha256).hexdigest()


def read_key(path: Path) -> bytes:
    """The study's secret key of 32 bytes, from a file of 64 hexadecimal digits.

    Raises:
        InputError: when the file is missing or holds something else.
    """
    shown_as = path.as_posix()
    if not path.is_file():
        remedy = (
            "Copy the key file of your team here; for a new study make one with 'themetrail new-key'. "
            "Decisions in identifiers.csv fit only the key they were made with."
        )
        raise InputError([Problem(shown_as, "", 0, "the key of the identifier scan is missing", remedy)])
    text = path.read_bytes().decode("ascii", "replace").strip()
    if not re.fullmatch(r"[0-9a-fA-F]{64}", text):
        remedy = "It should hold 64 hexadecimal digits; copy it again, or make one with 'themetrail new-key'."
        raise InputError([Problem(shown_as, "", 0, "it is not a key", remedy)])
    return bytes.fromhex(text)
