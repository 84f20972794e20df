"""Codes of another tool as entries of ``codebook.yaml``."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import yaml

from themetrail.interchange.from_study import SETS
from themetrail.interchange.identity import ulid_of_guid
from themetrail.interchange.names import clean, one_row

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from themetrail.interchange.losses import LossReport
    from themetrail.interchange.model import Project, ProjectCode

_GREY = "#7F7F7F"
_ID_AND_LABEL = re.compile(r"(?P<id>[A-Z]{1,4}\d{1,3}|[A-Z]{2,4})[ .:–-]+(?P<label>\S.*)")
_PARTS = re.compile(r"\n\n(?=(?:Include|Exclude|Status): )")


def code_entries(
    project: Project, losses: LossReport, taken: Collection[str] = (), above: Mapping[str, str] | None = None
) -> list[dict[str, Any]]:
    """Entries for the codes of a project, in its order, each with every field.

    Args:
        project: The project.
        losses: A label that had to change is told.
        taken: Ids and labels that other codes have already.
        above: Ids of codes that are there already, by GUID: they get no entry, and may be parents.

    Returns:
        The entries. An id that begins the code's name ("HR1 Workload") stays the id; other codes are numbered.
    """
    known = dict(above or {})
    used = {name.casefold() for name in taken}
    kinds = {
        code: kind for kind, name in SETS.items() for one in project.sets if one.name == name for code in one.codes
    }
    parents = {code.parent for code in project.codes}
    ids: dict[str, str] = dict(known)
    entries = []
    for code in project.codes:
        if code.guid in known:
            continue
        own, label = _id_and_label(code, used)
        label = _unused_label(label, project.code_paths[code.guid], used)
        if label.casefold() != code.name.casefold() and not code.name.endswith(label):
            losses.changed("code", "another has its name, and each needs its own here", code.name)
        used |= {own.casefold(), label.casefold()}
        ids[code.guid] = own
        kind = kinds.get(code.guid) or ("domain" if not code.parent and code.guid in parents else "cause")
        entries.append(_entry(code, own, label, ids.get(code.parent), kind))
    return entries


def as_yaml(entries: list[dict[str, Any]]) -> str:
    """Entries as lines of a codebook's list."""
    text = yaml.safe_dump(entries, allow_unicode=True, sort_keys=False, width=110)
    return "".join(f"  {line}\n" for line in text.splitlines())


def _id_and_label(code: ProjectCode, used: set[str]) -> tuple[str, str]:
    name = one_row(code.name)
    found = _ID_AND_LABEL.fullmatch(name)
    if found and found["id"].casefold() not in used:
        return found["id"], found["label"]
    number = len(used) // 2 + 1
    while f"c{number:03d}" in used:
        number += 1
    return f"C{number:03d}", name or "Unnamed code"


def _unused_label(label: str, path: str, used: set[str]) -> str:
    number, own = 1, label
    while own.casefold() in used:
        own = one_row(path) if number == 1 else f"{one_row(path)} ({number})"
        number += 1
    return own


def _entry(code: ProjectCode, own: str, label: str, parent: str | None, kind: str) -> dict[str, Any]:
    definition, *parts = _PARTS.split(clean(code.description).strip())
    told = dict(part.split(": ", 1) for part in parts)
    return {
        "uid": ulid_of_guid(code.guid),
        "id": own,
        "parent": parent,
        "kind": kind,
        "label": label,
        "colour": code.colour or _GREY,
        "definition": definition.strip() or label,
        "include": told.get("Include", "").strip(),
        "exclude": told.get("Exclude", "").strip(),
        "patterns": [],
        "negative_patterns": [],
        "exemplars": [],
        "applies_to": ["participant"],
        "source": "analyst",
        "status": told.get("Status", "active").strip() if told.get("Status") in ("merged", "retired") else "active",
        "version_added": "import",
    }
