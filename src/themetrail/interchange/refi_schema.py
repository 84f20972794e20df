"""The structure of REFI-QDA 1.0 files as a table, and a check against it.

Written from the published description of the standard: which attributes an element has, which it must have, and which
elements it may hold in which order. :func:`issues` is part of writing: nothing that fails it is written.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

from lxml import etree

PROJECT_NAMESPACE = "urn:QDA-XML:project:1.0"
CODEBOOK_NAMESPACE = "urn:QDA-XML:codebook:1.0"

_GUID = r"\{[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}\}|[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"
_TIME = r"-?\d{4,}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})?"
_SHAPES = {
    "text": r"(?s:.*)",
    "guid": _GUID,
    "time": _TIME,
    "integer": r"[+-]?\d+",
    "boolean": r"true|false|1|0",
    "colour": r"#([A-Fa-f0-9]{6}|[A-Fa-f0-9]{3})",
    "path": r"(internal|relative|absolute)://.+",
    "variable": r"Text|Boolean|Integer|Float|Date|DateTime",
    "direction": r"Associative|OneWay|Bidirectional",
    "float": r"[+-]?(\d+(\.\d*)?|\.\d+)",
    "date": r"-?\d{4,}-\d{2}-\d{2}(Z|[+-]\d{2}:\d{2})?",
}


@dataclass(frozen=True)
class Shape:
    """What an element may be.

    Attributes:
        children: Names of child elements in order, each with ``?``, ``*``, ``+`` or nothing after it; ``(A|B)`` is a
            choice.
        attributes: ``name:shape``, with ``!`` after the name of a required one.
        text: The shape of the element's text; "" where it has none.
    """

    children: str = ""
    attributes: str = ""
    text: str = ""

    @cached_property
    def order(self) -> re.Pattern[str]:
        """The children as a regular expression over their names, each followed by a space."""
        return re.compile("".join(re.sub(r"\w+", r"(?:\g<0> )", part) for part in self.children.split()))

    @cached_property
    def shapes(self) -> dict[str, re.Pattern[str]]:
        """The shape of each attribute."""
        pairs = (attribute.replace("!", "").split(":") for attribute in self.attributes.split())
        return {name: re.compile(_SHAPES[shape]) for name, shape in pairs}

    @cached_property
    def required(self) -> list[str]:
        """The attributes that must be there."""
        names = (attribute.split(":")[0] for attribute in self.attributes.split())
        return [name[:-1] for name in names if name.endswith("!")]


_BY = "creatingUser:guid creationDateTime:time modifyingUser:guid modifiedDateTime:time"
_REFERENCE = Shape(attributes="targetGUID!:guid")
_REFERENCES = (
    "CodeRef", "NoteRef", "SourceRef", "SelectionRef", "VariableRef", "MemberCode", "MemberSource", "MemberNote",
)  # fmt: skip
_TEXT = Shape(text="text")
_TEXT_SOURCE = Shape(
    "Description? PlainTextContent? PlainTextSelection* Coding* NoteRef* VariableValue*",
    f"guid!:guid name:text richTextPath:path plainTextPath:path {_BY}",
)
_LIST = {
    "Users": "User", "Variables": "Variable", "Cases": "Case", "Notes": "Note", "Links": "Link", "Sets": "Set",
    "Codes": "Code",
}  # fmt: skip
_VALUES = {
    "TextValue": "text", "BooleanValue": "boolean", "IntegerValue": "integer", "FloatValue": "float",
    "DateValue": "date", "DateTimeValue": "time",
}  # fmt: skip
PROJECT = {
    "Project": Shape(
        "Users? CodeBook? Variables? Cases? Sources? Notes? Links? Sets? Graphs? Description? NoteRef*",
        "name!:text origin:text creatingUserGUID:guid creationDateTime:time modifyingUserGUID:guid "
        "modifiedDateTime:time basePath:text",
    ),
    **{name: Shape(f"{member}+") for name, member in _LIST.items()},
    "User": Shape(attributes="guid!:guid name:text id:text"),
    "CodeBook": Shape("Codes"),
    "Code": Shape("Description? NoteRef* Code*", "guid!:guid name!:text isCodable!:boolean color:colour"),
    "Variable": Shape("Description?", "guid!:guid name!:text typeOfVariable!:variable"),
    "Case": Shape("Description? CodeRef* VariableValue* SourceRef* SelectionRef*", "guid!:guid name:text"),
    "VariableValue": Shape(f"VariableRef ({'|'.join(_VALUES)})?"),
    **{name: Shape(text=shape) for name, shape in _VALUES.items()},
    "Sources": Shape("(TextSource|PictureSource|PDFSource|AudioSource|VideoSource)+"),
    "TextSource": _TEXT_SOURCE,
    "Note": _TEXT_SOURCE,
    "PlainTextSelection": Shape(
        "Description? Coding* NoteRef*",
        f"guid!:guid name:text startPosition!:integer endPosition!:integer {_BY}",
    ),
    "Coding": Shape("CodeRef NoteRef*", "guid!:guid creatingUser:guid creationDateTime:time"),
    "Link": Shape("NoteRef*", "guid!:guid name:text direction:direction color:colour originGUID:guid targetGUID:guid"),
    "Set": Shape("Description? MemberCode* MemberSource* MemberNote*", "guid!:guid name!:text"),
    "Description": _TEXT,
    "PlainTextContent": _TEXT,
    **dict.fromkeys(_REFERENCES, _REFERENCE),
}  # fmt: skip
"""The elements of a project that ThemeTrail writes."""
CODEBOOK = {
    "CodeBook": Shape("Codes Sets?", "origin:text"),
    "Codes": Shape("Code+"),
    "Code": Shape("Description? Code*", "guid!:guid name!:text isCodable!:boolean color:colour"),
    "Sets": Shape("Set+"),
    "Set": Shape("Description? MemberCode*", "guid!:guid name!:text"),
    "MemberCode": Shape(attributes="guid!:guid"),
    "Description": _TEXT,
}
"""The elements of a codebook by itself."""


def issues(root: etree._Element) -> list[str]:
    """What is not as the standard wants it, each with its line; none for a valid file."""
    name = etree.QName(root)
    known = {f"{{{PROJECT_NAMESPACE}}}Project": PROJECT, f"{{{CODEBOOK_NAMESPACE}}}CodeBook": CODEBOOK}
    table = known.get(name.text)
    if table is None:
        return [f"the root is {name.text}"]
    return [issue for element in root.iter(etree.Element) for issue in _element_issues(element, table, name.namespace)]


def _element_issues(element: etree._Element, table: dict[str, Shape], namespace: str | None) -> list[str]:
    name = etree.QName(element)
    where = f"line {element.sourceline}: {name.localname}" if element.sourceline else name.localname
    shape = table.get(name.localname)
    if shape is None or name.namespace != namespace:
        return [f"{where} has no place in the standard"]
    found = [f"{where} lacks {wanted}" for wanted in shape.required if wanted not in element.attrib]
    for key, value in element.attrib.items():
        if key not in shape.shapes:
            found.append(f"{where} has an unknown attribute {key}")
        elif not shape.shapes[key].fullmatch(value):
            found.append(f"{where} has a wrong {key}")
    children = "".join(f"{etree.QName(child).localname} " for child in element.iterchildren(etree.Element))
    if not shape.order.fullmatch(children):
        found.append(f"{where} holds elements in a wrong order or number")
    if not re.fullmatch(_SHAPES[shape.text or "text"] if shape.text else r"\s*", element.text or ""):
        found.append(f"{where} holds a wrong text")
    if name.localname in ("TextSource", "Note") and not _one_text(element):
        found.append(f"{where} has to have either PlainTextContent or plainTextPath")
    return found


def _one_text(element: etree._Element) -> bool:
    inline = any(etree.QName(child).localname == "PlainTextContent" for child in element)
    return inline != ("plainTextPath" in element.attrib)
