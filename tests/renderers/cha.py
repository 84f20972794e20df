"""CHAT: headers, ``*PAR:`` and a tab, long utterances on several lines, time bullets, a dependent tier."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from renderers.spoken import Turn

_LINE = 12  # words


def render(turns: Sequence[Turn], media: str = "session") -> bytes:
    """The file; the words are plain, with the punctuation that they have."""
    people = sorted({label for label, *_ in turns})
    lines = ["@UTF8", "@Begin", "@Languages:\teng"]
    lines.append("@Participants:\t" + ", ".join(f"{label} Participant" for label in people))
    lines += [f"@ID:\teng|corpus|{label}|||||Participant|||" for label in people]
    lines.append(f"@Media:\t{media}, audio")
    for label, text, start_s, end_s in turns:
        words = text.split(" ")
        said = "\n\t".join(" ".join(words[n : n + _LINE]) for n in range(0, len(words), _LINE))
        lines.append(f"*{label}:\t{said} \x15{round(start_s * 1000)}_{round(end_s * 1000)}\x15")
        lines.append(f"%wor:\t{len(words)} words")
    return "\n".join([*lines, "@End", ""]).encode()
