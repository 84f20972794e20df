"""A codebook is read whole, or every mistake in it is named with its line; patterns mean what their help says."""

from __future__ import annotations

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from themetrail.codebook.check import check_codes
from themetrail.codebook.patterns import Gap, PatternWord, parse_pattern
from themetrail.codebook.read import CODEBOOK, read_codebook
from themetrail.study.files import write_text
from themetrail.study.inputs import CODING_TABLES, RAW_TABLES
from themetrail.study.load import Tables
from themetrail.study.problems import InputError
from themetrail.study.sheets import Row


def entry(name, parent=None, kind="cause", **fields):
    number = sum(ord(letter) * 256**place for place, letter in enumerate(name))
    return {
        "uid": f"{number:026d}",
        "id": name,
        "parent": parent,
        "kind": kind,
        "label": f"Label of {name}",
        "colour": "#2A6F97",
        "definition": "What it is.",
        "include": "",
        "exclude": "",
        "patterns": [],
        "negative_patterns": [],
        "exemplars": [],
        "applies_to": ["participant"],
        "source": "analyst",
        "status": "active",
        "version_added": "1.0",
    } | fields


TREE = (
    entry("HR", kind="domain"),
    entry("HR1", "HR"),
    entry("HR2", "HR", status="merged"),
    entry("HR1a", "HR1"),
    entry("S01", kind="solution"),
)


@pytest.fixture
def read(tmp_path):
    """The codebook of some entries, or of a file's text."""

    def codebook_of(*entries, text=None):
        document = yaml.safe_dump({"version": "1.0", "codes": list(entries)}, sort_keys=False)
        write_text(tmp_path / CODEBOOK, document if text is None else text)
        return read_codebook(tmp_path)

    return codebook_of


@pytest.fixture
def seen(read):
    """What is said of a codebook."""

    def said_of(*entries, text=None):
        with pytest.raises(InputError) as caught:
            read(*entries, text=text)
        return [problem.seen for problem in caught.value.problems]

    return said_of


# --- the tree --------------------------------------------------------------------------------------------


def test_codes_keep_the_order_of_the_file(read):
    codebook = read(*TREE)
    assert [code.id for code in codebook.codes] == ["HR", "HR1", "HR2", "HR1a", "S01"]
    assert codebook.position["HR1a"] == 3
    assert codebook.version == "1.0"


def test_a_code_knows_its_domain_its_children_and_all_below_it(read):
    codebook = read(*TREE)
    assert [codebook.domain_of(name) for name in ("HR", "HR1a", "S01", "none")] == ["HR", "HR", "", ""]
    assert [code.id for code in codebook.children("HR")] == ["HR1"]
    assert codebook.with_descendants("HR") == {"HR", "HR1", "HR2", "HR1a"}
    assert [code.id for code in codebook.of_kind("cause")] == ["HR1", "HR1a"]


def test_the_place_in_the_file_is_no_part_of_a_code(read):
    assert read(*TREE).by_id["S01"] == read(TREE[-1]).by_id["S01"]


# --- wrong fields ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("field", "value", "seen_as"),
    [
        ("uid", "123", "HR: uid is '123'"),
        ("colour", "red", "HR: colour is 'red'"),
        ("kind", "theme", "HR: kind is 'theme'"),
        ("status", "gone", "HR: status is 'gone'"),
        ("source", "me", "HR: source is 'me'"),
        ("label", "", "HR: label is empty"),
        ("label", True, "HR: label is True"),
        ("definition", None, "HR: definition is None"),
        ("version_added", 1.10, "HR: version_added is 1.1"),
        ("parent", False, "HR: parent is False"),
        ("parent", 7, "HR: parent is 7"),
        ("patterns", "bid", "HR: 'patterns' is not a list of texts"),
        ("exemplars", [1], "HR: 'exemplars' is not a list of texts"),
        ("applies_to", [], "HR: applies_to is []"),
        ("applies_to", ["everybody"], "HR: applies_to is ['everybody']"),
        ("colours", "red", "HR: unknown field 'colours'"),
    ],
)
def test_a_wrong_field_is_named_with_its_code_and_value(seen, field, value, seen_as):
    assert seen(entry("HR", **{field: value})) == [seen_as]


@pytest.mark.parametrize("name", ["1a", "a b", "", "-a"])
def test_an_id_begins_with_a_letter_and_has_no_spaces(seen, name):
    assert len(seen(entry("HR", id=name))) == 1


@pytest.mark.parametrize("field", list(entry("HR")))
def test_every_code_has_every_field(seen, field):
    left = entry("HR")
    del left[field]
    assert len(seen(left)) == 1


def test_what_to_include_and_exclude_may_be_left_empty(read):
    assert read(entry("HR")).by_id["HR"].include == ""


def test_a_mistake_is_named_with_its_line(read, tmp_path):
    with pytest.raises(InputError) as caught:
        read(entry("HR"), entry("FI", colour="red", patterns=["fine", "a*"]))
    lines = (tmp_path / CODEBOOK).read_text().splitlines()
    assert [lines[problem.number - 1].strip() for problem in caught.value.problems] == ["colour: red", "- a*"]
    assert {problem.file for problem in caught.value.problems} == {CODEBOOK}


def test_all_mistakes_of_all_codes_are_named_together(seen):
    found = seen(entry("HR", colour="red", patterns=["..."]), entry("FI", kind="x"), "no code")
    assert [text.split(":")[0] for text in found] == ["HR", "HR", "FI", "not a code"]


def test_a_version_is_a_text(seen):
    assert seen(text="version: 1.10\ncodes: []\n") == ["version is 1.1"]
    assert seen(text="codes: []\n") == ["version is None"]


@pytest.mark.parametrize("text", ["", "- a\n", "version: '1'\n", "version: '1'\ncodes: {}\n"])
def test_a_codebook_is_a_list_of_codes(seen, text):
    assert seen(text=text) == ["there is no list 'codes'"]


def test_an_unknown_field_beside_the_codes_is_named(seen):
    assert seen(text="version: '1'\ncodes: []\nthemes: []\n") == ["unknown field 'themes'"]


# --- codes among each other ------------------------------------------------------------------------------


@pytest.mark.parametrize("field", ["uid", "id", "label"])
def test_no_two_codes_share_uid_id_or_label_not_even_but_for_capitals(seen, field):
    first, second = entry("HR"), entry("FI")
    second[field] = first[field].lower()
    found = seen(first, second) if field != "uid" else seen(first, second | {"uid": first["uid"]})
    assert len(found) == 1
    assert "stands in line 3 too" in found[0]


def test_a_parent_is_a_code(seen):
    assert seen(entry("HR1", "HR")) == ["HR1: the parent 'HR' is not a code"]


def test_a_parent_with_a_mistake_of_its_own_is_still_a_parent(seen):
    assert seen(entry("HR", colour="red"), entry("HR1", "HR")) == ["HR: colour is 'red'"]


def test_no_code_is_above_itself(seen):
    assert seen(entry("A", "A")) == ["A is above itself by its parents"]
    loop = entry("A", "B"), entry("B", "C"), entry("C", "A"), entry("D", "A")
    assert seen(*loop) == [f"{name} is above itself by its parents" for name in "ABC"]


# --- the other tables ------------------------------------------------------------------------------------


def tables(**rows):
    return Tables(
        {name: [] for name in RAW_TABLES | CODING_TABLES} | {n: [Row(2, c) for c in r] for n, r in rows.items()}
    )


def test_codes_that_other_tables_name_exist_and_are_of_the_right_kind(read):
    codebook = read(*TREE)
    right = tables(
        links=[{"domain": "HR", "solution": "S01"}],
        theme_codes=[{"code": "HR1"}],
        summaries=[{"cause": "HR1"}],
        jury_votes=[{"solution": "S01"}],
        refinements=[{"solution": "S01"}],
    )
    assert check_codes(right, codebook) == []
    wrong = tables(links=[{"domain": "S01", "solution": "S99"}], jury_votes=[{"solution": "HR"}])
    assert [(p.file, p.number, p.seen) for p in check_codes(wrong, codebook)] == [
        ("data/coding/links.csv", 2, "domain 'S01' is a solution"),
        ("data/coding/links.csv", 2, "solution 'S99' is not a code"),
        ("data/raw/jury_votes.csv", 2, "solution 'HR' is a domain"),
    ]


# --- patterns --------------------------------------------------------------------------------------------


def word(*alternatives, optional=False):
    return PatternWord(alternatives, optional)


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("short term funding", (word("short"), word("term"), word("funding"))),
        ("short-term funding", (word("short"), word("term"), word("funding"))),
        ("bid|grant form", (word("bid", "grant"), word("form"))),
        ("grant|bid|bid", (word("bid", "grant"),)),
        ("work load?", (word("work"), word("load", optional=True))),
        ("bid|grant? form", (word("bid", "grant", optional=True), word("form"))),
        ("lose ... contract", (word("lose"), Gap(), word("contract"))),
        ("lose \u2026 contract", (word("lose"), Gap(), word("contract"))),
        ("Don't  Know", (word("don't"), word("know"))),
        ("r&d", (word("r&d"),)),
        ("caf\u00e9 24", (word("caf\u00e9"), word("24"))),
    ],
)
def test_a_pattern_means_what_its_help_says(text, places):
    assert parse_pattern(text).places == places
    assert parse_pattern(text).text == text


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "match everything"),
        ("   ", "match everything"),
        ("a? b?", "match everything"),
        ("... ", "match everything"),
        ("the", "nearly everything"),
        ("bus|it", "nearly everything"),
        ("of late?", "nearly everything"),
        ("... bus", "at an end"),
        ("bus ...", "at an end"),
        ("a ... ... b", "twice in a row"),
        ("a*", "not a word"),
        ("a...b", "not a word"),
        ("a|", "not a word"),
        ("?", "not a word"),
        ("a??", "not a word"),
        ("-", "not a word"),
        ("short\u2013term", "not a word"),
        ("(a|b) c", "not a word"),
        ("a-b|c", "two words"),
        ("heavy work-load?", "half a word"),
    ],
)
def test_what_is_no_pattern_is_told_why(text, why):
    with pytest.raises(ValueError, match=why):
        parse_pattern(text)


@given(st.text("ab'&|?.- \u2026", max_size=20))
def test_a_pattern_that_is_accepted_asks_for_a_word_and_begins_and_ends_with_one(text):
    try:
        places = parse_pattern(text).places
    except ValueError:
        return
    assert any(isinstance(place, PatternWord) and not place.optional for place in places)
    assert isinstance(places[0], PatternWord)
    assert isinstance(places[-1], PatternWord)


def test_a_pattern_that_cannot_be_used_is_named_with_its_code(seen):
    (said,) = seen(entry("HR", negative_patterns=["fine", "a*"]))
    assert said.startswith("HR: the pattern 'a*' cannot be used: ")
