"""One zip for an archive: code, lock, settings, results, crate and checksums, that rebuilds itself offline from wheels.

The same state gives the same bytes: names are sorted, times are fixed, and nothing of the day is in it. What people
brought goes with it only where the settings say so; what is in ``results/private`` never does.
"""

from __future__ import annotations

import io
import json
import os
import zipfile
from typing import TYPE_CHECKING, Any

from themetrail.provenance.clean_copy import SUMS, tracked
from themetrail.provenance.codecheck import FILE as CODECHECK
from themetrail.provenance.compare import MANIFEST
from themetrail.provenance.crate import METADATA, Contents, crate
from themetrail.provenance.made_from import public_files
from themetrail.study.files import sha256
from themetrail.study.slug import study_slug

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from themetrail.provenance.made_from import MadeFrom
    from themetrail.study.settings import Settings

ABOUT = "RELEASE.txt"
_STUDY = "study/"
_TIME = (1980, 1, 1, 0, 0, 0)
_LEVEL = 9
# What may be shown in any case, and what may hold whole transcripts, so that it goes only where the data do.
_PUBLIC, _OPEN = ("public",), ("explorer", "notebooks")


def frozen(
    repository: Path, study: Path, record: MadeFrom, settings: Settings, *, published: str, version: str
) -> tuple[str, bytes]:
    """Name and bytes of the zip.

    A study that has a folder of its own is in the zip's folder ``study``, beside the code and its demonstration.

    Args:
        repository: The clone of ThemeTrail, or an unpacked release.
        study: The study's folder, with the results of a whole run.
        record: What the results were made from.
        settings: The study's settings.
        published: The day that the crate carries, ISO 8601.
        version: Version of ThemeTrail.
    """
    own = study.resolve() != repository.resolve()
    base = _STUDY if own else ""
    files = {name: repository / name for name in tracked(repository) if name not in (SUMS, METADATA, ABOUT)}
    files |= {base + name: path for name, path in _study_files(study).items()} if own else {}
    closed = [f"{base}{name}" for name in _closed(settings)]
    files = {name: path for name, path in files.items() if not name.startswith(tuple(closed))}
    files |= {f"{base}{name}": path for name, path in _results(study, settings).items()}
    written = {ABOUT: _about(settings, base, version).encode()}
    manifest = f"{base}expected/{MANIFEST}"
    if manifest in files and settings.provenance.inputs != "included":
        written[manifest] = _without_inputs(files.pop(manifest))
    contents = Contents(files, "workflow/Snakefile", study=base, times=False)
    written[METADATA] = _json(crate(record, settings, contents, published, version))
    sums = {name: sha256(path.read_bytes()) for name, path in files.items()}
    sums |= {name: sha256(data) for name, data in written.items()}
    written[SUMS] = "".join(f"{digest}  {name}\n" for name, digest in sorted(sums.items())).encode()
    top = study_slug(settings.study.title) if own else f"themetrail-{version}"
    return f"{top}.zip", _zip(top, files, written)


def _closed(settings: Settings) -> tuple[str, ...]:
    """The folders and files of a study that never go, or not by its settings."""
    never = ("data/private/", settings.identifiers.known_names_file)
    return never if settings.provenance.inputs == "included" else (*never, "data/")


def _study_files(study: Path) -> dict[str, Path]:
    parts = {own: public_files(study / own) for own in ("config", "data", "expected")}
    files = {f"{own}/{name}": path for own, found in parts.items() for name, path in found.items()}
    return files | ({CODECHECK: study / CODECHECK} if (study / CODECHECK).is_file() else {})


def _without_inputs(manifest: Path) -> bytes:
    """What was accepted, without the names and hashes of what people brought."""
    told = json.loads(manifest.read_text(encoding="utf-8"))
    return _json(told | {"made_from": told["made_from"] | {"inputs": {}}})


def _json(told: Mapping[str, Any]) -> bytes:
    return (json.dumps(told, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()


def _results(study: Path, settings: Settings) -> dict[str, Path]:
    """The results that go with the release."""
    shown = (*_PUBLIC, *_OPEN) if settings.provenance.inputs == "included" else _PUBLIC
    return {
        f"results/{own}/{name}": path for own in shown for name, path in public_files(study / "results" / own).items()
    }


def _about(settings: Settings, base: str, version: str) -> str:
    included = settings.provenance.inputs == "included"
    study = f" STUDY={base.rstrip('/')}" if base else ""
    synthetic = "The data are synthetic; nothing here is a finding.\n" if settings.study.synthetic else ""
    holds = (
        "It holds what people brought (data/), the settings, and the results that may be shown."
        if included
        else "It holds the settings and the results that may be shown. Restricted data are LEFT OUT: everything under "
        "data/,\nthe decisions of coders among it, and every result that holds speech. So the results cannot be made "
        "anew from it\nalone; whoever has the data puts them into data/ and does what stands below."
    )
    if included and settings.identifiers.key_file.startswith(_closed(settings)):
        key = settings.identifiers.key_file
        holds += f"\nWhat is in data/private/ is left out: the study's key has to be put into {key} before."
    return f"""{settings.study.title}
A frozen release, made with ThemeTrail {version}.
{synthetic}
{holds}

To check that nothing was changed:
  sha256sum --check --quiet {SUMS}
To make everything anew and compare it with what was accepted (Python 3.11 or later, and make):
  make verify{study}
Without a network, with the packages of requirements.lock as files in a folder (made where there is one: make wheels):
  make verify{study} WHEELS=folder

What is in it, and which rule made what: {METADATA} (an RO-Crate). How to cite it: CITATION.cff.
"""


def _zip(top: str, files: Mapping[str, Path], written: Mapping[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=_LEVEL) as archive:
        for name in sorted({*files, *written}):
            entry = zipfile.ZipInfo(f"{top}/{name}", _TIME)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 3  # Unix, so that what can be run stays so
            runs = name in files and os.access(files[name], os.X_OK)
            entry.external_attr = (0o100755 if runs else 0o100644) << 16
            archive.writestr(entry, written[name] if name in written else files[name].read_bytes())
    return buffer.getvalue()
