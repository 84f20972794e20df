"""The codebook desk: what the page asks to change in the codebook, and why, put into the codebook and its history."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from themetrail.codebook import edit
from themetrail.codebook.history import read_log, stamp_of, take
from themetrail.ledger.book import BehindError
from themetrail.ledger.replay import codings_of, with_aliases
from themetrail.ledger.ulid import new_ulid
from themetrail.study.plan import CODEBOOK
from themetrail.study.problems import InputError, Problem

if TYPE_CHECKING:
    from collections.abc import Mapping

    from themetrail.codebook.edit import Edited
    from themetrail.review.sources import Sources


def codebook_of(sources: Sources) -> dict[str, Any]:
    """The codebook, its history, and what it is now, for telling whether somebody changed it meanwhile."""
    book = sources.codebook
    codes = [
        {
            "id": code.id,
            "parent": code.parent,
            "kind": code.kind,
            "label": code.label,
            "colour": code.colour,
            "definition": code.definition,
            "include": code.include,
            "exclude": code.exclude,
            "patterns": [pattern.text for pattern in code.patterns],
            "negative_patterns": [pattern.text for pattern in code.negative_patterns],
            "exemplars": code.exemplars,
            "applies_to": code.applies_to,
            "status": code.status,
            "domain": book.domain_of(code.id),
        }
        for code in book.codes
    ]
    log = [dict(row.cells) for row in read_log(sources.study)]
    return {"version": book.version, "codes": codes, "log": log, "stamp": stamp_of(sources.study)}


def edit_codebook(sources: Sources, who: str, body: Mapping[str, Any]) -> dict[str, Any]:
    """Change the codebook.

    Args:
        sources: The study.
        who: Who changes it.
        body: ``stamp`` of the codebook that the page had, ``what`` (create, change, move, merge, split, retire),
            ``code``, ``into``, ``parent``, ``given`` or ``parts``, and ``reason``.

    Returns:
        The codebook as it is now, with ``redo``: the decisions that have to be made again.

    Raises:
        BehindError: when somebody changed the codebook since.
        InputError: when the change cannot be made. In both cases nothing was written.
    """
    if body.get("stamp") != stamp_of(sources.study):
        raise BehindError
    code = str(body.get("code") or "")
    redo = decisions_with(sources, code) if body.get("what") in ("split", "retire") else []
    take(sources.study, _edited(sources, code, body), who, str(body.get("reason") or ""))
    return codebook_of(sources) | {"redo": redo}


def _edited(sources: Sources, code: str, body: Mapping[str, Any]) -> Edited:
    book = sources.codebook
    given = body.get("given") if isinstance(body.get("given"), dict) else {}
    parts = body.get("parts") if isinstance(body.get("parts"), list) else []
    what = {
        "create": lambda: edit.create(book, new_ulid(), given or {}),
        "change": lambda: edit.change(book, code, given or {}),
        "move": lambda: edit.move(book, code, str(body.get("parent") or "")),
        "merge": lambda: edit.merge(book, code, str(body.get("into") or "")),
        "split": lambda: edit.split(book, code, [new_ulid() for _ in parts or ()], parts or []),
        "retire": lambda: edit.retire(book, code),
    }.get(str(body.get("what")))
    if what is None:
        raise InputError([Problem(CODEBOOK, "", 0, f"nothing is called {body.get('what')!r}", "Open the page again.")])
    return what()


def decisions_with(sources: Sources, code: str) -> list[dict[str, Any]]:
    """The codings of all coders that give a code now."""
    return [
        {"coder": coding.coder, "session_id": coding.session_id, "id": coding.decision_id}
        for book in sources.books().values()
        for coding in codings_of(with_aliases(book.acts, sources.merged), "desk")
        if coding.code == code
    ]
