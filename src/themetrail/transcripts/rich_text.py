"""Rich Text Format (RTF) as paragraphs and table rows in order, and all else that the file holds.

RTF 1.9.1 is control words, groups in braces, and bytes of a code page. The file is walked once from its start to
its end; open groups are kept on a list, so depth costs nothing. Deleted text, comments, footnotes, headers, footers,
text boxes, field instructions and properties are kept apart, for they may identify somebody.
"""

from __future__ import annotations

import codecs
import re
from collections import Counter
from dataclasses import dataclass, replace

from themetrail.transcripts.documents import Block, Paragraph, Row
from themetrail.transcripts.draft import UnreadableError, one_line

_TOKEN = re.compile(
    rb"\\(?P<word>[A-Za-z]{1,40})(?P<number>-?[0-9]{1,9})? ?"
    rb"|\\'(?P<hex>[0-9A-Fa-f]{2})"
    rb"|\\(?P<symbol>[^A-Za-z])"
    rb"|(?P<brace>[{}])"
    rb"|[\r\n\x00]+"
    rb"|(?P<text>[^\\{}\r\n\x00]+)",
    re.DOTALL,
)
_SAVE_AS = "Open it in Word or LibreOffice and save it again as .docx or .rtf."
_SIGNS = {
    "tab": "\t", "line": "\n", "lbr": "\n", "page": "\n", "column": "\n", "emdash": "—", "endash": "–",
    "lquote": "‘", "rquote": "’", "ldblquote": "“", "rdblquote": "”", "bullet": "•", "emspace": "\u2003",
    "enspace": "\u2002", "qmspace": "\u2005", "nestcell": "\t", "nestrow": "\n",
    "~": "\u00a0", "_": "-", "-": "\u00ad", "{": "{", "}": "}", "\\": "\\",
}  # fmt: skip
_ASIDES = {
    "header": "header", "headerl": "header", "headerr": "header", "headerf": "header", "footer": "footer",
    "footerl": "footer", "footerr": "footer", "footerf": "footer", "footnote": "footnote",
    "annotation": "comment", "atnauthor": "author of comment", "atnid": "initials of comment",
    "shptxt": "text box", "fldinst": "field", "revtbl": "authors", "template": "template",
    "propname": "name of property", "staticval": "property", "linkval": "property",
}  # fmt: skip
_PROPERTIES = frozenset(
    {
        "title", "subject", "author", "manager", "company", "operator", "category", "keywords", "comment", "doccomm",
        "hlinkbase",
    }
)  # fmt: skip
_NOT_TEXT = frozenset(
    {
        "colortbl", "pict", "objdata", "objclass", "themedata", "colorschememapping", "datastore",
        "xmlnstbl", "listtable", "listoverridetable", "rsidtbl", "generator", "filetbl", "latentstyles",
        "nonshppict", "xe", "tc", "bkmkstart", "bkmkend", "pntext", "pntxta", "pntxtb", "listtext",
        "nonesttables", "falt", "panose", "private", "atntime", "atndate", "atnref", "atnparent", "sp", "shprslt",
        "ftnsep", "ftnsepc", "ftncn", "aftnsep", "aftnsepc", "aftncn", "mmathPr", "passwordhash",
    }
)  # fmt: skip
_CODE_PAGES = {
    0: "cp1252", 77: "mac_roman", 128: "cp932", 129: "cp949", 134: "cp936", 136: "cp950", 161: "cp1253", 162: "cp1254",
    163: "cp1258", 177: "cp1255", 178: "cp1256", 186: "cp1257", 204: "cp1251", 222: "cp874", 238: "cp1250",
}  # fmt: skip
_CHARACTER_SETS = {"ansi": "cp1252", "mac": "mac_roman", "pc": "cp437", "pca": "cp850"}
_BODY, _NOTHING, _INFO, _FONTS, _STYLES = "", "nothing", "info", "fonttbl", "stylesheet"


@dataclass(frozen=True)
class RichText:
    """The blocks of the body in order, and what else the file holds, by where it stands."""

    blocks: list[Block]
    metadata: dict[str, str]


@dataclass(frozen=True)
class _Group:
    r"""What a group inherits and may change until its brace closes.

    ``into`` is where its text goes: one of the five names above, else a key of the metadata. ``fallback`` is the
    number of characters that follow a ``\u`` for programs without Unicode. A ``fresh`` group has had no text yet, so
    that its next word may name a destination.
    """

    into: str = _BODY
    deleted: bool = False
    font: int | None = None
    fallback: int = 1
    fresh: bool = True
    starred: bool = False


def looks_like_rich_text(data: bytes) -> bool:
    """Whether a file begins as RTF does."""
    return data[:64].lstrip().startswith(b"{\\rtf")


def open_rich_text(data: bytes) -> RichText:
    """The content of an RTF file.

    Raises:
        UnreadableError: when it is not RTF, is truncated, or holds bytes that its code page does not know.
    """
    if not looks_like_rich_text(data):
        raise UnreadableError("it does not begin as RTF does", _SAVE_AS)
    walk = _Walk()
    position = data.index(b"{")
    while position < len(data):
        token = _TOKEN.match(data, position)
        if token is None:
            raise UnreadableError("a control word in it is broken off", _SAVE_AS)
        position = token.end() + walk.follow(token)
        if not walk.outer:
            break
    if walk.outer:
        raise UnreadableError("it ends before its groups are closed, so a part of it is missing", _SAVE_AS)
    if data[position:].strip(b"\r\n\t \x00\x1a"):
        raise UnreadableError("something stands after the end of its outermost group", _SAVE_AS)
    return walk.finished()


class _Walk:
    """The state of a walk through a file: groups open, text of the paragraph or cell so far, what was found."""

    def __init__(self) -> None:
        self.group = _Group()
        self.outer: list[_Group] = []
        self._page = "cp1252"
        self._font = 0
        self._fonts: dict[int, str] = {}
        self._font_defined = 0
        self._styles: dict[int, list[str]] = {}
        self._style_defined = 0
        self._style = 0
        self._bytes = bytearray()
        self._skip = 0
        self._text: list[str] = []
        self._cells: list[str] = []
        self._in_table = False
        self._blocks: list[Block] = []
        self._counts: Counter[str] = Counter()
        self._asides: dict[str, list[str]] = {}
        self._deletion = ""

    def follow(self, token: re.Match[bytes]) -> int:
        """Follow one token; the number of bytes of binary data after it."""
        if token["hex"]:
            self._characters(bytes.fromhex(token["hex"].decode()))
        elif token["text"]:
            self._characters(token["text"])
        elif token["brace"]:
            self._brace(token["brace"])
        elif token["word"] or token["symbol"]:
            number = int(token["number"]) if token["number"] else None
            if token["word"] == b"bin":
                return max(number or 0, 0)
            if self._skip:
                self._skip -= 1
            else:
                self._flush()
                self._control((token["word"] or token["symbol"]).decode("latin-1"), number)
        return 0

    def finished(self) -> RichText:
        """What was found, once the last group is closed."""
        if self._cells:
            self._end_row()
        if "".join(self._text).strip():
            self._end_paragraph()
        metadata = {key: one_line(_joined(parts, strict=False)) for key, parts in self._asides.items()}
        return RichText(self._blocks, {key: value.strip(" ;") for key, value in metadata.items() if value.strip(" ;")})

    def _characters(self, data: bytes) -> None:
        taken = min(self._skip, len(data))
        self._skip -= taken
        self._bytes += data[taken:]
        if self.group.fresh:
            self.group = replace(self.group, fresh=False)

    def _brace(self, brace: bytes) -> None:
        self._flush()
        self._skip = 0
        if brace == b"{":
            self.outer.append(self.group)
            self.group = replace(self.group, fresh=True, starred=False)
            self._style_defined = 0
        else:
            self.group = self.outer.pop()

    def _flush(self) -> None:
        """Put the bytes so far, of one font, as text."""
        if not self._bytes:
            return
        data, self._bytes = bytes(self._bytes), bytearray()
        page = self._fonts.get(self._font if self.group.font is None else self.group.font, self._page)
        try:
            self._put(data.decode(page, "strict" if self.group.into == _BODY else "replace"))
        except UnicodeDecodeError:
            raise UnreadableError(f"it holds bytes that are no characters of its code page {page}", _SAVE_AS) from None

    def _put(self, text: str) -> None:
        into = self.group.into
        if into == _BODY and self.group.deleted:
            self._deletion = self._deletion or self._key("tracked deletion")
            into = self._deletion
        elif into == _BODY:
            self._deletion = ""
            self._text.append(text)
        elif into == _STYLES:
            self._styles.setdefault(self._style_defined, []).append(text)
        if into in self._asides:
            self._asides[into].append(text)

    def _key(self, kind: str) -> str:
        """A new key of the metadata."""
        self._counts[kind] += 1
        key = f"{kind} {self._counts[kind]}"
        self._asides[key] = []
        return key

    def _control(self, word: str, number: int | None) -> None:
        if word == "*":
            self.group = replace(self.group, starred=True)
            return
        if word == "'":
            raise UnreadableError("a character in it is broken off", _SAVE_AS)
        fresh, starred = self.group.fresh, self.group.starred
        if fresh or starred:
            self.group = replace(self.group, fresh=False, starred=False)
            if self._destination(word, starred):
                return
        if word in _SIGNS:
            self._put(_SIGNS[word])
        elif word in {"par", "sect", "\n", "\r", "cell", "row", "pard", "intbl", "s"}:
            self._layout(word, number)
        else:
            self._property(word, number)

    def _destination(self, word: str, starred: bool) -> bool:
        """Turn the text of a group to where its first word says; whether the word says so."""
        if word in _ASIDES:
            into = self._key(_ASIDES[word])
        elif self.group.into == _INFO and word in _PROPERTIES:
            into = f"property {word}"
            self._asides.setdefault(into, [])
        elif word in {_INFO, _FONTS, _STYLES}:
            into = word
        elif word in _NOT_TEXT or starred:
            into = _NOTHING
        else:
            return False
        self.group = replace(self.group, into=into)
        return True

    def _layout(self, word: str, number: int | None) -> None:
        """Follow a word that ends or shapes a paragraph, a cell or a row."""
        if self.group.into != _BODY:
            if word == "s" and self.group.into == _STYLES:
                self._style_defined = number or 0
            elif word in {"par", "cell", "row"}:
                self._put("\n")
        elif word == "cell":
            self._cells.append(self._taken().strip())
        elif word == "row":
            self._end_row()
        elif word == "pard":
            self._in_table, self._style = False, 0
        elif word == "intbl":
            self._in_table = True
        elif word == "s":
            self._style = number or 0
        elif self._in_table:
            self._put("\n")
        else:
            self._end_paragraph()

    def _property(self, word: str, number: int | None) -> None:
        if word == "u" and number is not None:
            self._put(chr(number % 0x10000))
            self._skip = self.group.fallback
        elif word == "uc":
            self.group = replace(self.group, fallback=max(number or 0, 0))
        elif word == "deleted":
            self.group = replace(self.group, deleted=number != 0)
        elif word == "plain":
            self.group = replace(self.group, deleted=False, font=None)
        elif word == "f" and number is not None:
            self._font_defined = number
            self.group = replace(self.group, font=number)
        elif word == "fcharset" and number in _CODE_PAGES:
            self._fonts[self._font_defined] = _CODE_PAGES[number]
        elif word == "deff":
            self._font = number or 0
        elif word in _CHARACTER_SETS:
            self._page = _CHARACTER_SETS[word]
        elif word == "ansicpg":
            self._page = _code_page(number or 1252)

    def _taken(self) -> str:
        text = _joined(self._text, strict=True)
        self._text = []
        return text

    def _end_paragraph(self) -> None:
        if self._cells:
            self._end_row()
        self._counts["paragraph"] += 1
        style = "".join(self._styles.get(self._style, [])).strip(" ;").casefold()
        self._blocks.append(Paragraph(self._counts["paragraph"], self._taken(), style))

    def _end_row(self) -> None:
        if "".join(self._text).strip():
            self._cells.append(self._taken().strip())
        self._text = []
        if not self._cells:
            return
        if not (self._blocks and isinstance(self._blocks[-1], Row)):
            self._counts["table"] += 1
        self._counts["row"] += 1
        self._blocks.append(Row(self._counts["row"], self._counts["table"], tuple(self._cells)))
        self._cells = []


def _joined(parts: list[str], strict: bool) -> str:
    r"""The text, the two halves that ``\u`` gives of a character beyond 16 bits made one."""
    try:
        return (
            "".join(parts).encode("utf-16-le", "surrogatepass").decode("utf-16-le", "strict" if strict else "replace")
        )
    except UnicodeDecodeError:
        raise UnreadableError("it holds half a character", _SAVE_AS) from None


def _code_page(number: int) -> str:
    name = {65001: "utf-8", 10000: "mac_roman"}.get(number, f"cp{number}")
    try:
        codecs.lookup(name)
    except LookupError:
        raise UnreadableError(f"it is in a code page that is not known, {number}", _SAVE_AS) from None
    return name
