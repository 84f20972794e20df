"""Changes to a codebook as values: create, edit, move, merge, split and retire codes, and what the log says of each.

Pure: a codebook in, the codes that it should hold and the rows of its history out. Writing is done by
:mod:`themetrail.codebook.history`.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING, Any

from themetrail.codebook.merges import MERGE
from themetrail.codebook.model import Code
from themetrail.codebook.patterns import parse_pattern
from themetrail.study.plan import CODEBOOK
from themetrail.study.problems import InputError, Problem

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from themetrail.codebook.model import Codebook

EDITABLE = (
    *("label", "colour", "definition", "include", "exclude"),
    *("patterns", "negative_patterns", "exemplars", "applies_to"),
)
_PATTERNS = ("patterns", "negative_patterns")


@dataclass(frozen=True)
class Edited:
    """The codes that a codebook should hold, and for its log each code, what was done to it, and into what merged."""

    codes: tuple[Code, ...]
    log: tuple[tuple[str, str, str], ...]


def create(book: Codebook, uid: str, given: Mapping[str, Any]) -> Edited:
    """A new code, after its last sibling.

    Args:
        book: The codebook.
        uid: Its ULID.
        given: id, parent, kind, label, definition and what else of :data:`EDITABLE` there is.
    """
    code = _new(book, uid, given)
    codes = list(book.codes)
    family = [n for n, one in enumerate(codes) if code.parent in (one.id, one.parent) and code.parent]
    codes.insert(family[-1] + 1 if family else len(codes), code)
    return Edited(tuple(codes), ((code.id, "created", ""),))


def change(book: Codebook, name: str, given: Mapping[str, Any]) -> Edited:
    """Other texts, patterns, exemplars or roles for a code."""
    old = _active(book, name)
    new = replace(old, **{field: _value(field, given[field]) for field in EDITABLE if field in given})
    changed = [field for field in EDITABLE if getattr(old, field) != getattr(new, field)]
    if not changed:
        _refuse(f"nothing of {name} is different", "Change something.")
    return Edited(_with(book, new), ((name, ", ".join(changed), ""),))


def move(book: Codebook, name: str, parent: str) -> Edited:
    """Another code above a code; "" for none."""
    old = _active(book, name)
    if parent:
        _active(book, parent)
    if parent in book.with_descendants(name):
        _refuse(f"{parent} is {name}, or below it", "Choose another code above it.")
    return Edited(_with(book, replace(old, parent=parent)), ((name, f"moved below {parent or 'nothing'}", ""),))


def merge(book: Codebook, name: str, into: str) -> Edited:
    """One code taken into another: decisions that gave it count as the other's from now on.

    Its patterns and exemplars go over, and the codes below it.
    """
    old, goal = _active(book, name), _active(book, into)
    if into in book.with_descendants(name) or old.kind != goal.kind:
        _refuse(f"{name} cannot be merged into {into}", "Choose a code of the same kind that is not below it.")
    taken: dict[str, Any] = {
        field: tuple(dict.fromkeys([*getattr(goal, field), *getattr(old, field)]))
        for field in (*_PATTERNS, "exemplars")
    }
    new = {into: replace(goal, **taken), name: replace(old, status="merged")}
    codes = (new.get(code.id, code) for code in book.codes)
    moved = tuple(replace(code, parent=into) if code.parent == name else code for code in codes)
    return Edited(moved, ((name, MERGE, into), (into, f"took in {name}", "")))


def split(book: Codebook, name: str, uids: Sequence[str], parts: Sequence[Mapping[str, Any]]) -> Edited:
    """New codes in the place of one, which is retired; the decisions that gave it have to be made again."""
    old = _active(book, name)
    if len(parts) < 2 or len(uids) != len(parts):
        _refuse(f"{name} would be split into {len(parts)}", "Give two new codes or more.")
    if book.children(name):
        _refuse(f"{name} has codes below it", "Move them first.")
    same = {"parent": old.parent, "kind": old.kind, "colour": old.colour, "applies_to": old.applies_to}
    new = [_new(book, uid, same | dict(part)) for uid, part in zip(uids, parts, strict=True)]
    at = book.position[name]
    codes = (*book.codes[:at], *new, replace(old, status="retired"), *book.codes[at + 1 :])
    told = ", ".join(code.id for code in new)
    return Edited(
        codes, ((name, f"split into {told}", ""), *((code.id, f"created by splitting {name}", "") for code in new))
    )


def retire(book: Codebook, name: str) -> Edited:
    """A code that is not given any more; the decisions that gave it have to be made again or taken back."""
    old = _active(book, name)
    if book.children(name):
        _refuse(f"{name} has codes below it", "Move or retire them first.")
    return Edited(_with(book, replace(old, status="retired")), ((name, "retired", ""),))


def _new(book: Codebook, uid: str, given: Mapping[str, Any]) -> Code:
    name = str(given.get("id", "")).strip()
    if name in book.by_id:
        _refuse(f"there is a code {name} already", "Choose another id.")
    values: dict[str, Any] = {field.name: "" for field in fields(Code)} | {"line": 0}
    values |= {"uid": uid, "id": name, "source": "analyst", "status": "active", "version_added": book.version}
    values |= {field: str(given.get(field) or "").strip() for field in ("parent", "kind")}
    values |= {field: _value(field, given.get(field)) for field in EDITABLE}
    values["colour"] = values["colour"] or (
        book.by_id[values["parent"]].colour if values["parent"] in book.by_id else ""
    )
    values["applies_to"] = values["applies_to"] or ("participant",)
    return Code(**values | {"colour": values["colour"] or "#5C6166"})


def _value(field: str, given: Any) -> Any:
    if field in ("exemplars", "applies_to", *_PATTERNS):
        lines = given.splitlines() if isinstance(given, str) else list(given or ())
        texts = [text.strip() for text in map(str, lines) if text.strip()]
        return tuple(_pattern(text) for text in texts) if field in _PATTERNS else tuple(texts)
    return str(given or "").strip()


def _pattern(text: str) -> Any:
    try:
        return parse_pattern(text)
    except ValueError as error:
        raise _problem(f"the pattern {text!r} cannot be used: {error}", "Change or remove it.") from None


def _with(book: Codebook, new: Code) -> tuple[Code, ...]:
    return tuple(new if code.uid == new.uid else code for code in book.codes)


def _active(book: Codebook, name: str) -> Code:
    code = book.by_id.get(name)
    if code is None or code.status != "active":
        raise _problem(f"{name!r} is no active code", "Choose another code.")
    return code


def _problem(seen: str, remedy: str) -> InputError:
    return InputError([Problem(CODEBOOK, "", 0, seen, remedy)])


def _refuse(seen: str, remedy: str) -> None:
    raise _problem(seen, remedy)
