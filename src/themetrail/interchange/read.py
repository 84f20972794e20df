"""A project file of any tool, known by its content and read by the one reader that is made for it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from themetrail.interchange.refi_read import read_qdc, read_qdpx
from themetrail.transcripts.draft import UnreadableError

if TYPE_CHECKING:
    from pathlib import Path

    from themetrail.interchange.losses import LossReport
    from themetrail.interchange.model import Project
    from themetrail.interchange.offsets import Dialect

_MOST_XML = 100 * 2**20
_HEAD = 16


def read_project(path: Path, losses: LossReport, dialect: Dialect | None = None) -> tuple[Project, str]:
    """The project in a file, and a line for the log on how its offsets were understood.

    Args:
        path: The file: ``.qdpx`` or ``.qdc``.
        losses: What is changed or dropped is added to it.
        dialect: What the offsets of a ``.qdpx`` count, where a person says so.

    Raises:
        UnreadableError: when it is none of these, or nothing can be read of it for certain.
    """
    if not path.is_file():
        raise UnreadableError("the file is missing", "Give the path of a project file.")
    with path.open("rb") as stream:
        head = stream.read(_HEAD)
    if head.startswith(b"PK"):
        read = read_qdpx(path, losses, dialect)
        return _named(read.project, path), str(read.offsets)
    if path.suffix.casefold() == ".qdc" or head.lstrip(b"\xef\xbb\xbf\xff\xfe\x00 \r\n\t").startswith(b"<"):
        if path.stat().st_size > _MOST_XML:
            raise UnreadableError("it is far larger than a codebook", "Check that this is the right file.")
        return _named(read_qdc(path.read_bytes(), losses), path), "A codebook has no offsets."
    seen = "it is no project that ThemeTrail knows"
    raise UnreadableError(seen, "Export it from your tool as REFI-QDA: a project (.qdpx) or a codebook (.qdc).")


def _named(project: Project, path: Path) -> Project:
    return project if project.name else replace(project, name=path.stem)
