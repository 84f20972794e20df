"""Which of our own files a command depends on, and one hash over them.

Snakemake reruns a job when its parameters change, not when the package's code does; so each rule carries this hash.
"""

from __future__ import annotations

import ast
import hashlib
from functools import cache
from pathlib import Path

_ROOT = Path(__file__).resolve().parents[2]
_PACKAGE = "themetrail"


def code_hash(module: str, *more_files: Path) -> str:
    """SHA-256 (16 hex) over a module, all that it imports from this package, and further files such as the lock.

    Data files that lie beside an imported module count too. A package that looks for its modules at run time
    (it imports ``pkgutil``) counts with all of them.
    """
    digest = hashlib.sha256()
    for name in sorted(closure(module)):
        path = _path(name)
        for file in [path, *_data_files(path.parent)]:
            digest.update(file.relative_to(_ROOT).as_posix().encode())
            digest.update(file.read_bytes())
    for file in more_files:
        digest.update(file.read_bytes())
    return digest.hexdigest()[:16]


def closure(module: str) -> frozenset[str]:
    """Names of the modules of this package that a module imports, at its head or inside functions, and itself."""
    found: set[str] = set()
    waiting = {module}
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting |= _imports(name)
    return frozenset(found)


@cache
def _imports(name: str) -> frozenset[str]:
    path = _path(name)
    tree = ast.parse(path.read_text(encoding="utf-8"))
    wanted: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            wanted |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            wanted.add(node.module)
            wanted |= {f"{node.module}.{alias.name}" for alias in node.names}
    if "pkgutil" in wanted and path.name == "__init__.py":
        wanted |= {f"{name}.{file.stem}" for file in path.parent.glob("*.py")}
    wanted |= {name.rsplit(".", 1)[0]} if "." in name else set()
    return frozenset(n for n in wanted if n.split(".")[0] == _PACKAGE and _path(n).is_file())


def _path(name: str) -> Path:
    base = _ROOT.joinpath(*name.split("."))
    return base / "__init__.py" if base.is_dir() else base.with_suffix(".py")


@cache
def _data_files(folder: Path) -> tuple[Path, ...]:
    files = (file for file in folder.iterdir() if file.is_file() and file.suffix not in (".py", ".pyc", ".typed"))
    return tuple(sorted(files))
