"""New ULIDs: ids of 26 characters that sort by the time they were made at."""

from __future__ import annotations

import os
import time

CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_LENGTH = 26
_RANDOM_BYTES = 10


def new_ulid() -> str:
    """A ULID of now: 48 bits of milliseconds and 80 random bits, in Crockford's base 32."""
    return encode_ulid(time.time_ns() // 1_000_000, os.urandom(_RANDOM_BYTES))


def encode_ulid(milliseconds: int, randomness: bytes) -> str:
    """The ULID of a time since 1970 in milliseconds and of ten random bytes."""
    return ulid_of_number((milliseconds << 8 * _RANDOM_BYTES) | int.from_bytes(randomness, "big"))


def ulid_of_number(number: int) -> str:
    """128 bits as a ULID."""
    return "".join(CROCKFORD[(number >> 5 * place) & 31] for place in reversed(range(_LENGTH)))
