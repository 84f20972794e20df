"""What the profiles of a Workflow Run Crate say that a crate MUST be, as a check that asks no other machine.

Written from the text of RO-Crate 1.1 (https://w3id.org/ro/crate/1.1: metadata, root data entity, data entities,
JSON-LD), Workflow RO-Crate 1.0 (https://w3id.org/workflowhub/workflow-ro-crate/1.0), Process Run Crate 0.5
(https://w3id.org/ro/wfrun/process/0.5) and Workflow Run Crate 0.5 (https://w3id.org/ro/wfrun/workflow/0.5).
"""

from __future__ import annotations

import re
from collections import Counter
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_DAY = re.compile(r"\d{4}(-\d\d(-\d\d(T\d\d:\d\d(:\d\d(\.\d{1,3})?)?(Z|[+-]\d\d:\d\d))?)?)?")
_TOOLS = {"SoftwareApplication", "SoftwareSourceCode", "ComputationalWorkflow"}
_ACTIONS = {"CreateAction", "ActivateAction", "UpdateAction"}

# What the contexts of RO-Crate 1.1 (schema.org, Dublin Core, Bioschemas) and of Workflow Run Crate define, as far as it
# is of use here; what no context defines means nothing.
_TERMS = re.findall(
    r"\S+",
    """@id @type about additionalType agent author conformsTo contentSize datePublished description encodingFormat
    exampleOfWork hasPart identifier input instrument license mainEntity mentions name object output programmingLanguage
    publisher result sha256 softwareRequirements softwareVersion subjectOf url value version workExample""",
)

Entity = dict[str, Any]


def violations(metadata: Any, folder: Path) -> list[str]:
    """What a crate's metadata say that they must not, or do not say that they must.

    Args:
        metadata: The JSON of ro-crate-metadata.json.
        folder: The crate's folder.
    """
    broken = list(_json_ld(metadata))
    if broken:
        return broken
    crate = _Crate(metadata["@graph"])
    ro_crate = [*_root(crate), *_data_entities(crate, folder), *_references(crate)]
    return [*ro_crate, *_workflow_crate(crate), *_process_run(crate), *_workflow_run(crate)]


class _Crate:
    def __init__(self, graph: list[Entity]) -> None:
        self.by_id = {entity["@id"]: entity for entity in graph}

    @property
    def root(self) -> Entity:
        return self.get(self.by_id["ro-crate-metadata.json"].get("about", {}).get("@id"))

    @property
    def main(self) -> Entity:
        return self.get(next(iter(refs(self.root, "mainEntity")), ""))

    def get(self, name: str | None) -> Entity:
        return self.by_id.get(name or "", {})

    def of_type(self, *kinds: str) -> list[Entity]:
        return [entity for entity in self.by_id.values() if types(entity) & set(kinds)]


def types(entity: Entity) -> set[str]:
    kind = entity.get("@type", [])
    return {kind} if isinstance(kind, str) else set(kind)


def refs(entity: Entity, name: str) -> list[str]:
    """The entities that a property of an entity names."""
    value = entity.get(name, [])
    return [one["@id"] for one in (value if isinstance(value, list) else [value]) if isinstance(one, dict)]


def _json_ld(metadata: Any) -> Iterator[str]:
    if not isinstance(metadata, dict) or set(metadata) != {"@context", "@graph"}:
        yield "the metadata must be one object of @context and @graph"
        return
    graph = metadata["@graph"]
    for entity in graph:
        if not entity.get("@id") or not types(entity):
            yield f"an entity must have @id and @type: {entity}"
        for name, value in entity.items():
            if name not in _TERMS:
                yield f"a context must define what is said: {entity.get('@id')} {name}"
            for one in value if isinstance(value, list) else [value]:
                if isinstance(one, dict) and set(one) != {"@id"}:
                    yield f"the graph must be flat: {entity.get('@id')} {name}"
    for name, count in Counter(entity.get("@id") for entity in graph).items():
        if count > 1:
            yield f"@id must be unique: {name}"
    if "ro-crate-metadata.json" not in {entity.get("@id") for entity in graph}:
        yield "the metadata must describe themselves as ro-crate-metadata.json"


def _root(crate: _Crate) -> Iterator[str]:
    descriptor, root = crate.by_id["ro-crate-metadata.json"], crate.root
    if "CreativeWork" not in types(descriptor):
        yield "the descriptor must be a CreativeWork"
    if "https://w3id.org/ro/crate/1.1" not in refs(descriptor, "conformsTo"):
        yield "the descriptor must name the version of RO-Crate"
    if "Dataset" not in types(root) or not root.get("@id", "").endswith("/"):
        yield "the root must be a Dataset whose @id ends with /"
    for name in ("name", "description", "datePublished", "license"):
        if not root.get(name):
            yield f"the root must have {name}"
    if not _DAY.fullmatch(str(root.get("datePublished"))):
        yield "datePublished must be an ISO 8601 date"


def _data_entities(crate: _Crate, folder: Path) -> Iterator[str]:
    parts = set(refs(crate.root, "hasPart"))
    for entity in crate.of_type("File", "Dataset"):
        name = entity["@id"]
        if entity is crate.root:
            continue
        if name not in parts:
            yield f"a data entity must be part of the root: {name}"
        if re.match(r"[a-z]+://", name):
            continue
        path = PurePosixPath(unquote(name))
        if path.is_absolute() or ".." in path.parts or name.startswith("#") or not (folder / path).is_file():
            yield f"a file must have a path inside the crate, and be there: {name}"


def _references(crate: _Crate) -> Iterator[str]:
    for entity in crate.by_id.values():
        if re.search(r'[\s<>"{}|\\^`]|%(?![0-9A-Fa-f]{2})', entity["@id"]):
            yield f"@id must be a valid reference: {entity['@id']}"
        for name in entity:
            for one in refs(entity, name):
                if one not in crate.by_id and not one.startswith("https://"):
                    yield f"what is named must be described: {entity['@id']} {name} {one}"


def _workflow_crate(crate: _Crate) -> Iterator[str]:
    if not {"File", "SoftwareSourceCode", "ComputationalWorkflow"} <= types(crate.main):
        yield "mainEntity must be a File, SoftwareSourceCode and ComputationalWorkflow"
    languages = [crate.get(name) for name in refs(crate.main, "programmingLanguage")]
    if not any("ComputerLanguage" in types(language) for language in languages):
        yield "the main workflow must refer to its language"


def _process_run(crate: _Crate) -> Iterator[str]:
    if "CreativeWork" not in types(crate.get(_profile(crate, "https://w3id.org/ro/wfrun/process/"))):
        yield "the root must conform to a version of Process Run Crate"
    for action in crate.of_type(*_ACTIONS):
        tools = [crate.get(name) for name in refs(action, "instrument")]
        if not tools or not all(types(tool) & _TOOLS for tool in tools):
            yield f"an action must have a tool as its instrument: {action['@id']}"


def _workflow_run(crate: _Crate) -> Iterator[str]:
    if "CreativeWork" not in types(crate.get(_profile(crate, "https://w3id.org/ro/wfrun/workflow/"))):
        yield "the root must conform to a version of Workflow Run Crate"
    runs = [one for one in crate.of_type("CreateAction") if crate.main.get("@id") in refs(one, "instrument")]
    if not runs:
        yield "a run of the main workflow must be described"
    slots = {*refs(crate.main, "input"), *refs(crate.main, "output")}
    for parameter in crate.of_type("FormalParameter"):
        if not parameter.get("additionalType"):
            yield f"a parameter must have an additionalType: {parameter['@id']}"
    for entity in crate.by_id.values():
        for slot in refs(entity, "exampleOfWork"):
            if slot not in slots:
                yield f"only what fills a slot of the workflow may be an example of it: {entity['@id']}"


def _profile(crate: _Crate, address: str) -> str:
    return next((name for name in refs(crate.root, "conformsTo") if name.startswith(address)), "")
