"""The library is layered, knows nothing of Snakemake, says what each part is for, and stays in small modules."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import themetrail

PACKAGE = Path(themetrail.__file__).parent
ORDER = (
    "study",
    "codebook",
    "ledger",
    "transcripts",
    "cleaning",
    "identifiers",
    "annotation",
    "suggestion",
    "agreement",
    "themes",
    "tables",
    "figures",
    "interchange",
    "provenance",
    "explorer",
    "review",
    "cli",
)
MODULES = {path.relative_to(PACKAGE).as_posix(): ast.parse(path.read_text("utf-8")) for path in PACKAGE.rglob("*.py")}


def imported(tree):
    """Every module that import statements name, at the head of a module, in functions and for types alone."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports name the whole path of a module"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def public_parts(tree):
    """The functions and classes that a module offers, and the methods of its classes."""
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) and not node.name.startswith("_"):
            yield node.name, node
            if isinstance(node, ast.ClassDef):
                methods = (child for child in node.body if isinstance(child, ast.FunctionDef))
                yield from ((f"{node.name}.{m.name}", m) for m in methods if not m.name.startswith("_"))


@pytest.mark.parametrize("path", sorted(path for path in MODULES if "/" in path))
def test_a_subpackage_imports_only_those_before_it(path):
    own = path.split("/")[0]
    assert own in ORDER, f"{own} has no place in the order"
    ours = {name.split(".")[1] for name in imported(MODULES[path]) if name.startswith("themetrail.")}
    later = {name for name in ours if name in ORDER[ORDER.index(own) + 1 :]}
    assert not later
    assert ours <= {*ORDER, "__version__"}


def test_the_order_names_every_subpackage():
    assert {path.parent.name for path in PACKAGE.glob("*/__init__.py")} == set(ORDER)


@pytest.mark.parametrize("path", sorted(MODULES))
def test_nothing_imports_snakemake(path):
    assert not {name for name in imported(MODULES[path]) if name.split(".")[0].startswith("snakemake")}


@pytest.mark.parametrize("path", sorted(MODULES))
def test_every_module_function_and_class_says_what_it_is_for(path):
    assert ast.get_docstring(MODULES[path])
    assert [name for name, node in public_parts(MODULES[path]) if not ast.get_docstring(node)] == []


@pytest.mark.parametrize("path", sorted(MODULES))
def test_no_module_is_longer_than_400_lines(path):
    assert len((PACKAGE / path).read_text("utf-8").splitlines()) <= 400


@pytest.mark.parametrize("path", sorted(path for path in MODULES if path.startswith("cli/") and "/_" not in path))
def test_a_command_imports_the_heavy_libraries_only_when_it_runs(path):
    heavy = {"pandas", "pandera", "pyarrow", "spacy", "matplotlib"}
    at_the_head = ast.Module([node for node in MODULES[path].body if not isinstance(node, ast.If)], [])
    functions = (ast.FunctionDef, ast.ClassDef)
    at_the_head.body = [node for node in at_the_head.body if not isinstance(node, functions)]
    assert not {name.split(".")[0] for name in imported(at_the_head)} & heavy
