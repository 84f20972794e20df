"""What changed in the results is found, told where it stands, and explained by what it can come from."""

from __future__ import annotations

import json
import shutil
import sys
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.figure import Figure

from repository import PROJECT
from themetrail.cli import main
from themetrail.figures.save import save
from themetrail.provenance.causes import behind, changes
from themetrail.provenance.cells import TOLERANCE, cell_differences, equal
from themetrail.provenance.compare import MANIFEST, accept, compare
from themetrail.provenance.made_from import MadeFrom, Rule, installed, leaves, public_files, to_json
from themetrail.provenance.pictures import difference, word_differences
from themetrail.provenance.report import as_text
from themetrail.study.code import code_files
from themetrail.study.files import sha256, write_json, write_text

if TYPE_CHECKING:
    from pathlib import Path

    from themetrail.provenance.compare import Comparison, Difference

LOCK = "numpy==2.4.6 \\\n    --hash=sha256:00\npandas==3.1.1 \\\n"
VERSIONS = {"numpy": "2.4.6", "pandas": "3.1.1"}
WORDS = "I only found out because the timetable was printed in the parish newsletter."
TABLE = "Solution,In favour,Share\nS01,8,0.888889\nS02,5,0.555556\n"
QUOTES = (
    f"decision_id,code,quote,start,end\n01A,HR1,{WORDS},10,86\n01B,HR2,We plan for a year and then it stops.,90,128\n"
)
RULES = {
    "ingest": Rule("ingest", "", ("results/private/record/{session}.txt",), (), ("data/raw/transcripts/WS1.txt",)),
    "codings": Rule("codings", "", ("results/private/codings.parquet",), ("ingest",), ("data/coding/coders.csv",)),
    "table_data": Rule("table-data", "", ("results/public/data/tables.json",), ("codings",), ("config/config.yaml",)),
    "make_tables": Rule("tables", "", ("results/public/tables",), ("table_data",), ()),
    "quotes": Rule("quotes", "", ("results/public/quotes.csv",), ("codings",), ("config/config.yaml",)),
    "votes": Rule("draw-data", "", ("results/public/figures/F6.csv",), (), ("data/raw/jury_votes.csv",)),
    "draw": Rule(
        "draw", "", ("results/public/figures/F6.svg", "results/public/figures/F6.png"), ("votes",), (), ("figures",)
    ),
}


def bars(folder: Path, name: str, heights: list[int]) -> None:
    figure = Figure(figsize=(3, 2))
    axes = figure.subplots()
    axes.bar(range(len(heights)), heights)
    for place, height in enumerate(heights):
        axes.text(place, height, str(height))
    save(figure, folder / name, ["svg", "png"], "Bars.", "Votes. Bars of votes.")


def record_of(public: Path, **other: object) -> MadeFrom:
    """A record of results as they are, of a study in which little is as it is named."""
    code = {
        path: digest
        for rule in RULES.values()
        for path, digest in code_files(f"themetrail.cli.{rule.command.replace('-', '_')}").items()
    }
    made = MadeFrom(
        rules=RULES,
        inputs={path: "0" * 64 for rule in RULES.values() for path in rule.reads if path.startswith("data/")},
        settings={"masking.min_speakers": 3, "figures.width_mm": 180.0},
        versions=VERSIONS,
        code=code,
        files={name: sha256(path.read_bytes()) for name, path in public_files(public).items()},
    )
    return replace(made, **other)


@pytest.fixture(scope="module")
def accepted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with results and with what was accepted of them."""
    folder = tmp_path_factory.mktemp("accepted")
    public = folder / "results/public"
    write_text(public / "tables/T6_jury.csv", TABLE)
    write_text(public / "tables/T6_jury.txt", "T6. The jury\n\nStudy: A\n")
    write_text(public / "quotes.csv", QUOTES)
    bars(public / "figures", "F6", [8, 5, 2])
    bars(public / "figures", "F7", [1, 2, 3])
    accept(public, folder / "expected", record_of(public))
    return folder


@pytest.fixture
def study(accepted: Path, tmp_path: Path) -> Path:
    return shutil.copytree(accepted, tmp_path / "study")


def compared(study: Path, versions: dict[str, str] | None = None, lock: str = LOCK, **other: object) -> Comparison:
    public = study / "results/public"
    return compare(public, study / "expected", record_of(public, **other), lock, versions or VERSIONS)


def only(found: Comparison) -> Difference:
    (one,) = found.differences
    return one


def edit(path: Path, before: str, after: str) -> None:
    text = path.read_text("utf-8")
    assert before in text
    path.write_text(text.replace(before, after, 1), "utf-8")


# --- what is found -----------------------------------------------------------------------------------------


def test_results_that_are_as_they_were_are_the_same(study: Path) -> None:
    found = compared(study)
    assert found.passed
    assert found.differences == found.changes == found.unlocked == found.notes == ()
    assert len(found.same) == len(public_files(study / "results/public"))


def test_a_changed_digit_is_told_by_file_row_and_column(study: Path) -> None:
    edit(study / "results/public/tables/T6_jury.csv", "S02,5", "S02,6")
    one = only(compared(study))
    assert (one.file, one.status) == ("tables/T6_jury.csv", "changed")
    assert one.says == ("row Solution S02, column 'In favour': was 5 and is 6",)


@pytest.mark.parametrize(
    "name",
    [path.relative_to(PROJECT / "expected").as_posix() for path in sorted((PROJECT / "expected/tables").glob("*.csv"))],
)
def test_a_digit_that_changes_in_a_committed_table_is_caught_and_laid_to_a_hand(name: str, tmp_path: Path) -> None:
    committed = (PROJECT / "expected" / name).read_text("utf-8")
    public, expected = tmp_path / "results/public", tmp_path / "expected"
    write_text(public / name, committed)
    accept(public, expected, record_of(public))
    place = max(index for index, sign in enumerate(committed) if sign.isdigit())
    other = str((int(committed[place]) + 5) % 10)
    write_text(expected / name, committed[:place] + other + committed[place + 1 :])
    one = only(compared(tmp_path))
    assert (one.file, one.status) == (name, "changed")
    assert one.says
    assert one.causes == (f"edited by hand: expected/{name} is not what was accepted",)


def test_a_digit_that_changed_after_the_run_is_laid_to_a_hand(study: Path) -> None:
    before = record_of(study / "results/public").files
    edit(study / "results/public/tables/T6_jury.csv", "S02,5", "S02,6")
    assert "is not what that run made" in only(compared(study, files=before)).causes[0]


def test_a_number_that_differs_by_less_than_a_millionth_is_the_same_value_in_other_bytes(study: Path) -> None:
    edit(study / "results/public/tables/T6_jury.csv", "0.888889", "0.8888894")
    assert only(compared(study)).says == ("the bytes changed, and nothing that can be compared by value did",)


def test_on_another_machine_values_alone_are_compared(study: Path) -> None:
    manifest = study / "expected" / MANIFEST
    edit(manifest, '"vectors": "', '"vectors": "other than ')
    edit(study / "results/public/tables/T6_jury.csv", "0.888889", "0.8888894")
    found = compared(study)
    assert found.passed
    assert found.notes[0].startswith("bytes are not compared, values are: vectors was other than")
    edit(study / "results/public/tables/T6_jury.csv", "S02,5", "S02,6")
    assert only(compared(study)).file == "tables/T6_jury.csv"


def test_a_shifted_quote_is_told_by_its_decision_and_without_its_words(study: Path) -> None:
    edit(
        study / "results/public/quotes.csv",
        "printed in the parish newsletter.,10,86",
        "printed in the parish newslettr.,11,86",
    )
    found = compared(study)
    assert only(found).says == (
        "quote 01A is shifted, column 'quote': differs from character 74 on (was 76 characters long and is 75)",
        "quote 01A is shifted, column 'start': was 10 and is 11",
    )
    assert "parish" not in as_text(found, "these results")


def test_a_figure_in_the_place_of_another_is_told_by_the_name_of_the_other(study: Path) -> None:
    figures = study / "results/public/figures"
    for ending in ("svg", "png"):
        shutil.copyfile(figures / f"F7.{ending}", figures / f"F6.{ending}")
    picture, drawing = compared(study).differences
    assert (picture.file, drawing.file) == ("figures/F6.png", "figures/F6.svg")
    assert picture.says[-1] == "it is, byte for byte, what figures/F7.png should be"
    assert drawing.says[-1] == "it is, byte for byte, what figures/F7.svg should be"


def test_a_figure_that_is_drawn_otherwise_is_shown_with_where_it_differs(study: Path) -> None:
    bars(study / "results/public/figures", "F6", [8, 6, 2])
    picture, drawing = compared(study).differences
    assert "of the pixels changed, between" in picture.says[0]
    assert picture.image.startswith(b"\x89PNG")
    assert "the words '5' are gone" in drawing.says
    assert "the words '6' are new" in drawing.says


def test_a_file_that_is_missing_and_one_that_is_new_are_told(study: Path) -> None:
    (study / "results/public/quotes.csv").rename(study / "results/public/sayings.csv")
    assert [(one.file, one.status) for one in compared(study).differences] == [
        ("quotes.csv", "missing"),
        ("sayings.csv", "new"),
    ]


# --- what it can come from ---------------------------------------------------------------------------------


@pytest.fixture
def changed(study: Path) -> Path:
    """Results of which a table changed."""
    edit(study / "results/public/tables/T6_jury.csv", "S02,5", "S02,6")
    return study


def test_a_changed_input_is_named_for_the_results_that_are_made_from_it(changed: Path) -> None:
    inputs = record_of(changed / "results/public").inputs
    told = only(compared(changed, inputs={**inputs, "data/coding/coders.csv": "1" * 64}))
    assert told.causes == ("input data/coding/coders.csv: changed",)
    told = only(compared(changed, inputs={**inputs, "data/raw/jury_votes.csv": "1" * 64}))
    assert told.causes == ()


def test_a_changed_setting_is_named_with_both_values(changed: Path) -> None:
    told = only(compared(changed, settings={"masking.min_speakers": 4, "figures.width_mm": 180.0}))
    assert told.causes == ("setting masking.min_speakers: was 3 and is 4",)


def test_a_changed_module_is_named_for_the_results_that_use_it(changed: Path) -> None:
    code = record_of(changed / "results/public").code
    told = only(compared(changed, code={**code, "themetrail/tables/t06_jury.py": "1"}))
    assert told.causes == ("code themetrail/tables/t06_jury.py: changed",)
    told = only(compared(changed, code={**code, "themetrail/figures/f3_heatmap.py": "1"}))
    assert told.causes == ()


def test_a_figure_whose_numbers_are_as_they_were_is_laid_to_what_draws_it(study: Path) -> None:
    public = study / "results/public"
    write_text(public / "figures/F6.csv", "solution,k\nS01,8\n")
    accept(public, study / "expected", record_of(public))
    bars(public / "figures", "F6", [8, 6, 2])
    settings = {"masking.min_speakers": 4, "figures.width_mm": 170.0}
    votes = {**record_of(public).inputs, "data/raw/jury_votes.csv": "1" * 64}
    causes = {one.file: one.causes for one in compared(study, settings=settings, inputs=votes).differences}
    assert causes["figures/F6.png"] == ("setting figures.width_mm: was 180.0 and is 170.0",)
    write_text(public / "figures/F6.csv", "solution,k\nS01,9\n")
    causes = {one.file: one.causes for one in compared(study, settings=settings, inputs=votes).differences}
    assert "input data/raw/jury_votes.csv: changed" in causes["figures/F6.png"]


def test_a_package_of_another_version_is_named_and_is_no_remaking_with_the_lock(study: Path) -> None:
    found = compared(study, versions=VERSIONS | {"numpy": "2.4.5"})
    assert not found.passed
    assert not found.differences
    assert [str(cause) for cause in found.unlocked] == ["version numpy: 2.4.5 is installed, the lock has 2.4.6"]
    assert [str(cause) for cause in found.changes] == ["version numpy: was 2.4.6 and is 2.4.5"]


def test_a_package_of_another_version_in_the_lock_too_is_named_for_what_it_changed(changed: Path) -> None:
    newer = VERSIONS | {"numpy": "2.4.7"}
    found = compared(changed, versions=newer, lock=LOCK.replace("2.4.6", "2.4.7"))
    assert only(found).causes == ("version numpy: was 2.4.6 and is 2.4.7",)
    assert found.unlocked == ()


def test_a_version_that_changed_nothing_is_told_and_passes(study: Path) -> None:
    found = compared(study, versions=VERSIONS | {"numpy": "2.4.7"}, lock=LOCK.replace("2.4.6", "2.4.7"))
    assert found.passed
    assert "version numpy: was 2.4.6 and is 2.4.7" in as_text(found, "these results")


def test_where_the_maker_is_not_known_every_change_is_named() -> None:
    then, now = MadeFrom(inputs={"a": "1"}), MadeFrom(inputs={"a": "2"})
    assert [str(cause) for cause in behind("results/public/x", changes(then, now), now)] == ["input a: changed"]


# --- the command -------------------------------------------------------------------------------------------


def options(study: Path) -> list[str]:
    return [
        *("--public", str(study / "results/public"), "--expected", str(study / "expected")),
        *("--made-from", str(study / "made_from.json"), "--lock", str(study / "requirements.lock")),
    ]


@pytest.fixture
def run_study(study: Path) -> Path:
    """The same with a record and a lock, as a run leaves them."""
    write_json(study / "made_from.json", to_json(record_of(study / "results/public")))
    lock = (PROJECT / "requirements.lock").read_text("utf-8")
    write_text(study / "requirements.lock", lock)
    manifest = json.loads((study / "expected" / MANIFEST).read_text("utf-8"))
    manifest["made_from"]["versions"] = installed(lock)
    write_json(study / "expected" / MANIFEST, manifest)
    return study


def test_the_status_says_same_changed_or_impossible(run_study: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["compare", *options(run_study)]) == 0
    assert "These results are what expected/ says." in capsys.readouterr().out
    edit(run_study / "results/public/tables/T6_jury.csv", "S02,5", "S02,6")
    assert main(["compare", *options(run_study)]) == 1
    (run_study / "expected" / MANIFEST).unlink()
    assert main(["compare", *options(run_study)]) == 2
    assert "nothing has been accepted yet" in capsys.readouterr().err


def test_a_library_that_is_installed_in_another_version_is_caught(
    run_study: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    write_text(tmp_path / "other/scipy-0.1.dist-info/METADATA", "Metadata-Version: 2.1\nName: scipy\nVersion: 0.1\n")
    monkeypatch.setattr(sys, "path", [str(tmp_path / "other"), *sys.path])
    assert main(["compare", *options(run_study)]) == 1
    assert "not what the lock has: version scipy: 0.1 is installed" in capsys.readouterr().out


def test_the_page_shows_what_differs_and_asks_no_other_machine(run_study: Path, tmp_path: Path) -> None:
    bars(run_study / "results/public/figures", "F6", [8, 6, 2])
    write_text(run_study / "results/public/tables/<script>.csv", "a\n1\n")
    assert main(["compare", *options(run_study), "--report", str(tmp_path / "report")]) == 1
    page = (tmp_path / "report/index.html").read_text("utf-8")
    assert "data:image/png;base64," in page
    assert "tables/&lt;script&gt;.csv" in page
    assert "<script" not in page
    assert "http" not in page.replace("http-equiv", "")
    assert (tmp_path / "report/differences/figures/F6.png").is_file()


def test_results_that_the_last_run_did_not_make_are_not_accepted(
    run_study: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    edit(run_study / "results/public/tables/T6_jury.csv", "S02,5", "S02,6")
    assert main(["accept", *options(run_study)[:6]]) == 2
    assert "not what the last whole run made: tables/T6_jury.csv" in capsys.readouterr().err


# --- cells and pictures ------------------------------------------------------------------------------------


@settings(max_examples=40)
@given(st.floats(-1e9, 1e9), st.floats(-1e9, 1e9))
def test_numbers_are_equal_to_a_millionth(a: float, b: float) -> None:
    assert equal(str(a), str(b)) == (abs(a - b) <= TOLERANCE * max(1.0, abs(a), abs(b)))


ROWS = st.dictionaries(
    st.text("abcdef", min_size=1, max_size=9), st.tuples(st.integers(0, 9), st.integers(0, 9)), min_size=2
)


def table(rows: dict[str, tuple[int, int]]) -> str:
    return "name,x,y\n" + "".join(f"{name},{x},{y}\n" for name, (x, y) in rows.items())


@settings(max_examples=40)
@given(ROWS)
def test_a_table_differs_in_nothing_from_itself(rows: dict[str, tuple[int, int]]) -> None:
    assert cell_differences(table(rows), table(rows)) == []


@settings(max_examples=40)
@given(ROWS, st.data())
def test_a_changed_cell_is_found_wherever_it_stands(rows: dict[str, tuple[int, int]], data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(sorted(rows)))
    x, y = rows[name]
    found = cell_differences(table(rows), table(rows | {name: (x, y + 1)}))
    assert found == [f"row name {name}, column 'y': was {y} and is {y + 1}"]


@settings(max_examples=40)
@given(ROWS, st.data())
def test_a_row_that_is_gone_is_named_and_the_others_are_not(
    rows: dict[str, tuple[int, int]], data: st.DataObject
) -> None:
    name = data.draw(st.sampled_from(sorted(rows)))
    left = {key: cells for key, cells in rows.items() if key != name}
    assert cell_differences(table(rows), table(left)) == [f"row name {name} is missing"]
    assert cell_differences(table(left), table(rows)) == [f"row name {name} is new"]


def test_a_row_whose_name_is_too_long_to_be_shown_is_told_by_its_number() -> None:
    before = f"quote,n\nshort,1\n{WORDS},2\n"
    assert cell_differences(before, before.replace(",2", ",3")) == ["row 3, column 'n': was 2 and is 3"]


def test_columns_and_order_count_too() -> None:
    assert cell_differences("a,b\n1,2\n", "a,c\n1,2\n") == ["the columns changed: gone b; new c"]
    assert cell_differences("a\n1\n2\n", "a\n2\n1\n") == ["the rows stand in another order"]
    assert cell_differences("a,b\n1,2\n", "") == ["the columns changed: gone a, b; new none"]


def test_a_picture_differs_where_it_was_changed() -> None:
    white = np.full((40, 80, 3), 255, dtype=np.uint8)
    assert difference(white, white.copy()) is None
    spot = white.copy()
    spot[10:14, 20:28] = 0
    found = difference(white, spot)
    assert found
    assert found.share == 32 / 3200
    assert found.says == "1.00% of the pixels changed, between 25% and 35% of the width and 25% and 35% of the height"
    smaller = difference(white, white[:20])
    assert smaller
    assert smaller.says == "was 320 × 160 pixels and is 320 × 80"


def test_a_drawing_that_would_read_a_file_reads_none() -> None:
    hostile = b'<!DOCTYPE s [<!ENTITY x SYSTEM "file:///etc/passwd">]><svg xmlns="http://www.w3.org/2000/svg"><text>&x;</text></svg>'
    assert not [line for line in word_differences(b"<svg/>", hostile) if "root" in line]


def test_settings_are_told_by_their_dotted_names() -> None:
    assert dict(leaves({"b": {"c": 1, "d": {}}, "a": [1]})) == {"a": [1], "b.c": 1, "b.d": {}}
