"""A deposit: what of a study may be published and is enough to make its tables and figures again, without its texts.

It is a folder, and a zip of it, laid out as a study's run is: the masked data of tables and figures, the quotes of
people who consented, the draft of the methods, the settings that drawing needs. Beside them lie keyed hashes of the
private sources, the lock, the versions, and the hashes of the tables and figures that the study's own run made of the
same data, so that who makes them again can see that they are the same.
"""

from __future__ import annotations

import io
import json
import shutil
import zipfile
from fnmatch import fnmatchcase
from importlib.resources import files as package_files
from typing import TYPE_CHECKING

import themetrail
from themetrail.provenance.compare import fingerprint
from themetrail.study.code import code_hash
from themetrail.study.files import sha256, write_bytes

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from themetrail.study.public_settings import PublicSettings

FORMAT = 1
README, ABOUT, SOURCES, LOCK = "README.md", "deposit.json", "sources.csv", "requirements.lock"
MADE, SUMS = "made.sha256", "sha256sums.txt"
BESIDE = (README, ABOUT, SOURCES, LOCK, MADE, SUMS)
PUBLIC = "results/public/"
# The public results that the others are made from. A new kind is added here, and to the inputs of the rule.
PARTS = ("data/*.json", "figures/*.csv", "quotes.csv", "methods.txt", "explorer.json")
# The results that are made from them.
RESULTS = ("tables/*", "figures/*")
# The commands that make them.
_MAKERS = ("tables", "draw", "leave_out", "contact_sheet")
_ZIP_DATE = (1980, 1, 1, 0, 0, 0)


def is_part(name: str, patterns: tuple[str, ...] = PARTS) -> bool:
    """Whether a file of public results belongs to a deposit, by its path in ``results/public``."""
    folder, _, file = name.rpartition("/")
    split = (pattern.rpartition("/") for pattern in patterns)
    return any(folder == place and fnmatchcase(file, wanted) for place, _, wanted in split)


def deposit_files(public: Path, lock: Path, settings: PublicSettings, sources: str) -> dict[str, bytes]:
    """The files of a deposit by their names in it.

    Args:
        public: Public results of a run.
        lock: The lock of the run.
        settings: The study's public settings.
        sources: List of the keyed hashes of its sources.
    """
    there = {path.relative_to(public).as_posix(): path for path in sorted(public.rglob("*")) if path.is_file()}
    found = {f"{PUBLIC}{name}": path.read_bytes() for name, path in there.items() if is_part(name)}
    results = {
        f"{PUBLIC}{name}": path.read_bytes()
        for name, path in there.items()
        if is_part(name, RESULTS) and not is_part(name) and not path.name.startswith(".")
    }
    found |= {
        README: _readme(settings).encode(),
        ABOUT: _about(lock, settings).encode(),
        SOURCES: sources.encode(),
        LOCK: lock.read_bytes(),
        MADE: checksums(results).encode(),
    }
    return found | {SUMS: checksums(found).encode()}


def environment_of(lock: Path) -> dict[str, str]:
    """What bytes may depend on besides code and data: the machine, Python, and the lock."""
    return fingerprint() | {"lock": sha256(lock.read_bytes())[:16]}


def checksums(files: Mapping[str, bytes]) -> str:
    """SHA-256 of files by name, as ``sha256sum`` writes and checks them."""
    return "".join(f"{sha256(files[name])}  {name}\n" for name in sorted(files))


def archive_of(files: Mapping[str, bytes]) -> bytes:
    """The files as a zip, in the folder ``deposit``; the same files give the same bytes."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name in sorted(files):
            entry = zipfile.ZipInfo(f"deposit/{name}", _ZIP_DATE)
            entry.compress_type, entry.external_attr, entry.create_system = zipfile.ZIP_DEFLATED, 0o644 << 16, 3
            archive.writestr(entry, files[name])
    return made.getvalue()


def write_folder(files: Mapping[str, bytes], folder: Path) -> None:
    """Write the files into a folder, in place of what was in it."""
    if folder.exists():
        shutil.rmtree(folder)
    for name, content in files.items():
        write_bytes(folder / name, content)


def _about(lock: Path, settings: PublicSettings) -> str:
    """Versions of everything that bytes may depend on."""
    about = {
        "format": FORMAT,
        "title": settings.study.title,
        "synthetic": settings.study.synthetic,
        "themetrail": themetrail.__version__,
        "code": {command: code_hash(f"themetrail.cli.{command}") for command in _MAKERS},
        "made_with": environment_of(lock),
    }
    return json.dumps(about, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def _readme(settings: PublicSettings) -> str:
    text = package_files("themetrail.provenance").joinpath("deposit.md").read_text("utf-8")
    kind = "It is synthetic: its numbers are not findings." if settings.study.synthetic else "Its data are real."
    filled = {"TITLE": settings.study.title, "KIND": kind, "VERSION": themetrail.__version__}
    for name, words in filled.items():
        text = text.replace(f"{{{name}}}", words)
    return text
