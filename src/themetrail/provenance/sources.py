"""The private sources of a study, each named by a keyed hash, so that who has them can show that they are the ones.

A plain hash would do harm: who knows a text but for one name that was replaced in it could try every name until the
hash fits, and short answers of a survey could be guessed as a whole. So the hash is an HMAC with the secret key of the
study (that of ``identifiers.csv``); it tells nothing without the key, and whoever holds the sources holds the key.
"""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass
from typing import TYPE_CHECKING

from themetrail.ledger.acts import FOLDER
from themetrail.study.inputs import CODING_TABLES, RAW_TABLES
from themetrail.study.load import path_of, transcript_paths
from themetrail.study.plan import CODEBOOK
from themetrail.study.problems import InputError, Problem
from themetrail.study.settings import CONFIG
from themetrail.study.sheets import Column, Sheet, parse_sheet, write_sheet

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

# What is hashed, in the order of the list. Names of files could name people; ids of sessions and coders do not.
KINDS = ("transcript", "text of record", "decisions", "table", "codebook", "settings")
_SHEET = Sheet(
    "sources",
    (
        Column("kind", kind="choice", required=True, choices=KINDS),
        Column("id", required=True),
        Column("hmac_sha256", required=True, pattern=r"[0-9a-f]{64}", hint="64 hexadecimal digits"),
    ),
    key=("kind", "id"),
)


@dataclass(frozen=True)
class PrivateSource:
    """A private file: what it is, the session, coder or table that it belongs to, and its bytes."""

    kind: str
    id: str
    content: bytes


def sources_of(study: Path, private: Path, sessions: Iterable[str]) -> list[PrivateSource]:
    """Every file that people brought to a study and its texts of record, in the order of the list.

    Args:
        study: The study's folder.
        private: Private results of its run; a text of record that is not there is left out.
        sessions: Sessions of the study.
    """
    files = transcript_paths(study)
    found = {("transcript", session): files[session][0] for session in sessions if session in files}
    found |= {("text of record", session): private / "record" / f"{session}.txt" for session in sessions}
    found |= {("decisions", path.stem): path for path in (study / FOLDER).glob("*.csv")}
    found |= {("table", name): study / path_of(name) for name in RAW_TABLES | CODING_TABLES}
    found |= {("codebook", "codebook"): study / CODEBOOK, ("settings", "config"): study / CONFIG}
    ordered = sorted(found, key=lambda name: (KINDS.index(name[0]), name[1]))
    return [PrivateSource(*name, found[name].read_bytes()) for name in ordered if found[name].is_file()]


def keyed_hash(source: PrivateSource, key: bytes) -> str:
    """HMAC-SHA-256 of what the source is and of its bytes, in hex."""
    return hmac.new(key, f"{source.kind}\n{source.id}\n".encode() + source.content, hashlib.sha256).hexdigest()


def sources_list(sources: Iterable[PrivateSource], key: bytes) -> str:
    """The sources as a CSV text: kind, id, hmac_sha256."""
    rows = ({"kind": s.kind, "id": s.id, "hmac_sha256": keyed_hash(s, key)} for s in sources)
    return write_sheet(_SHEET.header, rows)


def read_sources_list(data: bytes, shown_as: str) -> dict[tuple[str, str], str]:
    """Keyed hashes by kind and id.

    Raises:
        InputError: when it is not such a list.
    """
    rows, problems = parse_sheet(data, _SHEET, shown_as)
    if problems:
        raise InputError(problems)
    return {(row["kind"], row["id"]): row["hmac_sha256"] for row in rows}


def differences(listed: Mapping[tuple[str, str], str], sources: Iterable[PrivateSource], key: bytes) -> list[Problem]:
    """What of the listed sources is missing or other than it was, and what was added since.

    Args:
        listed: What a deposit says.
        sources: What there is.
        key: The study's key; with another key every source differs.
    """
    there = {(source.kind, source.id): keyed_hash(source, key) for source in sources}
    told = []
    for name in sorted({*listed, *there}, key=lambda name: (KINDS.index(name[0]), name[1])):
        if listed.get(name) != there.get(name):
            seen = "is missing" if name not in there else "is new" if name not in listed else "is not the one"
            told.append(Problem(" ".join(name), "", 0, f"it {seen} that the deposit was made from", _REMEDY))
    return told


_REMEDY = "Compare with the state of the study that the deposit was made from."
