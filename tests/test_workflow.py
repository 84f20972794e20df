"""The real workflow, run on a tiny study: what it makes, what a change reruns, and what never leaves its place."""

from __future__ import annotations

import contextlib
import io
import re
import shutil
import zipfile
import zlib
from typing import TYPE_CHECKING

import pandas as pd
import pytest

from finished_run import TARGET, Finished
from repository import snakemake, tree
from themetrail.cli import main
from themetrail.study.cache import opened
from themetrail.study.load import path_of
from tiny_study import (
    ADDRESS,
    NOT_TO_QUOTE,
    PLACEHOLDER,
    SESSIONS,
    WITHDRAWN,
    WITHDRAWN_WORDS,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

# What follows a decision; the steps of a session read nothing of what coders decide.
AFTER_DRAWING = frozenset({"contact-sheet", "notebooks", "explorer", "made-from", "crate"})
AFTER_TABLES = AFTER_DRAWING | {"draw-data", "tables"}
AFTER_DECISIONS = AFTER_TABLES | {
    *("gate", "codings", "learn", "agreement", "themes", "table-data", "quotes", "methods", "export", "explorer-data")
}
AFTER_TEXTS = AFTER_DECISIONS | {"worklist", "ingest-report"}


def steps_of(*sessions: str) -> frozenset[str]:
    """The steps that each of some sessions has of its own."""
    steps = ("ingest", "clean", "scan", "release", "annotate", "score")
    return frozenset(f"{step} {session}" for step in steps for session in sessions)


def pending(repository: Path, study: Path, target: str = TARGET) -> set[str]:
    """The steps that a run would go through: a session's as "annotate WS1", others by their command alone."""
    run = snakemake(repository, study, target, "--dry-run", "--printshellcmds")
    assert run.returncode == 0, run.stderr
    commands = re.findall(r"python -m themetrail (\S+)(?:.* --sessions (.+) --code)?", run.stderr + run.stdout)
    return {f"{step} {session}".strip() for step, sessions in commands for session in sessions.split() or [""]}


def made_in(study: Path) -> set[str]:
    """What the last run of each step made of a session anew, as "annotate WS1", and did not take from the cache."""
    logs = (study / "results/logs").glob("*/*.log")
    return {
        f"{log.parent.name} {session}"
        for log in logs
        for session in re.findall(r"^(\w+): made$", log.read_text(encoding="utf-8"), re.MULTILINE)
    }


@pytest.fixture
def study(finished: Finished, tmp_path: Path) -> Path:
    """A copy of the study after the run, times included."""
    return shutil.copytree(finished.study, tmp_path / "study")


@pytest.fixture
def edited(repository: Path) -> Iterator[Callable[[str, str], None]]:
    """Appends to files of the repository's copy, and puts them back."""
    before: dict[Path, bytes] = {}

    def append(name: str, text: str) -> None:
        path = repository / name
        before.setdefault(path, path.read_bytes())
        path.write_bytes(before[path] + text.encode())

    yield append
    for path, data in before.items():
        path.write_bytes(data)


# --- what a run makes --------------------------------------------------------------------------------------


def test_every_file_that_is_asked_for_is_there_and_not_empty(finished: Finished) -> None:
    run = snakemake(finished.repository, finished.study, TARGET, "--summary")
    files = [finished.study / line.split("\t")[0] for line in run.stdout.splitlines()[1:]]
    assert len(files) > 50
    for file in files:
        # Snakemake puts an empty hidden file into a folder, to know its time.
        inside = list(file.glob("[!.]*")) if file.is_dir() else [file]
        assert inside
        assert all(one.stat().st_size for one in inside), file


def test_every_notebook_is_run_listed_and_finds_the_tables_in_agreement(finished: Finished) -> None:
    folder = finished.study / "results/public/notebooks"
    stored = {path.stem for path in (finished.repository / "notebooks").glob("*.ipynb")}
    assert {path.stem for path in folder.glob("*.html")} == stored | {"index"}
    assert {path.stem for path in folder.glob("*.ipynb")} == stored
    for name in stored:
        page = (folder / f"{name}.html").read_text(encoding="utf-8")
        assert "all of them hold." in page
        assert "not hold" not in page
        assert f'href="{name}.html"' in (folder / "index.html").read_text(encoding="utf-8")


def test_a_second_run_has_nothing_to_do(finished: Finished) -> None:
    run = snakemake(finished.repository, finished.study, TARGET)
    assert run.returncode == 0
    assert "Nothing to be done" in run.stderr
    assert pending(finished.repository, finished.study) == set()


def test_a_person_reads_one_sentence_for_each_step(finished: Finished) -> None:
    assert "Reading the transcripts of WS2 to JD1." in finished.output
    assert "Making the tables." in finished.output
    assert finished.output.count("Job ") == len(re.findall(r"^Job \d+: [A-Z].*\.$", finished.output, re.MULTILINE))


def test_the_same_input_gives_the_same_bytes_whatever_the_machine_is_set_to(
    finished: Finished, study: Path, tmp_path: Path
) -> None:
    shutil.rmtree(study / "results")
    home = tmp_path / "home"
    home.mkdir()
    surroundings = {"HOME": str(home), "TZ": "Asia/Kathmandu", "PYTHONHASHSEED": "7", "LC_ALL": "C"}
    run = snakemake(finished.repository, study, TARGET, "--cores", "1", **surroundings)
    assert run.returncode == 0, run.stderr
    for half in ("private", "public", "explorer"):
        assert tree(study / "results" / half) == tree(finished.study / "results" / half)
    crate = "results/ro-crate-metadata.json"
    assert (study / crate).read_bytes() == (finished.study / crate).read_bytes()


# --- what a change reruns ----------------------------------------------------------------------------------


def test_a_decision_reruns_no_language_processing(finished: Finished, study: Path) -> None:
    edit(study / "data/coding/decisions/coder_b.csv", ",C1,", ",C3,")
    assert pending(finished.repository, study) == AFTER_DECISIONS


@pytest.mark.long
def test_a_decision_redraws_only_the_figures_whose_numbers_it_changes(finished: Finished, study: Path) -> None:
    drawn_from = sorted((study / "results/public/figures").glob("*.csv"))
    before = {path.stem: path.read_bytes() for path in drawn_from}
    edit(study / "data/coding/decisions/coder_a.csv", ",C1,", ",C3,")
    run = snakemake(finished.repository, study, "figures")
    assert run.returncode == 0, run.stderr
    changed = {path.stem for path in drawn_from if path.read_bytes() != before[path.stem]}
    assert set(re.findall(r"Drawing (\w+)\.", run.stderr)) == changed
    assert "F2_root_causes" in changed
    assert "F6_jury_support" not in changed


def test_a_transcript_reruns_its_own_steps_and_what_follows(finished: Finished, study: Path) -> None:
    edit(study / "data/raw/transcripts/WS1.txt", "my sister", "my brother")
    assert pending(finished.repository, study) == steps_of("WS1") | AFTER_TEXTS


def test_a_transcript_makes_nothing_of_those_beside_it_anew(finished: Finished, study: Path) -> None:
    source = study / "data/raw/transcripts/WS2.vtt"
    edit(source, "leaflet", "booklet")
    run = snakemake(finished.repository, study, "scan")
    assert run.returncode != 0  # decisions were about words that have changed; what is before the gate was done
    assert "as before" in (study / "results/logs/ingest/0002.log").read_text(encoding="utf-8")
    before = {step for step in steps_of(*SESSIONS) if step.split()[0] in ("annotate", "score")}
    first = {step for step in steps_of("WS1", "WS2") if step.split()[0] in ("ingest", "clean", "scan", "release")}
    assert made_in(study) == before | first


def test_a_new_transcript_with_new_people_makes_nothing_of_others_anew(finished: Finished, study: Path) -> None:
    (study / "data/raw/transcripts/WS3.txt").write_text("C01: I walk there.\n\nF01: I see.\n\nC01: Mostly.\n")
    for name, rows in (
        ("sessions", "WS3,workshop,transcript,,,,"),
        ("participants", "C01,Neighbours,participant,yes,no"),
        ("roster", "WS3,C01,C01\nWS3,F01,F01"),
    ):
        with (study / path_of(name)).open("a", encoding="utf-8") as table:
            table.write(f"{rows}\n")
    shutil.rmtree(study / "results/logs")
    run = snakemake(finished.repository, study, "results/private/scores/WS3.parquet", "results/private/worklist.csv")
    assert run.returncode == 0, run.stderr
    assert made_in(study) == steps_of("WS3")


def test_a_consent_that_is_taken_back_reruns_no_language_processing(finished: Finished, study: Path) -> None:
    edit(study / path_of("participants"), "A02,Patients,participant,yes,no", "A02,Patients,participant,no,no")
    assert pending(finished.repository, study) == AFTER_DECISIONS


def test_a_withdrawal_reruns_the_sessions_that_the_person_spoke_in(finished: Finished, study: Path) -> None:
    edit(study / path_of("participants"), "B02,Staff,participant,yes,no", "B02,Staff,participant,yes,yes")
    own = {step for step in steps_of("WS2", "JD1") if not step.startswith("ingest")}
    assert pending(finished.repository, study) == own | AFTER_TEXTS


def test_a_changed_pattern_reruns_the_scores_and_no_annotation(finished: Finished, study: Path) -> None:
    # A whole run: what follows the gate is known only once that has passed, so a dry run would not tell.
    edit(study / "data/coding/codebook.yaml", '"minibus"', '"minibus", "van"')
    output = snakemake(finished.repository, study, "results/private/suggestions.parquet").stderr
    assert all(f"Scoring {sessions} by the codebook." in output for sessions in ("WS1", "WS2 to JD1"))
    assert "Learning from the decisions" in output
    assert "Annotating" not in output
    assert pending(finished.repository, study, "results/private/suggestions.parquet") == set()


def test_a_setting_of_the_figures_reruns_nothing_before_the_numbers(finished: Finished, study: Path) -> None:
    edit(study / "config/config.yaml", "width_mm: 180", "width_mm: 170")
    assert not {step for step in pending(finished.repository, study) if step in steps_of(*SESSIONS)}


@pytest.mark.parametrize(
    ("module", "first", "untouched"),
    [
        ("suggestion/promise.py", {"learn"}, {"gate", "codings"} | steps_of(*SESSIONS)),
        ("figures/f3_heatmap.py", {"draw"}, AFTER_DECISIONS - AFTER_DRAWING | steps_of(*SESSIONS)),
        ("tables/t06_jury.py", {"table-data"}, {"codings", "learn", "quotes", "draw"} | steps_of(*SESSIONS)),
        ("annotation/tags.py", {"annotate WS1"}, {"ingest WS1", "clean WS1", "scan WS1", "release WS1", "gate"}),
    ],
)
def test_a_line_of_code_reruns_the_steps_that_use_it_and_what_follows(
    finished: Finished, edited: Callable[[str, str], None], module: str, first: set[str], untouched: set[str]
) -> None:
    edited(f"src/themetrail/{module}", "# A comment.\n")
    rerun = pending(finished.repository, finished.study)
    assert first <= rerun
    assert not untouched & rerun


def test_a_changed_byte_of_the_lock_reruns_every_step(finished: Finished, edited: Callable[[str, str], None]) -> None:
    edited("requirements.lock", "#\n")
    every_step = steps_of(*SESSIONS) | AFTER_TEXTS | {"public-settings", "draw"}
    assert pending(finished.repository, finished.study) == every_step


def edit(path: Path, before: str, after: str) -> None:
    """Change a file of a study as a person would."""
    text = path.read_text(encoding="utf-8")
    assert before in text
    path.write_text(text.replace(before, after), encoding="utf-8")


# --- what stays where --------------------------------------------------------------------------------------


def content(path: Path) -> bytes:
    """What a file of results says, unpacked."""
    return unpacked(path.read_bytes())


def unpacked(data: bytes) -> bytes:
    """Bytes without the compression that they begin to tell of."""
    if data.startswith(b"PAR1"):
        return pd.read_parquet(io.BytesIO(data)).to_csv().encode()
    if data.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return b"".join(unpacked(archive.read(name)) for name in archive.namelist())
    if kept := opened(data):
        return b"".join(map(unpacked, kept.files.values()))
    return zlib.decompress(data) if data[:2] in (b"\x78\x01", b"\x78\x9c", b"\x78\xda") else data


def holding(study: Path, words: str) -> set[str]:
    """The files of results, private and public, in which words stand."""
    files = [path for path in (study / "results").rglob("*") if path.is_file()]
    return {path.relative_to(study / "results").as_posix() for path in files if words.encode() in content(path)}


def test_the_words_of_a_withdrawn_speaker_stay_in_the_text_of_record(finished: Finished) -> None:
    for word in WITHDRAWN_WORDS:
        assert holding(finished.study, word) == {"private/record/WS2.txt", "private/cache/ingest/WS2.kept"}


def test_the_name_of_a_withdrawn_speaker_stays_where_the_transcript_is_read(finished: Finished) -> None:
    read = {"private/locators/WS2.parquet", "private/ingest/WS2.json", "private/turns/WS2.parquet"}
    kept = {f"private/cache/{step}/WS2.kept" for step in ("ingest", "clean")}
    assert holding(finished.study, WITHDRAWN) == read | kept


def test_a_replaced_identifier_stays_in_the_text_of_record(finished: Finished) -> None:
    assert holding(finished.study, ADDRESS) == {"private/record/WS1.txt", "private/cache/ingest/WS1.kept"}
    assert "private/released/WS1.txt" in holding(finished.study, PLACEHOLDER)


def test_what_may_not_be_quoted_is_nowhere_in_public(finished: Finished) -> None:
    places = holding(finished.study, NOT_TO_QUOTE)
    assert "private/released/WS1.txt" in places
    assert not any(place.startswith(("public/", "explorer/")) for place in places)


def test_no_log_and_no_line_on_the_screen_holds_what_people_said(finished: Finished) -> None:
    told = finished.output.encode() + b"".join(
        path.read_bytes()
        for folder in (finished.study / "results/logs", finished.study / ".snakemake/log")
        for path in folder.rglob("*.log")
    )
    sentences = [part for turns in SESSIONS.values() for _, text in turns for part in re.split(r"(?<=[.?]) ", text)]
    long = [sentence for sentence in sentences if len(sentence.split()) > 3]
    assert len(long) > 30
    assert not [sentence for sentence in long if sentence.encode() in told]


def test_nothing_is_written_outside_the_study(finished: Finished, study: Path, tmp_path: Path) -> None:
    places = {"HOME": tmp_path / "home", "TMPDIR": tmp_path / "tmp"}
    for place in places.values():
        place.mkdir()
    before = tree(finished.repository)
    edit(study / path_of("participants"), "A02,Patients,participant,yes,no", "A02,Patients,participant,no,no")
    run = snakemake(finished.repository, study, TARGET, **{name: str(place) for name, place in places.items()})
    assert run.returncode == 0, run.stderr
    assert tree(finished.repository) == before
    assert {name: tree(place) for name, place in places.items()} == {"HOME": {}, "TMPDIR": {}}


# --- the way back ------------------------------------------------------------------------------------------


def trail(study: Path, wanted: str, *options: str) -> tuple[int, str]:
    with contextlib.redirect_stdout(io.StringIO()) as said:
        status = main(["trail", "--study", str(study), "--private", str(study / "results/private"), *options, wanted])
    return status, said.getvalue()


def test_a_quote_leads_back_to_the_bytes_of_its_source(finished: Finished) -> None:
    quotes = pd.read_csv(finished.study / "results/public/quotes.csv", comment="#")
    for decision in quotes["decision_id"].unique():
        status, told = trail(finished.study, decision)
        assert status == 0
        assert f"{decision}  " in told
        assert "every step holds" in told
        assert re.search(
            r"source    (cue|line|paragraph) \d.* of data/raw/transcripts/\w+\.\w+, SHA-256 [0-9a-f]{64}", told
        )


def test_a_number_leads_back_to_every_decision_that_it_counts(finished: Finished) -> None:
    counts = pd.read_parquet(finished.study / "results/private/counts.parquet")
    cells = counts[counts["scope"].isin(["group", "session"]) & (counts["segments"] > 0)]
    # A domain is a code as well; asked for by name, it is the domain with all that is below it.
    cells = cells.drop_duplicates(["item", "value"], keep="last")
    assert len(cells) > 2
    for cell in cells.itertuples():
        status, told = trail(finished.study, f"{cell.item}@{cell.value}")
        assert status == 0
        assert told.startswith(f"{cell.item}@{cell.value}: {cell.speakers} speakers in {cell.segments} segments")


def test_words_are_shown_on_the_way_back_only_where_they_are_asked_for(finished: Finished) -> None:
    wanted = pd.read_parquet(finished.study / "results/private/codings.parquet")["decision_id"][0]
    assert "words     " not in trail(finished.study, wanted)[1]
    assert "words     " in trail(finished.study, wanted, "--words")[1]


def test_a_source_that_was_changed_after_the_run_breaks_the_way_back(finished: Finished, study: Path) -> None:
    codings = pd.read_parquet(study / "results/private/codings.parquet")
    wanted = codings[codings["session_id"] == "WS1"]["decision_id"].iloc[0]
    (source,) = (study / "data/raw/transcripts").glob("WS1.*")
    source.write_bytes(source.read_bytes().replace(b"minibus", b"omnibus"))
    status, told = trail(study, wanted)
    assert status == 1
    assert "it is not so that the source has the bytes that the run read" in told
    assert "it is not so that read again, it gives the text of record" in told


def test_an_id_that_nothing_has_is_answered_with_what_can_be_asked(finished: Finished) -> None:
    status, told = trail(finished.study, "HR99@nowhere")
    assert status == 1
    assert "Give a decision_id" in told
