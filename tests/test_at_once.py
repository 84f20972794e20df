"""Parts of a computation are done by copies of the process, and come back in their order."""

from __future__ import annotations

import os

import pytest

from themetrail.suggestion import at_once
from themetrail.suggestion.at_once import each


@pytest.mark.parametrize("processes", [1, 2, 5])
def test_what_is_made_comes_in_the_order_of_the_parts(processes: int) -> None:
    table = list(range(100))  # what a copy sees without being sent it
    assert each(lambda place: table[place] ** 2, [7, 3, 5, 1], processes) == [49, 9, 25, 1]
    assert each(lambda place: place, [], processes) == []


def test_copies_do_the_work_where_there_is_more_than_one_part() -> None:
    assert os.getpid() not in each(lambda _: os.getpid(), range(4), 2)
    assert each(lambda _: os.getpid(), range(1), 2) == [os.getpid()]


def test_elsewhere_than_on_linux_nothing_is_copied(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(at_once.sys, "platform", "darwin")
    assert each(lambda _: os.getpid(), range(4), 2) == [os.getpid()] * 4


def test_what_goes_wrong_in_a_copy_is_told_here() -> None:
    with pytest.raises(ZeroDivisionError):
        each(lambda number: 1 // number, [1, 0], 2)
