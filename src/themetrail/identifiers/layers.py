"""The layers of rules: what each looks for, and how what several of them found becomes one finding.

Patterns and the study's own list are certain of what they find, so each of their hits is told. The layers for
names look at one name from several sides ("Dr", "Anne", "Lancaster"): of what they find in one place the longest
counts, and nothing is told twice that lies within a certain hit, such as the name in an e-mail address.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from themetrail.identifiers.gazetteer import find_places
from themetrail.identifiers.known import find_known
from themetrail.identifiers.names import find_first_names, find_named_people
from themetrail.identifiers.organisations import find_organisations
from themetrail.identifiers.patterns import PATTERNS, Hit, find_patterns, longest

if TYPE_CHECKING:
    from collections.abc import Callable

# The kinds that each layer of rules looks for.
KINDS: dict[str, tuple[str, ...]] = {
    "pattern": tuple(dict.fromkeys(pattern.kind for pattern in PATTERNS)),
    "known": ("known_name",),
    "context": ("titled_name", "kin_name"),
    "gazetteer": ("place",),
    "first_names": ("first_name",),
    "organisations": ("organisation", "street"),
}
# Best known first: a title or kinship says more than a list, and find_places has weighed a name that is both.
_NAME_LAYERS: dict[str, Callable[[str], list[Hit]]] = {
    "context": find_named_people,
    "gazetteer": find_places,
    "first_names": find_first_names,
    "organisations": find_organisations,
}
_LAYER_OF = {kind: layer for layer, kinds in KINDS.items() for kind in kinds}


def find_certain(text: str, known_names: tuple[str, ...] = ()) -> list[tuple[str, Hit]]:
    """Layer and hit of each identifier with a shape, and of each name on the study's list.

    Args:
        text: Any text.
        known_names: The study's list, see :func:`themetrail.identifiers.known.read_known_names`.
    """
    return [(_LAYER_OF[hit.kind], hit) for hit in (*find_patterns(text), *find_known(text, known_names))]


def find_identifiers(text: str, known_names: tuple[str, ...] = ()) -> list[tuple[str, Hit]]:
    """Layer and hit of everything that the rules find in a text.

    Args:
        text: Any text; a line end in it ends a sentence.
        known_names: As for :func:`find_certain`.

    Returns:
        The certain hits, which may overlap; then names, which do not overlap one another, the longest of those
        that do (of equals that of the layer that knows best), but for names within a certain hit.
    """
    certain = find_certain(text, known_names)
    names = longest(hit for find in _NAME_LAYERS.values() for hit in find(text))
    return certain + [
        (_LAYER_OF[name.kind], name)
        for name in names
        if not any(hit.start <= name.start and name.end <= hit.end for _, hit in certain)
    ]
