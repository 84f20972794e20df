"""The words around an undecided string, masked so far that they help to decide and name nobody.

A list of strings is easier to decide on with a few words beside each, but those may hold the next identifier:
masked are every finding of any layer, each word of one wherever it stands, and each word with a capital or a digit.
"""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING

from themetrail.identifiers.decisions import runs_of_words
from themetrail.identifiers.hashing import identifier_hmac, mask, normalise

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    import pandas as pd

_WORDS_BESIDE = 6
_CONTEXTS_SHOWN = 3
_REACH = 300  # characters on either side in which six words are looked for
_WORD = re.compile(r"\S+")
_Spans = list[tuple[int, int]]


def masked_contexts(
    wanted: pd.DataFrame, findings: pd.DataFrame, records: Mapping[str, str], key: bytes
) -> dict[str, list[str]]:
    """Up to three masked contexts of each string that stands in a text: six words on either side of it.

    Args:
        wanted: The findings to show (schema FINDINGS).
        findings: All findings of the study, decided or not, of every layer; what they found is masked.
        records: Text of record by session.
        key: The study's secret key.

    Returns:
        By hash, contexts such as "… you can ring xxx on 99999 999999 after six …"; none for a string that stands
        beside the text only.
    """
    hashes = frozenset(findings["hmac"])
    contexts: dict[str, list[str]] = defaultdict(list)
    found = _spans_by_session(findings)
    secret_words = {
        word
        for session, spans in found.items()
        for start, end in spans
        for word in _parts(records.get(session, "")[start:end])
    }
    rows = wanted[wanted["source"] == "record"].sort_values(["session_id", "start", "end"])
    for session, start, end, digest in rows[["session_id", "start", "end", "hmac"]].itertuples(index=False, name=None):
        if session in records and len(contexts[digest]) < _CONTEXTS_SHOWN:
            record = records[session]
            window = window_around(record, start, end)
            secrets = [*found[session], *_known_by_hash(record, window, hashes, key)]
            shown = " ".join(_masked_words(record, window, secrets, secret_words))
            if f"… {shown} …" not in contexts[digest]:
                contexts[digest].append(f"… {shown} …")
    return {digest: told for digest, told in contexts.items() if told}


def window_around(record: str, start: int, end: int) -> tuple[int, int]:
    """The span of six words before ``record[start:end]`` to six words behind it; no word is cut."""
    low, high = max(0, start - _REACH), min(len(record), end + _REACH)
    words = [match.span() for match in _WORD.finditer(record, low, high)]
    # A word that the reach cuts is left out, since a part of it could not be told from another word.
    before = [a for a, b in words if b <= start and (a > low or a == 0 or record[a - 1].isspace())]
    after = [b for a, b in words if a >= end and (b < high or b == len(record) or record[b].isspace())]
    own = [span for span in words if span[0] < end and start < span[1]]
    first, last = min([start, *(a for a, _ in own)]), max([end, *(b for _, b in own)])
    return [first, *before[: -_WORDS_BESIDE - 1 : -1]][-1], [last, *after[:_WORDS_BESIDE]][-1]


def _spans_by_session(findings: pd.DataFrame) -> dict[str, _Spans]:
    spans: dict[str, _Spans] = defaultdict(list)
    rows = findings.loc[findings["source"] == "record", ["session_id", "start", "end"]]
    for session, start, end in rows.itertuples(index=False, name=None):
        spans[session].append((start, end))
    return spans


def _known_by_hash(record: str, window: tuple[int, int], hashes: Collection[str], key: bytes) -> _Spans:
    """Where a string that was found anywhere stands in a window, though no layer found it there."""
    low, high = window
    runs = runs_of_words(record[low:high])
    return [(low + a, low + b) for a, b in runs if identifier_hmac(record[low + a : low + b], key) in hashes]


def _masked_words(record: str, window: tuple[int, int], secrets: _Spans, secret_words: set[str]) -> Iterator[str]:
    for match in _WORD.finditer(record, *window):
        start, end = match.span()
        word = match[0]
        told = any(character.isupper() or character.isnumeric() for character in word)
        found = any(low < end and start < high for low, high in secrets)
        yield mask(word) if told or found or secret_words & _parts(word) else word


def _parts(text: str) -> set[str]:
    return set(re.findall(r"\w+", normalise(text)))
