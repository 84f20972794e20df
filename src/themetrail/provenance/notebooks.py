"""Notebooks run so that the same results give the same bytes: no times, no trace of the machine, fixed cell ids.

The page made from one asks no other machine for anything, and tells the browser to allow it nothing else.
"""

# mypy: untyped-calls-exclude="nbformat,nbconvert"

from __future__ import annotations

import os
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import nbformat
from jupyter_client.kernelspec import KernelSpecManager
from jupyter_client.manager import AsyncKernelManager
from nbclient import NotebookClient
from nbconvert import HTMLExporter

from themetrail.study.files import sha256

if TYPE_CHECKING:
    from nbformat import NotebookNode

_CELL_SECONDS = 120
_TEMPLATE = Path(__file__).with_name("page.html.j2")
_METADATA = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}


def run_notebook(source: Path, folder: Path) -> NotebookNode:
    """Run a notebook with ``folder`` as its working folder.

    The kernel is this interpreter's own, whatever others the user has installed. It talks through sockets in a
    temporary folder, not through ports, and neither reads nor writes the user's IPython profile. What libraries warn
    of goes to standard error, not into the notebook.

    Raises:
        nbclient.exceptions.CellExecutionError: when a cell fails.
    """
    notebook: NotebookNode = nbformat.read(source, as_version=4)
    with TemporaryDirectory() as scratch:
        kernel = AsyncKernelManager(
            kernel_name="python3",
            kernel_spec_manager=KernelSpecManager(kernel_dirs=[]),
            transport="ipc",
            connection_file=f"{scratch}/kernel.json",
        )
        client = NotebookClient(
            notebook,
            km=kernel,
            timeout=_CELL_SECONDS,
            record_timing=False,
            coalesce_streams=True,
            resources={"metadata": {"path": str(folder)}},
        )
        client.execute(env={**os.environ, "IPYTHONDIR": scratch}, cleanup_kc=True)
    for index, cell in enumerate(notebook.cells):
        cell["id"] = sha256(f"{index} {cell['source']}")[:8]
        cell["metadata"].pop("execution", None)
        if cell["cell_type"] == "code":
            cell["outputs"] = [output for output in cell["outputs"] if not _is_warning(output)]
    notebook.metadata = nbformat.from_dict(_METADATA)
    return notebook


def to_json(notebook: NotebookNode) -> str:
    """The notebook as .ipynb text."""
    return str(nbformat.writes(notebook)) + "\n"


def to_html(notebook: NotebookNode) -> str:
    """The notebook as one page that asks no other machine for anything; its code is folded."""
    exporter = HTMLExporter(template_file=str(_TEMPLATE), exclude_anchor_links=True)
    page, _ = exporter.from_notebook_node(notebook, resources={"metadata": {"name": _title(notebook)}})
    return str(page)


def _is_warning(output: NotebookNode) -> bool:
    """Whether an output is a cell's standard error; it is passed on to ours."""
    if output.get("name") != "stderr":
        return False
    sys.stderr.write(output["text"])
    return True


def _title(notebook: NotebookNode) -> str:
    """The first heading of a notebook."""
    written = (cell["source"] for cell in notebook.cells if cell["cell_type"] == "markdown")
    lines = (line for text in written for line in text.splitlines())
    return next((line.lstrip("# ") for line in lines if line.startswith("#")), "Notebook")
