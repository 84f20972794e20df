"""Find the words of a decision again after its transcript was corrected: for certain, or not at all.

A decision keeps its words and forty characters on each side of them. The words are looked for in the new text, white
space and line ends not counted, and a place is certain in three cases: the text on both sides is the old one and the
place is the only such; the words are longer, stand only once, and one side is the old one; they are so long that they
say by themselves where they were. Everything else is for a person, with both texts side by side. Nothing is guessed:
a decision that is listed costs a minute, one that was moved to wrong words costs a finding.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import groupby
from typing import TYPE_CHECKING

from themetrail.ledger.acts import CONTEXT_CHARS, anchor
from themetrail.ledger.replay import acts_that_count

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from themetrail.ledger.acts import Act
    from themetrail.ledger.check import SessionText

    ToRecord = Callable[[int, int], tuple[int, int]]

_SIDE = 20  # characters beside the words that have to be the old ones for a side to count
_LONGER = 20  # characters of words for which one side is enough
# ASSUME nobody says so many characters twice, word for word, in one session.
_BY_THEMSELVES = 60


@dataclass(frozen=True)
class Adrift:
    """A decision that no place is certain for.

    Attributes:
        act: The decision, as it stands.
        why: Why no place is certain, in words.
        start: Start, in the record, of what stands where the words might have been; None where nothing is known.
        end: Its end.
    """

    act: Act
    why: str
    start: int | None = None
    end: int | None = None


def reanchor(
    acts: Sequence[Act], session_id: str, text: SessionText, to_record: ToRecord
) -> tuple[list[Act], list[Adrift]]:
    """Place the decisions of one coder on a session whose text is no longer the one that was decided on.

    Args:
        acts: All acts of the coder.
        session_id: The session.
        text: Its texts as they are now.
        to_record: Takes a span of the released text to the span of the record that it shows.

    Returns:
        New acts ``reanchor``, without decision_id, seq and at, for the decisions whose place is certain; and those
        that no place is certain for. Decisions that stand where they point are in neither.
    """
    texts = _Flat(text.released), _Flat(text.record)
    placed: list[tuple[Act, int, int]] = []
    adrift: list[Adrift] = []
    for act in _moved_away(acts, session_id, text):
        found = _place(act, text, texts, to_record)
        if isinstance(found, Adrift):
            adrift.append(found)
        else:
            placed.append((act, *found))
    certain, crowded = _one_each(placed)
    adrift += crowded
    return [_move(act, start, end, text) for act, start, end in certain], sorted(adrift, key=lambda one: one.act.seq)


def _moved_away(acts: Sequence[Act], session_id: str, text: SessionText) -> Iterable[Act]:
    """The decisions that count and whose words are not where they point, or are those of another text."""
    for act in acts_that_count(acts):
        if act.session_id != session_id or act.start is None or act.end is None:
            continue
        if act.end <= len(text.record):
            if any(low < act.end and act.start < high for low, high in text.withdrawn):
                continue
            if act.record_sha256 == text.sha256 and text.quote(act.start, act.end) == act.quote:
                continue
        yield act


def _place(act: Act, text: SessionText, texts: tuple[_Flat, _Flat], to_record: ToRecord) -> tuple[int, int] | Adrift:
    """The span of the record where an act's words stand now, or why no span is certain."""
    start, end = act.start or 0, act.end or 0
    if act.record_sha256 == text.sha256:
        # The text is the same and shows other words: a name may have been replaced since.
        if " ".join(text.record[start:end].split()) == " ".join(act.quote.split()):
            return start, end
        return Adrift(act, "the text is the one decided on, and shows other words there", start, end)
    released, record = texts
    found = [(sides, to_record(*span)) for sides, span in released.find(act)] or record.find(act)
    if found:
        return _choose(act, found)
    guess = released.between(act)
    place = to_record(*guess) if guess else (None, None)
    return Adrift(act, "the words do not stand there any more", *place)


def _choose(act: Act, found: list[tuple[int, tuple[int, int]]]) -> tuple[int, int] | Adrift:
    """The one certain place among those where the words stand, each with the number of sides that are the old ones."""
    both = [span for sides, span in found if sides == 2]
    if len(both) == 1:
        return both[0]
    sides, span = max(found, key=lambda one: one[0])
    if len(found) > 1:
        return Adrift(act, f"the words stand there {len(found)} times", *span)
    if len(act.quote) >= (_LONGER if sides else _BY_THEMSELVES):
        return span
    return Adrift(act, "the words stand there once, but what is beside them has changed", *span)


def _one_each(placed: list[tuple[Act, int, int]]) -> tuple[list[tuple[Act, int, int]], list[Adrift]]:
    """Decisions on different words that came to the same words are not certain, any of them."""
    certain, crowded = [], []
    ordered = sorted(placed, key=lambda one: (one[1], one[2], one[0].seq))
    for _, group in groupby(ordered, key=lambda one: (one[1], one[2])):
        those = list(group)
        if len({(act.record_sha256, act.start, act.end) for act, _, _ in those}) == 1 or _same_words_moved(those):
            certain += those
        else:
            crowded += [
                Adrift(act, "decisions on other words came to the same place", low, high) for act, low, high in those
            ]
    return sorted(certain, key=lambda one: one[0].seq), crowded


def _same_words_moved(those: list[tuple[Act, int, int]]) -> bool:
    """Whether decisions were made on different states of the text, of which the places say nothing to each other."""
    by_text: dict[str, set[tuple[int | None, int | None]]] = {}
    for act, _, _ in those:
        by_text.setdefault(act.record_sha256, set()).add((act.start, act.end))
    return all(len(places) == 1 for places in by_text.values())


def _move(act: Act, start: int, end: int, text: SessionText) -> Act:
    quote, before, after = anchor(text.released, *text.to_released(start, end))
    return replace(
        act,
        decision_id="",
        seq=0,
        at="",
        record_sha256=text.sha256,
        start=start,
        end=end,
        quote=quote,
        before=before,
        after=after,
        action="reanchor",
        code="",
        target=act.decision_id,
        from_code="",
        shown="",
        via="file",
        reason="placed anew after the transcript was changed",
        memo="",
    )


class _Flat:
    """A text with each stretch of white space as one space, and the way back to its own places."""

    def __init__(self, text: str) -> None:
        places = [n for n, character in enumerate(text) if not character.isspace() or (n and not text[n - 1].isspace())]
        self.text = "".join(" " if text[n].isspace() else text[n] for n in places)
        self._places = places

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The span of the text itself."""
        return self._places[start], self._places[end - 1] + 1

    def find(self, act: Act) -> list[tuple[int, tuple[int, int]]]:
        """Where an act's words stand: on how many sides the text is the one that it remembers, and the span.

        Words that are now the middle of others are not those words, unless the text beside them is the old one.
        """
        wanted, before, after = (" ".join(part.split()) for part in (act.quote, act.before, act.after))
        found = []
        place = self.text.find(wanted) if wanted else -1
        while place >= 0:
            end = place + len(wanted)
            left = self.text[max(0, place - CONTEXT_CHARS) : place].rstrip()
            right = self.text[end : end + CONTEXT_CHARS].lstrip()
            sides = _alike(left[::-1], before[::-1]) + _alike(right, after)
            if sides == 2 or not (self._cuts(place) or self._cuts(end)):
                found.append((sides, self.span(place, end)))
            place = self.text.find(wanted, place + 1)
        return found

    def _cuts(self, place: int) -> bool:
        around = self.text[max(0, place - 1) : place + 1]
        return 0 < place < len(self.text) and around.isalnum()

    def between(self, act: Act) -> tuple[int, int] | None:
        """The span of the text itself between what an act remembers on its two sides, where that stands once."""
        before, after = (" ".join(context.split()) for context in (act.before, act.after))
        near, far = before[-_SIDE:], after[:_SIDE]
        if not near or not far or self.text.count(near) != 1 or self.text.count(far) != 1:
            return None
        start, end = self.text.index(near) + len(near), self.text.index(far)
        while start < end and self.text[start] == " ":
            start += 1
        while start < end and self.text[end - 1] == " ":
            end -= 1
        return self.span(start, end) if start < end <= start + 3 * len(act.quote) + CONTEXT_CHARS else None


def _alike(text: str, context: str) -> int:
    """1 if a text begins as a context does, else 0; a short context reached the end of the text."""
    return int(text == context if len(context) < _SIDE else text.startswith(context[:_SIDE]))
