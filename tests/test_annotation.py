"""One pass of the model: tags are opaque, names are never raw, and nothing that is read later gets lost."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest
import spacy
from hypothesis import given
from hypothesis import strategies as st
from spacy.tokens import Span

from small_session import spoken
from themetrail.annotation.annotate import annotate_session, annotate_turns, unpack
from themetrail.annotation.model import InstalledModel, find_model
from themetrail.annotation.names import names, ordinary_words
from themetrail.annotation.segments import sentence_spans
from themetrail.annotation.tags import TAG
from themetrail.identifiers.hashing import identifier_hmac, mask
from themetrail.study.machine_tables import FINDINGS, SEGMENTS, read_table, write_table
from themetrail.study.problems import InputError

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd
    from spacy.language import Language

KEY = bytes(32)
TAGS = ["[NAME]", "[NAME 1]", "[inaudible 00:12:01]", "[laughs]", "[?]", "[Dr. Who. Yes?]", "[don't know]"]
plain = st.text("ab cI.,?!'-\n", max_size=12)


def names_in(text: str, nlp: Language, **replaced: str) -> pd.DataFrame:
    session = spoken(text, replaced=replaced)
    return annotate_session(session, nlp, KEY).names


# --- tags --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "tags"),
    [
        ("I told [NAME 1] so.", ["[NAME 1]"]),
        ("so[inaudible 00:12:01]yes", ["[inaudible 00:12:01]"]),
        ("At [PLACE].[crosstalk]And then", ["[PLACE]", "[crosstalk]"]),
        ("[NAME]'s group, don't[x]know", ["[NAME]", "[x]"]),
        ("(I told [NAME] so)", ["[NAME]"]),
        ("[NAME][ORG]-[NAME 2]/[?]", ["[NAME]", "[ORG]", "[NAME 2]", "[?]"]),
        ("[Name. And. Surname] came", ["[Name. And. Surname]"]),
    ],
)
def test_a_tag_is_one_token_however_it_is_written(text, tags, nlp):
    assert [token.text for token in nlp(text) if "[" in token.text or "]" in token.text] == tags


@given(st.lists(plain, min_size=1, max_size=3), st.sampled_from(TAGS))
def test_a_tag_is_one_token_wherever_it_stands(nlp, stretches, tag):
    doc = nlp.make_doc(tag.join(stretches))
    doc = nlp.get_pipe("themetrail_tags")(doc)
    assert [token.text for token in doc if "[" in token.text] == [tag] * (len(stretches) - 1)


@given(st.lists(st.one_of(plain, st.sampled_from(TAGS)), max_size=6))
def test_no_sentence_is_cut_inside_a_tag(nlp, pieces):
    doc = nlp("".join(pieces).replace("\n", " "))
    ends = {place for sentence in doc.sents for place in (sentence.start_char, sentence.end_char)}
    for tag in TAG.finditer(doc.text):
        assert not ends & set(range(tag.start() + 1, tag.end()))


def test_a_tag_is_neither_a_name_nor_part_of_one(nlp):
    found = names_in("So I went to Leeds with Sarah [NAME] and with [NAME 2] to the Riverside [ORG] Centre.", nlp)
    assert len(found) >= 3
    assert not found["masked"].str.contains("[", regex=False).any()


# --- what the pass gives -----------------------------------------------------------------------------------------


def test_lemmas_are_lower_case_also_of_what_looks_like_a_name(nlp):
    doc = nlp("The Link Workers in London FUNDED Universal Credit advice.")
    assert [token.lemma_ for token in doc] == [token.lemma_.lower() for token in doc]
    assert {"london", "universal", "credit"} <= {token.lemma_ for token in doc}


def test_a_turn_of_several_lines_is_one_text_in_which_offsets_hold(nlp):
    session = spoken("We had a caseload of\nninety.")
    (doc,) = annotate_turns(session, nlp)
    assert doc.text == "We had a caseload of ninety."
    assert sentence_spans(doc) == [(0, len(doc.text))]


def test_packed_turns_keep_all_that_is_read_later(nlp, lemmatizer):
    session = spoken("We never  hear back. [pause] Do we, Sarah?", "", "No.")
    docs = list(annotate_turns(session, nlp))
    again = list(unpack(annotate_session(session, nlp, KEY).docs, lemmatizer))
    assert [doc.text for doc in again] == [doc.text for doc in docs]
    for before, after in zip(docs, again, strict=True):
        for read in ("text", "idx", "lemma_", "pos_", "tag_", "dep_", "ent_type_", "is_sent_start"):
            assert [getattr(token, read) for token in after] == [getattr(token, read) for token in before], read
        assert [token.head.i for token in after] == [token.head.i for token in before]


def test_packing_twice_gives_the_same_bytes(nlp):
    session = spoken("We never hear back.", "Funding, mostly.")
    assert annotate_session(session, nlp, KEY).docs == annotate_session(session, nlp, KEY).docs


def test_sessions_without_speech_give_empty_tables(nlp, tmp_path):
    session = spoken("   ")
    made_of = annotate_session(session, nlp, KEY)
    for made, schema in ((made_of.segments, SEGMENTS), (made_of.names, FINDINGS)):
        write_table(made, schema, tmp_path / "empty.parquet")
        assert read_table(tmp_path / "empty.parquet").empty


# --- names -------------------------------------------------------------------------------------------------------


def test_names_are_found_and_never_written(nlp):
    text = "My doctor, Sarah Whitfield, moved to Manchester last year."
    found = names_in(text, nlp)
    words = {"sarah", "whitfield", "manchester"}
    assert {text[row.start : row.end] for row in found.itertuples()} == {"Sarah Whitfield", "Manchester"}
    assert not any(word in cell.casefold() for cell in found.astype(str).to_numpy().flat for word in words)
    assert set(found["masked"]) == {mask("Sarah Whitfield"), mask("Manchester")}
    assert set(found["hmac"]) == {identifier_hmac("Sarah Whitfield", KEY), identifier_hmac("manchester", KEY)}


def test_a_name_behind_a_replacement_has_its_place_in_the_record(nlp):
    replaced = {"Siobhan": "[NAME 1]", "Jo": "[NAME NUMBER 2]"}
    session = spoken("Siobhan left.", "So Siobhan and Jo, they moved to Manchester last year.", replaced=replaced)
    (row,) = annotate_session(session, nlp, KEY).names.itertuples()
    assert (session.record[row.start : row.end], row.place) == ("Manchester", "turn 2")


def test_what_was_replaced_is_not_found_again(nlp):
    assert names_in("So Siobhan moved.", nlp, Siobhan="[NAME 1]").empty


def test_the_first_name_beside_a_redaction_is_found(nlp):
    text = "I spoke to Sarah [NAME] at the surgery."
    (row,) = names_in(text, nlp).itertuples()
    assert text[row.start : row.end] == "Sarah"


# --- the model ---------------------------------------------------------------------------------------------------


def installed_copy(model: InstalledModel, folder: Path, name: str) -> Path:
    """A package with the model's own files; returns the folder of its data."""
    (folder / name).mkdir()
    (folder / name / "__init__.py").write_text("")
    return shutil.copytree(model.folder, folder / name / model.folder.name)


@pytest.mark.parametrize("name", ["en_no_such_model", "en_core_web_sm-3.8.0", "./models/mine", "json"])
def test_a_missing_model_is_named(name):
    with pytest.raises(InputError, match=r"config/config\.yaml") as stopped:
        find_model([name])
    assert name in str(stopped.value)
    assert "make env" in str(stopped.value)


def test_the_first_installed_model_is_taken(model):
    assert find_model(["en_no_such_model", model.name]) == model


def test_the_same_weights_have_the_same_fingerprint_under_another_name(model, tmp_path, monkeypatch):
    installed_copy(model, tmp_path, "en_copied_whole")
    monkeypatch.syspath_prepend(tmp_path)
    assert find_model(["en_copied_whole"]).fingerprint == model.fingerprint


@pytest.mark.parametrize("change", ["alter", "remove"])
def test_a_changed_model_file_is_refused_by_name(change, model, tmp_path, monkeypatch):
    name = f"en_copied_to_{change}"
    weights = installed_copy(model, tmp_path, name) / "ner" / "model"
    monkeypatch.syspath_prepend(tmp_path)
    if change == "alter":
        weights.write_bytes(b"\x00" + weights.read_bytes()[1:])
    else:
        weights.unlink()
    with pytest.raises(InputError, match="ner/model differs"):
        find_model([name])


# --- what only looks like a name ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "Petrol. It was petrol.",
        "I don't-- I'd been-- you know--",
        "The NHS and my GP.",
        "I read it on YouTube.",
    ],
)
def test_speech_that_the_model_takes_for_a_name_is_left_out(text, nlp):
    assert list(names(nlp(text), ordinary_words(nlp))) == []


def test_a_name_is_told_without_the_article_before_it_and_the_dash_behind_it(nlp):
    doc = nlp("We went to the Fellside Trust and then Sarah O'Neill- she left.")
    doc.ents = [Span(doc, 3, 6, label="ORG"), Span(doc, 8, 11, label="PERSON")]
    told = [name.text for name in names(doc, ordinary_words(nlp))]
    assert told[0] == "Fellside Trust"
    assert told[1].startswith("Sarah O'Neill")
    assert not told[1].endswith("-")


def test_a_model_without_lists_of_words_has_no_ordinary_words():
    assert ordinary_words(spacy.blank("en")) == frozenset()
