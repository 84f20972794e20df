"""The files that describe the project to others agree with it, and with what they are generated from."""

from __future__ import annotations

import json
import re
import subprocess
import tomllib
from pathlib import PurePosixPath

import pytest
import yaml

import themetrail
from repository import PROJECT
from themetrail.cli import main
from themetrail.provenance.codecheck import codecheck
from themetrail.provenance.codemeta import codemeta
from themetrail.study.settings import read_settings

PYPROJECT = tomllib.loads((PROJECT / "pyproject.toml").read_text("utf-8"))
CITATION = yaml.safe_load((PROJECT / "CITATION.cff").read_text("utf-8"))
ACCEPTED = json.loads((PROJECT / "expected/manifest.json").read_text("utf-8"))["files"]


# --- codemeta.json and CITATION.cff ------------------------------------------------------------------------


def test_codemeta_is_what_would_be_generated(tmp_path):
    sources = ["--pyproject", str(PROJECT / "pyproject.toml"), "--citation", str(PROJECT / "CITATION.cff")]
    assert main(["codemeta", *sources, "--file", str(tmp_path / "codemeta.json")]) == 0
    assert (tmp_path / "codemeta.json").read_bytes() == (PROJECT / "codemeta.json").read_bytes(), "run 'make codemeta'"


def test_the_citation_names_the_project_as_it_is():
    assert str(CITATION["version"]) == PYPROJECT["project"]["version"] == themetrail.__version__
    assert CITATION["license"] == PYPROJECT["project"]["license"]
    assert [one["name"] for one in CITATION["authors"]] == [one["name"] for one in PYPROJECT["project"]["authors"]]


def test_people_are_named_as_people():
    told = codemeta(PYPROJECT, CITATION | {"authors": [{"family-names": "B", "given-names": "A"}]})
    assert told["author"] == [{"@type": "Person", "givenName": "A", "familyName": "B"}]


# --- codecheck.yml -----------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def written():
    return (PROJECT / "codecheck.yml").read_text("utf-8")


def test_codecheck_is_what_would_be_generated(written, tmp_path):
    assert main(["codecheck", "--study", str(PROJECT), "--file", str(tmp_path / "codecheck.yml")]) == 0
    assert (tmp_path / "codecheck.yml").read_text("utf-8") == written, "run 'make codecheck'"


def test_codecheck_is_what_its_specification_asks_of_authors(written):
    # https://codecheck.org.uk/spec/config/1.0/, as the register's rules for it say.
    assert written.startswith("---\n")
    told = yaml.safe_load(written)
    assert told["version"] == "https://codecheck.org.uk/spec/config/1.0/"
    assert told["paper"]["title"]
    assert all(author["name"] for author in told["paper"]["authors"])
    assert not [word for word in ("FIXME", "TODO", "XXX") if word in written]
    for item in told["manifest"]:
        path = PurePosixPath(item["file"])
        assert not path.is_absolute()
        assert ".." not in path.parts
        assert item["comment"]


def test_the_manifest_has_every_figure_and_table_once_and_in_their_order(written):
    listed = [item["file"].removeprefix("results/public/") for item in yaml.safe_load(written)["manifest"]]
    wanted = {path for path in ACCEPTED if path.startswith("tables/") and path.endswith(".csv")}
    wanted |= {path for path in ACCEPTED if path.startswith("figures/") and path.endswith(".svg")}
    assert set(listed) == wanted | {"quotes.csv"}
    assert len(listed) == len(set(listed))
    tables = [path.split("/")[1].split("_")[0] for path in listed if path.startswith("tables/")]
    assert tables == sorted(tables, key=lambda number: int(number[1:]))


def test_a_figure_is_named_in_the_first_format_that_the_settings_draw():
    settings = read_settings(PROJECT)
    other = settings.model_copy(update={"figures": settings.figures.model_copy(update={"formats": ("pdf", "svg")})})
    assert "F2_root_causes.pdf" in codecheck(other, ACCEPTED, PROJECT / "expected")


def test_codecheck_cannot_be_written_before_anything_was_accepted(tmp_path, capsys):
    assert main(["codecheck", "--study", str(tmp_path), "--file", str(tmp_path / "codecheck.yml")]) == 2
    assert "nothing has been accepted yet" in capsys.readouterr().err


# --- the environment without a network ---------------------------------------------------------------------


def test_where_packages_are_files_no_index_is_asked(tmp_path):
    shown = subprocess.run(
        ["make", "--dry-run", "env", f"VENV={tmp_path / 'venv'}", "WHEELS=wheels"],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    installs = [line for line in shown.splitlines() if "pip install" in line]
    assert len(installs) == 2
    assert all(f"--no-index --find-links {PROJECT / 'wheels'}" in line for line in installs)


# --- CI ----------------------------------------------------------------------------------------------------


def test_both_ways_to_run_ci_do_the_same():
    here = re.findall(r"^make ([\w -]+)$", (PROJECT / ".ci/run").read_text("utf-8"), re.MULTILINE)
    steps = yaml.safe_load((PROJECT / ".github/workflows/ci.yml").read_text("utf-8"))["jobs"]["test"]["steps"]
    there = [step["run"].removeprefix("make ") for step in steps if step.get("run", "").startswith("make ")]
    assert here == there == ["lint", "test", "test-long", "all", "compare"]


def test_actions_are_pinned_to_commits():
    used = re.findall(r"uses: (\S+)", (PROJECT / ".github/workflows/ci.yml").read_text("utf-8"))
    assert used
    assert all(re.fullmatch(r"[\w-]+/[\w-]+@[0-9a-f]{40}", action) for action in used)
