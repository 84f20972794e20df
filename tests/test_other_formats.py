"""Taguette, QualCoder and plain tables are read with the right words; plain tables and annotations go out."""

from __future__ import annotations

import io
import json
import sqlite3
from contextlib import closing
from dataclasses import replace

import pytest
from openpyxl import load_workbook

from test_refi_round_trip import EMOJI, SMALL
from themetrail import cli
from themetrail.codebook.read import read_codebook
from themetrail.interchange.csv_codings import read_csv
from themetrail.interchange.identity import guid
from themetrail.interchange.losses import LossReport
from themetrail.interchange.model import Case, Note, Span, Variable
from themetrail.interchange.quote_tables import as_csv, as_xlsx, code_by_case, quote_list, quotes_with_attributes
from themetrail.interchange.read import read_project
from themetrail.interchange.taguette import html_text
from themetrail.interchange.web_annotation import web_annotations
from themetrail.ledger.acts import read_ledger
from themetrail.transcripts.draft import UnreadableError

PAGE = "<p>It’s the <b>🚌 bus</b>.</p>\n<p>Yes 👍🏽 it never comes<br>after six.</p>"
SAID = "It’s the 🚌 bus.\nYes 👍🏽 it never comesafter six."


def database(path, script, *inserts):
    """An SQLite file."""
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.executescript(script)
        for statement, rows in inserts:
            connection.executemany(statement, rows)
    return path


def taguette(path, projects=1):
    """A database as Taguette keeps it: HTML, and highlights by UTF-8 bytes of its text."""
    highlights = []
    for own, quote in enumerate(("bus", "never comes", "after six"), 1):
        start = len(SAID[: SAID.index(quote)].encode())
        highlights.append((own, 1, start, start + len(quote.encode()), f"<i>{quote}</i>"))
    added = json.dumps({"type": "highlight_add", "highlight_id": 1})
    return database(
        path,
        """
        CREATE TABLE projects (id INTEGER, name TEXT, description TEXT);
        CREATE TABLE documents (id INTEGER, name TEXT, description TEXT, created TEXT, contents TEXT);
        CREATE TABLE tags (id INTEGER, path TEXT, description TEXT);
        CREATE TABLE highlights (id INTEGER, document_id INTEGER, start_offset INTEGER, end_offset INTEGER,
                                 snippet TEXT);
        CREATE TABLE highlight_tags (highlight_id INTEGER, tag_id INTEGER);
        CREATE TABLE commands (user_login TEXT, date TEXT, payload TEXT);
        """,
        ("INSERT INTO projects VALUES (?, 'Buses', '')", [(n,) for n in range(projects)]),
        ("INSERT INTO documents VALUES (1, 'Talk', '', '2024-05-06 09:00:00.000000', ?)", [(PAGE,)]),
        ("INSERT INTO tags VALUES (?, ?, ?)", [(1, "way", "Getting there"), (2, "way.bus", ""), (3, "late", "")]),
        ("INSERT INTO highlights VALUES (?, ?, ?, ?, ?)", highlights),
        ("INSERT INTO highlight_tags VALUES (?, ?)", [(1, 2), (2, 2), (2, 3), (3, 3)]),
        ("INSERT INTO commands VALUES ('ann', '2024-05-07 10:00:00', ?)", [(added,)]),
    )


def qualcoder(path, count=len):
    """A database as QualCoder keeps it; ``count`` is of what its offsets count."""
    text = "P1: It’s the 🚌 bus.\nP2: Yes 👍🏽 it never comes after six.\n"
    rows = []
    for own, (quote, owner) in enumerate((("bus", "ann"), ("never comes", "bo"), ("after six", "ann")), 1):
        start = count(text[: text.index(quote)])
        rows.append(
            (own, own % 2 + 1, 1, quote, start, start + count(quote), owner, "2024-05-06 09:00:00", "Why?" * (own == 1))
        )
    return database(
        path,
        """
        CREATE TABLE project (memo TEXT);
        CREATE TABLE source (id INTEGER, name TEXT, fulltext TEXT, mediapath TEXT, memo TEXT, owner TEXT, date TEXT);
        CREATE TABLE code_cat (catid INTEGER, name TEXT, memo TEXT, supercatid INTEGER);
        CREATE TABLE code_name (cid INTEGER, name TEXT, memo TEXT, catid INTEGER, owner TEXT, date TEXT, color TEXT);
        CREATE TABLE code_text (ctid INTEGER, cid INTEGER, fid INTEGER, seltext TEXT, pos0 INTEGER, pos1 INTEGER,
                                owner TEXT, date TEXT, memo TEXT);
        CREATE TABLE annotation (anid INTEGER, fid INTEGER, pos0 INTEGER, pos1 INTEGER, memo TEXT, owner TEXT,
                                 date TEXT);
        CREATE TABLE cases (caseid INTEGER, name TEXT, memo TEXT);
        CREATE TABLE case_text (caseid INTEGER, fid INTEGER, pos0 INTEGER, pos1 INTEGER);
        CREATE TABLE attribute_type (name TEXT, memo TEXT, caseOrFile TEXT);
        CREATE TABLE attribute (name TEXT, attr_type TEXT, value TEXT, id INTEGER);
        CREATE TABLE code_image (cid INTEGER, x1 INTEGER, y1 INTEGER, width INTEGER, height INTEGER);
        CREATE TABLE journal (jid INTEGER, name TEXT, jentry TEXT, owner TEXT, date TEXT);
        """,
        ("INSERT INTO source VALUES (1, 'Talk.txt', ?, NULL, 'In the rain', 'ann', '2024-05-06 09:00:00')", [(text,)]),
        ("INSERT INTO source VALUES (2, 'Photo', NULL, '/images/x.jpg', '', 'ann', '')", [()]),
        ("INSERT INTO code_cat VALUES (?, ?, '', ?)", [(2, "Below", 1), (1, "Above", None)]),
        (
            "INSERT INTO code_name VALUES (?, ?, ?, ?, 'ann', '', '#FF0000')",
            [(1, "Bus", "It comes.", 2), (2, "Late", "", None)],
        ),
        ("INSERT INTO code_text VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", rows),
        ("INSERT INTO annotation VALUES (1, 1, 0, 2, 'A speaker', 'bo', '2024-05-06 09:00:00')", [()]),
        ("INSERT INTO cases VALUES (1, 'P2', '')", [()]),
        ("INSERT INTO case_text VALUES (1, 1, ?, ?)", [(count(text[: text.index("P2")]), count(text) - 1)]),
        ("INSERT INTO attribute_type VALUES ('age', '', 'case')", [()]),
        ("INSERT INTO attribute VALUES ('age', 'case', '40', 1)", [()]),
        ("INSERT INTO code_image VALUES (1, 1, 2, 3, 4)", [()]),
        ("INSERT INTO journal VALUES (1, 'Day 1', 'It rained.', 'ann', '2024-05-06 09:00:00')", [()]),
    )


def quoted(project):
    """Words, code path and coder of each coding."""
    return sorted(
        (project.quote(one.span), project.code_paths[one.code], project.user_by_guid[one.user].name)
        for one in project.codings
    )


# --- Taguette ----------------------------------------------------------------------------------------------


def test_taguettes_bytes_of_html_become_the_words_that_were_highlighted(tmp_path):
    project, told = read_project(taguette(tmp_path / "p.sqlite3"), LossReport())
    assert "UTF-8 byte" in told
    assert quoted(project) == [
        ("after six", "late", "Taguette"),
        ("bus", "way / bus", "ann"),
        ("never comes", "late", "Taguette"),
        ("never comes", "way / bus", "Taguette"),
    ]
    assert project.sources[0].text == "It’s the 🚌 bus.\nYes 👍🏽 it never comes\nafter six."


def test_the_text_of_html_breaks_where_blocks_do():
    text, breaks = html_text("<h1>A</h1><p>b<b>c</b></p><!-- x --><ul><li>d</li></ul>")
    assert (text, breaks) == ("Abcd", [1, 3])
    assert html_text("") == ("", [])


def test_a_database_of_several_projects_is_refused(tmp_path):
    with pytest.raises(UnreadableError, match="holds 2 projects"):
        read_project(taguette(tmp_path / "p.sqlite3", projects=2), LossReport())


def test_taguettes_highlights_without_texts_become_texts_of_their_words():
    table = 'id,document,tag,content\n1,Talk,way.bus,the bus\n1,Talk,late,the bus\n2,Talk,late,"six, or\nseven"\n'
    losses = LossReport()
    project = read_csv(table.encode(), {}, losses)
    assert project.sources[0].text == "the bus\nsix, or seven"
    assert [(quote, code) for quote, code, _ in quoted(project)] == [
        ("six, or seven", "late"), ("the bus", "late"), ("the bus", "way.bus"),
    ]  # fmt: skip
    assert "made of the words" in losses.as_csv()


def test_taguettes_codebook_is_a_codebook():
    table = "tag,description,number of highlights,number of documents\nway,Getting there,3,1\nway.bus,,2,1\n"
    project = read_csv(table.encode("utf-8-sig"), {}, LossReport())
    assert [(code.name, code.description, bool(code.parent)) for code in project.codes] == [
        ("way", "Getting there", False), ("bus", "", True),
    ]  # fmt: skip


# --- QualCoder ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("count", [len, lambda text: len(text.encode("utf-16-le")) // 2], ids=["code points", "UTF-16"])
def test_qualcoders_project_is_read_whole(tmp_path, count):
    (tmp_path / "study.qda").mkdir()
    qualcoder(tmp_path / "study.qda/data.qda", count)
    losses = LossReport()
    project, _ = read_project(tmp_path / "study.qda", losses)
    assert quoted(project) == [
        ("after six", "Late", "ann"), ("bus", "Late", "ann"), ("never comes", "Above / Below / Bus", "bo"),
    ]  # fmt: skip
    assert {note.text for note in project.notes} == {"Why?", "A speaker", "It rained."}
    assert [project.quote(span) for span in project.cases[0].spans] == ["P2: Yes 👍🏽 it never comes after six."]
    assert project.cases[0].values[0][1] == "40"
    assert {("dropped", "picture coding"), ("dropped", "source")} == {
        (one.outcome, one.kind) for one in losses.lines if one.outcome == "dropped"
    }


def test_qualcoders_project_becomes_a_study(tmp_path):
    path = qualcoder(tmp_path / "data.qda")
    assert cli.main(["import-project", str(path), "--study", str(tmp_path / "new"), "--title", "Buses"]) == 0
    assert [code.label for code in read_codebook(tmp_path / "new").codes] == ["Above", "Below", "Bus", "Late"]
    acts, problems = read_ledger(tmp_path / "new/data/coding/decisions/ann.csv", "ann.csv")
    assert problems == []
    assert [(act.action, act.code, act.memo) for act in acts][:2] == [("add", "C004", "Why?"), ("add", "C004", "")]


def test_a_category_that_lies_in_itself_stops_nothing(tmp_path):
    path = qualcoder(tmp_path / "data.qda")
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("UPDATE code_cat SET supercatid = 2 WHERE catid = 1")
    assert len(read_project(path, LossReport())[0].codes) == 4


@pytest.mark.parametrize(
    "data", [b"SQLite format 3\x00 and then nothing", b"no project", b"", b"<html></html>", b"\x00" * 50]
)
def test_what_is_no_project_is_refused_with_an_instruction(tmp_path, data):
    for name in ("p.qda", "p.csv", "p.qdc", "p.qdpx"):
        (tmp_path / name).write_bytes(data)
        with pytest.raises(UnreadableError) as error:
            read_project(tmp_path / name, LossReport())
        assert error.value.remedy


def test_a_view_in_a_database_is_no_table(tmp_path):
    script = "CREATE TABLE source (id); CREATE TABLE code_name (cid); CREATE VIEW code_text AS SELECT 1 AS ctid;"
    with pytest.raises(UnreadableError, match="neither Taguette nor QualCoder"):
        read_project(database(tmp_path / "p.qda", script), LossReport())


# --- plain tables in ---------------------------------------------------------------------------------------


def test_a_plain_table_finds_its_words_in_the_texts_of_the_study():
    table = (
        "session;start;end;code;coder;quote\nWS1;0;3;A;ann;She\nWS1;1;9;B;ann;said\nWS1;;;C;bo;never came\n"
        "WS1;;;D;bo;nowhere\nWS1;99;120;D;bo;\n"
    )
    losses = LossReport()
    project = read_csv(table.encode(), {"WS1": EMOJI}, losses)
    assert quoted(project) == [("She", "A", "ann"), ("never came", "C", "bo"), ("said", "B", "ann")]
    assert [one.place for one in losses.lines if one.outcome == "dropped"] == ["row 5", "row 6"]


@pytest.mark.parametrize("table", ["a,b\n1,2\n", "code\nx\n", 'document,code\n"x', "document,code\nx,y\n"])
def test_a_table_of_something_else_is_refused(table):
    with pytest.raises(UnreadableError) as error:
        read_csv(table.encode(), {}, LossReport())
    assert error.value.remedy


# --- plain tables out --------------------------------------------------------------------------------------

WHO = replace(
    SMALL,
    variables=(Variable(guid("v"), "group"),),
    cases=(Case(guid("p"), "=P1", values=((guid("v"), "Staff"),), spans=(Span(guid("s"), 0, 10),)),),
    notes=(Note(guid("w"), "Memo", "=Why?", guid("u"), "", (guid("n"),)),),
)


def test_the_list_of_quotes_has_a_row_for_each_quote_with_all_its_codes():
    header, rows = quote_list(WHO)
    assert header[4:] == ["quotation", "codes", "coders", "comment"]
    assert rows[0][1:] == ["WS1", "0", "8", "She said", "Bus", "Coder A", "=Why?"]
    assert (rows[1][4], set(rows[1][5].split("; "))) == ("The bus never came.", {"Bus", "Late"})


def test_codes_by_case_are_0_and_1():
    header, rows = code_by_case(WHO)
    assert header == ["case", "group", "Bus", "Bus / Late"]
    assert rows == [["=P1", "Staff", "1", "0"]]


def test_quotes_come_with_code_paths_and_attributes():
    header, rows = quotes_with_attributes(WHO)
    table = [dict(zip(header, row, strict=True)) for row in rows]
    assert [(row["quotation"], row["case"], row["case: group"]) for row in table] == [
        ("She said", "=P1", "Staff"),
        ("The bus never came.", "", ""),
    ]
    assert set(table[1]["code paths"].split("; ")) == {"Bus", "Bus / Late"}


def test_no_cell_is_a_formula():
    assert "'=Why?" in as_csv(quote_list(WHO))
    assert as_csv(code_by_case(WHO)).splitlines()[1].startswith("'=P1")
    sheet = load_workbook(io.BytesIO(as_xlsx(quote_list(WHO), "Quotes"))).worksheets[0]
    assert [(cell.value, cell.data_type) for cell in sheet["H"]][1] == ("=Why?", "s")


def test_a_workbook_has_the_same_bytes_every_time():
    assert as_xlsx(quote_list(WHO), "Quotes") == as_xlsx(quote_list(WHO), "Quotes")


def test_web_annotations_hold_place_words_and_context():
    page = json.loads(web_annotations(WHO))
    assert page["@context"] == "http://www.w3.org/ns/anno.jsonld"
    assert len(page["items"]) == 3
    place, words = page["items"][1]["target"]["selector"]
    assert EMOJI[place["start"] : place["end"]] == words["exact"] == "The bus never came."
    assert words["prefix"] == EMOJI[:19]
    assert {"type": "TextualBody", "purpose": "commenting", "value": "=Why?"} in page["items"][0]["body"]
