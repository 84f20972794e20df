"""A wrong key or value in config/config.yaml is named with its line and with what to write instead."""

from __future__ import annotations

import jsonschema
import pytest
import yaml

from repository import PROJECT
from themetrail.study.problems import InputError
from themetrail.study.settings import CONFIG, Settings, read_settings, settings_schema
from themetrail.study.yaml_source import read_yaml

LEAST = "study:\n  title: A study\n  synthetic: true\ncoding:\n  findings_from: coder_a\n"


@pytest.fixture
def read(tmp_path):
    """Settings from the text, or bytes, of a config file."""
    path = tmp_path / CONFIG
    path.parent.mkdir()

    def settings_of(config):
        path.write_bytes(config if isinstance(config, bytes) else config.encode())
        return read_settings(tmp_path)

    return settings_of


@pytest.fixture
def problems(read):
    """What is wrong with a config file."""

    def problems_of(config):
        with pytest.raises(InputError) as caught:
            read(config)
        return caught.value.problems

    return problems_of


# --- what is right ---------------------------------------------------------------------------------------


def test_a_title_whether_it_is_synthetic_and_a_lead_coder_are_enough(read):
    settings = read(LEAST)
    assert settings.study.title == "A study"
    assert settings.coding.overlap_min == 40


def test_every_setting_says_what_it_is_for():
    for section in Settings.model_fields.values():
        assert section.annotation.__doc__
        for name, field in section.annotation.model_fields.items():
            assert field.description, name
            assert field.description.endswith("."), name


def test_the_manual_and_both_config_files_name_every_setting():
    keys = [
        (section, name) for section, field in Settings.model_fields.items() for name in field.annotation.model_fields
    ]
    manual = (PROJECT / "config/README.md").read_text(encoding="utf-8")
    assert not [f"{section}.{name}" for section, name in keys if f"`{section}.{name}`" not in manual]
    for file in ("config/config.yaml", "src/themetrail/study/template/config.yaml"):
        given = yaml.safe_load((PROJECT / file).read_text(encoding="utf-8"))
        assert not [f"{section}.{name}" for section, name in keys if name not in given.get(section, {})], file


def test_settings_do_not_change_after_they_are_read(read):
    with pytest.raises(ValueError, match="frozen"):
        read(LEAST).coding.overlap_min = 3


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
def test_the_file_may_be_saved_by_any_editor(read, encoding):
    config = LEAST.replace("A study", "A study of caf\u00e9s").replace("\n", "\r\n")
    assert read(config.encode(encoding)).study.title == "A study of caf\u00e9s"


# --- wrong keys ------------------------------------------------------------------------------------------


def test_an_unknown_key_is_named_with_its_line_and_the_key_that_was_meant(problems):
    (problem,) = problems(f"{LEAST}  overlap_mn: 3\n")
    assert (problem.file, problem.number) == ("config/config.yaml", 6)
    assert problem.seen == "unknown key 'coding.overlap_mn'"
    assert problem.remedy.startswith("Did you mean 'overlap_min'? Allowed here: findings_from, ")


def test_a_missing_key_is_named_with_what_it_is_for(problems):
    (problem,) = problems("study:\n  title: A study\ncoding: {findings_from: coder_a}\n")
    assert (problem.seen, problem.number) == ("the key 'study.synthetic' is missing", 1)
    assert "synthetic data" in problem.remedy


def test_a_missing_section_is_named_with_its_keys(problems):
    (problem,) = problems("study: {title: A, synthetic: true}\n")
    assert problem.seen == "the key 'coding' is missing"
    assert problem.remedy == "Add it. A section with findings_from, findings_from_by_session, overlap_min."


def test_all_mistakes_are_named_together(problems):
    found = problems("study: {title: '', synthetic: maybe}\ncoding: {findings_from: coder_a}\nmasking: {min: 1}\n")
    assert [problem.seen for problem in found] == [
        "study.synthetic is 'maybe'",
        "study.title is ''",
        "unknown key 'masking.min'",
    ]


def test_a_key_that_stands_twice_is_refused(problems):
    (problem,) = problems(f"{LEAST}coding:\n  findings_from: coder_b\n")
    assert (problem.number, problem.seen) == (6, "the key 'coding' stands twice (first in line 4)")


# --- wrong values ----------------------------------------------------------------------------------------


def test_a_run_cannot_stop_on_names_that_nobody_looks_for(problems):
    (problem,) = problems(f"{LEAST}identifiers: {{stop_on_names: true}}\nannotation: {{names: false}}\n")
    assert problem.number == 7
    assert problem.remedy.startswith("It should be one with names: true, as long as identifiers.stop_on_names is true.")


@pytest.mark.parametrize(
    ("setting", "remedy"),
    [
        ("masking: {min_speakers: few}", "It should be a whole number."),
        ("masking: {min_speakers: 2.5}", "It should be a whole number."),
        ("masking: {min_speakers: 0}", "It should be greater than or equal to 1."),
        ("cleaning: {merge_gap_s: long}", "It should be a number."),
        ("cleaning: {merge_gap_s: .inf}", "It should be a number."),
        ("cleaning: {merge_gap_s: .nan}", "It should be a number."),
        ("identifiers: {stop_on_names: 7}", "It should be true or false."),
        ("figures: {formats: svg}", "It should be a list such as [a, b]."),
        ("figures: {formats: [svg, jpg]}", "It should be 'svg', 'pdf', 'png' or 'tiff'."),
        ("figures: {problem: ''}", "It should be a text that is not empty."),
        ("figures: {problem: no}", "It should be a text; put quotes around numbers, yes and no."),
        ("quotes: 5", "It should be keys, each with its value. A section with per_cell, longest_words."),
    ],
)
def test_a_wrong_value_is_told_what_it_should_be_in_plain_words(problems, setting, remedy):
    (problem,) = problems(f"{LEAST}{setting}\n")
    assert problem.number == 6
    assert problem.remedy.startswith(remedy)


def test_a_wrong_value_within_a_list_is_told_what_the_list_is(problems):
    (problem,) = problems(f"{LEAST}figures:\n  formats:\n    - svg\n    - jpg\n")
    assert (problem.number, problem.seen) == (9, "figures.formats.1 is 'jpg'")
    assert problem.remedy.endswith("File formats that are written; PNG and TIFF have 300 dpi.")


@pytest.mark.parametrize("name", ["Coder_A", "coder a", "1", "", "no"])
def test_a_lead_coder_has_a_name_in_lower_case(problems, name):
    (problem,) = problems(LEAST.replace("coder_a", f"'{name}'") if name != "no" else LEAST.replace("coder_a", name))
    assert problem.number == 5


def test_a_lead_coder_of_one_session_has_a_name_in_lower_case(problems):
    (problem,) = problems(f"{LEAST}  findings_from_by_session:\n    WS2: Coder B\n")
    assert (problem.number, problem.seen) == (7, "coding.findings_from_by_session.WS2 is 'Coder B'")
    assert "lower-case letters, digits and _" in problem.remedy


@pytest.mark.parametrize("path", ["/etc/key", "../key", "data/../../key", "C:\\key", "C:/key", "data\\key", "", "."])
def test_the_key_of_the_hashes_lies_inside_the_study(problems, path):
    (problem,) = problems(f"{LEAST}identifiers:\n  key_file: '{path}'\n")
    assert problem.number == 7
    assert problem.remedy.startswith("It should be a file inside the study's folder")


def test_a_file_inside_the_study_may_be_the_key(read):
    assert read(f"{LEAST}identifiers: {{key_file: data/private/my.key}}").identifiers.key_file == "data/private/my.key"


# --- what is no settings at all --------------------------------------------------------------------------


def test_an_empty_file_lacks_what_every_study_has(problems):
    assert [problem.seen for problem in problems("")] == ["the key 'coding' is missing", "the key 'study' is missing"]


def test_a_list_is_no_settings(problems):
    (problem,) = problems("- study\n")
    assert problem.seen == "the file is ['study']"
    assert "A section with study, coding" in problem.remedy


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(InputError, match=r"config/config\.yaml: the file is missing"):
        read_settings(tmp_path)


@pytest.mark.parametrize(
    ("config", "line"),
    [("study:\n  title: [A\n", 3), ("study:\n\ttitle: A\n", 2), ("study: *nothing\n", 1), ("? [a]\n: b\n", 1)],
)
def test_what_is_not_yaml_is_named_with_its_line(problems, config, line):
    (problem,) = problems(config)
    assert problem.seen.startswith("not YAML: ")
    assert problem.number == line


@pytest.mark.parametrize("config", [b"study: \x00\x01", b"title: \x81"])
def test_what_is_not_text_is_refused(problems, config):
    assert len(problems(config)) == 1


# --- YAML ------------------------------------------------------------------------------------------------


def test_the_line_of_a_value_is_that_of_its_key_or_of_the_nearest_above(tmp_path):
    (tmp_path / "a.yaml").write_text("a:\n  b: 1\n  c:\n    - x\n    - y\n")
    source = read_yaml(tmp_path / "a.yaml", "a.yaml")
    assert source.data == {"a": {"b": 1, "c": ["x", "y"]}}
    places = [(), ("a",), ("a", "b"), ("a", "c", 1), ("a", "c", 9), ("a", "missing", "deep"), ("z",)]
    assert [source.line(place) for place in places] == [1, 1, 2, 5, 3, 1, 1]


def test_yaml_makes_plain_values_only(tmp_path):
    (tmp_path / "a.yaml").write_text("a: !!python/object/apply:os.getcwd []\n")
    with pytest.raises(InputError, match="not YAML"):
        read_yaml(tmp_path / "a.yaml", "a.yaml")


def test_a_merged_mapping_repeats_no_key(tmp_path):
    (tmp_path / "a.yaml").write_text("a: &a {x: 1}\nb:\n  <<: *a\n  x: 2\n")
    assert read_yaml(tmp_path / "a.yaml", "a.yaml").data["b"] == {"x": 2}


# --- the schema ------------------------------------------------------------------------------------------


def test_the_json_schema_accepts_and_refuses_what_the_settings_do():
    check = jsonschema.Draft202012Validator(settings_schema())
    least = yaml.safe_load(LEAST)
    assert check.is_valid(least)
    for section, value in (("coding", {"findings_from": "Coder A"}), ("masking", {"min_speakers": 0}), ("more", {})):
        assert not check.is_valid(least | {section: value})
