"""The report on transcripts says of every session what was read from it, and shows what was left out."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest

from themetrail import cli
from themetrail.provenance.transcripts import why_chosen
from themetrail.study.files import write_text
from themetrail.study.load import TRANSCRIPTS, path_of
from themetrail.study.settings import CONFIG
from themetrail.study.sheets import Column, Sheet, read_sheet

SETTINGS = """study:
  title: "Buses & <b>lifts</b>"
  synthetic: true
coding:
  findings_from: coder_a
cleaning:
  unknown_labels: set_apart
"""
STUDY = {
    CONFIG: SETTINGS,
    path_of("sessions"): "session_id,phase,source_kind,stratum,date,setting,duration_min\n"
    "S1,interview,transcript,,,,\nS2,interview,transcript,,,,\n",
    path_of("participants"): "speaker_id,stakeholder_group,role,quote_consent,withdrawn\n"
    "A1,Carers,participant,yes,no\nA2,Carers,participant,yes,yes\n",
    path_of("roster"): "session_id,label,speaker_id\n*,P01,A1\n*,P02,A2\n",
    f"{TRANSCRIPTS}/S1.txt": "=HYPERLINK of <script>alert(1)</script>\n\nP01: Um, I went to [NAME].\n\n"
    "P02: [inaudible] home.\n\nBea: Aye, home.\n\nP01: I went, I think.\n\nBea: Then?\n",
    f"{TRANSCRIPTS}/S2.txt": "nobody is named here\n",
}


def make(folder, *sessions):
    for step in ("ingest", "clean"):
        places = ["--study", str(folder), "--private", str(folder / "results/private")]
        assert cli.main([step, *places, "--sessions", *sessions]) == 0


@pytest.fixture(scope="module")
def study(tmp_path_factory):
    folder = tmp_path_factory.mktemp("study")
    for path, text in STUDY.items():
        write_text(folder / path, text)
    make(folder, "S1", "S2")
    return folder


def report(study, folder):
    """The folder with the three files of the report."""
    files = {"csv": "transcripts.csv", "dropped": "dropped_lines.csv", "page": "transcripts.html"}
    options = [part for name, file in files.items() for part in (f"--{name}", str(folder / file))]
    assert (
        cli.main(["ingest-report", "--study", str(study), "--private", str(study / "results/private"), *options]) == 0
    )
    return folder


@pytest.fixture
def told(study, tmp_path):
    return report(study, tmp_path)


def rows(path):
    header = path.read_text(encoding="utf-8").split("\n")[0].split(",")
    found, problems = read_sheet(path, Sheet(path.stem, tuple(map(Column, header))), path.name)
    assert not problems
    return [row.cells for row in found]


def test_each_session_has_a_row_with_what_was_read(told):
    first, second = rows(told / "transcripts.csv")
    assert (first["session_id"], first["file"], first["reader"]) == ("S1", "S1.txt", "labelled_txt")
    assert (first["turns"], first["words"], first["redactions"], first["unclear"]) == ("5", "12", "1", "1")
    assert first["labels_off_roster"] == "Bea 2"
    assert first["speakers"] == "A1 2; unknown 2"
    assert first["withdrawn"] == "yes"
    assert first["intelligent_verbatim"] == "filler 1; false start 0; repeat 0"
    assert second["turns"] == "0"
    assert "S2.txt" in second["problems"]


def test_dropped_lines_stand_verbatim_with_place_and_reason_and_are_no_formula(told):
    (one,) = [row for row in rows(told / "dropped_lines.csv") if row["session_id"] == "S1"]
    assert (one["place"], one["why"]) == ("line 1", "before the first speaker")
    assert one["text"] == "'=HYPERLINK of <script>alert(1)</script>"


class _Page(HTMLParser):
    def __init__(self, text):
        super().__init__()
        self.tags, self.addresses, self.said = [], [], []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.addresses += [value for name, value in attrs if name in {"href", "src"}]

    def handle_data(self, data):
        self.said.append(data)


def test_the_page_shows_what_the_file_says_as_text_and_asks_for_nothing(told):
    text = (told / "transcripts.html").read_text(encoding="utf-8")
    page = _Page(text)
    assert not {"script", "b", "img", "link", "iframe"} & set(page.tags)
    assert all(address.startswith("#") for address in page.addresses)
    assert "=HYPERLINK of <script>alert(1)</script>" in page.said
    assert "Transcripts: Buses & <b>lifts</b>" in page.said
    assert "prefers-color-scheme: dark" in text
    assert not re.search(r"https?://", text)
    assert "Bea (2)" in text


def test_nobody_who_withdrew_is_named(told):
    assert not [file.name for file in told.iterdir() if "A2" in file.read_text(encoding="utf-8")]


def test_the_view_is_told_only_where_the_study_asks_for_it(study, told, tmp_path):
    line = "Intelligent verbatim leaves out"
    assert line not in (told / "transcripts.html").read_text(encoding="utf-8")
    write_text(study / CONFIG, f"{SETTINGS}  intelligent_verbatim: true\n")
    assert line in (report(study, tmp_path) / "transcripts.html").read_text(encoding="utf-8")
    write_text(study / CONFIG, SETTINGS)


def test_the_log_of_the_view_says_where_and_by_which_rule_without_words(study):
    log = (study / "results/private/verbatim/S1.csv").read_text(encoding="utf-8")
    assert log == "session_id,start,end,rule\nS1,0,4,filler\n"


def test_a_study_without_transcripts_has_a_report_without_rows(study, tmp_path):
    empty = tmp_path / "empty"
    write_text(empty / CONFIG, SETTINGS)
    write_text(empty / path_of("sessions"), STUDY[path_of("sessions")].split("\n")[0] + "\n")
    assert rows(report(empty, tmp_path) / "transcripts.csv") == []
    assert "0 transcripts" in (tmp_path / "transcripts.html").read_text(encoding="utf-8")


def test_of_all_reasons_that_of_the_chosen_reader_is_told():
    reasons = ["a: no times", "ab: it says WEBVTT"]
    assert why_chosen("ab", reasons) == ["it says WEBVTT"]
    assert why_chosen("", reasons) == reasons
