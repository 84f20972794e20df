"""Reading bytes with their encoding for certain, and writing files whole or not at all."""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

# How the name of a file ends while it is being written; it begins with a dot.
_PART = ".part"


def decode(data: bytes) -> tuple[str, str]:
    """Text and name of its encoding, by byte-order mark, else UTF-8, else Windows-1252.

    No statistical guess is made: those read a Windows-1252 pound sign as a Polish letter. UTF-16 without a mark is
    known by its zero bytes, which no other text holds: one in most characters, on the same side in each.

    Returns:
        The text without byte-order mark, and the encoding's name.

    Raises:
        UnicodeDecodeError: when the bytes are none of these, with the place of the first bad byte.
    """
    for mark, encoding in (
        (b"\xff\xfe", "utf-16-le"),
        (b"\xfe\xff", "utf-16-be"),
        (b"\xef\xbb\xbf", "utf-8"),
    ):
        if data.startswith(mark):
            return data[len(mark) :].decode(encoding), encoding
    if encoding := _unmarked_utf16(data):
        return data.decode(encoding), encoding
    try:
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        return data.decode("cp1252"), "cp1252"


def _unmarked_utf16(data: bytes) -> str:
    """The byte order of a text in UTF-16 of Latin letters, or "" for anything else."""
    zeros = data.count(0)
    if not zeros or len(data) % 2 or 4 * zeros < len(data):
        return ""
    high_last = data[1::2].count(0)
    return "utf-16-le" if high_last == zeros else "utf-16-be" if high_last == 0 else ""


def sha256(data: bytes | str) -> str:
    """SHA-256 of bytes, or of text as UTF-8, in lower-case hex."""
    return hashlib.sha256(data.encode() if isinstance(data, str) else data).hexdigest()


def write_bytes(path: Path, data: bytes) -> None:
    """Write a file atomically: a reader sees the old bytes or the new ones, never a part.

    Who is killed meanwhile leaves the part behind under another name; see :func:`remove_parts`.
    """
    try:
        _write_bytes(path, data)
    except OSError as error:
        # A full disk does not say where it is, and the name that is written under tells nobody anything.
        error.filename, error.filename2 = str(path), None
        raise


def _write_bytes(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=_PART)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
        mask = os.umask(0)
        os.umask(mask)
        os.chmod(name, 0o666 & ~mask)  # noqa: PTH101 - mkstemp gives a name
        os.replace(name, path)  # noqa: PTH105
    except BaseException:
        os.unlink(name)  # noqa: PTH108
        raise


def remove_parts(folder: Path) -> None:
    """Remove what killed writers left behind anywhere in a folder; nobody may be writing there."""
    for path, _, names in os.walk(folder):
        for name in names:
            if name.startswith(".") and name.endswith(_PART):
                os.unlink(f"{path}/{name}")  # noqa: PTH108 - plain names: there may be a hundred thousand files


def write_text(path: Path, text: str) -> None:
    """Write text atomically as UTF-8, line ends as they stand in ``text``."""
    write_bytes(path, text.encode("utf-8"))


def write_json(path: Path, value: Any) -> None:
    """Write JSON atomically, keys sorted, so that equal values give equal bytes."""
    write_text(path, json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True) + "\n")
