"""An optional engine: likeness to the codebook by a sentence encoder whose weights lie on this machine.

The folder is one that ``sentence_transformers`` loads. The package is not among the requirements but the extra
``transformer``, and is imported only when the engine is chosen; it is told to load local files only.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from themetrail.study.problems import InputError, Problem
from themetrail.study.settings import CONFIG
from themetrail.suggestion.semantic import codebook_texts, score_of_codes

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from themetrail.codebook.model import Code
    from themetrail.suggestion.space import Encoded

    Matrix = NDArray[np.float64]
    Encoder = Callable[[Sequence[str]], Matrix]


class TransformerEngine:
    """Likeness of segments to the codes of a codebook, by the vectors of an encoder."""

    name = "transformer"

    def __init__(self, codes: Sequence[Code], encode: Encoder) -> None:
        self._encode = encode
        self._written = codebook_texts(codes)
        self._size = len(codes)
        self._rows = _unit(encode(self._written.texts))

    def score(self, texts: Sequence[str], encoded: Encoded) -> Matrix:  # noqa: ARG002 - the interface of all engines
        """Scores (texts × codes) as the semantic engine has them, by other vectors."""
        return score_of_codes(_unit(self._encode(texts)) @ self._rows.T, self._written, self._size)


def load_encoder(folder: Path) -> Encoder:
    """The encoder in a folder.

    Raises:
        InputError: when there is no such folder, or the package that reads it is not installed.
    """
    key = "suggestion.transformer"
    if not folder.is_dir():
        raise InputError([Problem(CONFIG, "", 0, f"{key}: there is no folder {str(folder)!r}", "Name the folder.")])
    try:
        from sentence_transformers import SentenceTransformer
    except ModuleNotFoundError:
        seen = f"{key} is given, but sentence_transformers is not installed"
        remedy = (
            "Install it in ThemeTrail's folder with .venv/bin/python -m pip install --editable '.[transformer]' (or uv "
            "pip install with the same), or leave 'transformer' out of suggestion.engines."
        )
        raise InputError([Problem(CONFIG, "", 0, seen, remedy)]) from None
    model = SentenceTransformer(str(folder), device="cpu", local_files_only=True)
    return lambda texts: np.asarray(model.encode(list(texts), show_progress_bar=False), dtype=np.float64)


def _unit(rows: Matrix) -> Matrix:
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    units: Matrix = np.divide(rows, lengths, out=np.zeros_like(rows), where=lengths > 1e-9)
    return units
