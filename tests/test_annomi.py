"""Real talk through the whole workflow: AnnoMI, whose seven most coded conversations have ten coders each."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import krippendorff
import numpy as np
import pandas as pd
import pytest

from annomi_study import AnnoMI, code_id, make_annomi, session_of
from repository import PROJECT, snakemake
from shared_data import shared_data
from themetrail.agreement.table import agreement_table
from themetrail.agreement.units import units_of
from themetrail.tables.data import StudyData, load_study

if TYPE_CHECKING:
    from pathlib import Path

SHORT = ("27", "66", "130")
TEN_CODERS = ("7", "27", "55", "56", "66", "109", "130")
CODERS = [f"coder_{number}" for number in range(10)]


@pytest.fixture(scope="module")
def annomi() -> AnnoMI:
    return AnnoMI(shared_data() / "annomi")


@pytest.fixture(scope="module")
def study(annomi: AnnoMI, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A whole run on three conversations that ten people coded; nothing in them has the shape of an identifier."""
    folder = tmp_path_factory.mktemp("annomi") / "study"
    assert make_annomi(annomi.folder, folder, SHORT) == 0
    run_paper(folder)
    return folder


@pytest.fixture(scope="module")
def data(study: Path) -> StudyData:
    return load_study(study, study / "results/private")


def run_paper(folder: Path) -> None:
    run = snakemake(PROJECT, folder, "paper")
    assert run.returncode == 0, run.stdout + run.stderr


def words_read(folder: Path) -> int:
    """Words in the texts of record, as the reports of the reading count them."""
    reports = (folder / "results/private/ingest").glob("*.json")
    return sum(json.loads(report.read_text(encoding="utf-8"))["counts"]["words"] for report in reports)


def words_said(annomi: AnnoMI, conversations: list[str]) -> int:
    """Words in the data set."""
    own = annomi.utterances[annomi.utterances["transcript_id"].isin(conversations)]
    return int(own["utterance_text"].str.split().str.len().sum())


def alpha_of(data: StudyData, code: str) -> float:
    """Krippendorff's alpha of a code by the package krippendorff, on the segments that the coders judged."""
    made = data.codings[(data.codings["layer"] == "independent") & (data.codings["code"] == code)]
    placed = set(made.merge(data.coding_segments, on="coding_id")[["coder", "segment_id"]].itertuples(index=False))
    units = data.coded_units["segment_id"]
    ratings = np.array([[(coder, unit) in placed for unit in units] for coder in CODERS], dtype=float)
    return float(krippendorff.alpha(ratings, level_of_measurement="nominal", value_domain=[0, 1]))


def test_every_word_of_the_data_is_read(annomi: AnnoMI, study: Path) -> None:
    assert words_read(study) == words_said(annomi, list(SHORT))


def test_every_code_that_somebody_gave_is_a_coding_of_theirs(annomi: AnnoMI, data: StudyData) -> None:
    given = {
        (session_of(conversation), coder, code)
        for (conversation, _), codes in annomi.codes.items()
        if conversation in SHORT
        for coder, code in codes
    }
    own = data.codings[data.codings["layer"] == "independent"]
    assert set(own[["session_id", "coder", "code"]].itertuples(index=False, name=None)) == given


def test_the_agreement_table_names_the_ten_coders(study: Path) -> None:
    table = pd.read_csv(study / "results/public/tables/T8_agreement.csv")
    assert set(table["Coders"]) == {", ".join(CODERS)}


@pytest.mark.parametrize("code", ["talk:change", "reflection"])
def test_alpha_is_what_another_program_computes(study: Path, data: StudyData, code: str) -> None:
    expected = alpha_of(data, code_id(code))
    codes = [(one.id, one.kind, one.parent) for one in data.codebook.codes]
    finished = dict.fromkeys(CODERS, data.sessions)
    units = units_of("segment", data.codings, data.coding_segments, data.coded_units, finished)
    found = agreement_table(units, codes, 0)
    (alpha,) = found[(found["level"] == "code") & (found["code"] == code_id(code))]["alpha"]
    assert alpha == pytest.approx(expected, abs=1e-9)
    table = pd.read_csv(study / "results/public/tables/T8_agreement.csv", dtype=str)
    (printed,) = table[(table["Level"] == "code") & (table["Code"] == code_id(code))]["Krippendorff's alpha"]
    assert printed == f"{expected:.2f}"


@pytest.mark.long
def test_every_fifth_conversation_and_all_with_ten_coders_become_tables_and_figures(
    annomi: AnnoMI, tmp_path: Path
) -> None:
    """All 133 take a quarter of an hour on two cores, most of it for starting a step for each of them."""
    chosen = sorted({*annomi.conversations[::5], *TEN_CODERS}, key=int)
    folder = tmp_path / "study"
    assert make_annomi(annomi.folder, folder, tuple(chosen)) == 0
    run_paper(folder)
    assert words_read(folder) == words_said(annomi, chosen)
    agreement = pd.read_csv(folder / "results/public/tables/T8_agreement.csv")
    (sessions,) = set(agreement["Sessions"])
    assert len(sessions.split(", ")) == len(TEN_CODERS)
    # Conversations without solutions, jury and themes have no F5, F6 and F8.
    drawn = {figure.name.split("_")[0] for figure in (folder / "results/public/figures").glob("*.svg")}
    assert drawn == {"F1", "F2", "F3", "F4", "F7", "F9", "F10"}
