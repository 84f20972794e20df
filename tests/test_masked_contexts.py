"""A context shows plain words around a string and nothing that names anybody."""

from __future__ import annotations

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from themetrail.identifiers.contexts import masked_contexts, window_around
from themetrail.identifiers.hashing import identifier_hmac, mask
from themetrail.study.machine_tables import FINDINGS

KEY = bytes(range(32))


def findings(record: str, *strings: str) -> pd.DataFrame:
    """A finding for the first occurrence of each string."""
    rows = []
    for text in strings:
        start = record.index(text)
        span = ("cue 1", start, start + len(text), "k", identifier_hmac(text, KEY), mask(text))
        rows.append(("S1", "known", "record", *span))
    return pd.DataFrame(rows, columns=list(FINDINGS.columns))


def context(record: str, *strings: str) -> str:
    """The context of the first string, where all of them were found."""
    found = findings(record, *strings)
    ((only,),) = masked_contexts(found.head(1), found, {"S1": record}, KEY).values()
    return only


def test_six_words_stand_on_either_side() -> None:
    record = "one two three four five six seven marjorie's one two three four five six seven\n"
    assert context(record, "marjorie") == "… two three four five six seven xxxxxxxx'x one two three four five six …"


def test_words_with_capitals_and_digits_are_masked() -> None:
    assert context("we saw Dr Quill at 9am, hope\n", "hope") == "… we saw xx xxxxx at 9xx, xxxx …"


def test_other_findings_their_words_and_repeats_of_the_string_are_masked() -> None:
    record = "hope and ann marsh know marsh, says hope to ann\n"
    assert context(record, "hope", "ann marsh") == "… xxxx and xxx xxxxx know xxxxx, says …"


def test_a_string_found_in_another_place_is_masked_by_its_hash() -> None:
    record = "ask hope about tilda now\n"
    found = findings(record, "hope")
    beside = findings("tilda", "tilda").assign(source="label")
    contexts = masked_contexts(found, pd.concat([found, beside]), {"S1": record}, KEY)
    assert list(contexts.values()) == [["… ask xxxx about xxxxx now …"]]


def test_three_contexts_are_shown_at_most() -> None:
    record = "".join(f"line {'abcde'[n]} with hope\n" for n in range(5))
    places = [n for n in range(len(record)) if record.startswith("hope", n)]
    rows = [("S1", "known", "record", "cue", n, n + 4, "k", identifier_hmac("hope", KEY), "xxxx") for n in places]
    found = pd.DataFrame(rows, columns=list(FINDINGS.columns))
    ((*shown,),) = masked_contexts(found, found, {"S1": record}, KEY).values()
    assert len(shown) == 3


@given(st.text("ab \n", min_size=1, max_size=80), st.data())
def test_a_window_holds_the_string_and_cuts_no_word(record: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(record) - 1))
    end = data.draw(st.integers(start + 1, len(record)))
    low, high = window_around(record, start, end)
    assert low <= start < end <= high
    if record[start:end].strip() == record[start:end]:
        assert low == 0 or record[low - 1].isspace()
        assert high == len(record) or record[high].isspace()
        assert len(record[low:start].split()) <= 7
        assert len(record[end:high].split()) <= 7
