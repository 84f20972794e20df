"""Which of our own files a command depends on, and one hash over them.

Snakemake reruns a job when its parameters change, not when the package's code does; so each rule carries this hash.
"""

from __future__ import annotations

import ast
import hashlib
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_ROOT = Path(__file__).resolve().parents[2]
_PACKAGE = "themetrail"


def code_hash(module: str, *more_files: Path) -> str:
    """SHA-256 (16 hex) over a module, all that it imports from this package, and further files such as the lock.

    Data files that lie beside an imported module count too.
    """
    digest = hashlib.sha256()
    for file in _files_of(module):
        digest.update(file.relative_to(_ROOT).as_posix().encode())
        digest.update(file.read_bytes())
    for file in more_files:
        digest.update(file.read_bytes())
    return digest.hexdigest()[:16]


def code_files(module: str) -> dict[str, str]:
    """SHA-256 (12 hex) of each file that :func:`code_hash` covers, by its path from the folder of the package."""
    return {
        file.relative_to(_ROOT).as_posix(): hashlib.sha256(file.read_bytes()).hexdigest()[:12]
        for file in _files_of(module)
    }


def closure(module: str) -> frozenset[str]:
    """Names of the modules of this package that a module imports, at its head or inside functions, and itself.

    The packages around a module count, since Python runs them first. A package that looks for its modules at run
    time (it imports ``pkgutil``) counts with all of them where something is imported from it, and without them
    where it only lies around a module: so a command does not depend on every other command.
    """
    found: set[str] = set()
    waiting = {module}
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting |= _imports(name)
    return frozenset(found)


def _files_of(module: str) -> list[Path]:
    modules = {_path(name) for name in closure(module)}
    return sorted(modules | {file for path in modules for file in _data_files(path.parent)})


@cache
def _imports(name: str) -> frozenset[str]:
    asked = {each for each in _names_asked_for(name) if _is_ours(each)}
    looked_up = {module for package in asked for module in _looked_up_by(package)}
    around = {name.rpartition(".")[0]} - {""}
    return frozenset(asked | looked_up | around)


@cache
def _names_asked_for(name: str) -> frozenset[str]:
    """Every module that a module's import statements name, ours or not."""
    asked: set[str] = set()
    for node in _statements(ast.parse(_path(name).read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            asked |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            members = {f"{node.module}.{alias.name}" for alias in node.names}
            asked |= {member if _is_ours(member) else node.module for member in members}
    return frozenset(asked)


def _statements(tree: ast.AST) -> Iterator[ast.AST]:
    """Every statement of a module; an import is one, and all expressions too would take ten times longer."""
    waiting = [tree]
    while waiting:
        node = waiting.pop()
        yield node
        for blocks in ("body", "orelse", "handlers", "finalbody", "cases"):
            below = getattr(node, blocks, ())
            waiting += below if isinstance(below, list) else ()


def _looked_up_by(package: str) -> set[str]:
    path = _path(package)
    if path.name != "__init__.py" or "pkgutil" not in _names_asked_for(package):
        return set()
    return {f"{package}.{file.stem}" for file in path.parent.glob("*.py") if file != path}


def _is_ours(name: str) -> bool:
    return name.split(".", maxsplit=1)[0] == _PACKAGE and _path(name).is_file()


def _path(name: str) -> Path:
    base = _ROOT.joinpath(*name.split("."))
    return base / "__init__.py" if base.is_dir() else base.with_suffix(".py")


@cache
def _data_files(folder: Path) -> tuple[Path, ...]:
    files = (file for file in folder.iterdir() if file.is_file() and file.suffix not in (".py", ".pyc", ".typed"))
    return tuple(sorted(files))
