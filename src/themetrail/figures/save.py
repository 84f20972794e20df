"""Writing a figure: the same bytes for the same drawing, and its words in a text file beside it."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

from themetrail.figures.fonts import with_fonts
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
_TITLE, _DESCRIPTION = 269, 270  # of a TIFF file: its document's name and what it shows


def save(figure: Figure, stem: Path, formats: Iterable[str], alt_text: str, legend: str) -> None:
    """Write ``<stem>.<format>`` for each format and ``<stem>.txt`` with the figure's words.

    Args:
        figure: A figure in the house style.
        stem: Path without ending.
        formats: Of "svg", "pdf", "png" and "tiff" (the last two with 300 dpi).
        alt_text: What the figure shows, for screen readers; also kept inside each file.
        legend: The journal's legend text; its first sentence becomes the files' title.
    """
    title = legend.split(". ", 1)[0].rstrip(".")
    for kind in formats:
        options: dict[str, Any] = {}
        if kind == "tiff":
            # Tags of TIFF are plain ASCII; the legend beside it has the words as they are.
            tags = {_TITLE: title, _DESCRIPTION: alt_text}
            plain = {tag: text.encode("ascii", "replace").decode() for tag, text in tags.items()}
            options["pil_kwargs"] = {"compression": "tiff_lzw", "tiffinfo": plain}
        else:
            options["metadata"] = {**_NO_TRACE[kind], "Title": title, _ALT_KEY[kind]: alt_text}
        buffer = io.BytesIO()
        with house_style():
            figure.savefig(buffer, format=kind, dpi=300, **options)
        data = buffer.getvalue()
        if kind == "svg":
            data = with_fonts(data.decode("utf-8")).encode("utf-8")
        write_bytes(stem.with_name(f"{stem.name}.{kind}"), data)
    write_text(stem.with_name(f"{stem.name}.txt"), f"Legend\n{legend}\n\nAlternative text\n{alt_text}\n")
