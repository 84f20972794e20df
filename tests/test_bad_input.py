"""Wrong input stops a run before any language processing: every mistake by its place, with what to do, all together."""

from __future__ import annotations

import re
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from repository import PROJECT, snakemake
from themetrail.cli import main
from themetrail.cli.gate import problems_of
from themetrail.study.load import TRANSCRIPTS
from themetrail.study.plan import plan_study
from themetrail.study.problems import InputError, describe
from themetrail.study.settings import CONFIG
from tiny_study import make_study

if TYPE_CHECKING:
    from collections.abc import Callable

CODEBOOK = "data/coding/codebook.yaml"
LEDGER = "data/coding/decisions/coder_a.csv"


@dataclass(frozen=True)
class Fault:
    """A mistake: how it is made, and what a person should read about it."""

    make: Callable[[Path], None]
    told: str


def change(file: str, before: str, after: str) -> Callable[[Path], None]:
    """A mistake made by editing a file."""

    def make(study: Path) -> None:
        text = (study / file).read_text(encoding="utf-8")
        assert before in text
        (study / file).write_text(text.replace(before, after, 1), encoding="utf-8")

    return make


def overwrite(file: str, data: bytes) -> Callable[[Path], None]:
    """A mistake made by saving something else under a file's name."""
    return lambda study: (study / file).write_bytes(data) and None


def remove(file: str) -> Callable[[Path], None]:
    """A mistake made by losing a file."""
    return lambda study: (study / file).unlink()


def loop(study: Path) -> None:
    for child, parent in (("C1", "C2"), ("C2", "C1")):
        change(CODEBOOK, f'"id": "{child}", "parent": "D1"', f'"id": "{child}", "parent": "{parent}"')(study)


FAULTS = {
    "a column that is missing": Fault(
        change("data/raw/participants.csv", "quote_consent", "consent"),
        r"data/raw/participants\.csv, row 1: the column 'quote_consent' is missing .* Add 'quote_consent'",
    ),
    "a table that lacks a column": Fault(
        change("data/raw/jury_votes.csv", ",reason_decision_id", ""),
        r"data/raw/jury_votes\.csv, row 1: the column 'reason_decision_id' is missing .* Add 'reason_decision_id'",
    ),
    "a code that is not in the codebook": Fault(
        change(LEDGER, ",add,S2,", ",add,S9,"), rf"{LEDGER}, row 15: unknown code 'S9'\. Add it to {CODEBOOK}"
    ),
    "a quote that is not in the text": Fault(
        change(LEDGER, "We plan for a year", "We plan for two years"),
        rf"{LEDGER}, row 11: the quote is not what stands at \d+–\d+ of WS2 .* Correct start, end or quote",
    ),
    "a transcript that is no text": Fault(
        overwrite(f"{TRANSCRIPTS}/WS1.txt", b"A01: The bus\x81\x8d stops.\n"),
        rf"{TRANSCRIPTS}/WS1\.txt: byte 13 is not text .* Save the transcript again as UTF-8",
    ),
    "an empty transcript": Fault(
        overwrite(f"{TRANSCRIPTS}/WS1.txt", b""),
        rf"{TRANSCRIPTS}/WS1\.txt: the file is empty\. Put the transcript there again",
    ),
    "a speaker who is not on the roster": Fault(
        change(f"{TRANSCRIPTS}/WS2.vtt", "Person B02:", "Person B09:"),
        rf"{TRANSCRIPTS}/WS2\.vtt, cue \d+: a speaker label of the form 'xxxxxx x99' \(once\) is unknown\. Add a row",
    ),
    "a setting that does not exist": Fault(
        change(CONFIG, "min_speakers", "min_speaker"),
        rf"{CONFIG}, line \d+: unknown key 'masking\.min_speaker'\. Did you mean 'min_speakers'\?",
    ),
    "a session without a transcript": Fault(
        remove(f"{TRANSCRIPTS}/JD1.docx"),
        r"data/raw/sessions\.csv, row 4: session JD1 has 0 transcripts .* Put exactly one file named JD1",
    ),
    "a link in a session that there is not": Fault(
        change("data/coding/links.csv", ",WS1,", ",WS9,"),
        r"data/coding/links\.csv, row 2: unknown session_id 'WS9'\. Add it to data/raw/sessions\.csv or correct",
    ),
    "codes that are above each other": Fault(loop, rf"{CODEBOOK}, line 4: C1 is above itself .* Break the loop"),
    "no roster": Fault(remove("data/raw/roster.csv"), r"data/raw/roster\.csv: the file is missing\. Add it with"),
    "no codebook": Fault(remove(CODEBOOK), rf"{CODEBOOK}: the file is missing\. Every study needs it"),
    "no key": Fault(
        remove("data/private/identifiers.key"), r"data/private/identifiers\.key: the file is missing\. Copy your team's"
    ),
}
# Six mistakes that hide nothing of each other.
TOGETHER = (
    "a table that lacks a column",
    "a code that is not in the codebook",
    "a quote that is not in the text",
    "a transcript that is no text",
    "a session without a transcript",
    "a link in a session that there is not",
)


@pytest.fixture(scope="module")
def flawless(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("flawless") / "study"
    make_study(folder)
    return folder


@pytest.fixture
def study(flawless: Path, tmp_path: Path) -> Path:
    return shutil.copytree(flawless, tmp_path / "study")


def told(study: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> str:
    """What the workflow's first steps say of a study, without the workflow."""
    monkeypatch.chdir(study)
    try:
        plan = plan_study(Path())
    except InputError as error:
        return describe([*error.problems, *problems_of(Path(), None)])
    for step in ("ingest", "clean", "scan", "release"):
        assert main([step, "--private", "results/private", "--sessions", *plan.transcripts]) == 0
    capsys.readouterr()
    status = main(["gate", "--private", "results/private", "--passed", "results/private/gate.json"])
    output = capsys.readouterr()
    return output.err if status else output.out


def problems(text: str) -> list[str]:
    """The numbered problems of a message."""
    return re.findall(r"^  \d+\. (.*)$", text, re.MULTILINE)


def test_a_study_without_mistakes_passes(study: Path, monkeypatch, capsys) -> None:
    assert told(study, monkeypatch, capsys).startswith("The input is in order")


@pytest.mark.parametrize("name", FAULTS)
def test_each_mistake_is_told_once_by_its_place_with_what_to_do(study: Path, name: str, monkeypatch, capsys) -> None:
    FAULTS[name].make(study)
    text = told(study, monkeypatch, capsys)
    assert re.search(FAULTS[name].told, text), text
    assert len(problems(text)) == (2 if name == "codes that are above each other" else 1), text


def test_a_session_that_nothing_was_looked_for_in_stops_the_run_and_its_file_is_not_named(
    study: Path, monkeypatch, capsys
) -> None:
    transcript = next((study / TRANSCRIPTS).glob("WS1.*"))
    transcript.rename(transcript.with_name(f"WS1.second{transcript.suffix}"))
    assert told(study, monkeypatch, capsys).startswith("The input is in order")
    Path("results/private/findings/WS1.parquet").unlink()
    assert main(["gate", "--private", "results/private", "--passed", "results/private/gate.json"]) != 0
    text = capsys.readouterr().err
    assert len(problems(text)) == 1
    assert "nothing of it in results/private/findings" in text
    assert "second" not in text


def test_six_mistakes_are_told_in_one_run_as_the_last_thing_on_the_screen(study: Path) -> None:
    for name in TOGETHER:
        FAULTS[name].make(study)
    run = snakemake(PROJECT, study, "scan")
    assert run.returncode != 0
    for name in TOGETHER:
        assert re.search(FAULTS[name].told, run.stdout), (name, run.stdout)
    assert run.stdout.splitlines()[-1].strip().startswith(f"{len(problems(run.stdout))}. ")
    assert "Traceback" not in run.stdout + run.stderr
    assert not (study / "results/private/docs").exists()


def test_a_run_that_cannot_be_planned_tells_what_is_wrong_and_all_else(study: Path) -> None:
    for name in ("a setting that does not exist", "a code that is not in the codebook"):
        FAULTS[name].make(study)
    run = snakemake(PROJECT, study, "scan")
    assert run.returncode != 0
    assert re.search(FAULTS["a setting that does not exist"].told, run.stderr)
    assert len(problems(run.stderr)) == 2
    assert run.stderr.rstrip().splitlines()[-1].startswith("  2. ")
    assert "Traceback" not in run.stdout + run.stderr
    assert not (study / "results").exists()


def test_a_new_key_is_made_where_there_is_none_and_never_replaces_one(study: Path, monkeypatch) -> None:
    monkeypatch.chdir(study)
    key = Path("data/private/identifiers.key")
    before = key.read_bytes()
    assert main(["new-key"]) == 2
    assert key.read_bytes() == before
    key.unlink()
    assert main(["new-key"]) == 0
    assert re.fullmatch(rb"[0-9a-f]{64}\n", key.read_bytes())
    assert key.read_bytes() != before
