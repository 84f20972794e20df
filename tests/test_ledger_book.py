"""An open ledger loses nothing: torn rows are repaired, other writers' rows are read, and views follow the acts."""

from __future__ import annotations

import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledgers import act, file_of, more_acts
from themetrail.ledger.acts import read_ledger
from themetrail.ledger.book import BehindError, Book
from themetrail.ledger.check import SessionText
from themetrail.ledger.ulid import encode_ulid, new_ulid
from themetrail.ledger.write import append_acts
from themetrail.review.state import View, difference, items_of
from themetrail.study.problems import InputError

QUOTED = 'she said "no, never", and left'


@pytest.fixture
def path(tmp_path):
    return tmp_path / "coder_a.csv"


# --- a torn last row -------------------------------------------------------------------------------------


def test_a_ledger_cut_off_at_any_byte_of_its_last_row_keeps_every_act_before_it(path):
    acts = [act(1, memo="plain"), act(2, memo=QUOTED), act(3, memo=f"bus 🚌 – {QUOTED}")]
    whole = file_of(acts).encode()
    last_row = file_of(acts[:2]).encode()
    assert whole.startswith(last_row)
    for cut in range(len(last_row) + 1, len(whole)):
        path.write_bytes(whole[:cut])
        book = Book.open(path)
        assert [one.seq for one in book.acts] in ([1, 2], [1, 2, 3]), cut
        assert book.repaired
        book.append([act(0, session_id="WS2")], "WS2", 0)
        back, problems = read_ledger(path, path.name)
        assert problems == []
        assert [one.memo for one in back[:2]] == ["plain", QUOTED]
        path.with_suffix(".torn.txt").unlink(missing_ok=True)


def test_what_was_torn_is_kept_beside_the_ledger(path):
    whole = file_of([act(1), act(2, memo="half a thou")]).encode()
    path.write_bytes(whole[: -len("thou,,\n")])
    torn = whole[len(file_of([act(1)])) : -len("thou,,\n")]
    path.write_bytes(file_of([act(1)]).encode() + torn[:60])
    assert "taken off" in Book.open(path).repaired
    assert path.with_suffix(".torn.txt").read_bytes() == torn[:60] + b"\n"
    assert Book.open(path).repaired == ""


def test_a_whole_last_row_without_a_line_end_is_kept(path):
    path.write_text(file_of([act(1), act(2)]).rstrip("\n"), "utf-8")
    book = Book.open(path)
    assert [one.seq for one in book.acts] == [1, 2]
    assert "line end" in book.repaired


def test_a_memo_of_several_lines_is_no_torn_row(path):
    path.write_text(file_of([act(1, memo="one\ntwo"), act(2)]), "utf-8")
    assert [one.memo for one in Book.open(path).acts] == ["one\ntwo", ""]
    assert Book.open(path).repaired == ""


# --- several writers -------------------------------------------------------------------------------------


def test_two_books_on_one_file_number_acts_one_after_the_other(path):
    first, second = Book.open(path), Book.open(path)
    for n in range(3):
        first.append([act(0)], "WS1", first.seq_of("WS1"))
        second.append([act(0, session_id="WS2")], "WS2", second.seq_of("WS2"))
        assert len(second.acts) == 2 * n + 2
    assert [one.seq for one in read_ledger(path, path.name)[0]] == [1, 2, 3, 4, 5, 6]


def test_a_writer_that_had_not_seen_the_last_act_of_the_session_writes_nothing(path):
    first, second = Book.open(path), Book.open(path)
    first.append([act(0)], "WS1", 0)
    before = path.read_bytes()
    with pytest.raises(BehindError):
        second.append([act(0)], "WS1", 0)
    assert path.read_bytes() == before


def test_a_file_that_git_put_in_the_place_of_the_old_one_is_read_anew(path):
    append_acts(path, [act(1), act(2)])
    book = Book.open(path)
    path.unlink()
    append_acts(path, [act(1, memo="merged"), act(2), act(3)])
    book.refresh()
    assert [one.memo for one in book.acts] == ["merged", "", ""]
    path.unlink()
    book.refresh()
    assert book.acts == []


@pytest.mark.parametrize(
    "saved", [lambda text: text.replace(",", ";"), lambda text: "\ufeff" + text.replace("\n", "\r\n")]
)
def test_a_ledger_that_excel_saved_is_not_written_to(path, saved):
    path.write_bytes(saved(file_of([act(1)])).encode("utf-8"))
    before = path.read_bytes()
    with pytest.raises(InputError, match="saved by another program"):
        Book.open(path)
    assert path.read_bytes() == before


def test_an_act_that_cannot_be_right_is_not_written(path):
    book = Book.open(path)
    with pytest.raises(InputError, match="no earlier row"):
        book.append([act(0), act(0, "undo", target="0" * 26)], "WS1", 0)
    assert not path.exists()


# --- what the acts amount to -----------------------------------------------------------------------------

TEXT = SessionText("a few words", "a few words", lambda start, end: (start, end))


@given(more_acts(), st.integers(0, 10))
def test_a_view_that_follows_the_acts_shows_what_all_acts_together_amount_to(acts, at_once):
    mine = [dataclasses.replace(one, record_sha256=TEXT.sha256) for one in acts if one.session_id == "WS1"]
    view = View(TEXT, {})
    shown = {}
    for end in sorted({min(at_once, len(mine)), *range(at_once, len(mine) + 1)}):
        change = view.follow(mine[:end])
        shown = {name: item for name, item in shown.items() if name not in change["gone"]}
        shown |= {item["id"]: item for item in change["new"]}
        assert view.items == shown == items_of(mine[:end], TEXT)


@given(more_acts(), more_acts())
def test_a_difference_takes_one_view_to_the_other(one, other):
    before, after = items_of(one, TEXT), items_of(other, TEXT)
    change = difference(before, after)
    kept = {name: item for name, item in before.items() if name not in change["gone"]}
    assert kept | {item["id"]: item for item in change["new"]} == after


@given(more_acts(moves=False))
def test_undoing_everything_leaves_nothing_and_redoing_brings_all_of_it_back(acts):
    mine = [one for one in acts if one.session_id == "WS1"]
    view = View(TEXT, {})
    view.follow(mine)
    before, done = dict(view.items), len(view.done)
    for action in ("undo", "redo"):
        for _ in range(done):
            stack = view.done if action == "undo" else view.undone
            mine.append(act(len(acts) + len(mine) + 100, action, target=list(stack)[-1]))
            view.follow(mine)
        if action == "undo":
            assert view.items == {}
    assert view.items == before


# --- ids -------------------------------------------------------------------------------------------------


def test_ulids_are_those_of_the_specification_and_sort_by_time():
    assert encode_ulid(0, bytes(10)) == "0" * 26
    assert encode_ulid(2**48 - 1, b"\xff" * 10) == "7ZZZZZZZZZZZZZZZZZZZZZZZZZ"
    assert encode_ulid(1469918176385, bytes(10))[:10] == "01ARYZ6S41"
    assert encode_ulid(5, b"\xff" * 10) < encode_ulid(6, bytes(10))
    assert len({new_ulid() for _ in range(1000)}) == 1000
