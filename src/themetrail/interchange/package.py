"""The archive of a ``.qdpx``, opened without trusting it: nothing is unpacked to disk, and never more than a bound.

Sound, film and pictures are never read, however large they claim to be. A name that leads out of the archive, a second
project file or a part that unpacks to far more than it should stop the import.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from contextlib import contextmanager
from typing import TYPE_CHECKING

from themetrail.transcripts.draft import UnreadableError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_MOST_XML = 400 * 2**20
_MOST_TEXT = 64 * 2**20
_MOST_IN_ALL = 800 * 2**20
_MOST_ENTRIES = 200_000
_MOST_RATIO = 250
_RATIO_MATTERS_FROM = 4 * 2**20
_EXPORT_AGAIN = "Export the project again from the tool that it comes from."
_DAMAGED = (
    zipfile.BadZipFile, zlib.error, KeyError, ValueError, EOFError, OSError, OverflowError, RuntimeError,
    NotImplementedError,
)  # fmt: skip
_LEADS_OUT = re.compile(r"^(?:[\\/]|[A-Za-z]:)|(?:^|[\\/])\.\.(?:[\\/]|$)")


class Package:
    """The parts of an open archive."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        """Look at the names alone; raises UnreadableError where they are not those of a project."""
        entries = [entry for entry in archive.infolist() if not entry.is_dir()]
        if len(entries) > _MOST_ENTRIES:
            raise UnreadableError(f"the archive holds more than {_MOST_ENTRIES:,} files", _EXPORT_AGAIN)
        if any(_LEADS_OUT.search(entry.filename) or "\x00" in entry.filename for entry in entries):
            seen = "a name in the archive leads out of it, which would overwrite other files"
            raise UnreadableError(seen, "Do not open it; ask for the project again from where it came.")
        self._archive = archive
        self._left = _MOST_IN_ALL
        roots = [
            entry
            for entry in entries
            if entry.filename.casefold().endswith(".qde")
            and not re.search(r"[\\/]", entry.filename)
            and not entry.filename.startswith(".")
        ]
        if len(roots) != 1:
            seen = f"the archive holds {len(roots) or 'no'} project files (.qde) where there has to be one"
            raise UnreadableError(seen, _EXPORT_AGAIN)
        self._project = roots[0]
        self._texts: dict[str, zipfile.ZipInfo] = {}
        for entry in entries:
            folder, _, name = entry.filename.replace("\\", "/").rpartition("/")
            if folder.casefold() == "sources" and not name.startswith("."):
                self._texts.setdefault(name.casefold(), entry)

    def project(self) -> bytes:
        """The XML of the project."""
        return self._read(self._project, _MOST_XML)

    def source(self, internal_path: str) -> bytes | None:
        """The file that ``internal://name`` means, in any case of letters; None where there is none."""
        name = internal_path.removeprefix("internal://").replace("\\", "/").rpartition("/")[2]
        entry = self._texts.get(name.casefold())
        return None if entry is None else self._read(entry, _MOST_TEXT)

    def _read(self, entry: zipfile.ZipInfo, most: int) -> bytes:
        bound = min(most, self._left)
        if entry.flag_bits & 1:
            raise UnreadableError("it is locked with a password", _EXPORT_AGAIN)
        if entry.file_size > bound or _is_bloated(entry):
            seen = "a part of the archive would unpack to far more than a project can hold"
            raise UnreadableError(seen, _EXPORT_AGAIN)
        try:
            with self._archive.open(entry) as stream:
                data = stream.read(bound + 1)
        except _DAMAGED:
            raise UnreadableError("a part of the archive is damaged", _EXPORT_AGAIN) from None
        self._left -= len(data)
        return data


def _is_bloated(entry: zipfile.ZipInfo) -> bool:
    return entry.file_size > max(_RATIO_MATTERS_FROM, _MOST_RATIO * entry.compress_size)


@contextmanager
def opened(path: Path) -> Iterator[Package]:
    """The archive for reading.

    Raises:
        UnreadableError: when it is damaged, locked, or built to harm.
    """
    try:
        archive = zipfile.ZipFile(path)
    except _DAMAGED:
        raise UnreadableError("it is no archive of a project, or it is damaged", _EXPORT_AGAIN) from None
    with archive:
        yield Package(archive)
