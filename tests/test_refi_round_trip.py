"""What is written as REFI-QDA comes back as it was, is valid, the same every time, and opens in two other libraries."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace

import pytest
from hypothesis import given, settings
from lxml import etree
from pyrefiqda import RefiCodebook, RefiProject
from qdapy.qdpx import read_qdpx as read_with_qdapy

from projects import AT, projects
from themetrail.interchange.identity import guid
from themetrail.interchange.losses import LossReport
from themetrail.interchange.model import MACHINE, Note, Project, ProjectCode, ProjectCoding, Span, TextSource, User
from themetrail.interchange.refi_read import read_qdc, read_qdpx
from themetrail.interchange.refi_schema import issues
from themetrail.interchange.refi_write import codebook_xml, project_xml, qdpx

EMOJI = "She said 👍🏽 twice.\nThe bus never came."
SMALL = Project(
    "Small",
    "ThemeTrail 0",
    AT,
    users=(User(guid("u"), "Coder A"),),
    codes=(ProjectCode(guid("c"), "Bus"), ProjectCode(guid("d"), "Late", guid("c"), "It comes late.", "#ff0000")),
    sources=(TextSource(guid("s"), "WS1", EMOJI, at=AT),),
    codings=(
        ProjectCoding(guid("k"), Span(guid("s"), 19, 38), guid("d"), guid("u"), AT),
        ProjectCoding(guid("m"), Span(guid("s"), 19, 38), guid("c"), guid("u"), AT),
        ProjectCoding(guid("n"), Span(guid("s"), 0, 8), guid("c"), guid("u"), AT),
    ),
)


def comes_back(project, flavour, folder):
    """What is read of a project that was written, and what was lost on the way."""
    path = folder / "project.qdpx"
    path.write_bytes(qdpx(project, flavour))
    losses = LossReport()
    return read_qdpx(path, losses).project, [line for line in losses.lines if line.outcome != "kept"]


def content(project):
    """All that has to survive, without regard to order where order means nothing."""
    stretched = [
        replace(note, about=tuple(sorted(note.about)), spans=tuple(sorted(note.spans))) for note in project.notes
    ]
    cases = [replace(case, spans=tuple(sorted(case.spans))) for case in project.cases]
    return (
        project.codes,
        sorted(project.users),
        sorted(project.variables),
        sorted(cases),
        sorted(project.sources),
        sorted(project.codings),
        sorted(stretched),
        sorted(project.sets),
        project.links,
    )


def holds(project, flavour, folder):
    """A project comes back with everything, and nothing is told of losses."""
    back, losses = comes_back(project, flavour, folder)
    assert content(back) == content(project)
    assert losses == []


@given(projects())
@settings(max_examples=15)
def test_any_project_comes_back_as_it_was(tmp_path_factory, project):
    for flavour in ("standard", "nvivo"):
        holds(project, flavour, tmp_path_factory.mktemp("there"))


@pytest.mark.long
@given(projects(most=20))
@settings(max_examples=500)
def test_any_of_500_projects_comes_back_as_it_was(tmp_path_factory, project):
    for flavour in ("standard", "nvivo"):
        holds(project, flavour, tmp_path_factory.mktemp("there"))


@given(projects())
@settings(max_examples=10)
def test_what_is_written_is_valid_and_the_same_every_time(project):
    written = project_xml(project)
    assert issues(etree.fromstring(written)) == []
    turned = replace(
        project,
        codings=project.codings[::-1],
        sources=project.sources[::-1],
        notes=project.notes[::-1],
        cases=project.cases[::-1],
        users=project.users[::-1],
        sets=project.sets[::-1],
    )
    assert qdpx(turned) == qdpx(project)


def test_a_project_of_nothing_is_valid():
    nothing = Project("Empty", "ThemeTrail 0")
    root = etree.fromstring(project_xml(nothing))
    assert issues(root) == []
    assert len(root) == 0


def test_an_empty_container_is_not_valid():
    root = etree.fromstring(project_xml(SMALL))
    etree.SubElement(root, "{urn:QDA-XML:project:1.0}Graphs")
    etree.SubElement(root.find("{*}CodeBook"), "{urn:QDA-XML:project:1.0}Codes")
    assert len(issues(root)) == 3


def test_text_is_stored_with_plain_line_ends_and_no_mark():
    with zipfile.ZipFile(io.BytesIO(qdpx(SMALL))) as archive:
        assert archive.namelist() == ["project.qde", f"sources/{guid('s')}.txt"]
        assert archive.read(f"sources/{guid('s')}.txt") == EMOJI.encode()


def test_the_flavour_for_nvivo_counts_utf_16_units():
    def first(flavour):
        selection = etree.fromstring(project_xml(SMALL, flavour)).findall(".//{*}PlainTextSelection")[-1]
        return int(selection.get("startPosition")), int(selection.get("endPosition"))

    utf16 = EMOJI.encode("utf-16-le")
    assert EMOJI[slice(*first("standard"))] == "The bus never came."
    start, end = first("nvivo")
    assert utf16[2 * start : 2 * end].decode("utf-16-le") == "The bus never came."


def test_one_stretch_is_one_selection_of_a_coder_with_several_codings():
    root = etree.fromstring(project_xml(SMALL))
    assert [len(one.findall("{*}Coding")) for one in root.iter("{*}PlainTextSelection")] == [1, 2]


def test_each_coder_has_a_selection_of_their_own_since_qualcoder_looks_at_its_user_alone():
    other = ProjectCoding(guid("o"), Span(guid("s"), 19, 38), guid("c"), guid("u2"), AT)
    both = replace(SMALL, users=(*SMALL.users, User(guid("u2"), "Coder B")), codings=(*SMALL.codings, other))
    for selection in etree.fromstring(project_xml(both)).iter("{*}PlainTextSelection"):
        users = {coding.get("creatingUser") for coding in selection.iter("{*}Coding")}
        assert users == {selection.get("creatingUser")}


def test_what_a_coder_wrote_at_a_coding_is_the_comment_of_the_selection_too(tmp_path):
    notes = (
        Note(guid("w"), "Memo", "Why?", guid("u"), AT, (guid("k"), guid("m"))),
        Note(guid("x"), "Suggestion", "Proposed.", guid("machine"), AT, (guid("k"),)),
    )
    users = (*SMALL.users, User(guid("machine"), MACHINE))
    written = replace(SMALL, notes=notes, users=users)
    comments = [
        one.findtext("{*}Description") for one in etree.fromstring(project_xml(written)).iter("{*}PlainTextSelection")
    ]
    assert comments == [None, "Why?"]
    holds(written, "standard", tmp_path)


def test_a_codebook_by_itself_comes_back():
    losses = LossReport()
    assert read_qdc(codebook_xml(SMALL), losses).codes == SMALL.codes
    assert not losses.anything_lost


def test_pyrefiqda_opens_what_is_written_with_equal_counts_and_quotes(tmp_path):
    (tmp_path / "p.qdpx").write_bytes(qdpx(SMALL))
    (tmp_path / "c.qdc").write_bytes(codebook_xml(SMALL))
    project = RefiProject.load(tmp_path / "p.qdpx", extract_dir=str(tmp_path / "there"))
    (source,) = project.sources.text_source
    text = RefiProject.resolve_source_path(source.plain_text_path, tmp_path / "there").read_text(encoding="utf-8")
    quotes = [text[one.start_position : one.end_position] for one in source.plain_text_selection]
    assert quotes == ["She said", "The bus never came."]
    assert sum(len(one.coding) for one in source.plain_text_selection) == 3
    (top,) = project.code_book.codes.code
    assert (top.name, [code.name for code in top.code]) == ("Bus", ["Late"])
    assert RefiCodebook.load(tmp_path / "c.qdc").codes.code[0].code[0].color == "#ff0000"


def test_qdapy_opens_what_is_written_with_equal_counts_and_quotes(tmp_path):
    (tmp_path / "p.qdpx").write_bytes(qdpx(SMALL))
    fragments = read_with_qdapy(tmp_path / "p.qdpx", warn=False).fragments
    assert sorted(zip(fragments["code"], fragments["text"], fragments["codedBy"], strict=True)) == [
        ("Bus", "She said", "Coder A"),
        ("Bus", "The bus never came.", "Coder A"),
        ("Bus/Late", "The bus never came.", "Coder A"),
    ]
