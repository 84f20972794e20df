"""Codings as W3C Web Annotations (JSON-LD): each with its words, their context, and their place in code points."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from themetrail.ledger.acts import CONTEXT_CHARS

if TYPE_CHECKING:
    from themetrail.interchange.model import Project, ProjectCoding

_CONTEXT = "http://www.w3.org/ns/anno.jsonld"


def web_annotations(project: Project) -> str:
    """An annotation page that holds every coding, in the order of documents and text."""
    names = {source.guid: source.name for source in project.sources}
    ordered = sorted(project.codings, key=lambda one: (names[one.span.source], one.span, one.guid))
    page = {
        "@context": _CONTEXT,
        "type": "AnnotationPage",
        "label": project.name,
        "items": [_annotation(project, coding) for coding in ordered],
    }
    return json.dumps(page, ensure_ascii=False, indent=1) + "\n"


def _annotation(project: Project, coding: ProjectCoding) -> dict[str, Any]:
    source = project.source_by_guid[coding.span.source]
    start, end = coding.span.start, coding.span.end
    memos = [note for note in project.notes if coding.guid in note.about]
    return {
        "id": f"urn:uuid:{coding.guid}",
        "type": "Annotation",
        "motivation": "classifying",
        "creator": {"type": "Person", "name": project.user_by_guid[coding.user].name},
        **({"created": coding.at} if coding.at else {}),
        "body": [
            {
                "type": "SpecificResource",
                "purpose": "classifying",
                "source": f"urn:uuid:{coding.code}",
            },
            {"type": "TextualBody", "purpose": "tagging", "value": project.code_paths[coding.code]},
            *({"type": "TextualBody", "purpose": "commenting", "value": memo.text} for memo in memos),
        ],
        "target": {
            "source": f"urn:uuid:{source.guid}",
            "selector": [
                {"type": "TextPositionSelector", "start": start, "end": end},
                {
                    "type": "TextQuoteSelector",
                    "exact": source.text[start:end],
                    "prefix": source.text[max(0, start - CONTEXT_CHARS) : start],
                    "suffix": source.text[end : end + CONTEXT_CHARS],
                },
            ],
        },
    }
