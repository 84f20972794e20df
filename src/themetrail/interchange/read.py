"""A project file of any tool, known by its content and read by the one reader that is made for it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from themetrail.interchange import qualcoder, taguette
from themetrail.interchange.csv_codings import read_csv
from themetrail.interchange.database import opened
from themetrail.interchange.qualcoder import read_qualcoder
from themetrail.interchange.refi_read import read_qdc, read_qdpx
from themetrail.interchange.taguette import read_taguette
from themetrail.transcripts.draft import UnreadableError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from themetrail.interchange.losses import LossReport
    from themetrail.interchange.model import Project
    from themetrail.interchange.offsets import Dialect, Finding

_MOST_TEXT = 100 * 2**20
_HEAD = 16
_REMEDY = "Export it from your tool as REFI-QDA: a project (.qdpx) or a codebook (.qdc)."


def read_project(
    path: Path, losses: LossReport, dialect: Dialect | None = None, texts: Mapping[str, str] | None = None
) -> tuple[Project, str]:
    """The project in a file, and a line for the log on how its offsets were understood.

    Args:
        path: The file: ``.qdpx``, ``.qdc``, Taguette's ``.sqlite3``, QualCoder's ``data.qda`` (or the folder that it
            lies in), or a CSV table.
        losses: What is changed or dropped is added to it.
        dialect: What offsets count, where a person says so.
        texts: Texts of documents that a table may name without holding them.

    Raises:
        UnreadableError: when it is none of these, or nothing can be read of it for certain.
    """
    file = path / "data.qda" if (path / "data.qda").is_file() else path
    if not file.is_file():
        raise UnreadableError("the file is missing", "Give the path of a project file.")
    with file.open("rb") as stream:
        head = stream.read(_HEAD)
    if head.startswith(b"PK"):
        read = read_qdpx(file, losses, dialect)
        return _named(read.project, path), str(read.offsets)
    if head.startswith(b"SQLite format 3"):
        project, offsets = _database_reader(file)(file, losses, dialect)
        return _named(project, path), str(offsets)
    if file.stat().st_size > _MOST_TEXT:
        raise UnreadableError(
            "it is far larger than a codebook or a table of codings", "Check that it is the right file."
        )
    if head.lstrip(b"\xef\xbb\xbf\xff\xfe\x00 \r\n\t").startswith(b"<"):
        return _named(read_qdc(file.read_bytes(), losses), path), "A codebook has no offsets."
    if file.suffix.casefold() in (".csv", ".tsv"):
        return _named(read_csv(file.read_bytes(), texts or {}, losses), path), "A table's offsets count characters."
    raise UnreadableError("it is no project that ThemeTrail knows", _REMEDY)


def _database_reader(path: Path) -> Callable[[Path, LossReport, Dialect | None], tuple[Project, Finding]]:
    with opened(path) as database:
        for tables, reader in ((qualcoder.TABLES, read_qualcoder), (taguette.TABLES, read_taguette)):
            if tables <= database.tables:
                return reader
    raise UnreadableError("it is a database of neither Taguette nor QualCoder", _REMEDY)


def _named(project: Project, path: Path) -> Project:
    return project if project.name else replace(project, name=path.stem)
