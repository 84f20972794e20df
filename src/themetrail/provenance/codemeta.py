"""``codemeta.json``: what ThemeTrail is, for archives and registries, from pyproject.toml and CITATION.cff."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

FILE = "codemeta.json"
_CONTEXT = "https://doi.org/10.5063/schema/codemeta-2.0"


def codemeta(pyproject: Mapping[str, Any], citation: Mapping[str, Any]) -> dict[str, Any]:
    """CodeMeta 2.0 (https://doi.org/10.5063/schema/codemeta-2.0).

    Args:
        pyproject: pyproject.toml.
        citation: CITATION.cff.
    """
    project = pyproject["project"]
    return {
        "@context": _CONTEXT,
        "@type": "SoftwareSourceCode",
        "name": citation["title"].partition(":")[0],
        "description": project["description"],
        "version": project["version"],
        "license": f"https://spdx.org/licenses/{project['license']}",
        "author": [_author(one) for one in citation["authors"]],
        "programmingLanguage": "Python",
        "runtimePlatform": f"Python {project['requires-python']}",
        "operatingSystem": "Linux",
        "softwareRequirements": sorted(project["dependencies"], key=str.lower),
        "citation": [
            {"@type": "ScholarlyArticle", "name": one["title"], "identifier": f"https://doi.org/{one['doi']}"}
            for one in citation.get("references", [])
        ],
    }


def _author(author: Mapping[str, str]) -> dict[str, str]:
    if "family-names" in author:
        return {"@type": "Person", "givenName": author["given-names"], "familyName": author["family-names"]}
    return {"@type": "Organization", "name": author["name"]}
