"""The one pass: released turns in; annotated turns, segments and names found by the model out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd
from spacy.tokens import DocBin

from themetrail.annotation.names import names, ordinary_words
from themetrail.annotation.segments import join_flags, segment_ids, sentence_spans, turn_spans
from themetrail.cleaning.marks import count_words
from themetrail.identifiers.hashing import identifier_hmac, mask
from themetrail.study.machine_tables import FINDINGS, SEGMENTS, empty, records

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from spacy.language import Language
    from spacy.tokens import Doc, Span

    from themetrail.cleaning.release import OffsetMap

DOC_ATTRIBUTES = ("ORTH", "LEMMA", "POS", "TAG", "DEP", "HEAD", "SENT_START", "ENT_IOB", "ENT_TYPE")
_BATCH = 128
# No-break, figure, thin and narrow spaces, on which a pattern of several words would else be cut.
_SPACES = dict.fromkeys(map(ord, "\n\u00a0\u2007\u2009\u202f"), " ")


@dataclass(frozen=True)
class ReleasedSession:
    """A session as it may be shown: released text, the way back to the record, and the turns that stay.

    ``turns`` follows the TURNS schema without the turns of withdrawn speakers; offsets point into ``record``.
    """

    session_id: str
    record: str
    released: str
    offsets: OffsetMap
    turns: pd.DataFrame


@dataclass(frozen=True)
class Annotated:
    """What one pass gives: annotated turns as bytes, segments (schema SEGMENTS), names (schema FINDINGS)."""

    docs: bytes
    segments: pd.DataFrame
    names: pd.DataFrame


def annotate_session(session: ReleasedSession, nlp: Language, key: bytes, unit: str = "sentence") -> Annotated:
    """Annotate a session turn by turn; at no time is more than a batch of turns held as objects of spaCy.

    A name found together with a bracket tag ("Ann [NAME]") is a finding without it.

    Args:
        session: The session.
        nlp: The language model.
        key: The study's key of the identifier scan.
        unit: What a segment is: "sentence" or "turn".
    """
    spans_of = turn_spans if unit == "turn" else sentence_spans
    docs = DocBin(attrs=list(DOC_ATTRIBUTES))
    segments: list[_Row] = []
    seen: list[_Row] = []
    ordinary = ordinary_words(nlp)
    for turn, doc in zip(records(session.turns), annotate_turns(session, nlp), strict=True):
        docs.add(doc)
        segments += _segments_of(session, turn, doc, spans_of(doc))
        seen += _names_of(session, turn, names(doc, ordinary), key)
    return Annotated(bytes(docs.to_bytes()), _segment_table(session, segments), _name_table(seen))


def annotate_turns(session: ReleasedSession, nlp: Language) -> Iterator[Doc]:
    """One Doc for each turn, in order; line ends and no-break spaces read as spaces, one for one, so offsets hold."""
    spans = (session.offsets.to_released(t.start, t.end) for t in records(session.turns))
    texts = (session.released[start:end].translate(_SPACES) for start, end in spans)
    yield from nlp.pipe(texts, batch_size=_BATCH)


_Row = dict[str, Any]


def _segments_of(session: ReleasedSession, turn: Any, doc: Doc, spans: list[tuple[int, int]]) -> Iterator[_Row]:
    base, _ = session.offsets.to_released(turn.start, turn.end)
    text = doc.text  # spaCy puts it together anew each time
    for low, high in spans:
        start, end = session.offsets.to_record(base + low, base + high)
        words = count_words(text[low:high])
        yield {
            "session_id": session.session_id,
            "turn": turn.turn,
            "speaker_id": turn.speaker_id,
            "role": turn.role,
            "start": start,
            "end": end,
            "words": words,
            "flags": join_flags(turn.flags, "" if words else "no_words"),
        }


def _segment_table(session: ReleasedSession, rows: list[_Row]) -> pd.DataFrame:
    if not rows:
        return empty(SEGMENTS)
    texts = [session.record[row["start"] : row["end"]] for row in rows]
    frame = pd.DataFrame(rows)
    frame.insert(0, "segment_id", segment_ids(session.session_id, texts))
    return frame


def _names_of(session: ReleasedSession, turn: Any, found: Iterable[Span], key: bytes) -> Iterator[_Row]:
    base, _ = session.offsets.to_released(turn.start, turn.end)
    for name in found:
        start, end = session.offsets.to_record(base + name.start_char, base + name.end_char)
        yield {
            "session_id": session.session_id,
            "layer": "names",
            "source": "record",
            "place": f"turn {turn.turn}",
            "start": start,
            "end": end,
            "kind": name.label_.lower(),
            "hmac": identifier_hmac(name.text, key),
            "masked": mask(name.text),
        }


def _name_table(rows: list[_Row]) -> pd.DataFrame:
    return pd.DataFrame(rows) if rows else empty(FINDINGS)


def unpack(data: bytes, nlp: Language) -> Iterator[Doc]:
    """The turns of :class:`Annotated` ``docs``, in order."""
    yield from DocBin().from_bytes(data).get_docs(nlp.vocab)
