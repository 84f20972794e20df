"""Opening a deposit without trusting it: known names, sane sizes, no links, and every byte as its checksums say."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from themetrail.provenance.deposit import ABOUT, BESIDE, FORMAT, MADE, PUBLIC, RESULTS, SUMS, is_part
from themetrail.study.files import sha256, write_bytes
from themetrail.study.problems import InputError, Problem, stop_on
from themetrail.transcripts.archive import opened
from themetrail.transcripts.draft import UnreadableError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

_MOST_BYTES = 200 * 2**20
_MOST_FILES = 1000
_SAFE = re.compile(r"(?:[A-Za-z0-9_]+/)*[A-Za-z0-9_]+\.[a-z0-9]+", re.ASCII)
_SUM = re.compile(r"([0-9a-f]{64})  (\S+)")
_AGAIN = "Fetch the deposit again from where it came."


@dataclass(frozen=True)
class Compared:
    """Results that were made from a deposit, beside those that the study's run made: names of each kind."""

    same: list[str]
    other: list[str]
    not_made: list[str]


def read_deposit(path: Path) -> dict[str, bytes]:
    """The files of a deposit by name, from its folder or its zip.

    Raises:
        InputError: with every reason why it is not a whole deposit.
    """
    if path.is_dir():
        files = _from_folder(path)
    elif path.is_file():
        files = _from_archive(path)
    else:
        raise _refused(path.name, "there is no such file or folder", "Give the path of a deposit, a folder or a zip.")
    if SUMS not in files:
        raise _refused(path.name, f"it has no {SUMS}, so it is no deposit", "Give the path of a deposit.")
    stop_on(_wrong(files))
    about = _about(files)
    if about.get("format") != FORMAT:
        seen = f"its format is {about.get('format')!r}, and this version knows {FORMAT}"
        raise _refused(ABOUT, seen, "Open it with the version of ThemeTrail that its README names.")
    return files


def place(files: Mapping[str, bytes], folder: Path) -> None:
    """Write a deposit into a folder to make its tables and figures in; a file that is there already is left alone.

    Raises:
        InputError: when the folder holds anything but this deposit and what was made from it.
    """
    there = folder / SUMS
    if folder.exists() and not folder.is_dir():
        raise _refused(folder.name, "it is a file, not a folder", "Give OUT= the path of a new folder.")
    if folder.exists() and any(folder.iterdir()) and not (there.is_file() and there.read_bytes() == files[SUMS]):
        seen = "the folder holds files already, and not this deposit"
        raise _refused(folder.name or str(folder), seen, "Give OUT= the path of a new folder; nothing was written.")
    for name in sorted(files, key=lambda name: (name != SUMS, name)):
        path = folder / name
        if not path.is_file() or path.read_bytes() != files[name]:
            write_bytes(path, files[name])


def compare_made(files: Mapping[str, bytes], folder: Path) -> Compared:
    """Whether the tables and figures in a folder are those that the study's own run made."""
    wanted = _sums(files[MADE])
    made = {name: folder / name for name in wanted if (folder / name).is_file()}
    same = [name for name, path in made.items() if sha256(path.read_bytes()) == wanted[name]]
    other = [name for name in made if name not in set(same)]
    return Compared(sorted(same), sorted(other), sorted(set(wanted) - set(made)))


def made_with(files: Mapping[str, bytes]) -> dict[str, str]:
    """The fingerprint of the machine and environment that the study's own results were made with."""
    told = _about(files).get("made_with")
    return {str(key): str(value) for key, value in told.items()} if isinstance(told, dict) else {}


def _about(files: Mapping[str, bytes]) -> dict[str, object]:
    try:
        about = json.loads(files[ABOUT])
    except (ValueError, RecursionError):
        about = None
    if not isinstance(about, dict):
        raise _refused(ABOUT, "it cannot be read", _AGAIN)
    return about


def _from_folder(folder: Path) -> dict[str, bytes]:
    files: dict[str, bytes] = {}
    size = 0
    for number, path in enumerate(folder.rglob("*")):
        if path.is_symlink():
            raise _refused(path.relative_to(folder).as_posix(), "it is a link", "A deposit has none; remove it.")
        # What the system keeps beside files (.DS_Store, Snakemake's note of the time) is neither read nor passed on.
        if path.is_file() and not path.name.startswith("."):
            size += path.stat().st_size
            if size > _MOST_BYTES or number > _MOST_FILES:
                raise _refused(folder.name, "it holds far more than a deposit can", "Give the path of a deposit.")
            files[path.relative_to(folder).as_posix()] = path.read_bytes()
    return files


def _from_archive(path: Path) -> dict[str, bytes]:
    remedy = _AGAIN
    if path.stat().st_size > _MOST_BYTES:
        raise _refused(path.name, "it is far larger than a deposit can be", remedy)
    try:
        with opened(path.read_bytes(), "a zip of a deposit", remedy) as archive:
            members = [member for member in archive.infolist() if not member.is_dir()]
            names = [member.filename for member in members]
            if len(members) > _MOST_FILES:
                raise UnreadableError("it holds far more files than a deposit can", remedy)
            if len(set(names)) < len(names):
                raise UnreadableError("two of its files have the same name", remedy)
            if any(member.external_attr >> 28 not in (0, 8) for member in members):
                raise UnreadableError("it holds a link or a device", remedy)
            # Who zips the folder anew names it as they like.
            top = next((name.removesuffix(SUMS) for name in names if re.fullmatch(rf"([^/]*/)?{SUMS}", name)), "")
            return {name.removeprefix(top): archive.read(name) for name in names}
    except UnreadableError as error:
        raise _refused(path.name, error.seen, error.remedy) from None


def _wrong(files: Mapping[str, bytes]) -> list[Problem]:
    """Files that no deposit has, and those that are not as its checksums say."""
    unknown = [name for name in files if not _is_known(name)]
    problems = [Problem(ascii(name)[1:-1], "", 0, "no deposit has such a file", "Remove it.") for name in unknown]
    wanted = _sums(files[SUMS])
    for name in sorted({*wanted, *files} - {SUMS} - set(unknown)):
        if name not in files:
            problems.append(Problem(ascii(name)[1:-1], "", 0, f"{SUMS} names it, and it is missing", _AGAIN))
        elif name not in wanted:
            problems.append(Problem(name, "", 0, f"{SUMS} does not name it", "Remove it."))
        elif sha256(files[name]) != wanted[name]:
            problems.append(Problem(name, "", 0, f"its bytes are not those that {SUMS} names", _AGAIN))
    problems += [Problem(name, "", 0, "it is missing", _AGAIN) for name in BESIDE if name not in {*files, *wanted}]
    if MADE in files:
        strange = [name for name in _sums(files[MADE]) if not _is_result(name)]
        problems += [Problem(MADE, "", 0, f"{name!a} is no table or figure", _AGAIN) for name in strange]
    return problems


def _is_known(name: str) -> bool:
    if name in BESIDE:
        return True
    return name.startswith(PUBLIC) and bool(_SAFE.fullmatch(name)) and is_part(name.removeprefix(PUBLIC))


def _is_result(name: str) -> bool:
    return name.startswith(PUBLIC) and bool(_SAFE.fullmatch(name)) and is_part(name.removeprefix(PUBLIC), RESULTS)


def _sums(data: bytes) -> dict[str, str]:
    lines = [_SUM.fullmatch(line) for line in data.decode("utf-8", "replace").splitlines()]
    if not all(lines):
        raise _refused(SUMS, "a line is not a hash and a name", _AGAIN)
    return {line[2]: line[1] for line in lines if line}


def _refused(file: str, seen: str, remedy: str) -> InputError:
    return InputError([Problem(ascii(file)[1:-1], "", 0, seen, remedy)])
