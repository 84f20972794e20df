"""An empty study: every file that a study has, with its header and nothing invented in it."""

from __future__ import annotations

import json
import secrets
from pathlib import Path

from themetrail.study.files import write_text
from themetrail.study.inputs import CODING_TABLES, RAW_TABLES
from themetrail.study.load import TRANSCRIPTS, path_of
from themetrail.study.problems import InputError, Problem
from themetrail.study.settings import CONFIG, Identifiers
from themetrail.study.sheets import write_sheet

_TEMPLATE = Path(__file__).with_name("template")
_FILES = {
    "config.yaml": CONFIG,
    "codebook.yaml": "data/coding/codebook.yaml",
    "gitignore.txt": ".gitignore",
    "README.txt": "README.txt",
}
FIRST_CODER = "coder_a"


def new_study(folder: Path, title: str) -> None:
    """Make an empty study.

    Args:
        folder: Where; it must not exist yet, or be empty.
        title: The study's title.

    Raises:
        InputError: when the folder holds something already.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        seen = "there is something here already"
        raise InputError([Problem(str(folder), "", 0, seen, "Name a folder that does not exist yet.")])
    for name, path in _FILES.items():
        text = (_TEMPLATE / name).read_text(encoding="utf-8")
        write_text(folder / path, text.replace('"TITLE"', json.dumps(title, ensure_ascii=False)))
    for name, sheet in (RAW_TABLES | CODING_TABLES).items():
        write_text(folder / path_of(name), write_sheet(sheet.header, []))
    coders = [{"coder": FIRST_CODER, "label": "Coder A", "background": ""}]
    write_text(folder / path_of("coders"), write_sheet(CODING_TABLES["coders"].header, coders))
    new_key(folder / Identifiers().key_file)
    for empty in (TRANSCRIPTS, "data/coding/decisions"):
        (folder / empty).mkdir(parents=True, exist_ok=True)


def new_key(path: Path) -> None:
    """Write a new secret key for the hashes of identifiers.csv, readable by its owner alone.

    Raises:
        InputError: when there is a key already, since the decisions made with it would be lost.
    """
    if path.exists():
        remedy = "Keep it: decisions in identifiers.csv fit only the key they were made with."
        raise InputError([Problem(path.as_posix(), "", 0, "there is a key already", remedy)])
    write_text(path, secrets.token_hex(32) + "\n")
    path.chmod(0o600)
