"""What a table is: its number, its title, the rows and the notes under it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class PaperTable:
    """A table of the paper, ready to be written.

    Attributes:
        number: "T3".
        slug: Its name in file names, such as "root_causes".
        title: One line, as printed above it.
        rows: What is printed, cell by cell; texts and whole numbers, no index.
        notes: Sentences printed under it.
        left_out: Why the study has no such table, or "".
    """

    number: str
    slug: str
    title: str
    rows: pd.DataFrame
    notes: list[str] = field(default_factory=list)
    left_out: str = ""
