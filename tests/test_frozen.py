"""A frozen release is the same for the same state, whole, says what it leaves out, and rebuilds its figures."""

from __future__ import annotations

import json
import os
import shutil
import zipfile
from typing import TYPE_CHECKING

import pytest

from crate_profile import violations
from finished_run import copy_repository
from repository import git, snakemake
from themetrail.cli import main
from themetrail.provenance.clean_copy import SUMS
from themetrail.provenance.crate import METADATA
from themetrail.provenance.frozen import ABOUT
from themetrail.provenance.made_from import MadeFrom, Rule, public_files, to_json
from themetrail.study.files import sha256, write_json, write_text
from tiny_study import make_study

if TYPE_CHECKING:
    from pathlib import Path

CONFIG = (
    "study: {title: A study of buses, synthetic: false}\ncoding: {findings_from: a}\nprovenance: {inputs: included}\n"
)
CODE = {
    "workflow/Snakefile": "rule all:\n",
    "requirements.lock": "",
    ".ci/run": "#!/bin/sh\n",
    "CITATION.cff": "title: A\n",
}
STUDY = {
    "config/config.yaml": CONFIG,
    "data/raw/sessions.csv": "session_id\nWS1\n",
    "data/raw/transcripts/WS1.txt": "C01: I walk there, whatever the weather.\n",
    "expected/tables/T1.csv": "a\n1\n",
}
RESULTS = {
    "results/public/tables/T1.csv": "a\n1\n",
    "results/private/record/WS1.txt": "I walk there, whatever the weather.\n",
    "results/explorer/index.html": "<p>I walk there, whatever the weather.</p>\n",
}


def write(folder: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        write_text(folder / name, text)


def with_results(folder: Path) -> None:
    """The results of a run, and its record."""
    write(folder, RESULTS)
    inputs = {name: sha256(text) for name, text in STUDY.items() if name.startswith("data/")}
    made = {name: sha256(path.read_bytes()) for name, path in public_files(folder / "results/public").items()}
    rules = {"make_tables": Rule("tables", "Making the tables.", ("results/public/tables",), (), tuple(inputs))}
    record = MadeFrom(rules=rules, inputs=inputs, settings={"a": 1}, versions={"snakemake": "9"}, files=made)
    write_json(folder / "results/private/made_from.json", to_json(record))
    write_json(folder / "expected/manifest.json", {"files": made, "made_from": {"inputs": inputs}})


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """A repository whose root is a study, with the results of a run."""
    folder = tmp_path / "clone"
    write(folder, CODE | STUDY | {".gitignore": "results/\ndata/private/\n"})
    (folder / ".ci/run").chmod(0o755)
    with_results(folder)
    write_text(folder / "data/private/known_names.txt", "Marjorie\n")
    git(tmp_path, "init", "--quiet", str(folder))
    git(folder, "add", "--all")
    return folder


def unpacked(clone: Path, study: Path, folder: Path) -> Path:
    """The zip of a study, unpacked; its only folder."""
    assert main(["make-release", "--repository", str(clone), "--study", str(study), "--folder", str(folder)]) == 0
    (path,) = folder.glob("*.zip")
    with zipfile.ZipFile(path) as archive:
        archive.extractall(folder / "unpacked")
    (top,) = (folder / "unpacked").iterdir()
    return top


def names(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def close(config: Path) -> None:
    """Restrict what people brought."""
    config.write_text(config.read_text("utf-8").replace("included", "hashes"), "utf-8")


def test_the_same_state_gives_the_same_bytes(clone: Path, tmp_path: Path) -> None:
    digests = []
    for name in ("first", "second"):
        unpacked(clone, clone, tmp_path / name)
        (path,) = (tmp_path / name).glob("*.zip")
        digests.append(sha256(path.read_bytes()))
        for file in clone.rglob("*.csv"):
            os.utime(file)
    assert digests[0] == digests[1]


def test_it_holds_code_data_results_and_crate_and_nothing_private(clone: Path, tmp_path: Path) -> None:
    found = names(unpacked(clone, clone, tmp_path / "to"))
    public = {name for name in RESULTS if not name.startswith("results/private")}
    own = {"expected/manifest.json", ".gitignore", SUMS, METADATA, ABOUT}
    assert found == {*CODE, *STUDY, *public, *own}


def test_its_sums_and_its_crate_are_right(clone: Path, tmp_path: Path) -> None:
    top = unpacked(clone, clone, tmp_path / "to")
    lines = (top / SUMS).read_text("utf-8").splitlines()
    assert {line.split("  ")[1] for line in lines} == names(top) - {SUMS}
    assert all(sha256((top / name).read_bytes()) == digest for digest, name in (line.split("  ") for line in lines))
    metadata = json.loads((top / METADATA).read_text("utf-8"))
    assert violations(metadata, top) == []
    (path,) = (tmp_path / "to").glob("*.zip")
    with zipfile.ZipFile(path) as archive:
        modes = {info.filename.partition("/")[2]: info.external_attr >> 16 for info in archive.infolist()}
    assert (modes[".ci/run"], modes["CITATION.cff"]) == (0o100755, 0o100644)
    (made,) = [one["result"] for one in metadata["@graph"] if one["@id"] == "#run-make_tables"]
    assert made == {"@id": "results/public/tables/T1.csv"}


@pytest.mark.parametrize("own_folder", [False, True])
def test_restricted_data_are_left_out_and_it_says_so(clone: Path, tmp_path: Path, own_folder: bool) -> None:
    study, base = clone, ""
    if own_folder:
        study, base = tmp_path / "elsewhere", "study/"
        write(study, STUDY)
        with_results(study)
        write_text(study / "data/private/identifiers.key", "00\n")
    close(study / "config/config.yaml")
    top = unpacked(clone, study, tmp_path / "to")
    found = names(top)
    assert not [name for name in found if name.startswith((f"{base}data/", f"{base}results/explorer"))]
    assert {
        f"{base}config/config.yaml",
        f"{base}results/public/tables/T1.csv",
        f"{base}expected/tables/T1.csv",
    } <= found
    assert "LEFT OUT" in (top / ABOUT).read_text("utf-8")
    assert violations(json.loads((top / METADATA).read_text("utf-8")), top) == []
    own = [(top / name).read_text("utf-8") for name in found if name.startswith(base)]
    assert not [text for text in own if "whatever the weather" in text]
    assert "sessions.csv" not in (top / f"{base}expected/manifest.json").read_text("utf-8")


def test_results_that_the_last_run_did_not_make_are_not_frozen(
    clone: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_text(clone / "results/public/tables/T1.csv", "a\n2\n")
    options = ["--repository", str(clone), "--study", str(clone), "--folder", str(tmp_path)]
    assert main(["make-release", *options]) == 2
    assert "not what the last whole run made: tables/T1.csv" in capsys.readouterr().err


@pytest.mark.long
def test_unpacked_elsewhere_it_makes_the_same_figures_byte_for_byte(tmp_path: Path) -> None:
    clone = copy_repository(tmp_path / "clone")
    make_study(tmp_path / "tiny")
    for own in ("config", "data"):
        shutil.copytree(tmp_path / "tiny" / own, clone / own)
    config = clone / "config/config.yaml"
    # As in the demonstration study, whose key is no secret; one in data/private would be left out.
    text = config.read_text("utf-8").replace("inputs: hashes", "inputs: included")
    write_text(config, text.replace("key_file: data/private/identifiers.key", "key_file: data/coding/identifiers.key"))
    (clone / "data/private/identifiers.key").rename(clone / "data/coding/identifiers.key")
    shutil.rmtree(tmp_path / "tiny")
    write_text(clone / ".gitignore", "results/\n.snakemake/\n__pycache__/\n")
    git(tmp_path, "init", "--quiet", str(clone))
    git(clone, "add", "--all")
    ended = snakemake(clone, clone, "all")
    assert ended.returncode == 0, ended.stderr
    public = clone / "results/public"
    expected = ["--public", str(public), "--expected", str(clone / "expected")]
    assert main(["accept", *expected, "--made-from", str(clone / "results/private/made_from.json")]) == 0
    git(clone, "add", "--all")
    before = {name: sha256(path.read_bytes()) for name, path in public_files(public).items()}
    top = unpacked(clone, clone, tmp_path / "to")
    shutil.rmtree(clone)
    shutil.rmtree(top / "results")
    ended = snakemake(top, top, "all")
    assert ended.returncode == 0, ended.stderr
    after = {name: sha256(path.read_bytes()) for name, path in public_files(top / "results/public").items()}
    assert after == before
    assert len([name for name in after if name.startswith("figures/") and name.endswith((".svg", ".png"))]) > 8
