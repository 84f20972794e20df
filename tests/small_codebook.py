"""Small codebooks for tests."""

from __future__ import annotations

from themetrail.codebook.model import Code, Codebook
from themetrail.codebook.patterns import parse_pattern


def code(
    name: str,
    kind: str = "cause",
    *patterns: str,
    negative: tuple[str, ...] = (),
    parent: str = "",
    applies_to: tuple[str, ...] = ("participant",),
    status: str = "active",
) -> Code:
    found, against = (tuple(map(parse_pattern, texts)) for texts in (patterns, negative))
    texts = (f"uid of {name}", name, parent, kind, f"Label of {name}", "#000000", "What it is", "this", "that")
    return Code(*texts, found, against, (), applies_to, "inferred", status, "1.0")


def codebook(*codes: Code) -> Codebook:
    return Codebook("1.0", codes)
