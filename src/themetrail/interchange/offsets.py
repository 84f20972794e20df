"""What the offsets of a file count: found by evidence, since tools differ and files do not say.

A file's dialect is a unit (code point, UTF-16 unit, UTF-8 byte), what a line end of CR and LF counts (two as stored,
or one), and whether a byte-order mark counts. :func:`detect` tries all of them on every selection. Where the names of
selections are their words, the dialect is right for a selection whose name is what stands there; elsewhere, if it
begins and ends at the edge of a word. Only selections count whose place differs between dialects (of a source that has
very many, every so many-th), and what the tool named in ``origin`` is known to write decides between equals alone.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from itertools import product
from typing import TYPE_CHECKING

import numpy as np

from themetrail.transcripts.draft import UnreadableError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

LEAST_SCORE = 0.9
"""Below this share of selections that fit, no dialect is believed."""

BOM = "\ufeff"
_UNITS = ("code point", "UTF-16 unit", "UTF-8 byte")
_LEAST_NAMES = 0.5
_LEAST_CUT = 20  # characters of a name that may be the beginning of longer words
_RIVALS_SHOWN = 3
_MOST_ASKED = 200  # selections of one source; more would tell nothing new
# Scripts that set no space between words, so that a cut within a row of their letters tells nothing.
_UNSPACED = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")


@dataclass(frozen=True)
class Dialect:
    """What an offset counts."""

    unit: str = "code point"
    crlf_as_one: bool = False
    bom_counts: bool = False

    def __str__(self) -> str:
        """In words, such as "UTF-16 unit, CRLF as stored, byte-order mark not counted"."""
        line_end = "CRLF as one" if self.crlf_as_one else "CRLF as stored"
        return f"{self.unit}, {line_end}, byte-order mark {'counted' if self.bom_counts else 'not counted'}"


DIALECTS = tuple(Dialect(unit, one, bom) for unit, one, bom in product(_UNITS, (False, True), (False, True)))
STANDARD = Dialect()
NVIVO = Dialect("UTF-16 unit")
ATLAS = Dialect("code point", crlf_as_one=True)
_PRIORS = (("nvivo", NVIVO), ("atlas", ATLAS), ("taguette", Dialect("UTF-8 byte")))


def prior(origin: str) -> Dialect:
    """What the tool named in a file's ``origin`` is known to write; the standard for all others."""
    return next((dialect for name, dialect in _PRIORS if name in origin.casefold()), STANDARD)


class RawText:
    """A text as its file holds it, with the way from offsets of any dialect to the text with LF and without BOM."""

    def __init__(self, raw: str) -> None:
        """Take the decoded file, its byte-order mark and line ends included."""
        self._points = _code_points(raw)
        is_cr, is_lf = self._points == 0x0D, self._points == 0x0A
        # CR before LF is no character of the plain text; a CR alone is a line end.
        self._cr_before_lf = is_cr & np.append(is_lf[1:], [False])[: len(is_cr)]
        self._is_bom = np.zeros(len(self._points), bool)
        if raw.startswith(BOM):
            self._is_bom[0] = True
        kept = ~(self._cr_before_lf | self._is_bom)
        self._plain_index = np.append([0], np.cumsum(kept))
        self.text = plain_text(raw)

    @cached_property
    def is_plain(self) -> bool:
        """Whether all dialects agree on this text."""
        return not (self._cr_before_lf.any() or self._is_bom.any() or (self._points > 0x7F).any())

    def to_plain(self, offsets: Sequence[int], dialect: Dialect) -> NDArray[np.int64]:
        """Offsets of the dialect as code points of :attr:`text`; -1 for one outside it, or amid a character."""
        starts, plain = self._map(dialect)
        wanted = np.asarray(offsets, np.int64)
        at = np.minimum(np.searchsorted(starts, wanted), len(starts) - 1)
        return np.where(starts[at] == wanted, plain[at], -1)

    def _map(self, dialect: Dialect) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Where each character begins in the dialect, ascending and once each, and its place in the plain text."""
        widths = _widths(self._points, dialect.unit)
        if dialect.crlf_as_one:
            widths = np.where(self._cr_before_lf, 0, widths)
        if not dialect.bom_counts:
            widths = np.where(self._is_bom, 0, widths)
        starts, first = np.unique(np.append([0], np.cumsum(widths)), return_index=True)
        return starts, self._plain_index[first]


def plain_text(raw: str) -> str:
    """The text with LF and without byte-order mark."""
    return raw.removeprefix(BOM).replace("\r\n", "\n").replace("\r", "\n")


class Utf16:
    """Places in a text as UTF-16 counts them."""

    def __init__(self, text: str) -> None:
        self._before = np.append([0], np.cumsum(_widths(_code_points(text), "UTF-16 unit")))

    def units_before(self, place: int) -> int:
        """How many units stand before a code point."""
        return int(self._before[place])


@dataclass(frozen=True)
class Marked:
    """The selections of one source: their offsets as written, and their names ("" where they have none)."""

    text: RawText
    spans: Sequence[tuple[int, int]]
    names: Sequence[str]


@dataclass(frozen=True)
class Finding:
    """The dialect found: its score, how many selections told, the evidence, and the scores of all."""

    dialect: Dialect
    score: float
    telling: int
    evidence: str
    scores: tuple[tuple[Dialect, float], ...]

    def __str__(self) -> str:
        """One line for a log."""
        if not self.telling:
            return f"Offsets: {self.dialect}; no selection depends on it."
        rivals = sorted((one for one in self.scores if one[1] < self.score), key=lambda one: -one[1])[:_RIVALS_SHOWN]
        others = "; ".join(f"{dialect}: {score:.2f}" for dialect, score in rivals) or "none fits worse"
        told = f"{self.score:.2f} of {self.telling} selections that tell, by {self.evidence}"
        return f"Offsets: {self.dialect} ({told}). Next: {others}."


def detect(sources: Sequence[Marked], origin: str) -> Finding:
    """The dialect in which the selections of a file fit their texts best.

    Bytes are counted by hardly any tool, so they are believed only where nothing else fits.

    Args:
        sources: The selections of each source.
        origin: The file's own word of which tool wrote it.
    """
    expected = prior(origin)
    likely = _best(sources, [dialect for dialect in DIALECTS if dialect.unit != "UTF-8 byte"], expected)
    if likely.telling and likely.score >= LEAST_SCORE:
        return likely
    anything = _best(sources, DIALECTS, expected)
    counts_bytes = anything.dialect.unit == "UTF-8 byte" and anything.telling > 0
    return anything if counts_bytes and anything.score >= LEAST_SCORE else likely


def _best(sources: Iterable[Marked], dialects: Sequence[Dialect], expected: Dialect) -> Finding:
    fits = np.zeros((len(dialects), 2))
    telling = named = 0
    for source in sources:
        if source.text.is_plain or not source.spans:
            continue
        places = np.stack([_places(source, dialect) for dialect in dialects])
        differing = [int(index) for index in np.flatnonzero((places != places[0]).any(axis=(0, 2)))]
        differing = differing[:: -(-len(differing) // _MOST_ASKED) or 1]
        telling += len(differing)
        named += sum(bool(source.names[index].strip()) for index in differing)
        # Dialects that put every selection into the same place fit equally well.
        distinct, of = np.unique(places[:, differing].reshape(len(dialects), -1), axis=0, return_inverse=True)
        for number, flat in enumerate(distinct):
            pairs = zip(differing, flat.reshape(-1, 2).tolist(), strict=True)
            found = [_fit(source.text.text, start, end, source.names[index]) for index, (start, end) in pairs]
            fits[of.ravel() == number] += np.sum(np.array(found, int).reshape(-1, 2), axis=0)
    by_name = bool(named) and fits[:, 0].max() >= _LEAST_NAMES * named
    shares = [float(fit[0]) / named if by_name else float(fit[1]) / max(telling, 1) for fit in fits]
    # Among equals what is expected comes first, and then the standard's dialect, which is the first of all.
    best = max(range(len(dialects)), key=lambda n: (shares[n], dialects[n] == expected, -n))
    dialect = dialects[best] if telling else expected
    evidence = "words in their names" if by_name else "edges of words"
    return Finding(dialect, shares[best], telling, evidence, tuple(zip(dialects, shares, strict=True)))


def believed(finding: Finding) -> Finding:
    """The finding, if it can be believed.

    Raises:
        UnreadableError: when no dialect fits well enough.
    """
    if finding.telling and finding.score < LEAST_SCORE:
        seen = f"it is not certain what its offsets count. {finding}"
        remedy = "Try --offsets (code-point, utf-16 or utf-8), look at some quotes, and keep what fits."
        raise UnreadableError(seen, remedy)
    return finding


def judge(sources: Sequence[Marked], dialect: Dialect) -> Finding:
    """How well a dialect fits that is known from elsewhere."""
    found = _best(sources, DIALECTS, dialect)
    return Finding(dialect, dict(found.scores)[dialect], found.telling, found.evidence, found.scores)


def _places(source: Marked, dialect: Dialect) -> NDArray[np.int64]:
    flat = [offset for span in source.spans for offset in span]
    return source.text.to_plain(flat, dialect).reshape(-1, 2)


def _fit(text: str, start: int, end: int, name: str) -> tuple[bool, bool]:
    """Whether a stretch is what its name says, and whether it begins and ends at the edge of a word."""
    if not 0 <= start <= end:
        return False, False
    said, wanted = " ".join(text[start:end].split()), " ".join(name.split())
    cut = wanted.removesuffix("...").removesuffix("…").rstrip()
    is_cut = cut != wanted or len(wanted) >= _LEAST_CUT
    same = bool(cut) and (said == wanted or (is_cut and said.startswith(cut)))
    return same, _at_edge(text, start) and _at_edge(text, end)


def _at_edge(text: str, place: int) -> bool:
    return not (0 < place < len(text) and _in_word(text[place - 1]) and _in_word(text[place]))


def _in_word(character: str) -> bool:
    return character.isalnum() and not _UNSPACED.match(character)


def _code_points(text: str) -> NDArray[np.uint32]:
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)


def _widths(points: NDArray[np.uint32], unit: str) -> NDArray[np.int64]:
    if unit == "code point":
        return np.ones(len(points), np.int64)
    if unit == "UTF-16 unit":
        return 1 + (points > 0xFFFF).astype(np.int64)
    return np.searchsorted([0x7F, 0x7FF, 0xFFFF], points).astype(np.int64) + 1
