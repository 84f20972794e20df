"""Selections as written, brought to code points of their texts: codings, memos, and what cases say."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from themetrail.interchange.identity import guid
from themetrail.interchange.model import Note, ProjectCoding, Span, Stamp

if TYPE_CHECKING:
    from collections.abc import Mapping

    from themetrail.interchange.losses import LossReport
    from themetrail.interchange.offsets import Dialect
    from themetrail.interchange.refi_sources import RawCoding, RawSelection, RawSource

UNKNOWN_USER = guid("unknown user")


class Places:
    """Fills itself from the sources of a project.

    Attributes:
        codings: What was coded; identical codings of one user are one.
        memos: Memos that are written at a selection itself, each with the codings of the selection.
        selections: The stretch of each selection by its GUID.
        of_cases: Stretches that codings give to cases, by the case's GUID.
        notes_about: Codings that notes are about, by the note's GUID.
        notes_at: Stretches that notes are about, by the note's GUID.
        coding_guids: GUIDs of the codings.
    """

    def __init__(
        self,
        dialect: Dialect,
        codes: Mapping[str, str],
        cases: Mapping[str, str],
        default_user: str,
        losses: LossReport,
    ) -> None:
        """Take what codings may name, and who made those that name nobody."""
        self._dialect = dialect
        self._codes = codes
        self._cases = cases
        self._default_user = default_user or UNKNOWN_USER
        self._losses = losses
        self._aliases: dict[str, str] = {}
        self._seen: dict[tuple[Span, str, str], str] = {}
        self.codings: list[ProjectCoding] = []
        self.memos: list[tuple[Note, tuple[str, ...]]] = []
        self.selections: dict[str, Span] = {}
        self.of_cases: dict[str, list[Span]] = defaultdict(list)
        self.notes_about: dict[str, list[str]] = defaultdict(list)
        self.notes_at: dict[str, list[Span]] = defaultdict(list)
        self.coding_guids: set[str] = set()
        self._stamps: dict[str, tuple[Stamp, ...]] = {}

    def add(self, source: RawSource) -> None:
        """Place the selections of one source."""
        for alias in source.aliases:
            self._aliases.setdefault(alias, source.guid)
        flat = [offset for one in source.selections for offset in (one.start, one.end)]
        plain = source.text.to_plain(flat, self._dialect).tolist()
        for one, start, end in zip(source.selections, plain[::2], plain[1::2], strict=True):
            if not 0 <= start <= end:
                for coding in one.codings or (None,):
                    name = self._codes.get(coding.code, "unknown code") if coding else "selection"
                    why = "its offsets lie outside the text, amid a character, or end before they start"
                    place = f"{one.start}–{one.end}"
                    self._losses.dropped("coding" if coding else "selection", why, f"{name} in {source.name}", place)
                continue
            self._selection(one, Span(source.guid, start, end), source.name)
        everything = Span(source.guid, 0, len(source.text.text))
        for coding in source.whole:
            if self._coding(coding, everything, source.name):
                self._losses.changed("coding", "it was of a whole source; now it is of all its text", source.name)
        points = source.text.to_plain([position for _, position, _ in source.sync], self._dialect).tolist()
        stamps = {
            place: milliseconds / 1000
            for place, (_, _, milliseconds) in zip(points, source.sync, strict=True)
            if place >= 0
        }
        self._stamps[source.guid] = tuple(Stamp(place, seconds) for place, seconds in sorted(stamps.items()))

    def source_of(self, own: str) -> str:
        """The GUID of the text that a GUID of a source means: that of a PDF or a film means its text."""
        return self._aliases.get(own, own)

    def stamps_of(self, source: RawSource) -> tuple[Stamp, ...]:
        """The sync points of a source, one for each place."""
        return self._stamps.get(source.guid, ())

    def _selection(self, one: RawSelection, span: Span, source: str) -> None:
        self.selections[one.guid] = span
        for coding in one.codings:
            self._coding(coding, span, source)
        for note in one.notes:
            self.notes_at[note].append(span)
        if one.description:
            name = one.name if one.name and not one.codings else "Memo"
            memo = Note(guid("memo", one.guid), name, one.description, one.user, one.at, (), (span,))
            self.memos.append((memo, tuple(coding.guid for coding in one.codings)))

    def _coding(self, coding: RawCoding, span: Span, source: str) -> bool:
        if coding.code in self._cases and coding.code not in self._codes:
            self.of_cases[coding.code].append(span)
            return False
        if coding.code not in self._codes:
            place = f"{span.start}–{span.end}"
            self._losses.dropped("coding", "it names a code that is not there", f"a coding in {source}", place)
            return False
        user = coding.user or self._default_user
        key = (span, coding.code, user)
        same = self._seen.setdefault(key, coding.guid)
        for note in coding.notes:
            self.notes_about[note].append(same)
        if same != coding.guid:
            name = f"{self._codes[coding.code]} in {source}"
            self._losses.changed("coding", "the same coder had put the same code there twice; one stays", name)
            return False
        self.codings.append(ProjectCoding(coding.guid, span, coding.code, user, coding.at))
        self.coding_guids.add(coding.guid)
        return True
