"""What a coder wrote at codings, as the one comment of their selection: QualCoder and MAXQDA show that and no notes."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from themetrail.interchange.model import Note


def memos_by_coding(notes: Iterable[Note], machines: Collection[str]) -> dict[str, list[str]]:
    """Texts of the notes that people wrote, by the GUID of what they are about, the same for notes in any order."""
    found: dict[str, list[str]] = defaultdict(list)
    for note in sorted(notes):
        for own in note.about:
            if note.user not in machines:
                found[own].append(note.text.strip())
    return found


def comment_on(codings: Iterable[str], memos: Mapping[str, list[str]]) -> str:
    """The different texts at some codings; "" where there is none."""
    return "\n\n".join(dict.fromkeys(text for coding in codings for text in memos.get(coding, ()) if text))
