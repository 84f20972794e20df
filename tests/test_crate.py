"""The crate says of a run what the profiles ask for, the same every time, and nothing that may not leave the team."""

from __future__ import annotations

import json
import os
import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from crate_profile import refs, types, violations
from repository import PROJECT
from themetrail.ledger.acts import FOLDER
from themetrail.provenance.crate import METADATA, TIMES, Contents, crate
from themetrail.provenance.made_from import MadeFrom, Rule
from themetrail.provenance.times import last_decision, times_of
from themetrail.study.files import sha256, write_text
from themetrail.study.settings import Settings
from tiny_study import SESSIONS

if TYPE_CHECKING:
    from pathlib import Path

    from finished_run import Finished

FILES = {
    "workflow/Snakefile": "rule all:\n",
    "public/tables/T1.csv": "a\n1\n",
    "public/figures/Müller & Co 50%.svg": "<svg/>",
    "run.json": "{}",
}
RULES = {
    "ingest": Rule(
        "ingest", "Reading.", ("results/private/record/{session}.txt",), (), ("data/raw/transcripts/WS1.….docx",)
    ),
    "make_tables": Rule(
        "tables", "Making the tables.", ("results/public/tables",), ("ingest",), ("data/raw/sessions.csv",)
    ),
    "draw": Rule(
        "draw", "Drawing.", ("results/public/figures/{figure}.svg",), ("make_tables",), ("notebooks/01.ipynb",)
    ),
}
RECORD = MadeFrom(
    rules=RULES,
    inputs={path: sha256(path) for rule in RULES.values() for path in rule.reads},
    settings={"masking.min_speakers": 3, "study.synthetic": False, "agreement.units": ["segment"], "a.b": {}, "c": 0.5},
    versions={"snakemake": "9.27.1", "numpy": "2.4.6"},
    files={path.removeprefix("public/"): sha256(text) for path, text in FILES.items() if path.startswith("public/")},
)


@pytest.fixture
def results(tmp_path: Path) -> Path:
    for path, text in FILES.items():
        write_text(tmp_path / "results" / path, text)
    return tmp_path / "results"


def told(results: Path, inputs: str = "hashes", licence: str = "Ask.", synthetic: bool = False) -> dict[str, Any]:
    settings = Settings.model_validate(
        {
            "study": {"title": "A study", "synthetic": synthetic},
            "coding": {"findings_from": "a"},
            "provenance": {"inputs": inputs, "licence": licence},
        }
    )
    files = {path: results / path for path in FILES if path != TIMES}
    return crate(RECORD, settings, Contents(files, "workflow/Snakefile", "results/"), "2024-05-06", "0.1.0")


def entities(metadata: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {entity["@id"]: entity for entity in metadata["@graph"]}


# --- the profiles ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("inputs", ["included", "hashes", "left_out"])
def test_a_crate_is_all_that_the_profiles_say_it_must_be(results: Path, inputs: str) -> None:
    assert violations(told(results, inputs), results) == []


@pytest.mark.parametrize(
    ("name", "prop", "value", "complaint"),
    [
        ("./", "datePublished", "yesterday", "datePublished must be"),
        ("./", "license", "", "must have license"),
        ("./", "hasPart", [], "must be part of the root"),
        ("./", "conformsTo", [], "conform to a version of Workflow Run Crate"),
        ("./", "mainEntity", {"@id": "#run"}, "mainEntity must be"),
        ("workflow/Snakefile", "programmingLanguage", [], "refer to its language"),
        ("workflow/Snakefile", "input", [], "may be an example of it"),
        ("#run", "instrument", {"@id": "#agent"}, "a tool as its instrument"),
        ("#run", "result", [{"@id": "#nowhere"}], "must be described"),
        ("#run", "agent", {"@id": "#agent", "name": "A"}, "must be flat"),
        ("#run", "startedBy", "me", "a context must define"),
        ("#parameter-c", "additionalType", "", "must have an additionalType"),
        ("public/tables/T1.csv", "@id", "../tables/T1.csv", "path inside the crate"),
        ("public/tables/T1.csv", "@id", "public/tables/T 1.csv", "valid reference"),
        ("ro-crate-metadata.json", "@id", "metadata.json", "describe themselves"),
    ],
)
def test_the_check_sees_what_is_broken(results: Path, name: str, prop: str, value: Any, complaint: str) -> None:
    metadata = told(results)
    entities(metadata)[name][prop] = value
    assert any(complaint in one for one in violations(metadata, results))


def test_a_file_that_is_not_there_is_seen(results: Path) -> None:
    metadata = told(results)
    (results / "public/tables/T1.csv").unlink()
    assert violations(metadata, results) == [
        "a file must have a path inside the crate, and be there: public/tables/T1.csv"
    ]


# --- what it tells -----------------------------------------------------------------------------------------


def test_each_output_has_its_hash_and_the_rule_that_made_it(results: Path) -> None:
    found = entities(told(results))
    assert found["public/tables/T1.csv"]["sha256"] == sha256("a\n1\n")
    assert refs(found["#run-make_tables"], "result") == ["public/tables/T1.csv"]
    assert refs(found["#run-draw"], "result") == ["public/figures/Müller%20&%20Co%2050%25.svg"]
    assert refs(found["#run-draw"], "object") == ["#input-notebooks/01.ipynb", "public/tables/T1.csv"]
    assert refs(found["#run-make_tables"], "object")[-1] == "#private-ingest"


def test_every_setting_is_a_parameter_with_its_value(results: Path) -> None:
    found = entities(told(results))
    assert {name: found[f"#setting-{name}"]["value"] for name in RECORD.settings} == {
        "masking.min_speakers": 3,
        "study.synthetic": False,
        "agreement.units": "segment",
        "a.b": "{}",
        "c": 0.5,
    }
    kinds = [found[f"#parameter-{name}"]["additionalType"] for name in RECORD.settings]
    assert kinds == ["Integer", "Boolean", "Text", "PropertyValue", "Number"]


def test_software_has_its_version(results: Path) -> None:
    found = entities(told(results))
    assert found["#package-numpy"]["softwareVersion"] == "2.4.6"
    assert found["https://w3id.org/workflowhub/workflow-ro-crate#snakemake"]["version"] == "9.27.1"
    assert found["workflow/Snakefile"]["version"] == found["#rule-draw"]["softwareVersion"] == "0.1.0"


def test_synthetic_data_are_said_to_be_synthetic(results: Path) -> None:
    assert "The data are synthetic" in entities(told(results, synthetic=True))["./"]["description"]
    assert "synthetic;" not in entities(told(results))["./"]["description"]


@pytest.mark.parametrize(
    ("inputs", "names", "hashes"), [("included", True, True), ("hashes", False, True), ("left_out", False, False)]
)
def test_restricted_inputs_are_told_as_the_setting_says_and_it_is_said_so(
    results: Path, inputs: str, names: bool, hashes: bool
) -> None:
    metadata = told(results, inputs)
    text = json.dumps(metadata, ensure_ascii=False)
    assert ("data/raw/sessions.csv" in text) is names
    assert (sha256("data/raw/sessions.csv") in text) is hashes
    assert "notebooks/01.ipynb" in text
    assert ("restricted" in entities(metadata)["./"]["description"]) is not names


def test_two_restricted_inputs_of_the_same_bytes_are_one_in_the_crate(
    results: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    inputs = dict.fromkeys(RECORD.inputs, sha256("the same"))
    monkeypatch.setattr(f"{__name__}.RECORD", replace(RECORD, inputs=inputs))
    assert violations(told(results, "hashes"), results) == []


def test_a_licence_is_an_address_or_words(results: Path) -> None:
    assert entities(told(results))["./"]["license"] == "Ask."
    address = "https://spdx.org/licenses/CC-BY-4.0"
    found = entities(told(results, licence=address))
    assert found["./"]["license"] == {"@id": address}
    assert found[address]["name"] == "CC-BY-4.0"


# --- times -------------------------------------------------------------------------------------------------


def test_the_times_of_a_run_are_summed_by_rule(tmp_path: Path) -> None:
    for name, seconds, end in (
        ("draw/F1", 2, 1_700_000_010),
        ("draw/F2", 3, 1_700_000_020),
        ("tables", 4, 1_700_000_005),
    ):
        write_text(tmp_path / f"{name}.tsv", f"s\th:m:s\n{seconds}\t0:00:0{seconds}\n")
        os.utime(tmp_path / f"{name}.tsv", (end, end))
    found = times_of(tmp_path)
    assert found["seconds"] == {"draw": 5, "tables": 4}
    assert (found["started"], found["ended"]) == ("2023-11-14T22:13:21Z", "2023-11-14T22:13:40Z")
    assert found["machine"]["cores"] >= 1


def test_the_day_of_a_crate_is_that_of_the_newest_decision(tmp_path: Path) -> None:
    ledgers = "".join(path.read_text("utf-8") for path in (PROJECT / FOLDER).glob("*.csv"))
    assert last_decision(PROJECT) == max(re.findall(r"\b(20\d\d-\d\d-\d\d)T", ledgers))
    assert last_decision(tmp_path) == "2024-01-01"


# --- a run -------------------------------------------------------------------------------------------------


def test_a_run_leaves_a_crate_that_is_whole_and_holds_nothing_private(finished: Finished) -> None:
    results = finished.study / "results"
    text = (results / METADATA).read_text("utf-8")
    metadata = json.loads(text)
    assert violations(metadata, results) == []
    found = entities(metadata)
    files = {name for name, entity in found.items() if "File" in types(entity)}
    assert {"public/quotes.csv", "public/figures/F3_domains_by_group.svg", "workflow/rules/figures.smk"} <= files
    assert not [name for name in files if name.startswith("private")]
    assert "public/figures/F3_domains_by_group.svg" in refs(found["#run-draw"], "result")
    assert "public/figures/F6_jury_support.csv" in refs(found["#run-draw_data"], "result")
    for named in (str(finished.study), str(finished.repository), os.uname().nodename, "/home/", "/root", "/tmp"):
        assert named not in text + (results / TIMES).read_text("utf-8")
    sentences = [part for turns in SESSIONS.values() for _, words in turns for part in re.split(r"(?<=[.?]) ", words)]
    assert not [sentence for sentence in sentences if len(sentence.split()) > 3 and sentence in text]


def test_the_record_of_a_run_names_every_rule_input_setting_and_public_file(finished: Finished) -> None:
    record = json.loads((finished.study / "results/private/made_from.json").read_text("utf-8"))
    public = finished.study / "results/public"
    assert set(record["files"]) == {
        path.relative_to(public).as_posix()
        for path in public.rglob("*")
        if path.is_file() and not path.name.startswith(".")
    }
    assert record["rules"]["ingest"]["outputs"][-1] == "results/private/record/{session}.txt"
    assert "table_data" in record["rules"]["make_tables"]["after"]
    assert "codings" in record["rules"]["table_data"]["after"]
    assert record["inputs"]["data/raw/sessions.csv"] == sha256((finished.study / "data/raw/sessions.csv").read_bytes())
    assert record["settings"]["masking.min_speakers"] == 1
    assert "themetrail/figures/f3_heatmap.py" in record["code"]
