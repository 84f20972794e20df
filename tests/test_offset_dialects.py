"""Offsets are understood as each tool counts them, by evidence, and refused where nothing fits."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foreign import (
    QUOTES,
    as_written,
    code_point,
    codebook,
    coding,
    project,
    selection,
    text_source,
    utf8_offset,
    utf16_offset,
)
from themetrail.interchange.losses import LossReport
from themetrail.interchange.offsets import DIALECTS, LEAST_SCORE, Dialect, RawText, plain_text
from themetrail.interchange.refi_read import read_qdpx
from themetrail.transcripts.draft import UnreadableError

# What each tool counts, as it was measured or read from its source.
ROWS = {
    "the standard": ("Some tool 1.0", code_point, {}),
    "NVivo 12 Windows": ("NVivo 12", utf16_offset, {"line_end": "\r\n", "counted": "\r\n", "mark": True}),
    "NVivo 12 Mac": ("NVivo Mac", utf16_offset, {}),
    "ATLAS.ti 22 and later": ("ATLAS.ti 23", code_point, {"line_end": "\r\n"}),
    "MAXQDA 24": ("MAXQDA 24", code_point, {}),
    "QualCoder": ("QualCoder 3.5", code_point, {"mark": True}),
    "one that counts the mark": ("Unheard of", code_point, {"mark": True, "mark_counts": True}),
    "one that counts bytes": ("Unheard of", utf8_offset, {}),
}


def quotes_of(path, dialect=None):
    """The words that are coded, in order, and what was found of the offsets."""
    read = read_qdpx(path, LossReport(), dialect)
    return [read.project.quote(coding.span) for coding in read.project.codings], read.offsets


@pytest.mark.parametrize("named", [False, True], ids=["by word edges", "by names"])
@pytest.mark.parametrize("tool", list(ROWS))
def test_quotes_are_those_that_were_coded_in(tool, named, tmp_path):
    origin, count, habits = ROWS[tool]
    quotes, found = quotes_of(as_written(tmp_path / "p.qdpx", origin, count, named=named, **habits))
    assert quotes == list(QUOTES)
    assert found.score >= LEAST_SCORE
    assert str(found.telling) in str(found)


@pytest.mark.parametrize("tool", list(ROWS))
def test_the_files_word_of_its_origin_does_not_decide_against_evidence(tool, tmp_path):
    _, count, habits = ROWS[tool]
    for lie in ("NVivo 15", "ATLAS.ti 23", "A tool"):
        assert quotes_of(as_written(tmp_path / "p.qdpx", lie, count, **habits))[0] == list(QUOTES)


def test_offsets_that_fit_nothing_stop_the_import_and_can_be_given(tmp_path):
    path = as_written(tmp_path / "p.qdpx", "A tool", lambda text, place: place + 2)
    with pytest.raises(UnreadableError, match="not certain what its offsets count") as error:
        quotes_of(path)
    assert "--offsets" in error.value.remedy
    quotes, found = quotes_of(path, Dialect())
    assert quotes != list(QUOTES)
    assert found.score < LEAST_SCORE


@pytest.mark.parametrize("cut", ["never comes after six an", "never comes…", "never comes..."])
def test_a_name_may_be_the_beginning_of_the_words(tmp_path, cut):
    text = "👍👍👍 It never comes after six and we wait."
    start = utf16_offset(text, text.index("never"))
    inside = selection(start, utf16_offset(text, len(text)), coding("Bus"), cut)
    body = codebook("Bus") + f"<Sources>{text_source('One', inside)}</Sources>"
    quotes, found = quotes_of(project(tmp_path / "p.qdpx", body, {"One.txt": text.encode()}))
    assert quotes == ["never comes after six and we wait."]
    assert found.evidence == "words in their names"


def test_a_text_that_all_dialects_read_alike_needs_no_evidence(tmp_path):
    body = codebook("Bus") + f"<Sources>{text_source('One', selection(1, 3, coding('Bus')))}</Sources>"
    quotes, found = quotes_of(project(tmp_path / "p.qdpx", body, {"One.txt": b"plain words"}))
    assert (quotes, found.telling) == (["la"], 0)


@given(st.text(st.sampled_from("a é👍한\n\r")), st.sampled_from(DIALECTS))
def test_every_place_of_a_text_is_found_from_its_offset(text, dialect):
    raw = RawText(text)
    assert raw.text == plain_text(text)
    units = {
        "code point": len,
        "UTF-16 unit": lambda t: len(t.encode("utf-16-le")) // 2,
        "UTF-8 byte": lambda t: len(t.encode()),
    }
    place = 0
    for index in range(len(text) + 1):
        before = text[:index]
        if before.endswith("\r") and text[index : index + 1] == "\n":
            continue
        counted = before.replace("\r\n", "\n") if dialect.crlf_as_one else before
        (place,) = raw.to_plain([units[dialect.unit](counted)], dialect)
        assert place == len(plain_text(before))


def test_offsets_outside_the_text_or_amid_a_character_are_none():
    raw = RawText("a👍b")
    assert raw.to_plain([-1, 2, 4, 5], Dialect("UTF-16 unit")).tolist() == [-1, -1, 3, -1]
