"""A study goes out to other tools, comes home with what they changed, and becomes a study again elsewhere."""

from __future__ import annotations

import re
import shutil
import zipfile
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from foreign import codebook as foreign_codebook
from foreign import coding as foreign_coding
from foreign import project as foreign_project
from foreign import selection as foreign_selection
from foreign import text_source
from repository import snakemake
from themetrail import cli
from themetrail.codebook.read import read_codebook
from themetrail.interchange.identity import guid, guid_of_ulid
from themetrail.interchange.losses import LossReport
from themetrail.interchange.model import ProjectCode, ProjectCoding, User
from themetrail.interchange.refi_read import read_qdc, read_qdpx
from themetrail.interchange.refi_write import codebook_xml, qdpx
from themetrail.ledger.acts import FOLDER, read_ledger
from themetrail.ledger.replay import active_acts, codings_of
from themetrail.study.settings import read_settings
from tiny_study import ADDRESS, PLACEHOLDER, WITHDRAWN, WITHDRAWN_WORDS

if TYPE_CHECKING:
    from pathlib import Path

    from finished_run import Finished
    from themetrail.interchange.model import Project

EXCHANGE = "results/private/exchange"


@pytest.fixture
def study(finished: Finished, tmp_path: Path) -> Path:
    """A copy of the tiny study after a run."""
    return shutil.copytree(finished.study, tmp_path / "study")


def exported(study: Path) -> Project:
    """The project that a run wrote."""
    (path,) = (study / EXCHANGE).glob("*.qdpx")
    return read_qdpx(path, LossReport()).project


def held(study: Path) -> set[tuple[str, int, int, str, str, str]]:
    """What each coder's ledger amounts to, with the id behind it."""
    return {
        (one.session_id, one.start, one.end, one.code, one.coder, one.decision_id)
        for path in (study / FOLDER).glob("*.csv")
        for one in codings_of(read_ledger(path, path.name)[0], "now")
    }


def comes_home(study: Path, project: Project, *options: str) -> None:
    """Another tool saves a project, and it is imported."""
    path = study.parent / "edited.qdpx"
    path.write_bytes(qdpx(project))
    assert cli.main(["import-project", str(path), "--study", str(study), *options]) == 0


def by_code(project: Project, code: str) -> ProjectCoding:
    """The first coding whose code's name begins so."""
    return next(one for one in project.codings if project.code_by_guid[one.code].name.startswith(code))


# --- out ---------------------------------------------------------------------------------------------------


def test_the_project_has_each_coders_codings_and_none_that_nobody_decided(study: Path) -> None:
    project = exported(study)
    went = {(one.guid, project.user_by_guid[one.user].short) for one in project.codings}
    there = {(guid_of_ulid("coding", decision), coder) for *_, coder, decision in held(study)}
    assert went < there
    assert len(there - went) == 1, "the one coding that touches a withdrawn speaker's words"
    machine = [user for user in project.users if "suggestions" in user.name]
    assert not [one for one in project.codings if one.user in {user.guid for user in machine}]
    proposals = [note for note in project.notes if note.user == machine[0].guid]
    assert {project.code_by_guid[c.code].name for n in proposals for c in project.codings if c.guid in n.about} == {
        "C2 Long waiting lists"
    }
    assert all("confidence 0.4" in note.text for note in proposals)


def test_the_words_of_each_coding_are_those_of_the_ledger(study: Path) -> None:
    project = exported(study)
    acts = {
        guid_of_ulid("coding", act.decision_id): act
        for path in (study / FOLDER).glob("*.csv")
        for act in active_acts(read_ledger(path, path.name)[0])
    }
    for coding in project.codings:
        assert " ".join(project.quote(coding.span).split()) == " ".join(acts[coding.guid].quote.split())


def test_speakers_are_cases_with_their_group_and_their_turns(study: Path) -> None:
    project = exported(study)
    group = next(one.guid for one in project.variables if one.name == "stakeholder_group")
    cases = {case.name: case for case in project.cases}
    assert dict(cases["B01"].values)[group] == "Staff"
    assert "funding stops every March" in " ".join(map(project.quote, cases["B01"].spans))
    assert len(cases["Group: Patients"].sources) == 2
    assert WITHDRAWN not in cases


def test_a_project_file_holds_no_word_that_was_replaced_and_no_one_who_withdrew(study: Path) -> None:
    for path in (study / EXCHANGE).iterdir():
        with zipfile.ZipFile(path) if path.suffix == ".qdpx" else path.open("rb") as file:
            data = b"".join(map(file.read, file.namelist())) if path.suffix == ".qdpx" else file.read()
        assert not [one for one in (ADDRESS, WITHDRAWN, *WITHDRAWN_WORDS) if one.encode() in data]
        if path.suffix == ".qdpx":
            assert PLACEHOLDER.encode() in data


def test_sets_links_and_summaries_go_out(study: Path) -> None:
    project = exported(study)
    assert {one.name for one in project.sets} == {"Domains", "Solutions", "Theme: Nobody gets there"}
    assert [project.code_by_guid[link.target].name for link in project.links] == ["S1 A shared minibus"]
    assert "They cannot get home after six." in {note.text for note in project.notes}


def test_a_new_label_changes_no_guid(study: Path) -> None:
    before = exported(study)
    path = study / "data/coding/codebook.yaml"
    path.write_text(path.read_text().replace("Long waiting lists", "Waiting for ever"))
    assert cli.main(["export", "--study", str(study)]) == 0
    after = exported(study)
    assert [code.guid for code in after.codes] == [code.guid for code in before.codes]
    assert {one.guid for one in after.codings} == {one.guid for one in before.codings}
    assert "C2 Waiting for ever" in {code.name for code in after.codes}


def test_the_codebook_is_written_by_itself(study: Path) -> None:
    codes = read_qdc((study / EXCHANGE / "codebook.qdc").read_bytes(), LossReport()).codes
    assert codes == exported(study).codes


# --- home --------------------------------------------------------------------------------------------------


def test_what_comes_home_unchanged_changes_nothing(study: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = held(study)
    comes_home(study, exported(study), "--take", "--with-removals")
    assert "nothing in it that the study has not" in capsys.readouterr().out
    assert held(study) == before


def test_changes_are_shown_before_they_are_taken(study: Path, capsys: pytest.CaptureFixture[str]) -> None:
    project = exported(study)
    moved = by_code(project, "S1")
    span = replace(moved.span, end=moved.span.end - 1)
    edited = replace(
        project, codings=tuple(replace(one, span=span) if one == moved else one for one in project.codings)
    )
    before = held(study)
    comes_home(study, edited)
    shown = capsys.readouterr().out
    assert "moves or changes a coding to S1" in shown
    assert held(study) == before
    comes_home(study, edited, "--take")
    assert len(held(study) - before) == 1
    ((_, start, end, *_),) = held(study) - before
    assert end - start == span.end - span.start
    comes_home(study, edited, "--take")
    assert "nothing in it that the study has not" in capsys.readouterr().out


def test_new_codings_codes_and_coders_come_home_and_pass_the_gate(study: Path) -> None:
    project = exported(study)
    code = ProjectCode(guid("new"), "No shelter", project.codes[0].guid, "Nowhere to wait.", "#123456")
    user = User(guid("cleo"), "Cleo")
    known, place = by_code(project, "C1"), by_code(project, "C2")
    more = (
        ProjectCoding(guid("k1"), place.span, code.guid, user.guid, "2024-06-01T10:00:00Z"),
        ProjectCoding(guid("k2"), place.span, known.code, known.user, ""),
    )
    edited = replace(
        project, codes=(*project.codes, code), users=(*project.users, user), codings=(*project.codings, *more)
    )
    before = held(study)
    comes_home(study, edited, "--take")
    added = {(code, coder) for _, _, _, code, coder, _ in held(study) - before}
    entry = read_codebook(study).codes[-1]
    assert (entry.label, entry.parent, entry.definition) == ("No shelter", "D1", "Nowhere to wait.")
    assert guid_of_ulid("code", entry.uid) == code.guid
    assert added == {(entry.id, "cleo"), ("C1", "coder_a")}
    private = study / "results/private"
    gate = ["gate", "--study", str(study), "--private", str(private), "--passed", str(private / "gate.json")]
    assert cli.main(gate) == 0


def test_a_file_with_new_guids_is_matched_by_text_span_and_code(
    study: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    project = exported(study)
    new = {thing.guid: guid("minted", thing.guid) for kind in (project.codes, project.sources) for thing in kind}
    new |= {user.guid: guid("minted", user.guid) for user in project.users}
    edited = replace(
        project,
        origin="ATLAS.ti 23",
        users=tuple(replace(one, guid=new[one.guid]) for one in project.users),
        codes=tuple(replace(one, guid=new[one.guid], parent=new.get(one.parent, "")) for one in project.codes),
        sources=tuple(replace(one, guid=new[one.guid]) for one in project.sources),
        codings=tuple(
            replace(
                one,
                guid=guid("minted", one.guid),
                span=replace(one.span, source=new[one.span.source]),
                code=new[one.code],
                user=new[one.user],
            )
            for one in project.codings
        ),
        cases=(), notes=(), sets=(), links=(),
    )  # fmt: skip
    before = held(study)
    comes_home(study, edited, "--take", "--with-removals")
    assert "nothing in it that the study has not" in capsys.readouterr().out
    assert held(study) == before


def test_a_coding_that_is_gone_there_stays_here_unless_removals_are_asked_for(study: Path) -> None:
    project = exported(study)
    gone = by_code(project, "C1")
    edited = replace(project, codings=tuple(one for one in project.codings if one != gone))
    before = held(study)
    comes_home(study, edited, "--take")
    assert held(study) == before
    comes_home(study, edited, "--take", "--with-removals")
    assert [guid_of_ulid("coding", one[5]) for one in before - held(study)] == [gone.guid]


def test_words_are_found_again_in_a_text_that_the_other_tool_changed(study: Path) -> None:
    project = exported(study)
    longer = tuple(replace(one, text=f"A heading\n{one.text}") for one in project.sources)
    further = tuple(
        replace(one, span=replace(one.span, start=one.span.start + 10, end=one.span.end + 10))
        for one in project.codings
    )
    before = held(study)
    comes_home(
        study, replace(project, sources=longer, codings=further, cases=(), notes=()), "--take", "--with-removals"
    )
    assert held(study) == before


# --- into a new study --------------------------------------------------------------------------------------


def test_an_export_becomes_a_study_with_the_same_codings_codes_coders_and_memos(study: Path, tmp_path: Path) -> None:
    project = exported(study)
    (path,) = (study / EXCHANGE).glob("*.qdpx")
    new = tmp_path / "new"
    assert cli.main(["import-project", str(path), "--study", str(new)]) == 0

    def said(folder: Path, session: str, kind: str) -> str:
        if folder == study:
            return (folder / f"results/private/{kind}/{session}.txt").read_text(encoding="utf-8")
        rows = (folder / f"data/raw/transcripts/{session}.csv").read_text(encoding="utf-8").splitlines()[1:]
        return "".join(f"{row.split(',', 2)[2].strip(chr(34))}\n" for row in rows)

    went = {coding.guid for coding in project.codings}
    before = {(s, code, coder) for s, _, _, code, coder, own in held(study) if guid_of_ulid("coding", own) in went}
    assert {(s, code, coder) for s, _, _, code, coder, _ in held(new)} == before
    assert len(held(new)) == len(went)
    for session in ("WS1", "JD1"):
        assert said(new, session, "record") == said(study, session, "released")
    assert [code.label for code in read_codebook(new).codes] == [code.label for code in read_codebook(study).codes]
    assert [code.uid for code in read_codebook(new).codes] == [code.uid for code in read_codebook(study).codes]
    memos = {act.memo for path in (new / FOLDER).glob("*.csv") for act in read_ledger(path, path.name)[0]}
    assert "Worked, they say." in memos
    assert read_settings(new).study.synthetic, "what is invented stays labelled so"


@pytest.mark.long
def test_an_imported_study_runs_and_exports_again_with_the_same_codings(
    finished: Finished, study: Path, tmp_path: Path
) -> None:
    project = exported(study)
    (path,) = (study / EXCHANGE).glob("*.qdpx")
    new = tmp_path / "new"
    assert cli.main(["import-project", str(path), "--study", str(new)]) == 0
    run = snakemake(finished.repository, new, "export")
    assert run.returncode == 0, run.stdout + run.stderr
    again = exported(new)
    assert {one.guid for one in again.codes} == {one.guid for one in project.codes}

    def told(one: Project) -> set[tuple[str, str, str, str]]:
        return {
            (
                one.source_by_guid[c.span.source].name,
                one.quote(c.span),
                one.code_paths[c.code],
                one.user_by_guid[c.user].short,
            )
            for c in one.codings
        }

    assert told(again) == told(project)


@pytest.mark.long
def test_a_foreign_project_becomes_a_study_that_passes_the_gate(finished: Finished, tmp_path: Path) -> None:
    text = "Interviewer: What about the bus?\nP1: It never comes after six.\n  I wait in the rain.\n"
    at = text.index("never")
    body = (
        foreign_codebook("Bus", "2nd: code")
        + f"<Sources>{text_source('First talk', foreign_selection(at, at + 5, foreign_coding('Bus')))}"
        + f"{text_source('Field notes', foreign_selection(0, 3, foreign_coding('2nd: code', 'bo')))}</Sources>"
    )
    files = {"First talk.txt": text.encode(), "Field notes.txt": b"A wet day. Nobody came.\n\nLater: more."}
    path = foreign_project(tmp_path / "p.qdpx", body, files)
    new = tmp_path / "new"
    assert cli.main(["import-project", str(path), "--study", str(new)]) == 0
    sessions = (new / "data/raw/sessions.csv").read_text(encoding="utf-8")
    assert re.search(r"^First_talk,imported,transcript", sessions, re.MULTILINE)
    assert re.search(r"^Field_notes,imported,notes", sessions, re.MULTILINE)
    run = snakemake(finished.repository, new, "scan", "results/private/codings.parquet")
    assert run.returncode == 0, run.stdout + run.stderr
    record = (new / "results/private/record/First_talk.txt").read_text(encoding="utf-8")
    ((_, start, end, *_),) = [one for one in held(new) if one[0] == "First_talk"]
    assert record[start:end] == "never"


def test_a_codebook_becomes_a_study_and_comes_home_as_new_codes(study: Path, tmp_path: Path) -> None:
    project = exported(study)
    extra = ProjectCode(guid("new"), "No shelter", "", "Nowhere to wait.")
    path = tmp_path / "codes.qdc"
    path.write_bytes(codebook_xml(replace(project, codes=(*project.codes, extra), sets=())))
    assert cli.main(["import-project", str(path), "--study", str(tmp_path / "new")]) == 0
    assert len(read_codebook(tmp_path / "new").codes) == 7
    assert cli.main(["import-project", str(path), "--study", str(study), "--take"]) == 0
    assert [code.label for code in read_codebook(study).codes][-1] == "No shelter"


def test_a_folder_with_something_in_it_is_left_alone(study: Path, tmp_path: Path) -> None:
    (path,) = (study / EXCHANGE).glob("*.qdpx")
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine/notes.txt").write_text("mine")
    assert cli.main(["import-project", str(path), "--study", str(tmp_path / "mine")]) == 2
    assert [one.name for one in (tmp_path / "mine").iterdir()] == ["notes.txt"]


def test_half_an_import_leaves_nothing_behind(study: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (path,) = (study / EXCHANGE).glob("*.qdpx")
    monkeypatch.setattr("themetrail.interchange.into_study.append_acts", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        cli.main(["import-project", str(path), "--study", str(tmp_path / "new")])
    assert sorted(one.name for one in tmp_path.iterdir()) == ["study"]
