"""Writing a figure: the same bytes for the same drawing, and its words in a text file beside it."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

from themetrail.figures.style import house_style
from themetrail.study.files import write_bytes, write_text

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from matplotlib.figure import Figure

# What would tell one run or machine from another stays out of the file.
_NO_TRACE: dict[str, dict[str, None]] = {
    "svg": {"Date": None, "Creator": None},
    "pdf": {"CreationDate": None, "ModDate": None, "Producer": None, "Creator": None},
    "png": {"Software": None},
}
_ALT_KEY = {"svg": "Description", "pdf": "Subject", "png": "Description"}


def save(figure: Figure, stem: Path, formats: Iterable[str], alt_text: str, legend: str) -> None:
    """Write ``<stem>.<format>`` for each format and ``<stem>.txt`` with the figure's words.

    Args:
        figure: A figure in the house style.
        stem: Path without ending.
        formats: Of "svg", "pdf" and "png" (300 dpi).
        alt_text: What the figure shows, for screen readers; also kept inside each file.
        legend: The journal's legend text; its first sentence becomes the files' title.
    """
    title = legend.split(". ", 1)[0].rstrip(".")
    for kind in formats:
        metadata: dict[str, Any] = {**_NO_TRACE[kind], "Title": title, _ALT_KEY[kind]: alt_text}
        buffer = io.BytesIO()
        with house_style():
            figure.savefig(buffer, format=kind, dpi=300, metadata=metadata)
        write_bytes(stem.with_name(f"{stem.name}.{kind}"), buffer.getvalue())
    write_text(stem.with_name(f"{stem.name}.txt"), f"Legend\n{legend}\n\nAlternative text\n{alt_text}\n")
