"""Ids for a study from names that people gave in another tool: of allowed characters, and each its own."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field

from themetrail.transcripts.labels import same_label

_MOST_CHARS = 40
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")


def clean(text: str) -> str:
    """The text with each control character as U+FFFD, so that tables, YAML and readers can hold it."""
    return _CONTROLS.sub("�", text)


def one_row(text: str) -> str:
    """The text on one line, without control characters."""
    return " ".join(clean(text).split())


def slug(name: str) -> str:
    """ASCII letters, digits and single ``_`` from a name; "" where nothing is left."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return re.sub(r"[^A-Za-z0-9]+", "_", plain).strip("_")[:_MOST_CHARS].strip("_")


@dataclass
class Ids:
    """Hands out ids that begin with a letter, none twice; ids that labels would take for one are one.

    Attributes:
        prefix: What stands before an id that would not begin with a letter, such as "S".
        taken: Ids in use, as they are compared.
    """

    prefix: str
    taken: set[str] = field(default_factory=set)

    def of(self, name: str) -> str:
        """An id from a name; a name that may be an id, and is free, is its own id."""
        base = name if re.fullmatch(r"[A-Za-z][A-Za-z0-9_]*", name) else slug(name)
        if not base[:1].isalpha():
            base = f"{self.prefix}{base}"
        number, own = 1, base
        while same_label(own) in self.taken:
            number += 1
            own = f"{base}_{number}"
        self.taken.add(same_label(own))
        return own
