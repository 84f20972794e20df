"""The notebooks for reviewers: right for any study, the same bytes anywhere, and asking nothing of other machines."""

from __future__ import annotations

import ast
import base64
import dataclasses
import hashlib
import json
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING

import nbformat
import pandas as pd
import pytest
from nbclient.exceptions import CellExecutionError

from published import PNG, QUOTE, busy_study, publish, untouched_study
from themetrail.cli import main
from themetrail.provenance.notebooks import (
    as_stored,
    index_page,
    page_of,
    read_notebook,
    run_notebooks,
    to_html,
    to_json,
)
from themetrail.provenance.reading import PublicResults
from themetrail.provenance.showing import NOTICE

if TYPE_CHECKING:
    from themetrail.tables.data import StudyData

SOURCES = {path.stem: path for path in sorted((Path(__file__).parents[1] / "notebooks").glob("*.ipynb"))}
NAMES = list(SOURCES)


def pages_of(folder: Path) -> dict[str, str]:
    return {name: to_html(notebook) for name, notebook in run_notebooks(SOURCES, folder).items()}


def words_of(page: str) -> str:
    """What a reader sees: no code, no tags, single spaces."""
    body = re.sub(r"(?s)<(style|details|script)\b.*?</\1>", " ", page.partition("<body>")[2])
    return " ".join(re.sub(r"<[^>]+>", "", body).split())


def real(data: StudyData) -> StudyData:
    """The same as a study of people."""
    settings = data.settings.model_copy(
        update={"study": data.settings.study.model_copy(update={"synthetic": False, "title": "A <b>real</b> study"})}
    )
    return dataclasses.replace(data, settings=settings)


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return publish(busy_study(), tmp_path_factory.mktemp("busy") / "public")


@pytest.fixture(scope="module")
def pages(published: Path) -> dict[str, str]:
    return pages_of(published)


@pytest.fixture(scope="module")
def empty_pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Those of a study that nobody has coded, which is no demonstration and draws no SVG."""
    return pages_of(publish(real(untouched_study()), tmp_path_factory.mktemp("untouched") / "public", svg=False))


# --- as they are stored --------------------------------------------------------------------------------------


def test_there_are_seven_notebooks_in_the_order_of_the_data() -> None:
    assert [name[:2] for name in NAMES] == [f"0{number}" for number in range(1, 8)]


@pytest.mark.parametrize("name", NAMES)
def test_a_notebook_is_stored_without_outputs_and_without_traces_of_whoever_edited_it(name: str) -> None:
    text = SOURCES[name].read_text(encoding="utf-8")
    stored = json.loads(text)
    assert stored["metadata"] == {
        "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
        "language_info": {"name": "python"},
    }
    for cell in stored["cells"]:
        assert not cell.get("outputs")
        assert cell.get("execution_count") is None
        assert cell["metadata"] == {}
    assert len({cell["id"] for cell in stored["cells"]}) == len(stored["cells"])
    assert to_json(as_stored(read_notebook(SOURCES[name]))) == text


def test_what_an_editor_left_in_a_notebook_is_taken_out(tmp_path: Path) -> None:
    edited = read_notebook(SOURCES[NAMES[0]])
    edited.metadata["language_info"] = {"name": "python", "version": "3.99.1"}
    edited.cells[1]["metadata"]["collapsed"] = True
    edited.cells[1]["execution_count"] = 7
    edited.cells[1]["outputs"] = [nbformat.v4.new_output("stream", text="said")]
    nbformat.write(edited, tmp_path / "edited.ipynb")
    assert main(["tidy-notebooks", str(tmp_path / "edited.ipynb")]) == 0
    assert (tmp_path / "edited.ipynb").read_bytes() == SOURCES[NAMES[0]].read_bytes()


@pytest.mark.parametrize("name", NAMES)
def test_a_notebook_reads_public_results_alone(name: str) -> None:
    notebook = nbformat.read(SOURCES[name], as_version=4)
    code = ast.parse("\n".join(cell["source"] for cell in notebook.cells if cell["cell_type"] == "code"))
    modules = {node.module for node in ast.walk(code) if isinstance(node, ast.ImportFrom)}
    modules |= {alias.name for node in ast.walk(code) if isinstance(node, ast.Import) for alias in node.names}
    allowed = {
        "themetrail.provenance.reading",
        "themetrail.provenance.showing",
        "pandas",
        "markupsafe",
        "IPython.display",
    }
    assert modules <= allowed
    calls = [node.func for node in ast.walk(code) if isinstance(node, ast.Call)]
    called = {func.attr if isinstance(func, ast.Attribute) else getattr(func, "id", "") for func in calls}
    assert not {one for one in called if one in {"open", "eval", "exec"} or one.startswith("read")}


@pytest.mark.parametrize("name", NAMES)
def test_nothing_of_the_demonstration_is_written_into_a_notebook(name: str) -> None:
    text = SOURCES[name].read_text(encoding="utf-8")
    for own in ("coder_a", "coder_b", "WS1", "JD1", "HR1", "S01", "prescribing", "Lancashire", "link worker"):
        assert own not in text


# --- of a study with everything ------------------------------------------------------------------------------


@pytest.mark.parametrize("name", NAMES)
def test_every_page_says_that_the_data_are_made_up_and_what_the_numbers_cannot_say(
    pages: dict[str, str], name: str
) -> None:
    words = words_of(pages[name])
    assert NOTICE in words
    assert "Study: A study" in words
    assert "What to look for" in words
    assert re.search(r"What (the (numbers|figures) cannot say|you cannot see here)", words)


@pytest.mark.parametrize("name", NAMES)
def test_every_check_on_a_page_holds(pages: dict[str, str], empty_pages: dict[str, str], name: str) -> None:
    assert "all of them hold." in words_of(pages[name]) or name == "03_suggestion_and_evaluation"
    assert "not hold" not in words_of(pages[name])
    assert "not hold" not in words_of(empty_pages[name])


def test_the_data_are_told_from_the_sessions_to_the_codings(pages: dict[str, str]) -> None:
    words = words_of(pages["01_data_and_cleaning"])
    assert "There are 3 sessions (workshop 3)." in words
    assert "In them 7 participants spoke: Alpha 4 and Beta 3" in words
    assert "9 lines were left out as no speech. 6 units of speech named no speaker" in words
    assert "1 person withdrew" in words


def test_agreement_is_worked_out_again_from_the_numbers_of_the_table(pages: dict[str, str]) -> None:
    words = words_of(pages["04_coding_and_agreement"])
    assert "ann, bob" in words
    assert re.search(r"Kappa: rows in which it is what the table prints[1-9]", words)


def test_a_theme_stands_with_its_central_idea_and_a_cell_leads_to_its_quotes(pages: dict[str, str]) -> None:
    words = words_of(pages["05_themes"])
    assert "Central idea, as ann wrote it. What *everybody* means by &lt;i&gt;it&lt;/i&gt; &amp; more." in words
    assert "1 quote of its codes is published, from 1 speaker" in words
    assert "reads 3: of the 4 people of this group who spoke" in words
    assert "1 passage behind this cell is shown below" in words
    assert "this code: rank 1, confidence 0.7" in words
    assert "cue 7" in words
    assert "Of 2 answers counted, 1 changed" in words


def test_words_of_the_study_are_shown_as_they_are_and_never_as_markup(pages: dict[str, str]) -> None:
    page = pages["05_themes"]
    assert "The bus is &lt;i&gt;gone&lt;/i&gt;, and it cost $5." in page
    assert QUOTE not in page
    assert "<b>theme</b>" not in page


# --- of a study with nothing ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "sentences"),
    [
        ("01_data_and_cleaning", ["Nobody has coded anything yet"]),
        ("02_identifier_scan", ["Nothing was found. That does not show that nothing is there.", "0 are undecided"]),
        (
            "03_suggestion_and_evaluation",
            ["No session was coded without sight of suggestions", "No quotes are published"],
        ),
        ("04_coding_and_agreement", ["nothing is coded", "the codings are one reading"]),
        (
            "05_themes",
            ["Nobody has written a theme.", "Nothing was polled", "each counts nobody", "No quotes are published"],
        ),
        ("06_figures", ["Left out: nothing was polled", "The figure was not drawn as SVG or PNG"]),
        ("07_robustness", ["Nothing has been coded, so nothing can move.", "No two codes were raised together."]),
    ],
)
def test_what_a_study_does_not_have_is_said_in_a_sentence(
    empty_pages: dict[str, str], name: str, sentences: list[str]
) -> None:
    words = words_of(empty_pages[name])
    for sentence in sentences:
        assert sentence in words
    assert NOTICE not in words
    assert "Study: A &lt;b&gt;real&lt;/b&gt; study" in words


# --- checks can fail -----------------------------------------------------------------------------------------


def test_a_changed_digit_makes_a_check_fail_on_the_page_of_its_table(tmp_path: Path) -> None:
    folder = tmp_path / "public"
    publish(busy_study(), folder)
    for name, row, column, text in (
        ("tables/T1_events", 0, "Turns", "8"),
        ("tables/T8_agreement", 0, "Kappa", "0.01"),
        ("figures/F2_root_causes", 0, "speakers_text", "99"),
        ("figures/F6_jury_support", 0, "k_last", "9"),
    ):
        path = folder / f"{name}.csv"
        sheet = pd.read_csv(path, dtype=str, keep_default_na=False)
        assert sheet.loc[row, column] != text
        sheet.loc[row, column] = text
        sheet.to_csv(path, index=False, lineterminator="\n")
    touched = ("01_data_and_cleaning", "04_coding_and_agreement", "06_figures")
    run = run_notebooks({name: SOURCES[name] for name in touched}, folder)
    pages = {name: to_html(notebook) for name, notebook in run.items()}
    failing = {name for name, page in pages.items() if 'class="fails"' in page}
    assert failing == set(touched)
    assert pages["06_figures"].count('class="fails"') == 2
    assert "2 of them do not hold." in words_of(pages["06_figures"])


# --- safe, and the same anywhere -----------------------------------------------------------------------------


class Requests(HTMLParser):
    """What a page would ask for, and the scripts and policies in it."""

    def __init__(self) -> None:
        super().__init__()
        self.addresses: list[str] = []
        self.tags: list[str] = []
        self.policy = ""

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        asking = ("src", "srcset", "href", "xlink:href", "data", "action", "poster", "background")
        self.addresses += [value or "" for name, value in attributes if name in asking]
        if dict(attributes).get("http-equiv") == "Content-Security-Policy":
            self.policy = dict(attributes)["content"] or ""


@pytest.mark.parametrize("name", NAMES)
def test_a_page_asks_no_other_machine_for_anything_and_runs_the_one_script_that_it_names(
    pages: dict[str, str], name: str
) -> None:
    page = pages[name]
    requests = Requests()
    requests.feed(page)
    assert all(re.match(r"#quote-|data:image/|index\.html$", address) for address in requests.addresses)
    assert not set(requests.tags) & {"link", "iframe", "object", "embed", "base", "form"}
    assert requests.tags.count("script") == 1
    script = page.partition("<script>")[2].partition("</script>")[0]
    known = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    assert f"script-src 'sha256-{known}'" in requests.policy
    assert "default-src 'none'" in requests.policy
    assert "@import" not in page
    assert not re.search(r"url\(\s*['\"]?(?!#)", page)


def test_a_figure_that_was_drawn_as_png_alone_is_shown_as_that(empty_pages: dict[str, str]) -> None:
    (picture,) = re.findall(r"<img [^>]*>", empty_pages["06_figures"])
    assert f"data:image/png;base64,{PNG}" in picture
    assert 'alt="A drawing of F1_study_flow."' in picture


def test_a_picture_has_its_description_as_alternative_text(pages: dict[str, str]) -> None:
    pictures = re.findall(r"<img [^>]*>", pages["06_figures"])
    assert len(pictures) == 8
    assert all('alt="A drawing of F' in picture for picture in pictures)


def test_the_list_names_every_notebook_with_its_first_sentence(published: Path) -> None:
    stored = {name: nbformat.read(path, as_version=4) for name, path in SOURCES.items()}
    listed = index_page([page_of(f"{name}.html", one) for name, one in stored.items()], PublicResults(published))
    assert re.findall(r'<a href="(.*?)\.html">', listed) == NAMES
    assert NOTICE in listed
    assert "how far coders who worked apart agree." in listed


@pytest.mark.long
def test_the_same_results_give_the_same_bytes_in_another_place_for_another_user_in_another_zone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = []
    for user, zone, seed in (("zebedee", "Asia/Tokyo", "1"), ("quillon", "America/Lima", "2")):
        home = tmp_path / user
        home.mkdir()
        for name, value in {"HOME": str(home), "USER": user, "TZ": zone, "PYTHONHASHSEED": seed}.items():
            monkeypatch.setenv(name, value)
        run = run_notebooks(SOURCES, publish(busy_study(), home / "study"))
        made.append([(to_json(notebook), to_html(notebook)) for notebook in run.values()])
        for text in (text for both in made[-1] for text in both):
            assert str(tmp_path) not in text
            assert user not in text
        assert [path.name for path in home.iterdir()] == ["study"]
    assert made[0] == made[1]


@pytest.mark.long
@pytest.mark.parametrize("name", NAMES)
def test_a_notebook_leans_on_none_before_it(pages: dict[str, str], published: Path, name: str) -> None:
    (alone,) = run_notebooks({name: SOURCES[name]}, published).values()
    assert to_html(alone) == pages[name]


def stored(folder: Path, **cells: str) -> dict[str, Path]:
    """Notebooks of one cell each, by name."""
    for name, code in cells.items():
        notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(code)])
        nbformat.write(notebook, folder / f"{name}.ipynb")
    return {name: folder / f"{name}.ipynb" for name in cells}


def test_a_warning_goes_to_the_log_and_not_onto_the_page(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    sources = stored(tmp_path, warns="import warnings\nwarnings.warn('old')\nprint('said')")
    run = run_notebooks(sources, tmp_path)["warns"]
    assert [output["text"] for output in run.cells[0]["outputs"]] == ["said\n"]
    assert "old" in capsys.readouterr().err


@pytest.mark.long
def test_a_notebook_sees_no_name_of_the_one_before_and_is_named_when_it_fails(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(CellExecutionError, match="left"):
        run_notebooks(stored(tmp_path, first="left = 1", second="print(left)"), tmp_path)
    assert "The notebook second stopped" in capsys.readouterr().err
