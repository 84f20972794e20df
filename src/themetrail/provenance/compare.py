"""Has anything changed? Public results against the committed ``expected/``: values first, then bytes.

Values agree between machines to 1e-6. Bytes are compared only where the machine's fingerprint is the one that
``expected/`` was made on, for processors and library builds differ beyond that.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import platform
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from themetrail.study.files import sha256, write_json

if TYPE_CHECKING:
    from collections.abc import Iterator

MANIFEST = "manifest.json"
TOLERANCE = 1e-6
# What is kept to be read and compared by value; of other files (PDF, PNG, HTML) only the hash is kept.
_KEPT = (".csv", ".txt", ".svg", ".ipynb", ".json")


@dataclass(frozen=True)
class Comparison:
    """Differences by value and by bytes, each a line for a person; ``machine`` says why bytes were not compared."""

    values: list[str]
    bytes: list[str]
    machine: str

    @property
    def same(self) -> bool:
        """Whether nothing differs."""
        return not self.values and not self.bytes


def fingerprint(lock: Path) -> dict[str, str]:
    """What the bytes of a result may depend on besides the code and the data."""
    cpu = Path("/proc/cpuinfo")
    flags = cpu.read_text(encoding="utf-8") if cpu.exists() else ""
    return {
        "python": platform.python_version(),
        "machine": f"{platform.system()} {platform.machine()}",
        "vectors": "avx512" if "avx512f" in flags else "avx2" if "avx2" in flags else "other",
        "lock": sha256(lock.read_bytes())[:16],
    }


def accept(public: Path, expected: Path, lock: Path) -> int:
    """Take the public results over as what is expected from now on; the number of files."""
    if expected.exists():
        shutil.rmtree(expected)
    files = {path.relative_to(public).as_posix(): path for path in _files(public)}
    for name, path in files.items():
        if path.suffix in _KEPT:
            (expected / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, expected / name)
    hashes = {name: _sha256_of(path) for name, path in files.items()}
    write_json(expected / MANIFEST, {"fingerprint": fingerprint(lock), "files": hashes})
    return len(files)


def compare(public: Path, expected: Path, lock: Path) -> Comparison:
    """Compare public results with what is expected.

    Raises:
        FileNotFoundError: when nothing has been accepted yet.
    """
    manifest = json.loads((expected / MANIFEST).read_text(encoding="utf-8"))
    there = {path.relative_to(public).as_posix() for path in _files(public)}
    wanted = set(manifest["files"])
    values = [f"{name}: is missing" for name in sorted(wanted - there)]
    values += [f"{name}: was not there before" for name in sorted(there - wanted)]
    for name in sorted(wanted & there):
        if name.endswith(".csv"):
            found = _cell_differences((expected / name).read_text("utf-8"), (public / name).read_text("utf-8"))
            values += [f"{name}, {difference}" for difference in found]
    now, then = fingerprint(lock), manifest["fingerprint"]
    other = [f"{key} is {now[key]}, was {then.get(key)}" for key in now if now[key] != then.get(key)]
    if other:
        return Comparison(values, [], f"bytes are not compared: {'; '.join(other)}")
    changed = [name for name in sorted(wanted & there) if _sha256_of(public / name) != manifest["files"][name]]
    return Comparison(values, [f"{name}: its bytes changed" for name in changed], "")


def _files(folder: Path) -> Iterator[Path]:
    return (path for path in sorted(folder.rglob("*")) if path.is_file() and not path.name.startswith("."))


def _sha256_of(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _cell_differences(expected: str, found: str) -> Iterator[str]:
    """The cells of a CSV text that differ; of many only the first of each column."""
    before, after = (list(csv.reader(io.StringIO(text))) for text in (expected, found))
    if before[:1] != after[:1]:
        yield f"the header was {','.join(before[0])} and is {','.join(after[0] if after else [])}"
        return
    if len(before) != len(after):
        yield f"there were {len(before) - 1} rows and are {len(after) - 1}"
    named: set[str] = set()
    for number, (old, new) in enumerate(zip(before, after, strict=False), 1):
        for column, one, other in zip(before[0], old, new, strict=False):
            if column not in named and not _equal(one, other):
                named.add(column)
                yield f"row {number}, column '{column}': was {one!r} and is {other!r}"


def _equal(one: str, other: str) -> bool:
    if one == other:
        return True
    try:
        a, b = float(one), float(other)
    except ValueError:
        return False
    return abs(a - b) <= TOLERANCE * max(1.0, abs(a), abs(b))
