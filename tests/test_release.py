"""The released text shows placeholders; spans go there and back and never show part of what was replaced."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from themetrail.cleaning.release import OffsetMap, Replacement, release
from themetrail.study.machine_tables import OFFSET_MAP, read_table, write_table

RECORD = "I saw Siobhan at Ulverston.\n"
SWAPS = [Replacement(17, 26, "[T]"), Replacement(6, 13, "[NAME 1]")]


@st.composite
def released(draw):
    record = draw(st.text("abc \n\u00e9", min_size=1, max_size=40))
    cuts = sorted(draw(st.sets(st.integers(0, len(record)), max_size=8)))
    pairs = [(a, b) for a, b in pairwise(cuts) if draw(st.booleans())]
    swaps = [Replacement(a, b, draw(st.text("XYZ", min_size=1, max_size=9))) for a, b in pairs]
    return record, swaps, *release("S1", record, swaps)


@st.composite
def with_span(draw):
    record, swaps, text, rows = draw(released())
    start, end = sorted((draw(st.integers(0, len(record))), draw(st.integers(0, len(record)))))
    return record, swaps, text, OffsetMap(rows), (start, end)


def test_placeholders_stand_in_the_released_text():
    text, rows = release("S1", RECORD, SWAPS)
    assert text == "I saw [NAME 1] at [T].\n"
    assert rows.to_numpy().tolist() == [["S1", 6, 13, 6, 14], ["S1", 17, 26, 18, 21]]


def test_a_span_that_touches_a_replacement_grows_to_hold_it():
    text, rows = release("S1", RECORD, SWAPS)
    start, end = OffsetMap(rows).to_released(8, 16)
    assert text[start:end] == "[NAME 1] at"
    assert OffsetMap(rows).to_record(start + 2, end) == (6, 16)


@given(with_span())
def test_there_and_back_holds_the_span_and_grows_only_by_what_it_touches(case):
    _, swaps, _, offsets, (start, end) = case
    back = offsets.to_record(*offsets.to_released(start, end))
    touched = [one for one in swaps if one.start < end and start < one.end]
    assert back == (min([start, *(one.start for one in touched)]), max([end, *(one.end for one in touched)]))
    assert offsets.to_record(*offsets.to_released(*back)) == back


@given(with_span())
def test_a_span_shows_the_record_with_its_placeholders_and_nothing_else(case):
    record, swaps, text, offsets, span = case
    start, end = offsets.to_record(*offsets.to_released(*span))
    shown = text[slice(*offsets.to_released(*span))]
    inside = [Replacement(o.start - start, o.end - start, o.placeholder) for o in swaps if start <= o.start < end]
    assert shown == release("S1", record[start:end], inside)[0]


@given(released())
def test_what_was_not_replaced_is_the_same_in_both_texts(case):
    record, swaps, text, rows = case
    offsets = OffsetMap(rows)
    replaced = {index for one in swaps for index in range(one.start, one.end)}
    for index, character in enumerate(record):
        if index not in replaced:
            assert text[slice(*offsets.to_released(index, index + 1))] == character


@pytest.mark.parametrize(
    "swaps",
    [
        [Replacement(0, 3, "[A]"), Replacement(2, 5, "[B]")],
        [Replacement(3, 3, "[A]")],
        [Replacement(0, 99, "[A]")],
        [Replacement(0, 2, "")],
    ],
)
def test_replacements_that_overlap_or_are_empty_are_refused(swaps):
    with pytest.raises(ValueError, match="replacement"):
        release("S1", RECORD, swaps)


def test_the_offset_map_can_be_written_and_read_back(tmp_path):
    for swaps in ([], SWAPS):
        _, rows = release("S1", RECORD, swaps)
        write_table(rows, OFFSET_MAP, tmp_path / "map.parquet")
        assert OffsetMap(read_table(tmp_path / "map.parquet")).to_record(0, 1) == (0, 1)
