"""The RO-Crate of a run: inputs, outputs and which rule made each, parameters, software, hashes, as plain JSON-LD.

It follows the Workflow Run Crate profile 0.5 (https://w3id.org/ro/wfrun/workflow/0.5), which rests on Process Run
Crate 0.5 and Workflow RO-Crate 1.0, on RO-Crate 1.1. The same study gives the same bytes: nothing of the day or of the
machine is in it. Times and the machine stand in ``run.json`` beside it, which the crate names without hash and size.
No text that somebody said is in it, and of restricted data what the settings let through.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from themetrail.study.files import sha256

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from themetrail.provenance.made_from import MadeFrom
    from themetrail.study.settings import Settings

METADATA = "ro-crate-metadata.json"
TIMES = "run.json"
_CRATE = "https://w3id.org/ro/crate/1.1"
_CONTEXT = [f"{_CRATE}/context", "https://w3id.org/ro/terms/workflow-run/context"]
_WORKFLOW_CRATE = "https://w3id.org/workflowhub/workflow-ro-crate/1.0"
_PROFILES = {
    "https://w3id.org/ro/wfrun/process/0.5": ("Process Run Crate", "0.5"),
    "https://w3id.org/ro/wfrun/workflow/0.5": ("Workflow Run Crate", "0.5"),
    _WORKFLOW_CRATE: ("Workflow RO-Crate", "1.0"),
}
_SNAKEMAKE = "https://w3id.org/workflowhub/workflow-ro-crate#snakemake"
_BIOSCHEMAS = "https://bioschemas.org/profiles/ComputationalWorkflow/1.0-RELEASE"
# Of the kinds of file that a run makes; what the system knows of others differs from machine to machine.
_KINDS = {
    ".csv": "text/csv",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".html": "text/html",
    ".ipynb": "application/x-ipynb+json",
    ".json": "application/json",
    ".md": "text/markdown",
    ".pdf": "application/pdf",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".tex": "application/x-tex",
    ".tiff": "image/tiff",
    ".vtt": "text/vtt",
    ".yaml": "application/yaml",
    ".yml": "application/yaml",
}
_RUN = "#run"
_AGENT = "#agent"
_TYPES = {bool: "Boolean", int: "Integer", float: "Number", str: "Text"}
_TOLD = {
    "included": "What people brought is named with its hash.",
    "hashes": "What people brought is restricted: it is here as hashes without names, and the files are not.",
    "left_out": "What people brought is restricted and left out.",
}

Entity = dict[str, Any]


@dataclass(frozen=True)
class Contents:
    """What lies in the crate's folder.

    Attributes:
        files: Its files by their path in the crate.
        main: Path of the workflow that was run, among them.
        folder: The crate's folder from the study's, such as "results/"; "" where it is the study's own or above it.
        study: The study's folder in the crate, such as "study/"; "" where it is the crate's own or above it.
        times: Whether ``run.json`` is there.
    """

    files: Mapping[str, Path]
    main: str
    folder: str = ""
    study: str = ""
    times: bool = True

    def place(self, path: str) -> str:
        """Where a file of the study is in the crate; "" where it is not."""
        place = self.study + path.removeprefix(self.folder)
        return place if path.startswith(self.folder) and place in self.files else ""

    def original(self, place: str) -> str:
        """What a file of the crate is called from the study's folder."""
        return self.folder + place.removeprefix(self.study)


def crate(record: MadeFrom, settings: Settings, contents: Contents, published: str, version: str) -> Entity:
    """The metadata of a crate.

    Args:
        record: What the results were made from.
        settings: The study's settings.
        contents: What lies in the crate's folder.
        published: The day that the crate carries, ISO 8601.
        version: Version of ThemeTrail.
    """
    inputs = _inputs(record, settings, contents)
    made = _made(record, contents)
    parameters = [entity for name, value in record.settings.items() for entity in _parameter(name, value)]
    packages = [_package(name, own) for name, own in record.versions.items()]
    actions = [entity for name in record.rules for entity in _action(name, record, made, inputs, version)]
    run: Entity = {
        "@id": _RUN,
        "@type": "CreateAction",
        "name": f"A run of the workflow for: {settings.study.title}",
        "description": f"snakemake all. {_TOLD[settings.provenance.inputs]}",
        "instrument": _ref(_id(contents.main)),
        "agent": _ref(_AGENT),
        "object": _refs(
            [entity["@id"] for entity in (*inputs.values(), *parameters) if entity["@type"] != "FormalParameter"]
        ),
        "result": _refs(path for paths in made.values() for path in paths),
    }
    times = [_times()] if contents.times else []
    if times:
        run["subjectOf"] = _ref(TIMES)
    files = [_file(path, file) for path, file in contents.files.items() if path != contents.main]
    described = {_id(path) for path in contents.files}
    graph = [
        _descriptor(),
        _root(settings, contents, published, actions),
        _main(contents, parameters, packages, version),
        run,
        *actions,
        *files,
        *{entity["@id"]: entity for entity in inputs.values() if entity["@id"] not in described}.values(),
        *parameters,
        *_software(record),
        *packages,
        {"@id": _AGENT, "@type": "Organization", "name": settings.provenance.agent},
        *_licence(settings.provenance.licence),
        *({"@id": at, "@type": "CreativeWork", "name": n, "version": v} for at, (n, v) in _PROFILES.items()),
        *times,
    ]
    return {"@context": _CONTEXT, "@graph": [_without_empty_lists(entity) for entity in graph]}


def _without_empty_lists(entity: Entity) -> Entity:
    return {name: value for name, value in entity.items() if value != []}


def _descriptor() -> Entity:
    conforms = _refs([_CRATE, _WORKFLOW_CRATE])
    return {"@id": METADATA, "@type": "CreativeWork", "about": _ref("./"), "conformsTo": conforms}


def _root(settings: Settings, contents: Contents, published: str, actions: Iterable[Entity]) -> Entity:
    synthetic = "The data are synthetic; nothing in it is a finding. " if settings.study.synthetic else ""
    licence = settings.provenance.licence
    runs = [_RUN, *(entity["@id"] for entity in actions if entity["@type"] == "CreateAction")]
    return {
        "@id": "./",
        "@type": "Dataset",
        "name": settings.study.title,
        "description": f"{synthetic}Tables and figures of a qualitative study, and how they were made from its "
        f"transcripts and codings. {_TOLD[settings.provenance.inputs]} What is private (transcripts as they were read, "
        "decisions, results that hold speech) is not in the crate.",
        "datePublished": published,
        "license": _ref(licence) if _is_address(licence) else licence,
        "author": _ref(_AGENT),
        "publisher": _ref(_AGENT),
        "conformsTo": _refs(_PROFILES),
        "mainEntity": _ref(_id(contents.main)),
        "mentions": _refs(runs),
        "hasPart": _refs([*map(_id, contents.files), *([TIMES] if contents.times else [])]),
    }


def _main(contents: Contents, parameters: list[Entity], packages: list[Entity], version: str) -> Entity:
    slots = [entity["@id"] for entity in parameters if entity["@type"] == "FormalParameter"]
    return _file(contents.main, contents.files[contents.main]) | {
        "@type": ["File", "SoftwareSourceCode", "ComputationalWorkflow"],
        "conformsTo": _ref(_BIOSCHEMAS),
        "name": "ThemeTrail",
        "description": "From anonymised transcripts to the tables and figures of a qualitative paper.",
        "version": version,
        "programmingLanguage": _ref(_SNAKEMAKE),
        "license": _ref("https://spdx.org/licenses/MIT"),
        "input": _refs(slots),
        "softwareRequirements": _refs(entity["@id"] for entity in packages),
    }


def _software(record: MadeFrom) -> Iterator[Entity]:
    yield {
        "@id": _SNAKEMAKE,
        "@type": "ComputerLanguage",
        "name": "Snakemake",
        "version": record.versions.get("snakemake", ""),
        "identifier": _ref("https://snakemake.github.io"),
        "url": _ref("https://snakemake.github.io"),
    }


def _package(name: str, version: str) -> Entity:
    # The package's page would be the address of a registry, which stands in no file of ours.
    return {"@id": f"#package-{name}", "@type": "SoftwareApplication", "name": name, "softwareVersion": version}


def _parameter(name: str, value: Any) -> tuple[Entity, Entity]:
    """A setting as a parameter of the workflow, and the value that it had."""
    slot, own = f"#parameter-{name}", f"#setting-{name}"
    kind = _TYPES.get(type(value), "Text" if isinstance(value, list) else "PropertyValue")
    shown = ", ".join(map(str, value)) if isinstance(value, list) else "{}" if isinstance(value, dict) else value
    return (
        {"@id": slot, "@type": "FormalParameter", "name": name, "additionalType": kind, "workExample": _ref(own)},
        {"@id": own, "@type": "PropertyValue", "name": name, "value": shown, "exampleOfWork": _ref(slot)},
    )


def _inputs(record: MadeFrom, settings: Settings, contents: Contents) -> dict[str, Entity]:
    """What people brought, by its path, as far as the settings let it through; the workflow's own files always."""
    told = settings.provenance.inputs
    found: dict[str, Entity] = {}
    for path, digest in record.inputs.items():
        place = contents.place(path)
        if place:
            found[path] = _file(place, contents.files[place])
        elif told == "included" or not path.startswith("data/"):
            found[path] = {"@id": f"#input-{_id(path)}", "@type": "CreativeWork", "name": path, "sha256": digest}
        elif told == "hashes":
            name = "a restricted input, not in this crate"
            found[path] = {"@id": f"#input-{digest[:16]}", "@type": "CreativeWork", "name": name, "sha256": digest}
    return found


def _made(record: MadeFrom, contents: Contents) -> dict[str, list[str]]:
    """What each rule made of what is in the crate."""
    made: dict[str, list[str]] = {name: [] for name in record.rules}
    for path in contents.files:
        if maker := record.maker(contents.original(path)):
            made[maker].append(_id(path))
    return made


def _action(
    name: str,
    record: MadeFrom,
    made: Mapping[str, list[str]],
    inputs: Mapping[str, Entity],
    version: str,
) -> Iterator[Entity]:
    """What a rule did: its tool, the run of it, and what it handed on that is not in the crate."""
    rule = record.rules[name]
    command = f"themetrail {rule.command}" if rule.command else name
    reads = [inputs[path]["@id"] for path in rule.reads if path in inputs]
    taken = [path for before in rule.after for path in (*made[before], *_kept_back(before, record))]
    kept_back = _kept_back(name, record)
    yield {"@id": f"#rule-{name}", "@type": "SoftwareApplication", "name": command, "softwareVersion": version}
    yield {
        "@id": f"#run-{name}",
        "@type": "CreateAction",
        "name": f"Rule {name}",
        "description": rule.says or command,
        "instrument": _ref(f"#rule-{name}"),
        "agent": _ref(_AGENT),
        "object": _refs([*reads, *taken]),
        "result": _refs([*made[name], *kept_back]),
    }
    for private in kept_back:
        told = f"What rule {name} makes in results/private; restricted, not in this crate"
        yield {"@id": private, "@type": "CreativeWork", "name": told}


def _kept_back(name: str, record: MadeFrom) -> list[str]:
    """One entity for all that a rule makes in private."""
    private = any(output.startswith("results/private/") for output in record.rules[name].outputs)
    return [f"#private-{name}"] if private else []


def _file(path: str, file: Path) -> Entity:
    data = file.read_bytes()
    return {
        "@id": _id(path),
        "@type": "File",
        "name": path,
        "contentSize": str(len(data)),
        "sha256": sha256(data),
        "encodingFormat": _KINDS.get(PurePosixPath(path).suffix, "text/plain"),
        "about": _ref("./") if path == "README.md" else [],
    }


def _times() -> Entity:
    return {
        "@id": TIMES,
        "@type": "File",
        "name": "When the run was, how long its rules took, and on what kind of machine",
        "description": "It differs from run to run, so neither its hash nor its size is told.",
        "encodingFormat": "application/json",
        "about": _ref(_RUN),
    }


def _licence(licence: str) -> Iterator[Entity]:
    own = "https://spdx.org/licenses/MIT"
    for address in dict.fromkeys((own, *([licence] if _is_address(licence) else []))):
        yield {"@id": address, "@type": "CreativeWork", "name": address.rsplit("/", 1)[-1], "identifier": address}


def _is_address(licence: str) -> bool:
    return licence.startswith(("https://", "http://")) and not licence.split()[1:]


def _id(path: str) -> str:
    """A path as the reference of a URI: what is not allowed in one is escaped, letters of any script stay."""
    return "".join(sign if sign.isalpha() else quote(sign, safe="/#.-_~!$&'()*+,;=:@") for sign in path)


def _ref(name: str) -> Entity:
    return {"@id": name}


def _refs(names: Iterable[str]) -> Entity | list[Entity]:
    """Several references, each once; one alone is no list, as RO-Crate would have it."""
    found = [_ref(name) for name in dict.fromkeys(names)]
    return found[0] if len(found) == 1 else found
