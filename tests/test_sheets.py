"""What a spreadsheet program saved is read for certain, or refused by the cell."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from themetrail.study.sheets import Column, Sheet, read_sheet, write_sheet

SHEET = Sheet(
    "people",
    (
        Column("name", required=True, pattern=r"[A-Z]\d+", hint="a letter and a number"),
        Column("age", kind="integer"),
        Column("height", kind="number"),
        Column("born", kind="date"),
        Column("consent", kind="yes_no"),
        Column("role", kind="choice", choices=("one", "two")),
        Column("note"),
    ),
    key=("name",),
)
PLAIN = Sheet("plain", (Column("a"), Column("b"), Column("c")))
HEADER = ",".join(SHEET.header)


@pytest.fixture
def read(tmp_path):
    """Rows as (number, cells in order) and problems as (row, what was seen) of a file's text or bytes."""

    def rows_and_problems(content, sheet=PLAIN):
        path = tmp_path / "sheet.csv"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        rows, problems = read_sheet(path, sheet, "data/sheet.csv")
        return [(row.number, *row.cells.values()) for row in rows], [(p.number, p.seen) for p in problems]

    return rows_and_problems


# --- whatever a spreadsheet program saves ----------------------------------------------------------------

TEXT = 'a,b,c\n1,"x, y",caf\u00e9\n2,"said ""no""",z\n'
ROWS = [(2, "1", "x, y", "caf\u00e9"), (3, "2", 'said "no"', "z")]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_any_encoding_and_line_end_reads_the_same(read, encoding, line_end):
    assert read(TEXT.replace("\n", line_end).encode(encoding)) == (ROWS, [])


@pytest.mark.parametrize("byte_order", [b"\xff\xfe", b"\xfe\xff"])
def test_utf_16_reads_in_either_byte_order(read, byte_order):
    encoding = "utf-16-le" if byte_order == b"\xff\xfe" else "utf-16-be"
    assert read(byte_order + TEXT.encode(encoding)) == (ROWS, [])


@pytest.mark.parametrize("mark", [";", "\t"])
def test_a_file_with_other_delimiters_keeps_the_commas_in_its_cells(read, mark):
    text = f"a{mark}b{mark}c\n1{mark}x, y, z, w{mark}u\n"
    assert read(text) == ([(2, "1", "x, y, z, w", "u")], [])


def test_the_delimiter_is_the_one_that_finds_the_columns_even_where_another_is_more_frequent(read):
    sheet = Sheet("wide", (Column("a"), Column("b")), more_columns=True)
    rows, problems = read('a;b;"more, of, this, and, that"\n1;2;3\n', sheet)
    assert (rows, problems) == ([(2, "1", "2", "3")], [])


def test_header_names_may_be_quoted_and_have_spaces_around(read):
    assert read('"a";"b";"c"\n1;2;3\n') == ([(2, "1", "2", "3")], [])
    assert read("a , b , c\n 1 , 2 , 3 \n") == ([(2, "1", "2", "3")], [])


def test_columns_may_stand_in_any_order(read):
    assert read("c,a,b\n3,1,2\n") == ([(2, "3", "1", "2")], [])


def test_a_formula_stays_the_text_that_it_is(read):
    assert read('a,b,c\n=SUM(A1:A9),+1,"=HYPERLINK(""x"")"\n') == ([(2, "=SUM(A1:A9)", "+1", '=HYPERLINK("x")')], [])


def test_empty_columns_that_a_program_added_at_the_end_are_no_columns(read):
    assert read("a,b,c,,\n1,2,3,,\n,,,,\n4,5,6,,\n") == ([(2, "1", "2", "3"), (4, "4", "5", "6")], [])


def test_empty_cells_that_a_program_dropped_at_the_end_are_empty(read):
    assert read("a,b,c\n1\n2,3\n") == ([(2, "1", "", ""), (3, "2", "3", "")], [])


# --- row numbers -----------------------------------------------------------------------------------------


def test_rows_have_the_numbers_that_a_spreadsheet_shows_blank_lines_and_all(read):
    assert read("a,b,c\n1,,\n\n,,\n2,,\n") == ([(2, "1", "", ""), (5, "2", "", "")], [])


def test_a_cell_of_several_lines_is_in_one_row(read):
    assert read('a,b,c\n1,"x\ny\nz",\n2,,\n') == ([(2, "1", "x\ny\nz", ""), (3, "2", "", "")], [])


def test_the_header_need_not_be_the_first_line(read):
    assert read("\n\na;b;c\n1;2;3\n") == ([(4, "1", "2", "3")], [])
    assert read("\n\na;b;d\n")[1][0][0] == 3


# --- refused as a file -----------------------------------------------------------------------------------


def test_a_missing_file_is_told_its_columns(tmp_path):
    rows, (problem,) = read_sheet(tmp_path / "none.csv", PLAIN, "data/none.csv")
    assert rows == []
    assert str(problem) == "data/none.csv: the file is missing. Add it with the columns a, b, c."


@pytest.mark.parametrize("content", ["", "\n\n", " , ,\n"])
def test_an_empty_file_is_told_its_first_row(read, content):
    assert read(content) == ([], [(0, "the file is empty")])


@pytest.mark.parametrize("content", [b"PK\x03\x04\x00\x00", b"a,b,c\n\x00"])
def test_what_is_no_text_file_is_refused(read, content):
    assert read(content) == ([], [(0, "it is not a text file")])


def test_a_byte_that_is_no_character_is_named_by_its_place(read):
    assert read(b"a,b,c\n1,\x81,3\n") == ([], [(0, "byte 9 is not text in UTF-8 or Windows-1252")])


@pytest.mark.parametrize(
    ("content", "row"),
    [
        ('a,b,c\n1,2,3\n4,"5,6\n7,8,9\n', 3),
        ('a,b,c\n1,"2"x,3\n', 2),
        ('a,b,c\n\n1,"' + "x" * 200_000, 3),
        ('"a,b,c\n1,2,3\n', 1),
    ],
)
def test_broken_quotes_are_named_by_the_row_in_which_they_begin(read, content, row):
    assert read(content) == ([], [(row, "a double quote is not closed, or stands amid a cell")])


# --- refused by the header -------------------------------------------------------------------------------


def test_every_missing_and_unknown_column_is_named(read):
    assert read("a,x,y\n1,2,3\n") == (
        [],
        [
            (1, "the column 'b' is missing (there are: a, x, y)"),
            (1, "the column 'c' is missing (there are: a, x, y)"),
            (1, "unknown column 'x'"),
            (1, "unknown column 'y'"),
        ],
    )


def test_a_column_stands_once(read):
    assert read("a,b,c,a\n") == ([], [(1, "the column 'a' stands twice")])


def test_some_sheets_take_further_columns(read):
    sheet = Sheet("plain", PLAIN.columns, more_columns=True)
    assert read("a,b,c,shoe size\n1,2,3,44\n", sheet) == ([(2, "1", "2", "3", "44")], [])


# --- refused by the cell ---------------------------------------------------------------------------------


def test_a_row_of_right_cells_is_read(read):
    assert read(f"{HEADER}\nA1,-3,1.75,2024-02-29,yes,two,\n", SHEET)[1] == []


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("name", "a1"),
        ("name", "A1 b"),
        ("name", "A\u0663"),
        ("age", "3.0"),
        ("age", "1e3"),
        ("age", "\u0663"),
        ("height", "1,75"),
        ("height", ".5"),
        ("born", "31/03/2024"),
        ("born", "2024-3-1"),
        ("born", "2023-02-29"),
        ("consent", "Yes"),
        ("consent", "TRUE"),
        ("role", "three"),
    ],
)
def test_a_wrong_cell_is_named_with_its_row_column_and_value(read, column, value):
    cells = dict.fromkeys(SHEET.header, "") | {"name": "A1", column: value}
    rows, problems = read(write_sheet(SHEET.header, [cells]), SHEET)
    assert (rows, problems) == ([], [(2, f"{column} is {value!r}")])


def test_a_cell_that_has_to_be_filled_in_is_asked_for(read):
    assert read(f"{HEADER}\n,3,,,,,\n", SHEET) == ([], [(2, "name is empty")])


def test_a_row_with_too_many_cells_is_not_guessed_at(read):
    assert read("a,b,c\n1,2,3,4\n5,6,7\n") == ([(3, "5", "6", "7")], [(2, "4 cells where the header has 3")])


def test_a_key_that_stands_twice_is_named_with_both_rows(read):
    rows, problems = read(f"{HEADER}\nA1,1\nA2,2\nA1,3\n", SHEET)
    assert [number for number, *_ in rows] == [2, 3]
    assert problems == [(4, "the same name stands in row 2 too")]


def test_all_that_is_wrong_is_said_at_once(read):
    _, problems = read(f"{HEADER}\na1,x,,,no,two,\nA2,,,,maybe,,\n", SHEET)
    assert [seen for _, seen in problems] == ["name is 'a1'", "age is 'x'", "consent is 'maybe'"]


# --- there and back --------------------------------------------------------------------------------------

cells = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=12).map(str.strip)
rows_of_cells = st.lists(st.tuples(st.just("x"), cells, cells), max_size=6)


@given(rows_of_cells)
def test_what_is_written_reads_back_as_it_was(tmp_path_factory, rows):
    path = tmp_path_factory.mktemp("sheet") / "sheet.csv"
    path.write_bytes(write_sheet("abc", [dict(zip("abc", row, strict=True)) for row in rows]).encode())
    back, problems = read_sheet(path, PLAIN, path.name)
    assert problems == []
    assert [tuple(row.cells.values()) for row in back] == rows


def test_none_is_written_as_an_empty_cell():
    assert write_sheet(["a", "b"], [{"a": None, "b": 0, "c": "left out"}]) == "a,b\n,0\n"


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_a_line_end_of_any_kind_within_a_cell_ends_no_row(read, line_end):
    cell = f"one{line_end}two"
    assert read(write_sheet("abc", [{"a": 1, "b": cell, "c": 3}])) == ([(2, "1", cell, "3")], [])
