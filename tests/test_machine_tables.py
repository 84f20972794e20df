"""Equal rows give equal bytes; a table that is not as declared is not written; a file is whole or not there."""

from __future__ import annotations

import errno
import os
import stat

import pandas as pd
import pandera.pandas as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from themetrail.study import machine_tables
from themetrail.study.files import decode, sha256, write_bytes, write_json, write_text
from themetrail.study.machine_tables import (
    CODING_SEGMENTS,
    SCORES,
    TURNS,
    empty,
    read_table,
    read_tables,
    records,
    write_table,
)

SCHEMAS = {name: value for name, value in vars(machine_tables).items() if isinstance(value, pa.DataFrameSchema)}


def joined(*rows):
    return pd.DataFrame(rows, columns=["coding_id", "segment_id", "overlap_chars"])


def turn(**cells):
    values = {"session_id": "WS1", "turn": 0, "speaker_id": "P01", "role": "participant", "start_s": None}
    return pd.DataFrame([values | {"end_s": None, "start": 0, "end": 5, "flags": ""} | cells])


# --- writing ---------------------------------------------------------------------------------------------

keys = st.text("abc\u00e9", min_size=1, max_size=3)
tables = st.dictionaries(st.tuples(keys, keys), st.integers(0, 10**6), min_size=1, max_size=8)


@given(tables, st.randoms(use_true_random=False))
def test_equal_rows_in_any_order_give_equal_bytes(tmp_path_factory, table, random):
    folder = tmp_path_factory.mktemp("tables")
    rows = [(*key, n) for key, n in table.items()]
    write_table(joined(*rows), CODING_SEGMENTS, folder / "one.parquet")
    random.shuffle(rows)
    write_table(joined(*rows).iloc[:, ::-1], CODING_SEGMENTS, folder / "other.parquet")
    assert (folder / "one.parquet").read_bytes() == (folder / "other.parquet").read_bytes()
    assert [tuple(row) for row in records(read_table(folder / "one.parquet"))] == sorted(rows)


def test_numbers_are_rounded_to_six_digits_and_have_no_negative_zero(tmp_path):
    write_table(turn(start_s=1234.56789, end_s=-0.0), TURNS, tmp_path / "t.parquet")
    (row,) = records(read_table(tmp_path / "t.parquet"))
    assert (row.start_s, str(row.end_s)) == (1234.57, "0.0")


def test_a_time_that_nobody_knows_stays_unknown(tmp_path):
    write_table(turn(), TURNS, tmp_path / "t.parquet")
    assert read_table(tmp_path / "t.parquet")["start_s"].isna().all()


def test_columns_that_are_not_declared_are_left_out(tmp_path):
    write_table(joined(("a", "b", 1)).assign(more=2), CODING_SEGMENTS, tmp_path / "t.parquet")
    assert list(read_table(tmp_path / "t.parquet").columns) == list(CODING_SEGMENTS.columns)


@pytest.mark.parametrize(
    ("frame", "schema"),
    [
        (joined(("a", "b", -1)), CODING_SEGMENTS),
        (joined(("a", None, 1)), CODING_SEGMENTS),
        (joined(("a", "b", 1), ("a", "b", 2)), CODING_SEGMENTS),
        (joined(("a", "b", 1)).drop(columns="overlap_chars"), CODING_SEGMENTS),
        (joined(("a", "b", "many")), CODING_SEGMENTS),
        (turn(start_s=-1.0), TURNS),
        (
            pd.DataFrame([("WS1", "s", "A", 1.5, "[]", "[]")], columns=list(SCORES.columns)),
            SCORES,
        ),
    ],
)
def test_a_table_that_is_not_as_declared_is_not_written(tmp_path, frame, schema):
    with pytest.raises((pa.errors.SchemaError, pa.errors.SchemaErrors)):
        write_table(frame, schema, tmp_path / "t.parquet")
    assert list(tmp_path.iterdir()) == []


# --- empty tables ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", SCHEMAS)
def test_an_empty_table_comes_back_with_its_columns_and_types(tmp_path, name):
    schema = SCHEMAS[name]
    write_table(pd.DataFrame(), schema, tmp_path / "t.parquet")
    back = read_table(tmp_path / "t.parquet")
    assert len(back) == 0
    assert list(back.columns) == list(schema.columns)
    assert back.dtypes.tolist() == empty(schema).dtypes.tolist()


def test_texts_of_an_empty_table_are_typed_as_those_of_a_full_one(tmp_path):
    write_table(joined(("a", "b", 1)), CODING_SEGMENTS, tmp_path / "t.parquet")
    assert empty(CODING_SEGMENTS).dtypes.tolist() == read_table(tmp_path / "t.parquet").dtypes.tolist()


@pytest.mark.parametrize("name", SCHEMAS)
def test_every_table_has_a_key_of_its_own_columns(name):
    assert set(SCHEMAS[name].unique) <= set(SCHEMAS[name].columns)


# --- reading ---------------------------------------------------------------------------------------------


def test_some_columns_can_be_read_alone(tmp_path):
    write_table(joined(("a", "b", 1)), CODING_SEGMENTS, tmp_path / "t.parquet")
    assert list(read_table(tmp_path / "t.parquet", ["coding_id"]).columns) == ["coding_id"]


def test_several_files_are_read_as_one_in_the_order_of_the_key(tmp_path):
    for name, frame in (("1", joined(("b", "x", 1))), ("2", joined()), ("3", joined(("a", "x", 2)))):
        write_table(frame, CODING_SEGMENTS, tmp_path / name)
    read = read_tables([tmp_path / name for name in "123"], CODING_SEGMENTS)
    assert read["coding_id"].tolist() == ["a", "b"]
    assert read.index.tolist() == [0, 1]
    assert len(read_tables([tmp_path / "2"], CODING_SEGMENTS)) == len(read_tables([], CODING_SEGMENTS)) == 0


# --- files -----------------------------------------------------------------------------------------------


def test_a_file_is_written_whole_or_not_at_all(tmp_path, monkeypatch):
    path = tmp_path / "a" / "b.txt"
    write_text(path, "old")

    def full(*_):
        raise OSError(errno.ENOSPC, "no space left")

    monkeypatch.setattr(os, "replace", full)
    with pytest.raises(OSError, match="no space left"):
        write_text(path, "new")
    assert path.read_text() == "old"
    assert [file.name for file in path.parent.iterdir()] == ["b.txt"]


def test_a_file_has_the_rights_that_the_person_gives_to_new_files(tmp_path):
    before = os.umask(0o027)
    try:
        write_bytes(tmp_path / "a", b"")
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "a").stat().st_mode) == 0o640


def test_equal_values_give_equal_json(tmp_path):
    write_json(tmp_path / "one", {"b": 1, "a": "\u00e9"})
    write_json(tmp_path / "other", {"a": "\u00e9", "b": 1})
    assert (tmp_path / "one").read_bytes() == (tmp_path / "other").read_bytes()
    assert "\u00e9" in (tmp_path / "one").read_text(encoding="utf-8")


@given(st.text(st.characters(codec="utf-8", exclude_characters="\0")))
def test_text_in_utf_8_decodes_to_itself_with_or_without_a_mark(text):
    assert decode(b"\xef\xbb\xbf" + text.encode()) == (text, "utf-8")
    if not text.startswith("\ufeff"):
        assert decode(text.encode()) == (text, "utf-8")


def test_a_pound_sign_of_windows_is_a_pound_sign():
    assert decode("\u00a35 caf\u00e9".encode("cp1252")) == ("\u00a35 caf\u00e9", "cp1252")


def test_the_hash_of_text_is_that_of_its_bytes():
    assert sha256("caf\u00e9") == sha256("caf\u00e9".encode()) != sha256("cafe")


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
@given(
    text=st.text("abc \u2019\u00a3\n", min_size=1).filter(lambda text: 2 * sum(c < "\u0100" for c in text) >= len(text))
)
def test_utf16_without_a_mark_is_known_by_its_zero_bytes(encoding, text):
    assert decode(text.encode(encoding)) == (text, encoding)


@pytest.mark.parametrize("data", [b"a\0b\0c", b"a\0\0b", b"\0\0\0\0", b"abcdefgh\0i"])
def test_other_zero_bytes_are_not_taken_for_utf16(data):
    assert decode(data)[1] == "utf-8"
