"""Notebooks run so that the same results give the same bytes: no times, no counters of the kernel, fixed cell ids."""

from __future__ import annotations

from typing import TYPE_CHECKING

import nbformat
from nbclient import NotebookClient
from nbconvert import HTMLExporter

from themetrail.study.files import sha256

if TYPE_CHECKING:
    from pathlib import Path

    from nbformat import NotebookNode

_CELL_SECONDS = 120


def run_notebook(source: Path, folder: Path) -> NotebookNode:
    """Run a notebook with ``folder`` as its working folder.

    Raises:
        nbclient.exceptions.CellExecutionError: when a cell fails.
    """
    notebook: NotebookNode = nbformat.read(source, as_version=4)
    client = NotebookClient(
        notebook,
        timeout=_CELL_SECONDS,
        kernel_name="python3",
        record_timing=False,
        resources={"metadata": {"path": str(folder)}},
    )
    client.execute()
    for index, cell in enumerate(notebook.cells):
        cell["id"] = sha256(f"{index} {cell['source']}")[:8]
        cell["metadata"].pop("execution", None)
    notebook.metadata = {"kernelspec": notebook.metadata["kernelspec"], "language_info": {"name": "python"}}
    return notebook


def to_json(notebook: NotebookNode) -> str:
    """The notebook as .ipynb text."""
    return str(nbformat.writes(notebook)) + "\n"


def to_html(notebook: NotebookNode, title: str) -> str:
    """The notebook as one page that asks no other machine for anything."""
    exporter = HTMLExporter(
        template_name="lab", mathjax_url="", require_js_url="", jquery_url="", embed_images=True, sanitize_html=False
    )
    page, _ = exporter.from_notebook_node(notebook, resources={"metadata": {"name": title}})
    return str(page)
