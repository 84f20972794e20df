"""Reading REFI-QDA's XML leniently: elements by their local name in whatever namespace, values in whatever form."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

from lxml import etree

from themetrail.interchange.identity import guid, plain_guid
from themetrail.interchange.times import utc
from themetrail.transcripts.archive import parse
from themetrail.transcripts.draft import UnreadableError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from themetrail.interchange.losses import LossReport

Element: TypeAlias = etree._Element
EXPORT_AGAIN = "Export it again from the tool that it comes from."
_FALSE = frozenset({"false", "0"})


def root_of(data: bytes, wanted: str) -> Element:
    """The root of a project or codebook.

    Raises:
        UnreadableError: when it is not well-formed, declares a document type, or is something else.
    """
    try:
        root = parse(data, "it")
    except (etree.XMLSyntaxError, ValueError) as error:
        line = getattr(error, "lineno", None)
        seen = f"it is not well-formed XML{f' in line {line}' if line else ''}"
        raise UnreadableError(seen, EXPORT_AGAIN) from None
    if local(root) != wanted:
        raise UnreadableError(f"it is no {wanted} of REFI-QDA: it begins with {local(root)!r}", EXPORT_AGAIN)
    return root


def local(element: Element) -> str:
    """The name of an element without its namespace."""
    return str(element.tag).rpartition("}")[2]


def children(element: Element | None, *names: str) -> Iterator[Element]:
    """The child elements, all or those of some names."""
    if element is not None:
        # In whatever namespace; lxml looks for "{*}name" far faster than Python would compare.
        yield from element.iterchildren(*(f"{{*}}{name}" for name in names)) if names else element.iterchildren("{*}*")


def child(element: Element, name: str) -> Element | None:
    """The first child of a name."""
    return next(children(element, name), None)


def text_of(element: Element, name: str) -> str:
    """The text of the first child of a name; "" where there is none."""
    found = child(element, name)
    return "".join(map(str, found.itertext())) if found is not None else ""


def get(element: Element, name: str) -> str:
    """An attribute, stripped; "" where there is none."""
    return str(element.get(name) or "").strip()


def is_true(element: Element, name: str) -> bool:
    """A Boolean attribute; true where there is none."""
    return get(element, name).casefold() not in _FALSE


def whole(element: Element, name: str) -> int | None:
    """An attribute as a whole number of at most 15 digits; None where it is none."""
    text = get(element, name)
    digits = text.removeprefix("-")
    return int(text) if digits.isascii() and digits.isdigit() and len(digits) <= 15 else None


def own_guid(element: Element, name: str = "guid") -> str:
    """An attribute that holds a GUID; "" where it holds none."""
    return plain_guid(get(element, name))


def target(reference: Element) -> str:
    """The GUID that a reference names; in a codebook, references write ``guid``."""
    return own_guid(reference, "targetGUID") or own_guid(reference)


def targets(element: Element | None, name: str) -> tuple[str, ...]:
    """The GUIDs that the references of a name below an element name."""
    return tuple(target(reference) for reference in children(element, name))


def creator(element: Element) -> str:
    """The GUID of who made a thing; some tools say only who changed it."""
    return own_guid(element, "creatingUser") or own_guid(element, "modifyingUser")


def created(element: Element) -> str:
    """When a thing was made, in UTC; else when it was changed, or ""."""
    return utc(get(element, "creationDateTime")) or utc(get(element, "modifiedDateTime"))


@dataclass
class Identities:
    """GUIDs of one kind of thing: each stands for one, since tools give some twice or none at all."""

    kind: str
    losses: LossReport
    seen: set[str] = field(default_factory=set)

    def of(self, element: Element, name: str) -> str:
        """The element's GUID, or one made from its place where it has none or another thing has it."""
        own = own_guid(element)
        if own and own not in self.seen:
            self.seen.add(own)
            return own
        made = guid("made", self.kind, own, len(self.seen))
        self.seen.add(made)
        why = "its GUID belongs to another, so it got a new one" if own else "it had no GUID, so it got one"
        self.losses.changed(self.kind, why, name)
        return made
