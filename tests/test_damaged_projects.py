"""Whatever is done to a project file, it is read, or refused with an instruction; and a study never gets half of it."""

from __future__ import annotations

import io
import zipfile
from contextlib import suppress
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from projects import projects
from test_other_formats import qualcoder, taguette
from test_refi_round_trip import SMALL
from themetrail.interchange.identity import guid
from themetrail.interchange.into_study import coder_ids, import_into_new
from themetrail.interchange.losses import LossReport
from themetrail.interchange.model import Note, Span, TextSource
from themetrail.interchange.read import read_project
from themetrail.interchange.refi_write import project_xml, qdpx
from themetrail.ledger.acts import FOLDER, read_ledger
from themetrail.study.load import read_tables_of
from themetrail.study.settings import read_settings
from themetrail.transcripts.choose import read_transcript
from themetrail.transcripts.draft import UnreadableError
from themetrail.transcripts.model import Source
from themetrail.transcripts.record import build_record

EDITS = st.lists(st.tuples(st.integers(0, 10**6), st.binary(min_size=0, max_size=4), st.integers(0, 8)), max_size=6)


def edited(data, edits):
    """Bytes with stretches replaced."""
    for place, new, gone in edits:
        at = place % (len(data) + 1)
        data = data[:at] + new + data[at + gone :]
    return data


def is_read_or_refused(path):
    """No other error than one that says what to do."""
    with suppress(UnreadableError):
        read_project(path, LossReport())


@given(EDITS)
@settings(max_examples=40)
def test_damaged_archives_are_read_or_refused(tmp_path_factory, edits):
    path = tmp_path_factory.mktemp("damaged") / "p.qdpx"
    path.write_bytes(edited(qdpx(SMALL), edits))
    is_read_or_refused(path)


@given(EDITS)
@settings(max_examples=40)
def test_projects_with_damaged_xml_are_read_or_refused(tmp_path_factory, edits):
    path = tmp_path_factory.mktemp("damaged") / "p.qdpx"
    with zipfile.ZipFile(path, "w") as archive, zipfile.ZipFile(io.BytesIO(qdpx(SMALL))) as whole:
        for name in whole.namelist():
            archive.writestr(name, whole.read(name) if "sources" in name else edited(project_xml(SMALL), edits))
    is_read_or_refused(path)


@pytest.fixture(scope="module", params=[taguette, qualcoder])
def database(request, tmp_path_factory):
    """The bytes of a database."""
    return request.param(tmp_path_factory.mktemp("whole") / "p.db").read_bytes()


@given(edits=EDITS)
@settings(max_examples=20)
def test_damaged_databases_are_read_or_refused(tmp_path_factory, database, edits):
    path = tmp_path_factory.mktemp("damaged") / "p.db"
    path.write_bytes(edited(database, edits))
    is_read_or_refused(path)


def texts_of(study):
    """Text of record of each session, as the workflow reads it."""
    tables, problems = read_tables_of(study)
    assert problems == []
    texts = {}
    for row in tables["sessions"]:
        (path,) = (study / "data/raw/transcripts").glob(f"{row['session_id']}.*")
        labels = frozenset(one["label"] for one in tables["roster"] if one["session_id"] == row["session_id"])
        reading = read_transcript(Source(path.name, path.read_bytes(), row["source_kind"], labels), path.name)
        assert reading.problems == []
        texts[row["session_id"]] = build_record(row["session_id"], reading.units)[0]
    return texts


def squeezed(text):
    """The words of a text, since blank lines and blanks at the ends of lines are not kept."""
    return "".join(text.split())


def becomes_a_study_that_holds_it(project, folder):
    """Every coding on words is a decision of its coder on the same words; the others are told."""
    losses = LossReport()
    study = folder / "study"
    import_into_new(project, study, "A study", losses)
    read_settings(study)
    texts = texts_of(study)
    coders = coder_ids(project)
    found = []
    for path in (study / FOLDER).glob("*.csv"):
        acts, problems = read_ledger(path, path.name)
        assert problems == []
        found += [
            (act.coder, squeezed(texts[act.session_id][act.start : act.end])) for act in acts if act.action == "add"
        ]
    wanted = [(coders[one.user], squeezed(project.quote(one.span))) for one in project.codings]
    assert sorted(found) == sorted(one for one in wanted if one[1])
    told = sum(one.count for one in losses.lines if (one.outcome, one.kind) == ("dropped", "coding"))
    assert told == len(wanted) - len(found)


@given(projects())
@settings(max_examples=5)
def test_any_project_becomes_a_study_with_the_same_words_coded(tmp_path_factory, project):
    becomes_a_study_that_holds_it(project, tmp_path_factory.mktemp("new"))


@pytest.mark.long
@given(projects(most=20))
@settings(max_examples=200)
def test_any_of_200_projects_becomes_a_study_with_the_same_words_coded(tmp_path_factory, project):
    becomes_a_study_that_holds_it(project, tmp_path_factory.mktemp("new"))


def test_a_note_about_two_things_is_a_memo_on_each(tmp_path):
    note = Note(guid("w"), "Memo", "Both.", guid("u"), "", (guid("n"), guid("k")), (Span(guid("s"), 0, 3),))
    import_into_new(replace(SMALL, notes=(note,)), tmp_path / "study", "A study", LossReport())
    acts, _ = read_ledger(tmp_path / "study/data/coding/decisions/coder_a.csv", "coder_a.csv")
    assert [act.action for act in acts] == ["add", "add", "add", "memo", "memo", "memo"]
    assert {act.memo for act in acts[3:]} == {"Both."}


def test_a_memo_of_nobody_is_the_first_coders_and_one_on_no_words_is_kept_beside(tmp_path):
    place = Span(guid("s"), 0, 3)
    blank = TextSource(guid("b"), "Blank", " \n ")
    notes = (
        Note(guid("w"), "Memo", "On words.", "", "", (), (place,)),
        Note(guid("y"), "Memo", "On blanks.", "", "", (), (Span(guid("b"), 0, 2),)),
        Note(guid("z"), "Memo", "On all of it."),
    )
    project = replace(SMALL, sources=(*SMALL.sources, blank), notes=notes, codings=(), users=())
    import_into_new(project, tmp_path / "study", "A study", LossReport())
    acts, problems = read_ledger(tmp_path / "study/data/coding/decisions/coder_a.csv", "coder_a.csv")
    assert problems == []
    assert [(act.action, act.memo, act.start, act.end) for act in acts] == [("memo", "On words.", 0, 3)]
    beside = (tmp_path / "study/data/coding/imported_notes.csv").read_text(encoding="utf-8")
    assert "On blanks." in beside
    assert "On all of it." in beside
