"""JSON with a row to a line: keys sorted, numbers rounded, so that equal values give equal bytes and short diffs."""

from __future__ import annotations

import json
from typing import Any


def canonical(value: dict[str, Any]) -> str:
    """A dictionary as JSON: each of its values on a line of its own, and each entry of a list in it, too."""
    parts = [f"{json.dumps(key)}: {_spread(_rounded(value[key]))}" for key in sorted(value)]
    return "{\n" + ",\n".join(parts) + "\n}\n"


def _spread(value: Any) -> str:
    """A list with an entry to a line, a dictionary of lists likewise; anything else on one line."""
    if isinstance(value, list) and value:
        return "[\n" + ",\n".join(map(_line, value)) + "\n]"
    if isinstance(value, dict) and any(isinstance(part, list) for part in value.values()):
        return "{\n" + ",\n".join(f"{json.dumps(key)}: {_spread(value[key])}" for key in sorted(value)) + "\n}"
    return _line(value)


def _line(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, allow_nan=False, separators=(",", ":"))


def _rounded(value: Any) -> Any:
    """The value with floats of six significant digits, beyond which processors differ."""
    if isinstance(value, float):
        return float(f"{value:.6g}") + 0.0  # + 0.0: no negative zero
    if isinstance(value, dict):
        return {str(key): _rounded(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [_rounded(part) for part in value]
    return value
