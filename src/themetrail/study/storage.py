"""What a disk that is full, or a folder that cannot be written, means to a person: where it is, and what to do."""

from __future__ import annotations

import errno
import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

from themetrail.study.problems import CannotRunError

if TYPE_CHECKING:
    from collections.abc import Iterable

# With less room than this no step can be sure to write even what it has to say.
LEAST_ROOM = 2**20
_FULL = "{file}: the disk is full ({room} MB are free). {remedy}"
_MAKE_ROOM = "Make room there and run again; what is made already is kept, and the run goes on from it."
_READ_ONLY = "{file}: nothing can be written there, the disk or folder is read-only. {remedy}"
_MAKE_WRITABLE = "Make it writable, or work on a copy of the study, and run again; nothing is lost."
_DENIED = "{file}: this user is not allowed to read or write it. {remedy}"
_ALLOW = "Allow it (chmod u+rw, for a folder u+rwx), and run again; nothing is lost."
_TOLD = {
    errno.ENOSPC: (_FULL, _MAKE_ROOM),
    errno.EDQUOT: (_FULL, _MAKE_ROOM),
    errno.EROFS: (_READ_ONLY, _MAKE_WRITABLE),
    errno.EACCES: (_DENIED, _ALLOW),
    errno.EPERM: (_DENIED, _ALLOW),
}


def storage_instruction(error: OSError) -> str:
    """What to do about an error of the disk; "" for errors of another kind."""
    if error.errno not in _TOLD:
        return ""
    told, remedy = _TOLD[error.errno]
    file = Path(os.fsdecode(error.filename) if error.filename else ".")
    return told.format(file=file, room=_room(file) // 10**6, remedy=remedy)


def check_storage(folders: Iterable[Path]) -> None:
    """See that there is room in folders and that they can be written; what is not there yet is judged by its parent.

    Raises:
        CannotRunError: with the first folder that is in the way.
    """
    for folder in folders:
        if number := _obstacle(_existing(folder)):
            raise CannotRunError(storage_instruction(OSError(number, "", str(folder))))


def _obstacle(folder: Path) -> int:
    if not os.access(folder, os.W_OK | os.X_OK):
        return errno.EROFS if os.statvfs(folder).f_flag & os.ST_RDONLY else errno.EACCES
    return errno.ENOSPC if _room(folder) < LEAST_ROOM else 0


def _room(place: Path) -> int:
    return shutil.disk_usage(_existing(place)).free


def _existing(place: Path) -> Path:
    return next(folder for folder in (place, *place.absolute().parents) if folder.exists())
