"""The codebook's own history: ``codebook_log.csv``, one row for each change, and what earlier decisions mean by it."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from themetrail.codebook.read import read_codebook
from themetrail.codebook.write import rewrite
from themetrail.study.files import decode, sha256, write_text
from themetrail.study.inputs import CODEBOOK_LOG
from themetrail.study.load import path_of, read_table_of
from themetrail.study.plan import CODEBOOK
from themetrail.study.problems import InputError, Problem
from themetrail.study.sheets import write_sheet

if TYPE_CHECKING:
    from pathlib import Path

    from themetrail.codebook.edit import Edited
    from themetrail.study.sheets import Row

LOG = path_of(CODEBOOK_LOG.name)


def stamp_of(study: Path) -> str:
    """What the codebook's file is now, for telling whether somebody changed it meanwhile."""
    return sha256((study / CODEBOOK).read_bytes())


def read_log(study: Path) -> list[Row]:
    """The rows of the history; none where a study keeps none."""
    return read_table_of(study, CODEBOOK_LOG)[0]


def take(study: Path, edited: Edited, who: str, reason: str) -> None:
    """Write an edited codebook, and why it was edited into its log.

    The log is written first: a row without its change says what was meant, a change without its row says nothing.

    Raises:
        InputError: when the codes do not make a codebook, or no reason is given; nothing was written.
    """
    if not reason.strip() or not who.strip():
        raise InputError(
            [Problem(LOG, "", 0, "there is no reason, or nobody is named", "Say who changes it, and why.")]
        )
    text, _ = decode((study / CODEBOOK).read_bytes())
    before = read_codebook(study)
    written = rewrite(text, before, edited.codes)
    at = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    line = {"at": at, "who": who, "version": before.version, "reason": " ".join(reason.split())}
    rows = write_sheet(
        CODEBOOK_LOG.header, (line | {"code": code, "change": what, "into": into} for code, what, into in edited.log)
    )
    path = study / LOG
    there = path.read_bytes() if path.exists() else b""
    with path.open("ab") as stream:
        stream.write((rows.split("\n", 1)[1] if there else rows).encode("utf-8"))
        stream.flush()
        os.fsync(stream.fileno())
    write_text(study / CODEBOOK, written)
