"""The conda environment, made from the lock so that the two cannot drift apart."""

from __future__ import annotations

import re

_PIN = re.compile(r"^([A-Za-z0-9._-]+==[^ ;\\]+)( ; [^\\]+?)? *\\?$", re.MULTILINE)
_HEAD = """\
# Generated from requirements.lock by 'make environment'; a test holds that the two agree.
name: themetrail
channels:
  - conda-forge
dependencies:
  - python >=3.11
  - pip
  - pip:
"""


def conda_environment(lock: str) -> str:
    """Text of environment.yml for the text of a lock that ``uv pip compile`` wrote, its pins in its order."""
    pins = [pin + (marker or "") for pin, marker in _PIN.findall(lock)]
    return _HEAD + "".join(f'      - "{pin}"\n' for pin in (line.replace('"', "'") for line in pins))
