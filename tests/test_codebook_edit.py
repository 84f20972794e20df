"""A codebook is changed with its reason in the history, git shows what changed alone, and decisions follow."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledgers import act
from repository import PROJECT
from small_codebook import code, codebook
from themetrail.codebook import edit
from themetrail.codebook.history import LOG, read_log, take
from themetrail.codebook.merges import merged_codes
from themetrail.codebook.read import parse_codebook, read_codebook
from themetrail.codebook.write import render, rewrite
from themetrail.ledger.replay import codings_of, with_aliases
from themetrail.study.files import write_text
from themetrail.study.plan import CODEBOOK
from themetrail.study.problems import InputError
from themetrail.study.yaml_source import parse_yaml

UID = "0123456789ABCDEFGHJKMNPQRS"
DEMONSTRATION = (PROJECT / CODEBOOK).read_text("utf-8")


@pytest.fixture
def study(tmp_path):
    write_text(tmp_path / CODEBOOK, DEMONSTRATION)
    return tmp_path


def lines_changed(before, after):
    old, new = set(before.splitlines()), set(after.splitlines())
    return old - new, new - old


# --- writing ---------------------------------------------------------------------------------------------


def test_a_codebook_in_which_nothing_changed_keeps_its_bytes(study):
    book = read_codebook(study)
    assert rewrite(DEMONSTRATION, book, book.codes) == DEMONSTRATION


def test_git_shows_what_changed_and_nothing_else(study):
    book = read_codebook(study)
    edited = edit.change(book, "HR1", {"label": "Workload"})
    gone, new = lines_changed(DEMONSTRATION, rewrite(DEMONSTRATION, book, edited.codes))
    assert gone == {'    label: "Workload and case complexity"'}
    assert new == {'    label: "Workload"'}


def test_every_code_of_the_demonstration_is_written_as_it_stands_there(study):
    for one in read_codebook(study).codes:
        assert render(one) in DEMONSTRATION


words = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]) | st.sampled_from("\n:#'\"-\u2028"), min_size=1
)


@given(words.map(str.strip).filter(bool), words.map(str.strip))
def test_any_text_reads_back_as_it_was_written(definition, include):
    book = codebook(code("A"))
    text = 'version: "1.0"\ncodes:\n' + render(edit.create(book, UID, _given(definition, include)).codes[-1])
    (back,) = parse_codebook(parse_yaml(text, CODEBOOK)).codes
    assert (back.definition, back.include) == (definition, include)


@pytest.mark.parametrize("name", ["NO", "y", "null", "e1", "A.1", "on"])
def test_a_code_may_be_called_what_yaml_takes_for_something_else(name):
    book = codebook(code("A"))
    new = edit.create(book, f"{7:026d}", _given("What it is.", "") | {"id": name}).codes[-1]
    text = 'version: "1.0"\ncodes:\n' + render(new)
    (back,) = parse_codebook(parse_yaml(text, CODEBOOK)).codes
    assert back == new


def _given(definition, include):
    return {"id": "B", "kind": "cause", "label": "b", "definition": definition, "include": include}


# --- the changes -----------------------------------------------------------------------------------------


def test_a_new_code_stands_after_its_siblings(study):
    edited = edit.create(read_codebook(study), UID, _given("What it is.", "") | {"id": "HR9", "parent": "HR"})
    names = [one.id for one in edited.codes]
    assert names[names.index("HR9") - 1].startswith("HR")
    assert not names[names.index("HR9") + 1].startswith("HR")
    assert edited.log == (("HR9", "created", ""),)


def test_a_merged_code_gives_over_its_patterns_and_what_is_below_it():
    book = codebook(code("A", "domain", "bus"), code("B", "domain", "train"), code("C", "cause", parent="A"))
    edited = edit.merge(book, "A", "B")
    by_id = {one.id: one for one in edited.codes}
    assert by_id["A"].status == "merged"
    assert [pattern.text for pattern in by_id["B"].patterns] == ["train", "bus"]
    assert by_id["C"].parent == "B"
    assert edited.log == (("A", "merge", "B"), ("B", "took in A", ""))


def test_a_split_puts_new_codes_in_the_place_of_the_old_one_which_is_retired():
    book = codebook(code("A"), code("B"))
    parts = [{"id": f"A{n}", "label": f"a{n}", "definition": "One part."} for n in (1, 2)]
    edited = edit.split(book, "A", [UID, UID[::-1]], parts)
    assert [(one.id, one.status) for one in edited.codes] == [
        ("A1", "active"),
        ("A2", "active"),
        ("A", "retired"),
        ("B", "active"),
    ]
    assert edited.log[0] == ("A", "split into A1, A2", "")


@pytest.mark.parametrize(
    "change",
    [
        lambda book: edit.create(book, UID, {"id": "A"}),
        lambda book: edit.change(book, "A", {"label": book.by_id["A"].label}),
        lambda book: edit.change(book, "A", {"patterns": "..."}),
        lambda book: edit.change(book, "nothing", {"label": "x"}),
        lambda book: edit.move(book, "D", "A"),
        lambda book: edit.merge(book, "A", "D"),
        lambda book: edit.merge(book, "A", "A"),
        lambda book: edit.split(book, "A", [UID], [{"id": "A1"}]),
        lambda book: edit.retire(book, "D"),
    ],
)
def test_what_would_make_no_sense_is_refused(change):
    book = codebook(code("D", "domain"), code("A", parent="D"))
    with pytest.raises(InputError):
        change(book)


# --- history ---------------------------------------------------------------------------------------------


def test_a_change_is_written_with_who_when_and_why(study):
    take(study, edit.change(read_codebook(study), "HR1", {"label": "Workload"}), "coder_a", "shorter,\nand clearer")
    assert read_codebook(study).by_id["HR1"].label == "Workload"
    row = read_log(study)[-1]
    assert (row["who"], row["code"], row["change"], row["reason"]) == (
        "coder_a",
        "HR1",
        "label",
        "shorter, and clearer",
    )


@pytest.mark.parametrize(
    ("edited", "reason"),
    [
        (lambda book: edit.change(book, "HR1", {"label": "Workload"}), " "),
        (lambda book: edit.change(book, "HR1", {"label": book.by_id["HR2"].label}), "two alike"),
        (lambda book: edit.create(book, UID, {"id": "not an id", "kind": "cause"}), "wrong id"),
    ],
)
def test_a_change_without_a_reason_or_that_makes_no_codebook_writes_nothing(study, edited, reason):
    with pytest.raises(InputError):
        take(study, edited(read_codebook(study)), "coder_a", reason)
    assert (study / CODEBOOK).read_text("utf-8") == DEMONSTRATION
    assert not (study / LOG).exists()


def test_decisions_follow_a_merge_and_a_merge_of_that(study):
    for name, into in (("HR1", "HR2"), ("HR2", "HR3")):
        take(study, edit.merge(read_codebook(study), name, into), "coder_a", "too alike")
    merged = merged_codes(read_log(study))
    assert merged == {"HR1": "HR3", "HR2": "HR3"}
    acts = with_aliases(
        [act(1, code="HR1"), act(2, code="HR3"), act(3, "accept", code="FI1", shown=_shown("HR2"))], merged
    )
    assert [coding.code for coding in codings_of(acts, "x")] == ["FI1", "HR3"]
    assert acts[2].shown_codes()[0]["code"] == "HR3"


def _shown(name):
    return f'[{{"code": "{name}", "rank": 1, "confidence": 0.5, "engine_hash": "x"}}]'
