"""GUIDs that are the same every time: made of what a thing is, never of what it is called.

A code and a coding are ULIDs here and GUIDs elsewhere, both of 128 bits: one is written as the other, both ways, so
that a code that came from another tool goes back to it under its own GUID. All else has a GUID of version 5.
"""

from __future__ import annotations

import hashlib
import re
import uuid

from themetrail.ledger.ulid import CROCKFORD, ulid_of_number

_NAMESPACE = uuid.UUID("6b1f7a0e-3c55-5d3c-9a55-0d2f6f4f8c11")
_GUID = re.compile(r"\{?([0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12})\}?")
_ULID = re.compile(f"[0-7][{CROCKFORD}]{{25}}")


def guid(kind: str, *ids: object) -> str:
    """The GUID (version 5) of a thing of a kind, from ids that do not change when it is renamed."""
    return str(uuid.uuid5(_NAMESPACE, "\x1f".join([kind, *map(str, ids)])))


def plain_guid(text: str) -> str:
    """A GUID in lower case without braces, or "" where the text is none."""
    found = _GUID.fullmatch(text.strip())
    return found[1].lower() if found else ""


def guid_of_ulid(kind: str, ulid: str) -> str:
    """The GUID of the same 128 bits as a ULID; one of version 5 where the id is no ULID of 128 bits."""
    if not _ULID.fullmatch(ulid):
        return guid(kind, ulid)
    number = 0
    for digit in ulid:
        number = number << 5 | CROCKFORD.index(digit)
    return str(uuid.UUID(int=number))


def ulid_of_guid(own: str) -> str:
    """The ULID of the same 128 bits as a GUID."""
    return ulid_of_number(uuid.UUID(own).int)


def new_ulid(*ids: object) -> str:
    """A ULID made of what it is for: the same every time, so that what comes twice is known."""
    digest = hashlib.sha256("\x1f".join(map(str, ids)).encode()).digest()[:16]
    return ulid_of_number(int.from_bytes(digest, "big"))
