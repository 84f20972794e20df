"""Read ``codebook.yaml``: every field checked, every mistake named with its line, all of them together."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from themetrail.codebook.model import KINDS, SOURCES, STATUSES, Code, Codebook
from themetrail.codebook.patterns import Pattern, parse_pattern
from themetrail.study.inputs import ROLES
from themetrail.study.plan import CODEBOOK
from themetrail.study.problems import Problem, stop_on
from themetrail.study.yaml_source import Place, YamlSource, read_yaml

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_TEXT_FIELDS = (
    "uid",
    "id",
    "kind",
    "label",
    "colour",
    "definition",
    "include",
    "exclude",
    "source",
    "status",
    "version_added",
)
_LIST_FIELDS = ("patterns", "negative_patterns", "exemplars", "applies_to")
_FIELDS = (*_TEXT_FIELDS, "parent", *_LIST_FIELDS)
_TOP_FIELDS = ("version", "codes")
_WRITE_A_TEXT = "Write a text; put quotes around numbers, yes and no."
_MAY_BE_EMPTY = frozenset({"include", "exclude"})
_CHOICES = {"kind": KINDS, "source": SOURCES, "status": STATUSES}
_SHAPES = {
    "uid": (r"[0-9A-HJKMNP-TV-Z]{26}", "a ULID of 26 characters"),
    "id": (r"[A-Za-z][A-Za-z0-9_.-]*", "letters, digits, '_', '.' and '-', starting with a letter"),
    "colour": (r"#[0-9A-Fa-f]{6}", "a colour such as #2A6F97"),
}


def read_codebook(study: Path) -> Codebook:
    """The codebook of the study in the folder ``study``.

    Raises:
        InputError: naming the line of every missing, unknown or wrong field, unparsable pattern, duplicate
            id, uid or label, unknown parent and parent loop.
    """
    return parse_codebook(read_yaml(study / CODEBOOK, CODEBOOK))


def parse_codebook(source: YamlSource) -> Codebook:
    """A codebook from a YAML document; see :func:`read_codebook`."""
    data = source.data
    if not isinstance(data, dict) or not isinstance(data.get("codes"), list):
        stop_on([source.problem((), "there is no list 'codes'", "Begin with 'version:' and 'codes:'.")])
    problems = [
        source.problem((key,), f"unknown field '{key}'", _allowed(_TOP_FIELDS))
        for key in data
        if key not in _TOP_FIELDS
    ]
    version = data.get("version")
    if not isinstance(version, str):
        problems.append(source.problem(("version",), f"version is {version!r}", _WRITE_A_TEXT))
    codes: list[Code] = []
    for index, entry in enumerate(data["codes"]):
        code = _code(source, ("codes", index), entry, problems)
        if code is not None:
            codes.append(code)
    # A code that has a mistake of its own is still there to be a parent.
    ids = {str(entry.get("id")) for entry in data["codes"] if isinstance(entry, dict)}
    problems += _relations(source.shown_as, codes, ids)
    stop_on(problems)
    return Codebook(str(version), tuple(codes))


def _code(source: YamlSource, place: Place, entry: Any, problems: list[Problem]) -> Code | None:
    if not isinstance(entry, dict):
        problems.append(source.problem(place, "not a code", f"Each code has the fields {', '.join(_FIELDS)}."))
        return None
    name = str(entry.get("id", "a code"))
    found = [source.problem((*place, field), f"{name}: {seen}", remedy) for field, seen, remedy in _field_issues(entry)]
    patterns = {
        field: tuple(_patterns(source, (*place, field), name, entry[field], found))
        for field in ("patterns", "negative_patterns")
        if _is_list_of_texts(entry.get(field))
    }
    if found:
        problems += found
        return None
    texts = {field: str(entry[field]).strip() for field in _TEXT_FIELDS}
    return Code(
        **texts,
        parent=entry["parent"] or "",
        patterns=patterns["patterns"],
        negative_patterns=patterns["negative_patterns"],
        exemplars=tuple(entry["exemplars"]),
        applies_to=tuple(entry["applies_to"]),
        line=source.line(place),
    )


def _field_issues(entry: dict[str, Any]) -> Iterator[tuple[str, str, str]]:
    """Field, what was seen and what to do, for each field that is unknown, missing or wrong."""
    for field in entry:
        if field not in _FIELDS:
            yield field, f"unknown field '{field}'", _allowed(_FIELDS)
    for field in _FIELDS:
        if field not in entry:
            yield field, f"the field '{field}' is missing", "Add it."
        elif field in _TEXT_FIELDS:
            issue = _text_issue(field, entry[field])
            if issue:
                yield field, *issue
        elif field in _LIST_FIELDS:
            values = entry[field]
            if not _is_list_of_texts(values):
                yield field, f"'{field}' is not a list of texts", "Write [a, b]."
            elif field == "applies_to" and (not values or set(values) - set(ROLES)):
                yield field, f"applies_to is {values}", _allowed(ROLES)
        elif entry[field] is not None and not isinstance(entry[field], str):
            yield field, f"{field} is {entry[field]!r}", "Name a code, or write null for none."


def _is_list_of_texts(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(text, str) for text in value)


def _text_issue(field: str, value: object) -> tuple[str, str] | None:
    if not isinstance(value, str):
        return f"{field} is {value!r}", _WRITE_A_TEXT
    if not value.strip():
        return None if field in _MAY_BE_EMPTY else (f"{field} is empty", "Fill it in.")
    if field in _CHOICES and value not in _CHOICES[field]:
        return f"{field} is {value!r}", _allowed(_CHOICES[field])
    shape, hint = _SHAPES.get(field, ("", ""))
    if shape and not re.fullmatch(shape, value):
        return f"{field} is {value!r}", f"It has to be {hint}."
    return None


def _patterns(source: YamlSource, place: Place, name: str, texts: list[str], problems: list[Problem]) -> list[Pattern]:
    parsed = []
    for index, text in enumerate(texts):
        try:
            parsed.append(parse_pattern(text))
        except ValueError as error:
            seen = f"{name}: the pattern {text!r} cannot be used: {error}"
            problems.append(source.problem((*place, index), seen, "Change or remove it."))
    return parsed


def _relations(shown_as: str, codes: list[Code], ids: set[str]) -> list[Problem]:
    problems = []
    for field in ("uid", "id", "label"):
        first: dict[str, int] = {}
        for code in codes:
            value = getattr(code, field).casefold()
            if value in first:
                seen = f"{code.id}: the {field} {getattr(code, field)!r} stands in line {first[value]} too"
                problems.append(Problem(shown_as, "line", code.line, seen, f"Every code needs its own {field}."))
            first.setdefault(value, code.line)
    parents = {code.id: code.parent for code in codes}
    for code in codes:
        if code.parent and code.parent not in ids:
            seen = f"{code.id}: the parent {code.parent!r} is not a code"
            problems.append(Problem(shown_as, "line", code.line, seen, "Name a code of this file, or null."))
        above, step = {code.id}, code.parent
        while step in parents and step not in above:
            above.add(step)
            step = parents[step]
        if step == code.id:
            seen = f"{code.id} is above itself by its parents"
            remedy = "Break the loop: one of them needs another parent."
            problems.append(Problem(shown_as, "line", code.line, seen, remedy))
    return problems


def _allowed(values: tuple[str, ...]) -> str:
    return f"Allowed: {', '.join(values)}."
