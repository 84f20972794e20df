"""What a notebook reads: the public results of a run and nothing else, cell by cell, as they were printed.

Cells stay text, so that ``≥7``, ``<3`` and ``–`` are not taken for something else; ``pandas.to_numeric`` with
``errors="coerce"`` makes numbers of those that are told in full.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from themetrail.study.files import sha256
from themetrail.tables.write import SYNTHETIC

# A notebook is run in results/public; opened beside its outputs, or where it is stored, it finds its way there.
_NEAR = (".", "..", "../results/public")
# What 'make notebooks-edit STUDY=path' says.
_VARIABLE = "THEMETRAIL_PUBLIC"
_MARKER = "methods.txt"
# Of the formats that a browser shows, the one that stays sharp first.
_PICTURES = ("svg", "png")


@dataclass(frozen=True)
class PublicTable:
    """A table of the paper: its title, its rows as text, and the notes under it; why it is empty stands first."""

    number: str
    title: str
    rows: pd.DataFrame
    notes: list[str]


@dataclass(frozen=True)
class PublicFigure:
    """A figure: the numbers that it draws, as text, its legend, its alternative text, and the file to show.

    ``picture`` is None where the figure was left out, or drawn in no format that a page can show.
    """

    number: str
    drawn: pd.DataFrame
    legend: str
    description: str
    picture: Path | None


class PublicResults:
    """The public results of one run, and which of its files have been read."""

    def __init__(self, folder: Path | None = None) -> None:
        """Find the results.

        Args:
            folder: ``results/public`` of a run; without it, what THEMETRAIL_PUBLIC names, or what lies nearby.

        Raises:
            FileNotFoundError: where there is none.
        """
        named = [os.environ[_VARIABLE]] if os.environ.get(_VARIABLE) else []
        near = [folder] if folder else [Path(place) for place in (*named, *_NEAR)]
        found = next((place for place in near if (place / _MARKER).exists()), None)
        if found is None:
            message = "Open the notebook with 'make notebooks-edit', after 'make paper' has made results/public."
            raise FileNotFoundError(message)
        self.folder = found
        self._read: dict[str, None] = {}
        self.methods = self.text(_MARKER).strip().split("\n\n")

    @property
    def study(self) -> str:
        """The study's title."""
        told = self.text("tables/T1_events.txt").split("\n\n")
        return next(line.removeprefix("Study: ") for line in told if line.startswith("Study: ")).strip()

    @property
    def synthetic(self) -> bool:
        """Whether the study's data are made up."""
        return SYNTHETIC in self.methods

    def table(self, number: str) -> PublicTable:
        """The table of a number such as "T3"."""
        rows = self._sheet("tables", number)
        head, *rest = self.text(f"tables/{self._stem('tables', number)}.txt").strip().split("\n\n")
        notes = [note for note in rest if note != SYNTHETIC and not note.startswith("Study: ")]
        return PublicTable(number, head.partition(". ")[2], rows, notes)

    def figure(self, number: str) -> PublicFigure:
        """The figure of a number such as "F3"."""
        stem = self._stem("figures", number)
        legend, _, description = self.text(f"figures/{stem}.txt").partition("\nAlternative text\n")
        pictures = [self.folder / f"figures/{stem}.{ending}" for ending in _PICTURES]
        picture = next((path for path in pictures if path.exists()), None)
        if picture:
            self._note(picture)
        return PublicFigure(
            number=number,
            drawn=self._sheet("figures", number),
            legend=legend.removeprefix("Legend\n").strip(),
            description=description.strip(),
            picture=picture,
        )

    def quotes(self) -> pd.DataFrame:
        """The quotes that may be shown, with the decision and the place of each."""
        return self._csv("quotes.csv")

    def text(self, name: str) -> str:
        """The text of a file."""
        self._note(self.folder / name)
        return (self.folder / name).read_text(encoding="utf-8")

    def files(self) -> pd.DataFrame:
        """The files that have been read so far, with the SHA-256 of their bytes."""
        names = sorted(self._read)
        sums = [sha256((self.folder / name).read_bytes()) for name in names]
        return pd.DataFrame({"File": names, "SHA-256": sums})

    def _stem(self, folder: str, number: str) -> str:
        (path,) = (self.folder / folder).glob(f"{number}_*.csv")
        return path.stem

    def _sheet(self, folder: str, number: str) -> pd.DataFrame:
        return self._csv(f"{folder}/{self._stem(folder, number)}.csv")

    def _csv(self, name: str) -> pd.DataFrame:
        self._note(self.folder / name)
        return pd.read_csv(self.folder / name, dtype=str, keep_default_na=False, encoding="utf-8")

    def _note(self, path: Path) -> None:
        self._read[path.relative_to(self.folder).as_posix()] = None
