"""The tables in Word and LaTeX: the same words as in the CSV, editable, safe, and the same bytes each time."""

from __future__ import annotations

import io
import re
import zipfile

import pandas as pd
import pytest
from docx import Document
from docx.enum.section import WD_ORIENT
from hypothesis import given
from hypothesis import strategies as st

from test_tables import study
from themetrail.tables.all_tables import build_all
from themetrail.tables.latex import latex, latex_text
from themetrail.tables.printed import for_print
from themetrail.tables.table import PaperTable
from themetrail.tables.widths import column_widths
from themetrail.tables.word import word_file
from themetrail.tables.write import SYNTHETIC

WIDE = PaperTable("T3", "wide", "Many columns", pd.DataFrame([{f"c{n}": "word" for n in range(12)}]), ["A note."])
NARROW = PaperTable("T6", "narrow", "Few columns", pd.DataFrame([{"a": "1 of 9", "b": "<3"}]), ["Another note."])
GONE = PaperTable("T7", "gone", "Not there", pd.DataFrame(columns=["a"]), left_out="Nothing was refined.")


@pytest.fixture(scope="module")
def tables():
    return build_all(study())


@pytest.fixture(scope="module")
def opened(tables):
    return Document(io.BytesIO(word_file(tables, "A study", synthetic=True)))


def test_every_cell_of_every_table_is_in_the_word_file(tables, opened):
    full = [table for table in tables if not table.rows.empty]
    assert len(opened.tables) == len(full) > 8
    for table, made in zip(full, opened.tables, strict=True):
        words = [[cell.text for cell in row.cells] for row in made.rows]
        assert words[0] == [str(column) for column in table.rows.columns]
        assert words[1:] == [[str(cell) for cell in row] for row in table.rows.itertuples(index=False)]


def test_every_table_has_its_caption_and_notes_or_the_reason_why_it_is_left_out(tables, opened):
    paragraphs = [paragraph.text for paragraph in opened.paragraphs]
    for table in tables:
        assert f"Table {table.number[1:]}. {table.title}" in paragraphs
        assert set(table.notes) <= set(paragraphs)
        assert not table.left_out or table.left_out in paragraphs


def test_wide_tables_lie_on_their_side_and_others_stand():
    opened = Document(io.BytesIO(word_file([WIDE, NARROW, GONE], "A study", synthetic=False)))
    turned = [section.orientation for section in opened.sections]
    assert turned == [WD_ORIENT.LANDSCAPE, WD_ORIENT.PORTRAIT, WD_ORIENT.PORTRAIT]
    for section, table in zip(opened.sections, opened.tables, strict=False):
        room = section.page_width - section.left_margin - section.right_margin
        assert sum(cell.width for cell in table.rows[0].cells) <= room * 1.001


def test_the_head_of_a_table_is_repeated_on_every_page():
    opened = Document(io.BytesIO(word_file([NARROW], "A study", synthetic=False)))
    assert "w:tblHeader" in opened.tables[0].rows[0]._tr.xml
    assert "w:tblHeader" not in opened.tables[0].rows[1]._tr.xml


def test_every_page_says_that_the_data_are_synthetic_and_of_real_data_none_does():
    for synthetic in (True, False):
        opened = Document(io.BytesIO(word_file([WIDE, NARROW], "A study", synthetic=synthetic)))
        feet = {section.footer.paragraphs[0].text for section in opened.sections}
        assert feet == {f"{SYNTHETIC} A study" if synthetic else "A study"}


def test_the_same_tables_are_the_same_bytes_and_hold_no_date_of_today(tables):
    first, second = (word_file(tables, "A study", synthetic=True) for _ in range(2))
    assert first == second
    with zipfile.ZipFile(io.BytesIO(first)) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        core = archive.read("docProps/core.xml").decode()
    assert set(re.findall(r"\d{4}-\d{2}-\d{2}", core)) == {"2000-01-01"}


@pytest.mark.parametrize("cell", ["a\x00b\x0b", "<w:p>&amp;", "=1+1", "x" * 500, ""])
def test_any_text_is_text_in_word(cell):
    table = PaperTable("T1", "one", "One", pd.DataFrame([{"a": cell}]))
    opened = Document(io.BytesIO(word_file([table], "A & B", synthetic=False)))
    assert opened.tables[0].rows[1].cells[0].text == cell.replace("\x00", "").replace("\x0b", "")


# --- LaTeX -------------------------------------------------------------------------------------------------------


def test_a_table_in_latex_has_rules_a_repeated_head_and_a_line_for_each_row(tables):
    for table in tables:
        text = latex(table, "A study", synthetic=True)
        assert text.count("{") - text.count(r"\{") == text.count("}") - text.count(r"\}")
        if not table.rows.empty:
            lines = [line for line in text.splitlines() if line.endswith(r" \\")]
            assert len(lines) == len(table.rows) + 2
            assert {len(re.split(r"(?<!\\)&", line)) for line in lines} == {len(table.rows.columns)}
            assert text.count(r"\toprule") == text.count(r"\midrule") == 2
            assert text.count(r"\begin{") == text.count(r"\end{")


def test_a_wide_table_lies_on_its_side_in_latex_too():
    assert r"\begin{landscape}" in latex(WIDE, "A study", synthetic=False)
    assert r"\begin{landscape}" not in latex(NARROW, "A study", synthetic=False)
    assert "Nothing was refined." in latex(GONE, "A study", synthetic=False)


@given(st.text(max_size=30))
def test_no_sign_of_a_text_is_a_command(text):
    made = latex_text(text)
    assert "\n" not in made
    assert "\r" not in made
    left = re.sub(
        r"\\textbackslash\{\}|\\text(asciicircum|asciitilde|less|greater|bar|quotedbl)\{\}|\\ldots\{\}"
        r"|\\[{}$&#%_]|\$\\(geq|leq|rightarrow|kappa|alpha|times)\$|\{\[\}|\{\]\}|~",
        "",
        made,
    )
    assert not set(left) & set("\\{}$&#%_^~[]")


# --- widths ------------------------------------------------------------------------------------------------------


@given(st.lists(st.lists(st.text("ab ", max_size=90), min_size=5, max_size=5), max_size=6), st.floats(60, 250))
def test_columns_fill_the_page_and_none_vanishes(rows, across):
    widths = column_widths(["one", "two", "three", "four", "five"], rows, across)
    assert sum(widths) == pytest.approx(across)
    assert min(widths) > 3


def test_a_column_of_long_texts_is_the_widest():
    rows = [["S01", "", "9"], ["S02", "And the groups. It has got to be the groups, or it is us again. " * 3, "8"]]
    widths = column_widths(["Code", "Reasons given", "Round"], rows, 160)
    assert widths[1] > 2 * max(widths[0], widths[2])


def test_who_a_quote_is_from_is_one_column_in_print():
    rows = pd.DataFrame({
        "Code": ["HR1", "HR2"], "Exemplar quote": ["We go round.", ""], "Quote: speaker": ["L1", ""],
        "Quote: group": ["Link worker", ""], "Quote: decision": ["01HX", ""], "Dissenting quote": ["", ""],
    })  # fmt: skip
    printed = for_print(PaperTable("T3", "root_causes", "Causes", rows, [])).rows
    assert list(printed.columns) == ["Code", "Exemplar quote", "Said by", "Dissenting quote"]
    assert printed["Said by"].tolist() == ["L1, Link worker, 01HX", ""]
    without = PaperTable("T1", "events", "Events", rows[["Code"]], [])
    assert for_print(without) is without
