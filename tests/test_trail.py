"""Every printed number is what the decisions behind it come to, and the way goes from print to source and back."""

from __future__ import annotations

import contextlib
import csv
import io
import json
import re
import shutil
from collections import Counter
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from test_leaks import THEMES, codes, turns
from test_tables import LEDGERS, ledger, refinement, rows, study, vote
from themetrail.cli import main
from themetrail.cli._way_back import WayBack
from themetrail.figures.all_drawn import DRAWN
from themetrail.provenance.marks import Mark, all_marks, fed_by, find
from themetrail.study.files import sha256
from themetrail.tables.all_tables import build_all
from themetrail.tables.data import StudyData, load_study
from themetrail.tables.stored import tables_data, tables_from
from tiny_study import NOT_TO_QUOTE

if TYPE_CHECKING:
    from pathlib import Path

    from finished_run import Finished

DISJOINT = re.compile(r"(T3:\w+:Speakers|T5:\w+:Speakers|F2:\w+|F8:.*)")
MADE = {
    **THEMES,
    "jury_votes": rows(vote("S01", 1, 5), vote("S01", 2, 7), vote("S02", 1, 4)),
    "refinements": rows(refinement(1, "s1", 1, "a comment")),
    "links": rows(
        {"domain": "HR", "solution": "S01", "coder": "ann", "session_id": "s1", "start": "100", "end": "150"}
    ),
}


def marks_of(data: StudyData) -> list[Mark]:
    """The marks of a study in memory, from what it would publish."""
    tables = tables_from(json.dumps(tables_data(build_all(data))).encode(), "tables.json")
    figures = {
        name.split("_")[0]: list(csv.DictReader(io.StringIO(build(data).to_csv(index=False))))
        for name, build in DRAWN.items()
    }
    return list(all_marks(data, tables, figures))


@pytest.fixture(scope="module")
def small() -> list[Mark]:
    return marks_of(study(LEDGERS, **MADE))


@pytest.fixture(scope="module")
def ran(finished: Finished) -> StudyData:
    return load_study(finished.study, finished.study / "results/private")


@pytest.fixture(scope="module")
def marks(ran: StudyData, finished: Finished) -> list[Mark]:
    """The marks of the tiny study's run, from its public files."""
    public = finished.study / "results/public"
    figures = {
        path.name.split("_")[0]: list(csv.DictReader(path.open(encoding="utf-8", newline="")))
        for path in (public / "figures").glob("*.csv")
    }
    return list(all_marks(ran, tables_from((public / "data/tables.json").read_bytes(), "tables.json"), figures))


def trail(study: Path, wanted: str, *options: str) -> tuple[int, str]:
    with contextlib.redirect_stdout(io.StringIO()) as said:
        status = main(["trail", "--study", str(study), "--private", str(study / "results/private"), *options, wanted])
    return status, said.getvalue()


# --- numbers -----------------------------------------------------------------------------------------------------


def hold(found: list[Mark]) -> None:
    """Every number is what its decisions come to; where cells are hidden, with one for each of these."""
    assert [mark.address for mark in found if not mark.agrees] == []
    for mark in found:
        if DISJOINT.fullmatch(mark.address) and not mark.refused and mark.behind.counted is not None:
            assert mark.text in {str(mark.behind.counted), f"≥{mark.behind.counted + mark.behind.hidden}"}, mark
    twice = [address for address, n in Counter(mark.address for mark in found).items() if n > 1]
    assert twice == []


def test_every_number_of_a_run_is_what_the_decisions_behind_it_come_to(marks: list[Mark]) -> None:
    hold(marks)
    counted = Counter(mark.address.split(":")[0] for mark in marks if mark.behind.counted)
    assert {"T3", "T4", "T5", "T13", "F2", "F3", "F4", "F5", "F8"} <= set(counted)


@pytest.mark.long
@given(st.sets(st.tuples(st.sampled_from(codes), st.sampled_from(turns)), min_size=1, max_size=14))
@settings(max_examples=30)
def test_so_it_is_whatever_was_coded_and_hidden(coded: set[tuple[str, tuple[str, int]]]) -> None:
    made = {"ann": ledger("ann", sorted((name, *where) for name, where in coded), "s1 s2 s3")}
    hold(marks_of(study(made, **MADE)))


def test_a_number_that_is_not_what_was_decided_is_seen(small: list[Mark]) -> None:
    counted = [mark for mark in small if mark.behind.counted and mark.text.isdigit()]
    assert len(counted) > 10
    assert not any(Mark(mark.address, str(int(mark.text) + 1), mark.behind).agrees for mark in counted)


def test_every_cell_and_mark_has_something_behind_it_unless_it_reads_nothing(small: list[Mark]) -> None:
    shown = [mark for mark in small if not mark.refused and mark.text not in {"", "0"} and not mark.behind.hidden]
    empty = [mark.address for mark in shown if not (mark.behind.decisions or mark.behind.rows or mark.behind.spans)]
    assert [address for address in empty if not address.startswith(("T3:HR2:Group", "T2"))] == []


def test_nothing_stands_behind_what_is_hidden(small: list[Mark]) -> None:
    refused = [mark for mark in small if mark.refused]
    assert {"T4:HR1:Beta (n = 3)", "T3:HR1:Sessions", "T3:HR1:Segments"} <= {m.address for m in refused}
    for mark in refused:
        assert (mark.behind.decisions, mark.behind.rows, mark.behind.counted) == ((), (), None)


def test_behind_a_total_only_what_is_shown_is_followed(small: list[Mark]) -> None:
    (total,) = find("T3:HR1:Speakers", small)
    (shown,) = find("T3:HR1:Alpha", small)
    assert (total.text, shown.text, total.behind.hidden) == ("≥4", "3", 1)
    assert set(total.behind.decisions) == set(shown.behind.decisions)


@pytest.mark.parametrize(
    ("wanted", "addresses"),
    [
        ("T3:HR1:speakers", ["T3:HR1:Speakers"]), ("T3_root_causes:hr1:Speakers", ["T3:HR1:Speakers"]),
        ("T4:HR1:Alpha", ["T4:HR1:Alpha (n = 4)"]), ("F3:HR:Alpha", ["F3:HR:Alpha"]), ("F2:HR1", ["F2:HR1"]),
        ("F5:HR:S01", ["F5:HR:S01:derived", "F5:HR:S01:stated"]), ("F8:T1", ["F8:T1:FI1", "F8:T1:HR1"]),
        ("T3:nobody:x", []),
    ],
)  # fmt: skip
def test_an_address_may_be_given_as_people_write_it(wanted: str, addresses: list[str], small: list[Mark]) -> None:
    assert sorted(mark.address for mark in find(wanted, small)) == addresses


# --- to the source and back --------------------------------------------------------------------------------------


def test_every_decision_behind_every_mark_leads_to_its_source_and_every_step_holds(
    marks: list[Mark], ran: StudyData, finished: Finished
) -> None:
    results = finished.study / "results"
    way = WayBack(finished.study, results / "private", results / "public", ran, words=False)
    names = sorted({decision for mark in marks for decision in mark.behind.decisions})
    assert len(names) > 15
    for name in names:
        assert "  checked   every step holds" in way.decision(name)
    assert way.broken == 0


def test_a_cell_is_followed_with_the_hash_of_each_file_on_the_way(finished: Finished) -> None:
    status, told = trail(finished.study, "T3:C1:speakers")
    assert status == 0
    printed = finished.study / "results/public/data/tables.json"
    assert f"tables.json, SHA-256 {sha256(printed.read_bytes())}" in told
    source = next((finished.study / "data/raw/transcripts").glob("WS1.*"))
    for file in (source, finished.study / "data/coding/decisions/coder_a.csv"):
        assert f"SHA-256 {sha256(file.read_bytes())}" in told
    assert NOT_TO_QUOTE not in told
    assert NOT_TO_QUOTE in trail(finished.study, "T3:C1:speakers", "--words")[1]


def test_a_stated_link_is_followed_to_its_row_and_the_words_that_it_names(finished: Finished) -> None:
    status, told = trail(finished.study, "F5:D1:S1")
    assert status == 0
    assert "row       data/coding/links.csv, row 2, SHA-256" in told
    assert re.search(r"record    characters \d+ to \d+ of .*WS1.txt, SHA-256", told)


def test_a_hidden_cell_is_refused_with_the_reason(finished: Finished, tmp_path: Path) -> None:
    hidden = shutil.copytree(finished.study, tmp_path / "study")
    tables = hidden / "results/public/data/tables.json"
    tables.write_text(re.sub(r'"2(: [^"]*)?"', '"<3"', tables.read_text()))
    status, told = trail(hidden, "T4:C1:Patients")
    assert status == 1
    assert "it reads '<3', for it is hidden" in told
    assert "SHA-256" not in told


def test_a_changed_number_is_broken(finished: Finished, tmp_path: Path) -> None:
    other = shutil.copytree(finished.study, tmp_path / "study")
    drawn = other / "results/public/figures/F2_root_causes.csv"
    drawn.write_text(re.sub(r",(\d)\n", lambda found: f",{int(found[1]) + 1}\n", drawn.read_text()))
    status, told = trail(other, "F2:C1")
    assert status == 1
    assert "BROKEN    it is not so that the number is what the decisions come to" in told


def test_a_place_in_a_source_leads_to_every_decision_about_it_and_to_what_these_feed(
    ran: StudyData, marks: list[Mark], finished: Finished
) -> None:
    for coding in ran.codings[ran.codings["layer"] == "findings"].itertuples():
        fed = fed_by([coding.decision_id], (coding.session_id, coding.start, coding.end), marks)
        behind = {mark.address for mark in marks if coding.decision_id in mark.behind.decisions}
        assert {address.rsplit(":", 1)[0] for address in behind if address.startswith("T")} <= set(fed)
        assert {address for address in behind if address.startswith("F")} <= set(fed)
        assert fed
    status, told = trail(finished.study, "WS1:0-400")
    assert status == 0
    assert "feeds     F2:C1" in told
    assert re.search(r"decision  A\d+  add C1 by coder_a, counts, quoted in row \d", told)
    assert trail(finished.study, "WS1:5-99999999")[0] == 1


def test_several_cells_are_listed_and_none_is_answered_with_what_can_be_asked(finished: Finished) -> None:
    status, told = trail(finished.study, "T3:C1")
    assert status == 1
    assert "  T3:C1:Speakers" in told
    status, told = trail(finished.study, "T3:C99:Speakers")
    assert status == 1
    assert "Give a decision_id" in told
