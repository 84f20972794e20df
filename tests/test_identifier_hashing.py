"""An identifier is named by a keyed hash and a mask, and the key is read or asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from themetrail.identifiers.hashing import identifier_hmac, mask, read_key
from themetrail.study.problems import InputError

if TYPE_CHECKING:
    from pathlib import Path

KEY = bytes(range(32))


def test_the_hash_is_hmac_sha_256_of_the_normalised_string() -> None:
    # RFC 4231, test case 2: already lower case and single-spaced.
    expected = "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
    assert identifier_hmac("what do ya want for nothing?", b"Jefe") == expected


def test_one_string_written_in_several_ways_has_one_hash() -> None:
    ways = ["Zoë O'Neill", "ZOË  O'NEILL", " Zoe\u0308\tO'Neill\n", "zoë\u00a0o'neill"]
    assert len({identifier_hmac(way, KEY) for way in ways}) == 1


def test_another_key_gives_another_hash() -> None:
    assert identifier_hmac("LA4 5RX", KEY) != identifier_hmac("LA4 5RX", bytes(32))


@pytest.mark.parametrize(
    ("text", "shape"),
    [
        ("Jane.Smith@nhs.net", "xxxx.xxxxx@xxx.xxx"),
        ("07700  900123", "99999 999999"),
        ("O'Neill, Zoë", "x'xxxxx, xxx"),
        ("Zoe\u0308", "xxx"),
        ("٣½ ☎", "99 x"),
    ],
)
def test_a_mask_shows_the_shape(text: str, shape: str) -> None:
    assert mask(text) == shape


@given(st.text())
def test_a_mask_shows_no_letter_and_no_digit_of_the_string(text: str) -> None:
    assert {character for character in mask(text) if character.isalnum() or not character.isascii()} <= {
        "x",
        "9",
    }


def test_a_key_is_64_hexadecimal_digits(tmp_path: Path) -> None:
    path = tmp_path / "identifiers.key"
    path.write_text(KEY.hex() + "\n", encoding="utf-8")
    assert read_key(path) == KEY


def test_a_missing_key_says_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="themetrail new-key"):
        read_key(tmp_path / "identifiers.key")


@pytest.mark.parametrize("content", [b"", b"c0ffee", b"g" * 64, b"\xff" * 64, b"0" * 65])
def test_a_file_that_is_no_key_is_refused_without_showing_it(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "identifiers.key"
    path.write_bytes(content)
    with pytest.raises(InputError) as caught:
        read_key(path)
    assert "themetrail new-key" in str(caught.value)
    assert content == b"" or content.decode("latin-1") not in str(caught.value)
