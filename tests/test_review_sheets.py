"""The queue and the codebook go out as workbooks and come in again, each cell for certain or refused by itself."""

from __future__ import annotations

import datetime
import shutil

import openpyxl
import pytest

from desk_study import make_desk_study
from test_review_desk import ledger
from themetrail import cli
from themetrail.codebook.history import read_log
from themetrail.codebook.read import read_codebook
from themetrail.ledger.check import check_acts
from themetrail.review.queue_sheet import QUEUE
from themetrail.review.sources import Sources


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    return make_desk_study(tmp_path_factory.mktemp("desk") / "study")


@pytest.fixture
def study(made, tmp_path):
    return shutil.copytree(made, tmp_path / "study")


@pytest.fixture
def queue(study):
    """The exported queue of the study, as a file."""
    path = study / "queue.xlsx"
    assert cli.main(["export-review", str(path), "--study", str(study)]) == 0
    return path


def fill_in(path, sheet="Queue", **cells):
    """Type values into cells of a sheet, such as ``H2="accept"``."""
    book = openpyxl.load_workbook(path)
    for place, value in cells.items():
        book[sheet][place] = value
    book.save(path)


def take(study, path, coder="coder_a"):
    return cli.main(["import-review", str(path), "--coder", coder, "--study", str(study)])


def column(name):
    return openpyxl.utils.get_column_letter(QUEUE.header.index(name) + 1)


D, C, M, N = (column(name) for name in ("decision", "code", "more_codes", "memo"))
# Rows: 2 and 3 the proposals C1 and S1 for "The bus stops at six.", 4 a sentence without one, 5 C2 for "March".


def at(**cells):
    """Cells by the letter of the column and the row: ``at(D2="accept")`` with D for the column of decisions."""
    names = {"D": D, "C": C, "M": M, "N": N}
    return {f"{names[name[0]]}{name[1:]}": value for name, value in cells.items()}


# --- the queue -------------------------------------------------------------------------------------------


def test_a_queue_has_instructions_first_and_lists_to_choose_from(queue):
    book = openpyxl.load_workbook(queue)
    assert book.sheetnames == ["Read me first", "Queue", "Lists"]
    assert book["Lists"].sheet_state == "hidden"
    assert "accept" in "".join(str(row[0]) for row in book["Read me first"].values)
    lists = {str(rule.sqref)[0]: rule.formula1 for rule in book["Queue"].data_validations.dataValidation}
    assert set(lists) == {D, C}
    assert [row[1] for row in book["Lists"].values if row[1]] == ["D1", "C1", "C2", "S1"]


def test_what_is_filled_in_stands_in_the_ledger_and_passes_the_gate(study, queue, capsys):
    given = at(D2="accept", D3="reject", D4="add", C4="C2", M4="C1", N4="a memo", D5="change", C5="C1", D6="none")
    fill_in(queue, **given)
    assert take(study, queue) == 0
    assert "Taken: 6 decisions" in capsys.readouterr().out
    acts = ledger(study)
    assert [(act.action, act.code, act.from_code) for act in acts] == [
        ("accept", "C1", ""),
        ("reject", "S1", ""),
        ("add", "C2", ""),
        ("add", "C1", ""),
        ("change", "C1", "C2"),
        ("none", "", ""),
    ]
    assert {act.via for act in acts} == {"xlsx"}
    assert [one["code"] for one in acts[0].shown_codes()] == ["C1", "S1"]
    sources = Sources(study)
    texts = {name: sources.session(name).text for name in sources.session_ids}
    assert check_acts(acts, "x", {"WS1", "WS2"}, texts, sources.codebook) == []


def test_handing_a_file_in_twice_doubles_nothing(study, queue, capsys):
    fill_in(queue, **at(D2="accept", D6="none"))
    take(study, queue)
    capsys.readouterr()
    assert take(study, queue) == 0
    assert "Taken: 0 decisions of coder_a. Already there: 2." in capsys.readouterr().out
    assert len(ledger(study)) == 2


@pytest.mark.parametrize(
    ("cells", "told"),
    [
        ({"D4": "accept"}, "nothing was proposed"),
        ({"D2": "maybe"}, "decision is 'maybe'"),
        ({"D2": "change"}, "without a code"),
        ({"D2": "change", "C2": "C1"}, "that was proposed"),
        ({"D2": "add", "C2": "C7"}, "'C7' is no active code"),
        ({"D4": "add", "C4": 7}, "holds the number 7"),
        ({"D4": "add", "C4": datetime.date(2024, 3, 1)}, "holds a date"),
        ({"D4": "add", "C4": "=A1"}, "holds a formula"),
        ({"D4": "add", "C4": "#N/A"}, "holds an error"),
        ({"D4": "add", "C4": True}, "holds"),
        ({"C4": "C1"}, "no decision"),
        ({"D2": "accept", "D3": "none"}, "beside a code"),
        ({"D4": "none", "M4": "C1"}, "'none' with codes"),
    ],
)
def test_a_cell_that_cannot_be_meant_is_refused_with_its_row_and_the_rest_is_taken(study, queue, capsys, cells, told):
    fill_in(queue, **at(**cells), **at(D6="none"))
    assert take(study, queue) == 1
    said = capsys.readouterr().out
    assert told in said
    assert "row " in said
    assert [act.action for act in ledger(study)] == ["none"]


def test_a_row_whose_words_are_gone_is_refused(study, queue, capsys):
    fill_in(queue, A2="WS1-00000000-1", **at(D2="accept"))
    assert take(study, queue) == 1
    assert "do not stand in the study any more" in capsys.readouterr().out


def test_a_blind_queue_shows_no_proposal_and_is_kept_as_blind(study, tmp_path):
    path = tmp_path / "blind.xlsx"
    assert cli.main(["export-review", str(path), "--blind", "--session", "WS1", "--study", str(study)]) == 0
    cells = [str(cell) for row in openpyxl.load_workbook(path)["Queue"].values for cell in row]
    assert not [cell for cell in cells if "confidence" in cell and cell != "confidence"]
    assert not [cell for cell in cells if "WS2" in cell]
    fill_in(path, **at(D2="add", C2="C1"))
    assert take(study, path, "coder_b") == 0
    assert [(act.blind, act.shown) for act in ledger(study, "coder_b")] == [("yes", "")]


def test_a_coder_who_began_blind_cannot_hand_in_a_queue_with_proposals(study, queue, tmp_path, capsys):
    test_a_blind_queue_shows_no_proposal_and_is_kept_as_blind(study, tmp_path)
    fill_in(queue, **at(D5="accept"))
    assert take(study, queue, "coder_b") == 1
    assert "coded blind" in capsys.readouterr().out


def test_words_that_begin_like_a_formula_stay_words(tmp_path):
    turns = (("A01", "participant", "=HYPERLINK(1) is what it said."), ("A01", "participant", "@SUM and -1 and +1."))
    study = make_desk_study(tmp_path / "study", {"WS1": turns})
    path = tmp_path / "queue.xlsx"
    cli.main(["export-review", str(path), "--study", str(study)])
    words = [row[2] for row in openpyxl.load_workbook(path)["Queue"].iter_rows(min_row=2)]
    assert [(cell.value, cell.data_type) for cell in words] == [
        ("=HYPERLINK(1) is what it said.", "s"),
        ("@SUM and -1 and +1.", "s"),
    ]
    fill_in(path, **at(D2="none"))
    assert take(study, path) == 0
    assert ledger(study)[0].quote == "=HYPERLINK(1) is what it said."


def as_csv(path, delimiter=","):
    lines = []
    for row in openpyxl.load_workbook(path)["Queue"].values:
        cells = ['"' + str(cell or "").replace('"', '""') + '"' for cell in row]
        lines.append(delimiter.join(cells))
    return "\r\n".join(lines) + "\r\n"


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_the_sheet_saved_as_csv_by_excel_is_taken_all_the_same(study, queue, tmp_path, delimiter, encoding):
    fill_in(queue, **at(D2="accept", D4="add", C4="C2", N4="café"))
    path = tmp_path / "queue.csv"
    path.write_bytes(as_csv(queue, delimiter).replace("🚌", "bus").encode(encoding))
    assert take(study, path) == 0
    assert [(act.action, act.memo) for act in ledger(study)] == [("accept", ""), ("add", "café")]


@pytest.mark.parametrize("made_of_it", ["7", "01/03/2024", "1.5E+03", "TRUE", "#NAME?"])
def test_what_excel_made_of_a_code_in_a_csv_is_refused_by_its_row(study, queue, tmp_path, made_of_it, capsys):
    fill_in(queue, **at(D4="add", C4="C2"))
    path = tmp_path / "queue.csv"
    path.write_text(as_csv(queue).replace('"add","C2"', f'"add","{made_of_it}"'), "utf-8")
    assert take(study, path) == 1
    assert f"row 4: {made_of_it!r} is no active code" in capsys.readouterr().out
    assert not (study / "data/coding/decisions/coder_a.csv").exists()


@pytest.mark.parametrize("data", [b"PK\x03\x04 torn", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"", b"\x00\x01"])
def test_a_file_that_is_no_workbook_is_refused_in_words(study, tmp_path, data, capsys):
    path = tmp_path / "queue.xlsx"
    path.write_bytes(data)
    assert take(study, path) == 1
    assert "Refused: 1" in capsys.readouterr().out


# --- the codebook ----------------------------------------------------------------------------------------


@pytest.fixture
def codes(study):
    path = study / "codebook.xlsx"
    assert cli.main(["export-codebook", str(path), "--study", str(study)]) == 0
    return path


def import_codebook(study, path, *more):
    return cli.main(["import-codebook", str(path), "--study", str(study), *more])


TAKE = ("--take", "--who", "coder_a", "--reason", "as we agreed")


def test_a_codebook_that_comes_back_as_it_went_changes_nothing(study, codes, capsys):
    before = (study / "data/coding/codebook.yaml").read_bytes()
    assert import_codebook(study, codes, *TAKE) == 0
    assert "Nothing is different." in capsys.readouterr().out
    assert (study / "data/coding/codebook.yaml").read_bytes() == before


def test_differences_are_shown_first_and_taken_when_asked(study, codes, capsys):
    fill_in(
        codes, "Codes", D3="No bus", H3="last bus\nget home", A6="C9", B6="D1", C6="cause", D6="New", F6="What it is."
    )
    before = (study / "data/coding/codebook.yaml").read_bytes()
    assert import_codebook(study, codes) == 0
    shown = capsys.readouterr().out
    assert "C1: label" in shown
    assert "+ 'No bus'" in shown
    assert "C9: new" in shown
    assert (study / "data/coding/codebook.yaml").read_bytes() == before
    assert import_codebook(study, codes, *TAKE) == 0
    book = read_codebook(study)
    assert book.by_id["C1"].label == "No bus"
    assert book.by_id["C9"].parent == "D1"
    assert {row["code"] for row in read_log(study)} == {"C1", "C9"}


@pytest.mark.parametrize(
    ("cells", "told"),
    [
        ({"D3": 5}, "holds the number 5"),
        ({"I3": "..."}, "cannot be used"),
        ({"B3": "nothing"}, "no active code"),
        ({"C3": "solution"}, "kind or status"),
        ({"D3": "=1+1"}, "formula"),
    ],
)
def test_a_cell_of_the_codebook_that_cannot_be_taken_is_named_and_nothing_is_taken(study, codes, cells, told, capsys):
    fill_in(codes, "Codes", **cells)
    before = (study / "data/coding/codebook.yaml").read_bytes()
    assert import_codebook(study, codes, *TAKE) == 2
    assert told in capsys.readouterr().err
    assert (study / "data/coding/codebook.yaml").read_bytes() == before
