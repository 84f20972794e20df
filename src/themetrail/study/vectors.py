"""Where the static sentence vectors lie, and one hash over them; nothing heavy is imported for it."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

from themetrail.study.files import sha256

_WEIGHTS = "weights/l2_supercat_256.safetensors"
_TOKENIZER = "tokenizers/l2_supercat_tokenizer_config.json"


def vectors_files() -> tuple[Path, Path]:
    """The files of the vectors and of the tokenizer, in wordllama's installed package (which is not imported)."""
    spec = find_spec("wordllama")
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError("wordllama is not installed; run 'make env'")
    folder = Path(spec.origin).parent
    return folder / _WEIGHTS, folder / _TOKENIZER


def vectors_fingerprint() -> str:
    """SHA-256 (16 hex) over both files."""
    return sha256("".join(sha256(path.read_bytes()) for path in vectors_files()))[:16]
