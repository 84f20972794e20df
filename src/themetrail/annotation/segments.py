"""Sentences of a turn, or the whole of it, as segments with ids that an edit elsewhere does not change."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from themetrail.cleaning.marks import count_words
from themetrail.study.files import sha256

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from spacy.tokens import Doc


def sentence_spans(doc: Doc) -> list[tuple[int, int]]:
    """Character spans of the sentences of a turn, without outer white space.

    A sentence without words (a laugh, a pause, a dash) is joined to the one before it, or to the one after it
    where it opens the turn.
    """
    spans: list[tuple[int, int]] = []
    carried: int | None = None
    for sentence in doc.sents:
        text = sentence.text
        start = sentence.start_char + len(text) - len(text.lstrip())
        end = sentence.end_char - len(text) + len(text.rstrip())
        if start >= end:
            continue
        if count_words(text):
            spans.append((start if carried is None else carried, end))
            carried = None
        elif spans:
            spans[-1] = (spans[-1][0], end)
        elif carried is None:
            carried = start
    if carried is not None and not spans:
        spans.append((carried, len(doc.text.rstrip())))
    return spans


def turn_spans(doc: Doc) -> list[tuple[int, int]]:
    """The one span of a turn that is a segment as a whole, without outer white space; none of an empty turn."""
    text = doc.text.strip()
    start = doc.text.find(text)
    return [(start, start + len(text))] if text else []


def segment_ids(session_id: str, texts: Iterable[str]) -> list[str]:
    """Ids ``<session>-<8 hex of SHA-256 of the record text>-<occurrence>`` of segments in their order.

    An edit elsewhere changes no id, unless it adds or removes the same text before this one.
    """
    seen: Counter[str] = Counter()
    ids = []
    for text in texts:
        digest = sha256(text)[:8]
        seen[digest] += 1
        ids.append(f"{session_id}-{digest}-{seen[digest]}")
    return ids


def join_flags(*flags: str | Sequence[str]) -> str:
    """Flags of several sources as one sorted, space-separated text."""
    words = {word for flag in flags for word in (flag.split() if isinstance(flag, str) else flag)}
    return " ".join(sorted(words))
