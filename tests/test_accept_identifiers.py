"""What looks like an identifier is decided at a prompt or from a list, and what was found is told nowhere."""

from __future__ import annotations

import csv
import io
import re
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import docx
import pytest

from test_bad_input import told
from themetrail.cli import accept_identifiers, main
from themetrail.identifiers.decisions import IDENTIFIERS_FILE
from themetrail.identifiers.hashing import identifier_hmac, read_key
from themetrail.study.inputs import IDENTIFIERS
from themetrail.study.load import TRANSCRIPTS
from themetrail.study.machine_tables import FINDINGS, empty, write_table
from themetrail.study.sheets import read_sheet
from tiny_study import make_study

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    Person = Callable[..., list[str]]

KEY_FILE = "data/private/identifiers.key"
SPOKEN, FOOTER, LABEL = "Tilda Quillfeather", "07700 900456", "Ottoline"
IN_NAME, IN_PROPERTIES, PHONE = "Persimmon", "wexcombe@example.org", "07700 900123"
LISTED = (SPOKEN, LABEL, IN_NAME)
# A name on no list of the study's, which the layers for names have to find.
NAMED = "Dr Saoirse Vanterpool"
ALL = (SPOKEN, FOOTER, LABEL, IN_NAME, IN_PROPERTIES, PHONE, NAMED)
TOKENS = ("saoirse", "vanterpool", "tilda", "quillfeather", "900456", "ottoline", "persimmon", "wexcombe", "900123")


def edit(path: Path, before: str, after: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert before in text
    path.write_text(text.replace(before, after), encoding="utf-8")


@pytest.fixture(scope="module")
def planted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A study with identifiers in every place that the scan reads; one of them is said twice."""
    folder = tmp_path_factory.mktemp("planted") / "study"
    make_study(folder)
    (folder / "data/coding/decisions/coder_a.csv").unlink()
    (folder / "data/coding/decisions/coder_b.csv").unlink()
    (folder / "data/coding/links.csv").unlink()
    first = folder / TRANSCRIPTS / "WS1.txt"
    edit(first, "from my sister.", f"from {SPOKEN}, and tilda  quillfeather's number is {PHONE}, as it ever was.")
    edit(first, "Date: 12 March 2024", f"Typed by the office, ring {FOOTER}")
    edit(first, "Shall we have a break?", f"Shall we have a break? {NAMED} made the tea.")
    edit(first, "A03:", f"{LABEL}:")
    edit(folder / "data/raw/roster.csv", "WS1,A03,A03", f"WS1,{LABEL},A03")
    (folder / TRANSCRIPTS / "WS2.vtt").rename(folder / TRANSCRIPTS / f"WS2.{IN_NAME}_final.vtt")
    jury = folder / TRANSCRIPTS / "JD1.docx"
    document = docx.Document(str(jury))
    document.core_properties.comments = f"sent to {IN_PROPERTIES}"
    document.save(str(jury))
    (folder / "data/private/known_names.txt").write_text("\n".join(LISTED), encoding="utf-8")
    return folder


@pytest.fixture
def study(planted: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    copy = shutil.copytree(planted, tmp_path / "study")
    monkeypatch.chdir(copy)
    return copy


@pytest.fixture
def scanned(study: Path, monkeypatch, capsys) -> Path:
    told(study, monkeypatch, capsys)
    return study


@pytest.fixture
def person(monkeypatch: pytest.MonkeyPatch) -> Person:
    """Somebody at a terminal who types the given answers and then leaves."""

    def types(*answers: str) -> list[str]:
        waiting = list(answers)

        def answer(_: str = "") -> str:
            if not waiting:
                raise EOFError
            return waiting.pop(0)

        monkeypatch.setattr("builtins.input", answer)
        monkeypatch.setattr(accept_identifiers, "at_terminal", lambda: True)
        return waiting

    return types


def decisions() -> dict[str, dict[str, str]]:
    rows, problems = read_sheet(Path(IDENTIFIERS_FILE), IDENTIFIERS, IDENTIFIERS_FILE)
    assert problems == []
    return {row["hmac"]: dict(row.cells) for row in rows}


def digest(text: str) -> str:
    return identifier_hmac(text, read_key(Path(KEY_FILE)))


def told_tokens(texts: Iterable[str], tokens: Iterable[str] = TOKENS) -> set[str]:
    return {token for text in texts for token in tokens if token in text.lower()}


def listed(folder: Path, capsys) -> list[dict[str, str]]:
    """The list to fill in, as a person opens it."""
    assert main(["accept-identifiers", "--list", "list.csv"]) == 0
    capsys.readouterr()
    return list(csv.DictReader(io.StringIO((folder / "list.csv").read_text(encoding="utf-8"))))


def saved(rows: list[dict[str, str]], delimiter: str = ",", end: str = "\n", encoding: str = "utf-8") -> str:
    """The list saved by a spreadsheet program; the file's name."""
    text = io.StringIO()
    writer = csv.DictWriter(text, list(rows[0]), delimiter=delimiter, lineterminator=end)
    writer.writeheader()
    writer.writerows(rows)
    Path("filled.csv").write_bytes(text.getvalue().encode(encoding))
    return "filled.csv"


# --- at the prompt ---------------------------------------------------------------------------------------


def test_every_planted_string_is_asked_about(scanned: Path, capsys) -> None:
    assert {row["hmac"] for row in listed(scanned, capsys)} == {digest(text) for text in ALL}


def test_answers_are_kept_one_by_one_with_who_and_when(scanned: Path, person, capsys) -> None:
    before = set(decisions())
    person("skip", "r [NAME 1]", "k it is public", "f", "quit")
    assert main(["accept-identifiers", "--who", "coder_a"]) == 0
    new = {one: row for one, row in decisions().items() if one not in before}
    assert [row["decision"] for row in new.values()] == ["replace", "keep", "false_hit"]
    assert [row["replacement"] for row in new.values()] == ["[NAME 1]", "", ""]
    assert [row["reason"] for row in new.values()] == ["", "it is public", ""]
    assert {row["who"] for row in new.values()} == {"coder_a"}
    assert all(re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", row["at"]) for row in new.values())
    assert before < set(decisions())
    assert told_tokens([Path(IDENTIFIERS_FILE).read_text(encoding="utf-8"), capsys.readouterr().out]) == set()


def test_who_decides_is_asked_where_it_was_not_given(scanned: Path, person) -> None:
    person("", "coder_b", "f")
    assert main(["accept-identifiers"]) == 0
    assert "coder_b" in {row["who"] for row in decisions().values()}


def test_an_answer_that_is_none_is_asked_again_and_not_kept(scanned: Path, person, capsys) -> None:
    before = decisions()
    wrong = ("", "x", "r", "r NAME", "r [name]", "k", "k Tilda Quillfeather is well known", "k was OTTOLINE")
    left = person(*wrong, "quit")
    assert main(["accept-identifiers", "--who", "coder_a"]) == 0
    assert left == []
    assert decisions() == before
    assert capsys.readouterr().out.count("Not taken") == 6


def test_the_string_is_shown_in_its_context_on_demand_alone(scanned: Path, person, capsys) -> None:
    person("s", "quit")
    assert main(["accept-identifiers", "--who", "coder_a"]) == 0
    assert f">>{SPOKEN}<<" in capsys.readouterr().out


def test_an_interrupt_leaves_what_was_decided(scanned: Path, person, monkeypatch) -> None:
    before = len(decisions())
    person("f")

    def interrupt(_: str = "") -> str:
        monkeypatch.setattr("builtins.input", stop)
        return "f"

    def stop(_: str = "") -> str:
        raise KeyboardInterrupt

    monkeypatch.setattr("builtins.input", interrupt)
    assert main(["accept-identifiers", "--who", "coder_a"]) == 0
    assert len(decisions()) == before + 1


def test_without_a_terminal_it_says_what_to_do(scanned: Path, capsys) -> None:
    assert main(["accept-identifiers"]) == 2
    message = capsys.readouterr().err
    assert "--list" in message
    assert "--from" in message


def test_before_the_first_scan_it_says_what_to_do(study: Path, capsys) -> None:
    assert main(["accept-identifiers"]) == 2
    assert "make scan" in capsys.readouterr().err


def test_a_table_that_cannot_be_read_is_left_as_it_is(scanned: Path, person, capsys) -> None:
    broken = b"hmac,masked\nx\n"
    Path(IDENTIFIERS_FILE).write_bytes(broken)
    person("f")
    assert main(["accept-identifiers", "--who", "coder_a"]) == 2
    assert Path(IDENTIFIERS_FILE).read_bytes() == broken
    assert IDENTIFIERS_FILE in capsys.readouterr().err


# --- from a list -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
@pytest.mark.parametrize(("delimiter", "end"), [(",", "\n"), (";", "\r\n")])
def test_a_list_is_taken_however_it_was_saved(scanned: Path, capsys, delimiter, end, encoding) -> None:
    rows = listed(scanned, capsys)
    rows[0] |= {"decision": "replace", "replacement": "[NAME 1]"}
    rows[1] |= {"decision": "keep", "reason": "a café’s, already public"}
    # What stands in the other columns is for reading; a spreadsheet may have made numbers of it.
    rows[0]["masked"] = "1E+10"
    rows = [{name: cell.replace("…", "...") for name, cell in row.items()} for row in rows]
    assert main(["accept-identifiers", "--who", "coder_b", "--from", saved(rows, delimiter, end, encoding)]) == 0
    assert decisions()[rows[0]["hmac"]]["replacement"] == "[NAME 1]"
    assert decisions()[rows[0]["hmac"]]["masked"] != "1E+10"
    assert decisions()[rows[1]["hmac"]]["reason"] == "a café’s, already public"
    assert "2 decisions were taken; 5 strings are undecided." in capsys.readouterr().out


def test_all_that_is_wrong_is_told_by_row_and_nothing_is_taken(scanned: Path, capsys) -> None:
    before = Path(IDENTIFIERS_FILE).read_bytes()
    rows = listed(scanned, capsys)
    rows[0] |= {"decision": "replace"}
    rows[1] |= {"decision": "replace", "replacement": SPOKEN}
    rows[2] |= {"decision": "keep"}
    rows[3] |= {"decision": "maybe"}
    rows[4] |= {"reason": f"it is {LABEL}"}
    rows[5] |= {"decision": "false_hit"}
    rows.append(rows[5] | {"hmac": "0" * 64})
    rows.append(rows[5] | {"hmac": next(iter(decisions()))})
    rows.append(rows[5] | {"hmac": "7"})
    assert main(["accept-identifiers", "--from", saved(rows)]) == 2
    message = capsys.readouterr().err
    assert [int(row) for row in re.findall(r"filled\.csv, row (\d+)", message)] == [2, 3, 3, 4, 5, 6, 6, 9, 10, 11]
    assert "--who" in message
    assert told_tokens([message]) == set()
    assert Path(IDENTIFIERS_FILE).read_bytes() == before


def test_a_list_that_was_taken_is_not_taken_again(scanned: Path, capsys) -> None:
    rows = listed(scanned, capsys)
    rows[0] |= {"decision": "false_hit"}
    assert main(["accept-identifiers", "--who", "a", "--from", saved(rows)]) == 0
    assert main(["accept-identifiers", "--who", "a", "--from", "filled.csv"]) == 2
    assert "decided before" in capsys.readouterr().err


# --- what is told ----------------------------------------------------------------------------------------


def write_worklist() -> None:
    """The list of the whole run, as if the language model had seen no name."""
    for session in ("WS1", "WS2", "JD1"):
        write_table(empty(FINDINGS), FINDINGS, Path(f"results/private/names/{session}.parquet"))
    assert main(["worklist", "--private", "results/private", "--worklist", "results/private/worklist.csv"]) == 0


def test_no_identifier_is_told_by_any_step(study: Path, monkeypatch, capsys) -> None:
    message = told(study, monkeypatch, capsys)
    assert len(re.findall(r"^  \d+\. ", message, re.MULTILINE)) == len(ALL)
    write_worklist()
    worklist = Path("results/private/worklist.csv").read_text(encoding="utf-8")
    output = capsys.readouterr()
    findings = [path.read_bytes().decode("latin-1") for path in Path("results/private/findings").iterdir()]
    assert told_tokens([message, worklist, output.out, output.err, *findings]) == set()
    # The texts and the ingest reports hold what was said; no other file does.
    files = [path for path in Path("results").rglob("*") if path.is_file()]
    holding = {path.parts[2] for path in files if told_tokens([path.read_bytes().decode("latin-1")])}
    assert holding <= {"record", "released", "ingest", "locators"}
    assert {"record", "ingest"} <= holding


def test_the_contexts_of_the_worklist_help_and_name_nobody(scanned: Path) -> None:
    write_worklist()
    text = Path("results/private/worklist.csv").read_text(encoding="utf-8")
    rows = {row["hmac"]: row for row in csv.DictReader(io.StringIO(text))}
    spoken, phone = rows[digest(SPOKEN)], rows[digest(PHONE)]
    assert spoken["count"] == "2"
    assert len(spoken["contexts"].split(" | ")) == 2
    assert "heard about the garden from xxxxx xxxxxxxxxxxx, and xxxxx" in spoken["contexts"]
    assert phone["contexts"].endswith("number is 99999 999999, as it ever was. …")
    assert rows[digest(IN_NAME)]["contexts"] == ""


def test_a_decided_study_passes_and_is_not_called_anonymous(scanned: Path, monkeypatch, capsys) -> None:
    rows = listed(scanned, capsys)
    for row in rows:
        row |= {"decision": "replace", "replacement": "[REMOVED]"}
    assert main(["accept-identifiers", "--who", "coder_a", "--from", saved(rows)]) == 0
    capsys.readouterr()
    message = told(scanned, monkeypatch, capsys)
    assert message.startswith("The input is in order. Looked for were: nhs number, ")
    assert "the 3 names of data/private/known_names.txt" in message
    assert "titled name, kin name; first name; labels that the roster does not know." in message
    assert "Only listed, and not held against the decisions: place; organisation, street." in message
    assert "anonymi" not in message.lower()
    released = "".join(path.read_text(encoding="utf-8") for path in Path("results/private/released").iterdir())
    assert told_tokens([released]) == set()
    assert released.count("[REMOVED]") == 4


def test_rules_that_the_study_does_not_stop_on_are_listed_only(scanned: Path, monkeypatch, capsys) -> None:
    edit(scanned / "config/config.yaml", "stop_on: [pattern, known, context, first_names]", "stop_on: []")
    assert told(scanned, monkeypatch, capsys).startswith("The input is in order.")
    write_worklist()
    assert f"{len(ALL)} different strings" in capsys.readouterr().out


def test_what_is_wrong_with_the_list_of_names_stops_the_run(study: Path, monkeypatch, capsys) -> None:
    (study / "data/private/known_names.txt").write_bytes(b"Tilda\nQ\n")
    assert "data/private/known_names.txt, line 2: it is too short" in told(study, monkeypatch, capsys)


@pytest.mark.long
def test_a_replaced_name_stands_nowhere_in_the_results_but_in_private(scanned: Path, capsys) -> None:
    from repository import PROJECT, snakemake

    rows = listed(scanned, capsys)
    for row in rows:
        row |= {"decision": "replace", "replacement": "[REMOVED]"}
    assert main(["accept-identifiers", "--who", "coder_a", "--from", saved(rows)]) == 0
    run = snakemake(PROJECT, scanned, "paper")
    assert run.returncode == 0, run.stdout + run.stderr
    public = [path for path in Path("results").rglob("*") if path.is_file() and path.parts[1] != "private"]
    assert public
    assert told_tokens(path.read_bytes().decode("latin-1") for path in public) == set()
