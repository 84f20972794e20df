"""A typist's RTF in Windows-1252: title, key line, ``P1:`` and a tab; properties, a comment and a header in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from renderers.spoken import Turn, clock

if TYPE_CHECKING:
    from collections.abc import Sequence

_HEAD = (
    r"{\rtf1\ansi\ansicpg1252\deff0{\fonttbl{\f0\froman\fcharset0 Times New Roman;}{\f1\fcharset238 Arial CE;}}"
    r"{\stylesheet{\ql Normal;}{\s1\b heading 1;}}{\*\generator Typewriter;}"
    r"{\info{\title A title}{\author Ann Author}{\operator Flo}{\company Ward 7 Ltd}{\creatim\yr2024}}"
    r"{\*\revtbl{Unknown;}{Dee;}}{\header Ward 7\par}{\footer ring Bea\par}"
)
_COMMENT = r"{\*\atnid E}{\*\atnauthor Eve}\chatn{\*\annotation\pard {\*\atnref 1}Is this Cath?\par}"


def render(
    turns: Sequence[Turn], title: str, *, table: bool = False, unicode: bool = False, stamps: bool = False
) -> bytes:
    r"""The file.

    ``table`` puts the turns into two columns, ``unicode`` writes ``\u8217?`` instead of ``\'92``, ``stamps`` ends each
    turn with the time as f4 does.
    """
    lines = [rf"\pard\s1 {title}\par", rf"\pard\plain INT = interviewer 1; P01 = a carer{_COMMENT}\par"]
    for label, text, _, end_s in turns:
        said = escaped(text, unicode).replace("[NAME]", r"{\deleted\revauthdel1 Siobhan}{\revised\revauth1 [NAME]}")
        said += f" #{clock(int(end_s))}-0#" if stamps else ""
        if table:
            lines.append(rf"\trowd\cellx2000\cellx9000\pard\intbl {label}\cell {said}\cell\row")
        else:
            number = r"{\pntext 1.\tab}"
            lines.append(rf"\pard\fi-1134\li1134 {number}{label}:\tab {said}\par")
    return document("\r\n".join(lines))


def document(body: str) -> bytes:
    """A file with this body."""
    return f"{_HEAD}\r\n{body}\r\n}}\r\n".encode("ascii")


def escaped(text: str, unicode: bool = False) -> str:
    """Text as RTF writes it."""
    return "".join(_escaped(character, unicode) for character in text)


def _escaped(character: str, unicode: bool) -> str:
    if character in "\\{}":
        return f"\\{character}"
    if character.isascii():
        return character
    return rf"\u{ord(character)}?" if unicode else rf"\'{character.encode('cp1252')[0]:02x}"
