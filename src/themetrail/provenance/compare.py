"""Has anything changed, and why? Public results against the committed ``expected/``: values first, then bytes.

Values agree between machines to 1e-6. Bytes are compared only where the machine's fingerprint is the one that
``expected/`` was made on, for processors and library builds differ beyond that. Each file is the same, changed,
missing or new; of what changed it is told where, and which input, setting, package or module can be the cause.
"""

from __future__ import annotations

import json
import platform
import shutil
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from themetrail.provenance.causes import Cause, behind, changes, not_as_locked
from themetrail.provenance.cells import cell_differences
from themetrail.provenance.made_from import MadeFrom, public_files
from themetrail.provenance.pictures import LITTLE, difference, read_small, reduced, to_png, word_differences
from themetrail.study.files import sha256, write_bytes, write_json

if TYPE_CHECKING:
    from collections.abc import Mapping

MANIFEST = "manifest.json"
# Small pictures of the figures, beside the results in expected/.
PICTURES = "pictures"
# What is kept to be read and compared by value; of other files (PDF, PNG, HTML) only the hash is kept.
_KEPT = (".csv", ".txt", ".svg", ".ipynb", ".json")
# What the manifest keeps of a record: the rules are the workflow's own, and the results' hashes stand beside it.
_REMEMBERED = ("inputs", "settings", "versions", "code")

Status = Literal["changed", "missing", "new"]


@dataclass(frozen=True)
class Difference:
    """One file that is not as expected.

    Attributes:
        file: Its path in ``results/public``.
        status: "changed", "missing" or "new".
        says: What is other than it was, a line for each.
        causes: What can explain it.
        image: PNG of what was, what is and where they differ; empty for what is no picture.
    """

    file: str
    status: Status
    says: tuple[str, ...] = ()
    causes: tuple[str, ...] = ()
    image: bytes = b""


@dataclass(frozen=True)
class Comparison:
    """What a comparison found.

    Attributes:
        same: The files that are as expected.
        differences: The others, by their path.
        changes: What is not as it was when the results were accepted, whether it changed one of them or not.
        unlocked: Packages that are not of the version that the lock has; nothing made with them counts as remade.
        notes: What a person should know of the comparison itself.
    """

    same: tuple[str, ...]
    differences: tuple[Difference, ...]
    changes: tuple[Cause, ...]
    unlocked: tuple[Cause, ...]
    notes: tuple[str, ...]

    @property
    def passed(self) -> bool:
        """Whether the results are what is expected, made with what the lock has."""
        return not self.differences and not self.unlocked


def fingerprint() -> dict[str, str]:
    """What the bytes of a result may depend on besides the code, the packages and the data."""
    cpu = Path("/proc/cpuinfo")
    flags = cpu.read_text(encoding="utf-8") if cpu.exists() else ""
    return {
        "python": platform.python_version(),
        "machine": f"{platform.system()} {platform.machine()}",
        "vectors": "avx512" if "avx512f" in flags else "avx2" if "avx2" in flags else "other",
    }


def accept(public: Path, expected: Path, record: MadeFrom) -> int:
    """Take the public results over as what is expected from now on; the number of files.

    Args:
        public: ``results/public`` of a run.
        expected: The folder to replace.
        record: What the results were made from.
    """
    if expected.exists():
        shutil.rmtree(expected)
    files = public_files(public)
    for name, path in files.items():
        if path.suffix in _KEPT:
            (expected / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, expected / name)
        elif path.suffix == ".png":
            write_bytes(expected / PICTURES / name, to_png(reduced(path)))
    hashes = {name: sha256(path.read_bytes()) for name, path in files.items()}
    told = asdict(record)
    made_from = {name: told[name] for name in _REMEMBERED}
    write_json(expected / MANIFEST, {"fingerprint": fingerprint(), "files": hashes, "made_from": made_from})
    return len(files)


def compare(public: Path, expected: Path, now: MadeFrom | None, lock: str, versions: Mapping[str, str]) -> Comparison:
    """Compare public results with what is expected.

    Args:
        public: ``results/public`` of a run.
        expected: What was accepted.
        now: What the results were made from; without it no cause can be named.
        lock: Text of requirements.lock.
        versions: Versions of the packages that are installed.

    Raises:
        FileNotFoundError: when nothing has been accepted yet.
    """
    manifest = json.loads((expected / MANIFEST).read_text(encoding="utf-8"))
    then = MadeFrom(**manifest.get("made_from", {}))
    record = now or MadeFrom(rules={}, inputs=then.inputs, settings=then.settings, code=then.code)
    changed = changes(then, replace(record, versions=versions))
    notes = _other_machine(manifest["fingerprint"], changed)
    there, wanted = public_files(public), manifest["files"]
    differences = [
        *(Difference(name, "missing") for name in wanted if name not in there),
        *(Difference(name, "new") for name in there if name not in wanted),
    ]
    for name in (name for name in wanted if name in there):
        held = _Held(name, there[name].read_bytes(), wanted, record.files, expected, there[name])
        if found := _changed(held, by_bytes=not notes):
            differences.append(found)
    other = {one.file for one in differences}
    explained = []
    for one in sorted(differences, key=lambda each: each.file):
        drawn_from = Path(one.file).with_suffix(".csv").as_posix()
        alike = one.status == "changed" and drawn_from in there and drawn_from not in other
        causes = behind(f"results/public/{one.file}", changed, record, drawn_alike=alike)
        explained.append(replace(one, causes=(*one.causes, *map(str, causes))))
    if now is None:
        notes.append("the run left no record of what it was made from ('make all' writes it): causes are not named")
    return Comparison(
        same=tuple(name for name in sorted(wanted) if name not in other),
        differences=tuple(explained),
        changes=tuple(changed),
        unlocked=tuple(not_as_locked(lock, versions)),
        notes=tuple(notes),
    )


@dataclass(frozen=True)
class _Held:
    """A result, and all that it is held against."""

    name: str
    data: bytes
    accepted: Mapping[str, str]
    made: Mapping[str, str]
    expected: Path
    path: Path

    def kept(self) -> bytes | None:
        """The expected file itself, where files of its kind are kept."""
        path = self.expected / self.name
        return path.read_bytes() if path.is_file() else None


def _other_machine(then: Mapping[str, str], changed: list[Cause]) -> list[str]:
    """Why bytes cannot be compared; nothing where they can."""
    now = fingerprint()
    other = [f"{key} was {then.get(key)} and is {now[key]}" for key in now if now[key] != then.get(key)]
    packages = [cause.name for cause in changed if cause.kind == "version"]
    other += [f"{len(packages)} packages have other versions ({', '.join(packages[:3])} …)"] if packages else []
    return [f"bytes are not compared, values are: {'; '.join(other)}"] if other else []


def _changed(held: _Held, *, by_bytes: bool) -> Difference | None:
    """How a file that is there differs from the one that is expected."""
    digest = sha256(held.data)
    edited = _edited(held, digest)
    if digest == held.accepted[held.name] and not edited:
        return None
    says, image = _values(held, by_bytes=by_bytes)
    if not says and by_bytes and digest != held.accepted[held.name]:
        says = ["the bytes changed, and nothing that can be compared by value did"]
    if not says and not edited:
        return None
    swapped = [name for name, known in held.accepted.items() if known == digest and name != held.name]
    says += [f"it is, byte for byte, what {swapped[0]} should be"] if swapped else []
    return Difference(held.name, "changed", tuple(says), tuple(edited), image)


def _edited(held: _Held, digest: str) -> list[str]:
    """Whether a hand, and no run, changed one of the two files."""
    kept = held.kept()
    told = []
    if kept is not None and sha256(kept) != held.accepted[held.name]:
        told.append(f"edited by hand: {held.expected.name}/{held.name} is not what was accepted")
    if held.made.get(held.name, digest) != digest:
        told.append(f"edited by hand, or made since 'make all' last ran: {held.name} is not what that run made")
    return told


def _values(held: _Held, *, by_bytes: bool) -> tuple[list[str], bytes]:
    """What differs by value, and a picture of it."""
    kept, suffix = held.kept(), held.path.suffix
    small = held.expected / PICTURES / held.name
    if suffix == ".png" and small.is_file():
        found = difference(read_small(small), reduced(held.path))
        little = 0 if by_bytes else LITTLE
        return ([found.says], found.image) if found and found.share > little else ([], b"")
    if kept is None or suffix not in (".csv", ".svg", ".txt"):
        return [], b""
    if suffix == ".svg":
        return word_differences(kept, held.data), b""
    before, after = kept.decode("utf-8"), held.data.decode("utf-8", "replace")
    return (cell_differences(before, after) if suffix == ".csv" else _lines(before, after)), b""


def _lines(before: str, after: str) -> list[str]:
    """The numbers of the lines that differ."""
    old, new = before.splitlines(), after.splitlines()
    differing = [number for number, (one, other) in enumerate(zip(old, new, strict=False), 1) if one != other]
    told = [f"line {number} changed" for number in differing]
    return told + ([f"there were {len(old)} lines and are {len(new)}"] if len(old) != len(new) else [])
