"""Where the steps of a run keep what they make of a session: one folder for each kind, one file for each session."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

ENDINGS = {
    "record": "txt",
    "locators": "parquet",
    "ingest": "json",
    "turns": "parquet",
    "marks": "parquet",
    "verbatim": "csv",
    "clean": "json",
    "findings": "parquet",
    "released": "txt",
    "offsets": "parquet",
    "docs": "spacy",
    "segments": "parquet",
    "names": "parquet",
    "scores": "parquet",
}


def session_file(private: Path, kind: str, session_id: str) -> Path:
    """The file of one kind of a session, below the folder of the private results."""
    return private / kind / f"{session_id}.{ENDINGS[kind]}"
