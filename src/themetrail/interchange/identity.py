"""GUIDs that are the same every time: made of what a thing is, never of what it is called."""

from __future__ import annotations

import hashlib
import re
import uuid
from datetime import UTC, datetime

from themetrail.interchange.times import EPOCH

_NAMESPACE = uuid.UUID("6b1f7a0e-3c55-5d3c-9a55-0d2f6f4f8c11")
_GUID = re.compile(r"\{?([0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12})\}?")
_CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def guid(kind: str, *ids: object) -> str:
    """The GUID (version 5) of a thing of a kind, from ids that do not change when it is renamed."""
    return str(uuid.uuid5(_NAMESPACE, "\x1f".join([kind, *map(str, ids)])))


def plain_guid(text: str) -> str:
    """A GUID in lower case without braces, or "" where the text is none."""
    found = _GUID.fullmatch(text.strip())
    return found[1].lower() if found else ""


def ulid(at: str, *ids: object) -> str:
    """A ULID from a time and ids: the same for the same, so that what comes twice is known.

    Args:
        at: The time, as in the ledger; where it is "", :data:`EPOCH` counts.
        ids: What it is the ULID of.
    """
    moment = datetime.fromisoformat((at or EPOCH).replace("Z", "+00:00")).astimezone(UTC)
    milliseconds = max(0, int(moment.timestamp() * 1000)) & (2**48 - 1)
    rest = hashlib.sha256("\x1f".join(map(str, ids)).encode()).digest()[:10]
    number = milliseconds << 80 | int.from_bytes(rest, "big")
    return "".join(_CROCKFORD[number >> 5 * place & 31] for place in reversed(range(26)))
