"""Write codes into ``codebook.yaml``, so that git shows what changed and nothing else.

Codes that did not change keep their bytes, with the comments around them; a changed or new code is written in the form
that the demonstration's codebook has.
"""

from __future__ import annotations

import json
import textwrap
from typing import TYPE_CHECKING

import yaml

from themetrail.codebook.read import parse_codebook
from themetrail.study.plan import CODEBOOK
from themetrail.study.yaml_source import parse_yaml

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from themetrail.codebook.model import Code, Codebook

_WIDTH = 96
_LONG = ("definition", "include", "exclude")


def rewrite(text: str, before: Codebook, codes: Sequence[Code]) -> str:
    """The codebook's file with other codes.

    Args:
        text: The file as it stands.
        before: The codebook that was read from it.
        codes: The codes that it should hold, in their order.

    Raises:
        InputError: when the codes do not make a codebook: two with one id, a parent that is not there, and so on.
    """
    blocks = _blocks(text, before)
    unchanged = {code.uid: (code, blocks[n]) for n, code in enumerate(before.codes)}
    parts = [blocks[-1]]
    for code in codes:
        old, block = unchanged.get(code.uid, (None, ""))
        parts.append(block if old == code else f"{render(code)}\n")
    written = "".join(parts).rstrip("\n") + "\n"
    parse_codebook(parse_yaml(written, CODEBOOK))
    return written


def _blocks(text: str, before: Codebook) -> list[str]:
    """The lines of each code, with blank lines and comments below it, and at the end what stands before the first."""
    lines = text.splitlines(keepends=True)
    starts = [code.line - 1 for code in before.codes]
    ends = [*starts[1:], len(lines)]
    blocks = ["".join(lines[start:end]) for start, end in zip(starts, ends, strict=True)]
    return [*(block if block.endswith("\n") else f"{block}\n" for block in blocks), "".join(lines[: starts[0]])]


def render(code: Code) -> str:
    """One code as lines of the codebook's file."""
    parent = _plain(code.parent) if code.parent else "null"
    lines = [f"uid: {_plain(code.uid)}", f"id: {_plain(code.id)}", f"parent: {parent}", f"kind: {_plain(code.kind)}"]
    lines += [f"label: {_quoted(code.label)}", f"colour: {_quoted(code.colour)}"]
    for name in _LONG:
        lines += _long(name, getattr(code, name))
    for name in ("patterns", "negative_patterns"):
        lines += _list(name, (pattern.text for pattern in getattr(code, name)))
    lines += _list("exemplars", code.exemplars)
    lines += [f"applies_to: [{', '.join(code.applies_to)}]", f"source: {code.source}", f"status: {code.status}"]
    lines.append(f"version_added: {_quoted(code.version_added)}")
    return "".join(f"{'  - ' if n == 0 else '    '}{line}\n" for n, line in enumerate(lines))


def _long(name: str, text: str) -> list[str]:
    if not text or text != " ".join(text.split()) or not text.isprintable():
        return [f"{name}: {_quoted(text)}"]
    return [f"{name}: >-", *(f"  {line}" for line in textwrap.wrap(text, _WIDTH - 6, break_on_hyphens=False))]


def _list(name: str, texts: Iterable[str]) -> list[str]:
    items = [f"  - {_quoted(text)}" for text in texts]
    return [f"{name}:", *items] if items else [f"{name}: []"]


def _plain(text: str) -> str:
    """A scalar without quotes, unless YAML would take it for something else: ``NO`` and ``0123`` are names, too."""
    safe = text.isascii() and text.replace("_", "").replace("-", "").replace(".", "").isalnum()
    return text if safe and yaml.safe_load(text) == text else _quoted(text)


def _quoted(text: str) -> str:
    """A double-quoted scalar; YAML's quoting is JSON's, but for what YAML takes for line ends."""
    quoted = json.dumps(text, ensure_ascii=False)
    return "".join(one if one.isprintable() else f"\\U{ord(one):08x}" for one in quoted)
