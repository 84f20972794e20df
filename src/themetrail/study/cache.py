"""What a step made of a session, kept beside the results, so that only a session whose inputs changed is made anew.

Sessions go through a step many at a time, and Snakemake deletes all that a step made before it runs the step again.
So the last results of each session are kept in one archive under a key: a hash of everything they were made from.
Who can read the private results can read the cache, and nobody else: it lies among them.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from themetrail.study.files import sha256, write_bytes

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


def key_of(given: Iterable[Path | bytes | str]) -> str:
    """SHA-256 (hex) over what results are made from, in this order; of a path the file's bytes count."""
    digest = hashlib.sha256()
    for one in given:
        data = one.read_bytes() if isinstance(one, Path) else one.encode() if isinstance(one, str) else one
        digest.update(hashlib.sha256(data).digest())
    return digest.hexdigest()


def take(archive: Path, key: str, files: Mapping[str, Path]) -> bool:
    """Put kept results back into their places, by their names; whether they were there, whole, under this key."""
    kept = opened(archive.read_bytes()) if archive.exists() else None
    if kept is None or kept.key != key or not files.keys() <= kept.files.keys():
        return False
    for name, path in files.items():
        write_bytes(path, kept.files[name])
    return True


def keep(archive: Path, key: str, files: Mapping[str, Path]) -> None:
    """Keep results under a key, in place of those that were kept before; the same results give the same bytes.

    An archive is the hash of all that follows, a line that says the key and the length of each file, and the files.
    """
    found = {name: path.read_bytes() for name, path in sorted(files.items())}
    head = json.dumps({"key": key, "files": {name: len(data) for name, data in found.items()}}).encode()
    body = b"".join([head, b"\n", *found.values()])
    write_bytes(archive, sha256(body).encode() + b"\n" + body)


@dataclass(frozen=True)
class Kept:
    """Results, by name, and the key that they are kept under."""

    key: str
    files: Mapping[str, bytes]


def opened(archive: bytes) -> Kept | None:
    """What :func:`keep` wrote, or None when a byte of it is not as it was."""
    digest, _, body = archive.partition(b"\n")
    if digest != sha256(body).encode():
        return None
    line, _, rest = body.partition(b"\n")
    head = json.loads(line)
    files, at = {}, 0
    for name, length in head["files"].items():
        files[name] = rest[at : at + length]
        at += length
    return Kept(head["key"], files)


def forget(folder: Path, sessions: Iterable[str]) -> None:
    """Delete what is kept of sessions that a study does not have any more."""
    known = set(sessions)
    for archive in sorted(folder.glob("*/*.kept")):
        if archive.stem not in known:
            archive.unlink()
