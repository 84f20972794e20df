"""The text of record is one unit a line, and the report says what became of the source."""

from __future__ import annotations

import hashlib
import json

from themetrail.study.machine_tables import LOCATORS, read_table, write_table
from themetrail.transcripts.choose import read_transcript
from themetrail.transcripts.model import Source, Unit
from themetrail.transcripts.record import RECORD_FORMAT, build_record, report


def test_unit_n_is_line_n_and_offsets_count_code_points():
    units = [
        Unit("caf\u00e9 \U0001f642 yes", "P1", 1.0, None, "line", 4),
        Unit("on", None, None, None, "line", 5),
    ]
    record, locators = build_record("S1", units)
    assert record == "caf\u00e9 \U0001f642 yes\non\n"
    assert locators[["unit", "start", "end", "label", "place"]].to_numpy().tolist() == [
        [1, 0, 10, "P1", "line 4"],
        [2, 11, 13, "", "line 5"],
    ]


def test_a_session_without_units_has_an_empty_record():
    record, locators = build_record("S1", [])
    assert (record, len(locators)) == ("", 0)


def test_locators_can_be_written_and_read_back(tmp_path):
    for units in ([], [Unit("on", None, None, None, "cue", 1)]):
        _, locators = build_record("S1", units)
        write_table(locators, LOCATORS, tmp_path / "locators.parquet")
        assert len(read_table(tmp_path / "locators.parquet")) == len(units)


def test_the_report_counts_and_keeps_what_was_left_out():
    data = b"Date: 3 May\n[0:01] P1: one two\nP2: three\nand four\n"
    source = Source("a.txt", data)
    reading = read_transcript(source, "a.txt")
    record, _ = build_record("S1", reading.units)
    made = json.loads(json.dumps(report("S1", source, reading, record)))
    assert made["source_sha256"] == hashlib.sha256(data).hexdigest()
    assert made["record_sha256"] == hashlib.sha256(record.encode()).hexdigest()
    assert made["record_format"] == RECORD_FORMAT
    assert made["reader"] == "labelled_txt"
    assert made["labels"] == {"P1": 1, "P2": 1}
    assert made["counts"] == {"units": 3, "words": 5, "unlabelled": 1, "stamps": 1, "dropped": 1}
    assert made["dropped"] == [{"kind": "line", "number": 1, "text": "Date: 3 May", "why": "before the first speaker"}]
    assert made["problems"] == []
