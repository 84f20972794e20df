"""The real workflow, run on a tiny study: what it makes, what a change reruns, and what never leaves its place."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import sys
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd
import pytest

from themetrail.study.files import decode
from themetrail.study.load import path_of
from tiny_study import (
    ADDRESS,
    NOT_TO_QUOTE,
    PLACEHOLDER,
    SESSIONS,
    WITHDRAWN,
    WITHDRAWN_WORDS,
    make_study,
    write_table,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

PROJECT = Path(__file__).parents[1]
PARTS = ("src", "workflow", "profiles", "notebooks", "Snakefile", "requirements.lock", "environment.yml")
TARGET = "all"
# The steps that read nothing of what coders decide, and those that follow a decision.
OF_A_SESSION = frozenset({"ingest", "clean", "find_identifiers", "release", "annotate", "score"})
FROM_DECISIONS = frozenset({"gate", "codings", "learn", "agreement", "make_tables", "quotes", "draw_data", "draw"})
NOTEBOOK = frozenset({"notebook"})


@dataclass(frozen=True)
class Finished:
    """A run: the repository that it was made with, the study, and all that it wrote on the screen."""

    repository: Path
    study: Path
    output: str


def snakemake(repository: Path, study: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Snakemake as the Makefile calls it."""
    command = [
        *(sys.executable, "-m", "snakemake", "--snakefile", repository / "Snakefile"),
        *("--profile", repository / "profiles" / "default", "--directory", study, *arguments),
    ]
    return subprocess.run(
        command, capture_output=True, text=True, check=False, cwd=repository, env=os.environ | environment
    )


def pending(repository: Path, study: Path) -> dict[str, set[str]]:
    """The files that a run would make anew, by rule."""
    run = snakemake(repository, study, TARGET, "--summary")
    assert run.returncode == 0, run.stderr
    files: dict[str, set[str]] = {}
    for line in run.stdout.splitlines()[1:]:
        file, _, rule, _, _, plan = line.split("\t")
        if plan == "update pending":
            files.setdefault(rule, set()).add(file)
    return files


def tree(folder: Path) -> dict[str, str]:
    """Files by path, with a hash of their bytes; Python's own caches do not count."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and "__pycache__" not in path.parts
    }


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of what the workflow consists of, which tests may change."""
    folder = tmp_path_factory.mktemp("repository")
    for name in PARTS:
        copy = shutil.copytree if (PROJECT / name).is_dir() else shutil.copy2
        copy(PROJECT / name, folder / name)
    return folder


@pytest.fixture(scope="module")
def finished(repository: Path, tmp_path_factory: pytest.TempPathFactory) -> Finished:
    """One whole run."""
    study = tmp_path_factory.mktemp("tiny") / "study"
    make_study(study)
    run = snakemake(repository, study, TARGET)
    assert run.returncode == 0, run.stderr + run.stdout
    return Finished(repository, study, run.stderr + run.stdout)


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


def test_a_second_run_has_nothing_to_do(finished: Finished) -> None:
    run = snakemake(finished.repository, finished.study, TARGET)
    assert run.returncode == 0
    assert "Nothing to be done" in run.stderr
    assert pending(finished.repository, finished.study) == {}


def test_a_person_reads_one_sentence_for_each_step(finished: Finished) -> None:
    assert "Reading the transcript of WS1." in finished.output
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
    for half in ("private", "public"):
        assert tree(study / "results" / half) == tree(finished.study / "results" / half)


# --- what a change reruns ----------------------------------------------------------------------------------


def test_a_decision_reruns_no_language_processing(finished: Finished, study: Path) -> None:
    ledger = study / "data/coding/decisions/coder_b.csv"
    ledger.write_text(ledger.read_text(encoding="utf-8").replace(",C1,", ",C3,"), encoding="utf-8")
    assert set(pending(finished.repository, study)) == FROM_DECISIONS | NOTEBOOK


def test_a_transcript_reruns_its_own_steps_and_what_follows(finished: Finished, study: Path) -> None:
    with (study / "data/raw/transcripts/WS1.txt").open("a", encoding="utf-8") as transcript:
        transcript.write("\nA01: One more thing.\n")
    rerun = pending(finished.repository, study)
    assert set(rerun) == OF_A_SESSION | FROM_DECISIONS | NOTEBOOK
    assert all("WS1." in file for rule in OF_A_SESSION for file in rerun[rule])


def test_a_new_transcript_with_new_people_reruns_no_other_session(finished: Finished, study: Path) -> None:
    (study / "data/raw/transcripts/WS3.txt").write_text("C01: I walk there.\n\nF01: I see.\n\nC01: Mostly.\n")
    for name, row in (
        ("sessions", "WS3,workshop,transcript,,,,"),
        ("participants", "C01,Neighbours,participant,yes,no"),
        ("roster", "WS3,C01,C01\nWS3,F01,F01"),
    ):
        with (study / path_of(name)).open("a", encoding="utf-8") as table:
            table.write(f"{row}\n")
    rerun = pending(finished.repository, study)
    assert all("WS3." in file for rule in OF_A_SESSION for file in rerun[rule])


def test_a_consent_that_is_taken_back_reruns_no_language_processing(finished: Finished, study: Path) -> None:
    change_participant(study, "A02,Patients,participant,yes,no", "A02,Patients,participant,no,no")
    assert set(pending(finished.repository, study)) == FROM_DECISIONS | NOTEBOOK


def test_a_withdrawal_reruns_the_sessions_that_the_person_spoke_in(finished: Finished, study: Path) -> None:
    change_participant(study, "B02,Staff,participant,yes,no", "B02,Staff,participant,yes,yes")
    rerun = pending(finished.repository, study)
    assert set(rerun) == OF_A_SESSION - {"ingest"} | FROM_DECISIONS | NOTEBOOK
    assert not any("WS1." in file for rule in OF_A_SESSION - {"ingest"} for file in rerun[rule])


def test_a_changed_pattern_reruns_the_scores_and_no_annotation(finished: Finished, study: Path) -> None:
    codebook = study / "data/coding/codebook.yaml"
    codebook.write_text(codebook.read_text(encoding="utf-8").replace('"minibus"', '"minibus", "van"'))
    assert set(pending(finished.repository, study)) == {"score"} | FROM_DECISIONS | NOTEBOOK


@pytest.mark.parametrize(
    ("module", "first", "untouched"),
    [
        ("src/themetrail/suggestion/learn.py", {"learn"}, OF_A_SESSION | {"gate", "codings"}),
        ("src/themetrail/figures/f3_heatmap.py", {"draw"}, OF_A_SESSION | FROM_DECISIONS - {"draw"}),
        ("src/themetrail/tables/t06_jury.py", {"make_tables"}, OF_A_SESSION | {"codings", "learn", "quotes", "draw"}),
        ("src/themetrail/annotation/tags.py", {"annotate"}, frozenset({"ingest", "clean", "release", "gate"})),
    ],
)
def test_a_line_of_code_reruns_the_steps_that_use_it_and_what_follows(
    finished: Finished, edited: Callable[[str, str], None], module: str, first: set[str], untouched: frozenset[str]
) -> None:
    edited(module, "# A comment.\n")
    rerun = set(pending(finished.repository, finished.study))
    assert first <= rerun
    assert not untouched & rerun


def test_a_changed_byte_of_the_lock_reruns_every_step(finished: Finished, edited: Callable[[str, str], None]) -> None:
    edited("requirements.lock", "#\n")
    assert set(pending(finished.repository, finished.study)) == OF_A_SESSION | FROM_DECISIONS | NOTEBOOK


def change_participant(study: Path, before: str, after: str) -> None:
    path = study / path_of("participants")
    text = path.read_text(encoding="utf-8")
    assert before in text
    path.write_text(text.replace(before, after), encoding="utf-8")


# --- what stays where --------------------------------------------------------------------------------------


def content(path: Path) -> bytes:
    """What a file of results says, unpacked."""
    if path.suffix == ".parquet":
        return pd.read_parquet(path).to_csv().encode()
    return zlib.decompress(path.read_bytes()) if path.suffix == ".spacy" else path.read_bytes()


def holding(study: Path, words: str) -> set[str]:
    """The files of results, private and public, in which words stand."""
    files = [path for path in (study / "results").rglob("*") if path.is_file()]
    return {path.relative_to(study / "results").as_posix() for path in files if words.encode() in content(path)}


def test_the_words_of_a_withdrawn_speaker_stay_in_the_text_of_record(finished: Finished) -> None:
    for word in WITHDRAWN_WORDS:
        assert holding(finished.study, word) == {"private/record/WS2.txt"}


def test_the_name_of_a_withdrawn_speaker_stays_where_the_transcript_is_read(finished: Finished) -> None:
    read = {"private/locators/WS2.parquet", "private/ingest/WS2.json", "private/turns/WS2.parquet"}
    assert holding(finished.study, WITHDRAWN) == read


def test_a_replaced_identifier_stays_in_the_text_of_record(finished: Finished) -> None:
    assert holding(finished.study, ADDRESS) == {"private/record/WS1.txt"}
    assert "private/released/WS1.txt" in holding(finished.study, PLACEHOLDER)


def test_what_may_not_be_quoted_is_nowhere_in_public(finished: Finished) -> None:
    places = holding(finished.study, NOT_TO_QUOTE)
    assert "private/released/WS1.txt" in places
    assert not any(place.startswith("public/") for place in places)


def test_no_log_and_no_line_on_the_screen_holds_what_people_said(finished: Finished) -> None:
    told = finished.output.encode() + b"".join(
        path.read_bytes()
        for folder in (finished.study / "results/logs", finished.study / ".snakemake/log")
        for path in folder.rglob("*.log")
    )
    sentences = [part for turns in SESSIONS.values() for _, text in turns for part in re.split(r"(?<=[.?]) ", text)]
    long = [sentence for sentence in sentences if len(sentence.split()) > 3]
    assert len(long) > 40
    assert not [sentence for sentence in long if sentence.encode() in told]


def test_nothing_is_written_outside_the_study(finished: Finished, study: Path, tmp_path: Path) -> None:
    places = {"HOME": tmp_path / "home", "TMPDIR": tmp_path / "tmp"}
    for place in places.values():
        place.mkdir()
    before = tree(finished.repository)
    change_participant(study, "A02,Patients,participant,yes,no", "A02,Patients,participant,no,no")
    run = snakemake(finished.repository, study, TARGET, **{name: str(place) for name, place in places.items()})
    assert run.returncode == 0, run.stderr
    assert tree(finished.repository) == before
    assert {name: tree(place) for name, place in places.items()} == {"HOME": {}, "TMPDIR": {}}


# --- what is wrong with the input --------------------------------------------------------------------------
