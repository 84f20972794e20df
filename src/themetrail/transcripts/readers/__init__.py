"""The formats that can be read: one module each. A further format is one further file here."""

from __future__ import annotations

import importlib
import pkgutil
from typing import TYPE_CHECKING, Protocol, cast

if TYPE_CHECKING:
    from themetrail.transcripts.model import Reading, Recognition, Source


class Reader(Protocol):
    """What a reader's module offers. Neither function raises, whatever the bytes are."""

    NAME: str

    def recognise(self, source: Source) -> Recognition:
        """How surely this reader knows the source, by its content."""

    def read(self, source: Source, shown_as: str) -> Reading:
        """The source's units, or every problem that it has; ``shown_as`` is its name in messages."""


def readers() -> list[Reader]:
    """All readers, in the order of their modules' names."""
    names = sorted(module.name for module in pkgutil.iter_modules(__path__))
    return [cast("Reader", importlib.import_module(f"{__name__}.{name}")) for name in names]
