"""A study's folder beside a bucket: which files differ, and so have to be fetched or put.

Files are compared by what they hold, never by their times: two machines' clocks need not agree. A bucket tells of an
object its entity tag, which is the MD5 of its bytes when it was stored in one piece and is not encrypted by a key of
the bucket's owner. Where it is something else, the object counts as different: it is moved once too often, never once
too seldom.
"""

from __future__ import annotations

import hashlib
import re
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from themetrail.study.problems import InputError, Problem

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

# The parts of a study that people bring, which a bucket holds for it.
BROUGHT = ("config", "data")
# In a folder that is a copy of a bucket's study: where it came from.
MARK = "fetched_from.txt"
# Snakemake and addresses give these a meaning of their own.
_UNCLEAR = re.compile(r"[#?;{}*\x00-\x1f\x7f\\]")


def to_fetch(folder: Path, bucket: str, objects: Mapping[str, str]) -> list[str]:
    """The files of a study that a bucket holds and its copy in a folder does not, or not so.

    Args:
        folder: The copy; empty, or fetched before from the same bucket.
        bucket: Where the study lies, as ``s3://bucket/folder``.
        objects: Entity tag by path from the study's folder, of what lies in the bucket under ``config`` and ``data``.

    Raises:
        InputError: when the folder is not a copy of this study, or holds files that the bucket does not, or when the
            bucket holds no study or names that a study's files cannot have.
    """
    problems = [*_not_a_copy(folder, bucket), *_no_study(bucket, objects), *_unclear_names(bucket, objects)]
    if not problems:
        problems = [
            Problem(path, "", 0, "this file is not in the bucket", f"Remove it here, or put it into {bucket}.")
            for path in sorted(_files(folder, BROUGHT) - set(objects))
        ]
    if problems:
        raise InputError(problems)
    return differing(folder, objects, sorted(objects))


def to_put(folder: Path, objects: Mapping[str, str], halves: Iterable[str]) -> list[str]:
    """The results in a folder that a bucket does not hold, or not so.

    Args:
        folder: The study's folder.
        objects: Entity tag by path from the study's folder, of what lies in the bucket under ``results``.
        halves: Of the results those that are put: ``public``, ``private``.

    Raises:
        InputError: when there are no results, or their names cannot be those of objects.
    """
    files = _files(folder, [f"results/{half}" for half in halves])
    problems = _unclear_names(str(folder), files)
    if not files:
        problems.append(Problem("results", "", 0, "there are no results", "Run 'make paper' first."))
    if problems:
        raise InputError(problems)
    return differing(folder, objects, sorted(files))


def differing(folder: Path, objects: Mapping[str, str], paths: Iterable[str]) -> list[str]:
    """Of some files those that are missing on one side, or are not the same on both."""
    return [path for path in paths if objects.get(path) != _entity_tag(folder / path)]


def left_over(folder: Path, objects: Iterable[str], halves: Iterable[str]) -> list[str]:
    """What lies in the bucket of the halves that were put, and is no result any more."""
    halves = [f"results/{half}" for half in halves]
    inside = {path for path in objects if any(path.startswith(f"{half}/") for half in halves)}
    return sorted(inside - _files(folder, halves))


def _files(folder: Path, parts: Iterable[str]) -> set[str]:
    """Files under parts of a folder; Snakemake's own marks and other hidden files are none."""
    return {
        path.relative_to(folder).as_posix()
        for part in parts
        for path in (folder / part).rglob("*")
        if path.is_file() and not path.name.startswith(".")
    }


def _entity_tag(file: Path) -> str | None:
    """MD5 of a file's bytes, which says here whether it changed and is no safeguard; nothing where there is no file."""
    return hashlib.md5(file.read_bytes(), usedforsecurity=False).hexdigest() if file.is_file() else None


def _not_a_copy(folder: Path, bucket: str) -> list[Problem]:
    mark = folder / MARK
    if not mark.exists():
        there = sorted(_files(folder, BROUGHT))
        remedy = "Name an empty folder for the copy of the study, for example STUDY=copy."
        return [Problem(str(folder), "", 0, "there is a study in this folder already", remedy)] if there else []
    origin = mark.read_text(encoding="utf-8").strip()
    if origin != bucket:
        return [Problem(MARK, "", 0, f"this folder is a copy of {origin}", "Name another folder with STUDY=.")]
    return []


def _no_study(bucket: str, objects: Mapping[str, str]) -> list[Problem]:
    if "config/config.yaml" in objects:
        return []
    remedy = "Name the folder of the bucket in which the study's config and data lie, as s3://bucket/folder."
    return [Problem(bucket, "", 0, "there is no config/config.yaml, so no study", remedy)]


def _unclear_names(where: str, paths: Iterable[str]) -> list[Problem]:
    """What may lead out of the folder, or means something else to Snakemake."""
    remedy = "Give the file a name of letters, digits, spaces and . _ - ( ) only."
    return [
        Problem(where, "", 0, f"the name {path!r} cannot be that of a file of a study", remedy)
        for path in sorted(paths)
        if _UNCLEAR.search(path) or PurePosixPath(path).as_posix() != path or ".." in PurePosixPath(path).parts
    ]
