"""Notebooks run so that the same results give the same bytes: no times, no trace of the machine, fixed cell ids.

The page made from one asks no other machine for anything, and tells the browser to allow it nothing else. Its one
script sorts and searches long tables and is known to the browser by its hash; where scripts are off, the tables stand
as they are.
"""

# mypy: untyped-calls-exclude="nbformat,nbconvert"

from __future__ import annotations

import base64
import hashlib
import os
import sys
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import nbformat
from jinja2 import Environment, StrictUndefined
from jupyter_client.kernelspec import KernelSpecManager
from jupyter_client.manager import AsyncKernelManager
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError
from nbconvert import HTMLExporter

import themetrail
from themetrail.provenance.showing import NOTICE
from themetrail.study.files import sha256

if TYPE_CHECKING:
    from collections.abc import Mapping

    from nbformat import NotebookNode

    from themetrail.provenance.reading import PublicResults

_CELL_SECONDS = 120
_HERE = Path(__file__).parent
_METADATA = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}
# Between two notebooks every name is forgotten, so that none can lean on the one before it.
_FORGET = "get_ipython().reset(new_session=True)"


@dataclass(frozen=True)
class Page:
    """A notebook for a list of notebooks: the name of its page, its title, and the sentence under that."""

    file: str
    title: str
    lead: str


def run_notebooks(sources: Mapping[str, Path], folder: Path) -> dict[str, NotebookNode]:
    """Run notebooks, each by itself but one after the other in one kernel, for starting one takes longest.

    The kernel is this interpreter's own, whatever others the user has installed. It talks through sockets in a
    temporary folder, not through ports, and neither reads nor writes the user's IPython profile. What libraries warn
    of goes to standard error, not into the notebook.

    Args:
        sources: The notebooks by name.
        folder: Their working folder.

    Returns:
        The notebooks with their outputs, by name.

    Raises:
        nbclient.exceptions.CellExecutionError: when a cell fails; standard error names the notebook.
    """
    notebooks = {name: read_notebook(path) for name, path in sources.items()}
    cells: list[NotebookNode] = []
    for name, notebook in notebooks.items():
        for index, cell in enumerate(notebook.cells):
            cell["id"] = sha256(f"{name} {index} {cell['source']}")[:8]
        cells += [nbformat.v4.new_code_cell(_FORGET, id=sha256(name)[:8]), *notebook.cells]
    try:
        _execute(nbformat.v4.new_notebook(cells=cells), folder)
    except CellExecutionError:
        failed = [name for name, one in notebooks.items() if any(map(_has_failed, one.cells))]
        sys.stderr.write(f"The notebook {', '.join(failed)} stopped:\n")
        raise
    for notebook in notebooks.values():
        _tidy(notebook)
    return notebooks


def read_notebook(path: Path) -> NotebookNode:
    """A notebook from its file."""
    notebook: NotebookNode = nbformat.read(path, as_version=4)
    return notebook


def to_json(notebook: NotebookNode) -> str:
    """The notebook as .ipynb text."""
    return str(nbformat.writes(notebook)) + "\n"


def to_html(notebook: NotebookNode) -> str:
    """The notebook as one page that asks no other machine for anything; its code is folded."""
    exporter = HTMLExporter(template_file=str(_HERE / "page.html.j2"), exclude_anchor_links=True)
    exporter.register_filter("as_data", lambda text: base64.b64encode(text.encode()).decode())
    about = page_of("", notebook)
    page, _ = exporter.from_notebook_node(notebook, resources={"metadata": {"name": about.title}, **_resources()})
    return str(page)


def as_stored(notebook: NotebookNode) -> NotebookNode:
    """The notebook without outputs, numbers of runs, or any trace of the program that it was edited in."""
    kept: NotebookNode = nbformat.v4.new_notebook(metadata=_METADATA)
    for cell in notebook.cells:
        source, own = str(cell["source"]), str(cell["id"])
        if cell["cell_type"] == "code":
            kept.cells.append(nbformat.v4.new_code_cell(source, id=own))
        else:
            kept.cells.append(nbformat.v4.new_markdown_cell(source, id=own))
    return kept


def page_of(file: str, notebook: NotebookNode) -> Page:
    """What a list says of a notebook: the heading of its first cell, and the paragraph under that."""
    head, *rest = str(notebook.cells[0]["source"]).strip().split("\n\n")
    return Page(file, head.lstrip("# "), " ".join(rest[0].split()) if rest else "")


def index_page(pages: list[Page], run: PublicResults) -> str:
    """The page that lists the notebooks.

    Args:
        pages: The notebooks in order.
        run: The results that they were made from.
    """
    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    template = environment.from_string((_HERE / "index.html.j2").read_text(encoding="utf-8"))
    notice = NOTICE if run.synthetic else ""
    return template.render(pages=pages, study=run.study, notice=notice, **_resources()) + "\n"


def _execute(notebook: NotebookNode, folder: Path) -> None:
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
        # The kernel finds the package where this process found it.
        package = str(Path(themetrail.__file__).parents[1])
        path = os.pathsep.join(filter(None, [package, os.environ.get("PYTHONPATH", "")]))
        surroundings = {"IPYTHONDIR": scratch, "PYTHONPATH": path, "THEMETRAIL_PUBLIC": "."}
        client.execute(env={**os.environ, **surroundings}, cleanup_kc=True)


def _has_failed(cell: NotebookNode) -> bool:
    return any(output["output_type"] == "error" for output in cell.get("outputs", []))


def _tidy(notebook: NotebookNode) -> None:
    """Leave of a run what its cells say, and nothing of when and where it was."""
    number = 0
    for cell in notebook.cells:
        cell["metadata"].pop("execution", None)
        if cell["cell_type"] == "code":
            number += 1
            cell["execution_count"] = number
            cell["outputs"] = [output for output in cell["outputs"] if not _is_warning(output)]
    notebook.metadata = nbformat.from_dict(_METADATA)


def _is_warning(output: NotebookNode) -> bool:
    """Whether an output is a cell's standard error; it is passed on to ours."""
    if output.get("name") != "stderr":
        return False
    sys.stderr.write(output["text"])
    return True


def _resources() -> dict[str, str]:
    """Style and script of the pages, and the hash by which the browser knows the script."""
    script = (_HERE / "tables.js").read_text(encoding="utf-8")
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    style = (_HERE / "page.css").read_text(encoding="utf-8")
    return {"page_style": style, "page_script": script, "page_script_hash": f"sha256-{digest}"}
