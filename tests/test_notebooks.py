"""The notebook for reviewers: the same bytes wherever it runs, no trace of the machine, nothing asked of others."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from pathlib import Path

import nbformat
import pandas as pd
import pytest

from themetrail.provenance.notebooks import run_notebook, to_html, to_json
from themetrail.tables.quotes import COLUMNS

NOTEBOOK = Path(__file__).parents[1] / "notebooks" / "01_from_cell_to_quotes.ipynb"
SYNTHETIC = "Synthetic demonstration data – not findings"
SVG = (
    '<?xml version="1.0"?>\n<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/svg11.dtd">\n'
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 4"><rect width="8" height="4"/></svg>\n'
)
CELLS = [
    ("TR", "Travel & roads", "Patients", 6, "4"),
    ("TR", "Travel & roads", "Staff_*x*", 5, "<3"),
    ("MO", "Money", "Patients", 6, "3"),
    ("MO", "Money", "Staff_*x*", 5, "0"),
]
CODES = {"TR1": ("TR", "No bus"), "TR2": ("TR", "Far away"), "TR3": ("TR", "Bad roads"), "MO1": ("MO", "No $ and $")}
SPEAKERS = {"TR1": ("4", "<3"), "TR2": ("<3", "0"), "TR3": ("0", "0"), "MO1": ("3: they said so", "0")}
QUOTES = [
    ("01A", "TR1", "P1", "The bus is <i>gone</i>.", "3", "add", "", ""),
    ("01B", "TR1", "P2", "Two hours $each$ way.", "3", "accept", "1", "0.7"),
    ("01C", "MO1", "P3", "It all costs.", "1", "add", "", ""),
]


def quote_row(number, quote) -> dict[str, object]:
    decision, code, speaker, text, of, action, rank, confidence = quote
    return {
        "decision_id": decision,
        "code": code,
        "code_label": CODES[code][1],
        "domain": CODES[code][0],
        "group": "Patients",
        "speaker_id": speaker,
        "session_id": "S1",
        "quote": text,
        "chosen": "proposed",
        "of": of,
        "coder": "anna",
        "decided_at": f"2024-05-0{number}T09:00:00Z",
        "action": action,
        "shown_rank": rank,
        "shown_confidence": confidence,
        "record_sha256": "ab" * 32,
        "start": number,
        "end": number + 9,
        "source_place": f"cue {number}",
    }


def public_folder(folder: Path, cells=CELLS, quotes=QUOTES, synthetic=True) -> Path:
    """A run's public results, as far as the notebook reads them."""
    labels = {row: label for row, label, *_ in CELLS}
    sizes = {group: size for _, _, group, size, _ in CELLS}
    (folder / "figures").mkdir(parents=True)
    (folder / "tables").mkdir()
    sheets = {
        "figures/F3_domains_by_group.csv": pd.DataFrame(
            [
                (row, label, "#000000", group, group, size, "" if "<" in text else text, "<" in text, text)
                for row, label, group, size, text in cells
            ],
            columns=[
                *("row", "row_label", "row_colour", "group", "group_label", "group_size"),
                *("speakers", "masked", "text"),
            ],
        ),
        "tables/T2_coding_frame.csv": pd.DataFrame(
            [(code, f"Meaning of {label}.") for code, (_, label) in CODES.items()], columns=["Code", "Definition"]
        ),
        "tables/T4_framework_matrix.csv": pd.DataFrame(
            [
                (f"{domain} {labels[domain]}", code, label, "paper", *SPEAKERS[code])
                for code, (domain, label) in CODES.items()
            ],
            columns=["Domain", "Code", "Root cause", "Source", *(f"{g} (n = {n})" for g, n in sizes.items())],
        ),
        "quotes.csv": pd.DataFrame(
            [quote_row(number, quote) for number, quote in enumerate(quotes, 1)],
            columns=COLUMNS,
        ),
    }
    for name, sheet in sheets.items():
        sheet.to_csv(folder / name, index=False, lineterminator="\n")
    (folder / "figures/F3_domains_by_group.svg").write_text(SVG, encoding="utf-8")
    legend = f"Legend\nSpeakers.{f' {SYNTHETIC}.' if synthetic else ''}\n\nAlternative text\nA map.\n"
    (folder / "figures/F3_domains_by_group.txt").write_text(legend, encoding="utf-8")
    basis = "Counted are the codings of the lead coder (anna)." if quotes else "No decisions have been made yet."
    (folder / "tables/T4_framework_matrix.txt").write_text(f"T4. Matrix\n\n{basis}\n", encoding="utf-8")
    return folder


def page_of(folder: Path) -> str:
    return to_html(run_notebook(NOTEBOOK, folder))


def words_of(page: str) -> str:
    """What a reader sees: no code, no tags, single spaces."""
    body = re.sub(r"(?s)<(style|details|svg)\b.*?</\1>", " ", page.partition("<body>")[2])
    return " ".join(re.sub(r"<[^>]+>", "", body).split())


@pytest.fixture(scope="module")
def page(tmp_path_factory) -> str:
    return page_of(public_folder(tmp_path_factory.mktemp("study")))


def test_the_stored_notebook_has_no_outputs_and_fixed_cell_ids():
    stored = json.loads(NOTEBOOK.read_text(encoding="utf-8"))
    ids = [cell["id"] for cell in stored["cells"]]
    assert (stored["nbformat"], stored["nbformat_minor"]) == (4, 5)
    assert len(set(ids)) == len(ids)
    for cell in stored["cells"]:
        assert not cell.get("outputs")
        assert cell.get("execution_count") is None


def test_the_notebook_needs_nothing_of_themetrail():
    assert "themetrail" not in NOTEBOOK.read_text(encoding="utf-8")


def test_it_gives_the_same_bytes_in_another_place_for_another_user_in_another_zone(tmp_path, monkeypatch):
    made = []
    for user, zone, seed in (("zebedee", "Asia/Tokyo", "1"), ("quillon", "America/Lima", "2")):
        home = tmp_path / user
        home.mkdir()
        for name, value in {"HOME": str(home), "USER": user, "TZ": zone, "PYTHONHASHSEED": seed}.items():
            monkeypatch.setenv(name, value)
        run = run_notebook(NOTEBOOK, public_folder(home / "study"))
        made.append((to_json(run), to_html(run)))
        for text in made[-1]:
            assert str(tmp_path) not in text
            assert user not in text
        assert [path.name for path in home.iterdir()] == ["study"]
    assert made[0] == made[1]


def test_it_leads_from_the_cell_with_the_most_speakers_to_its_quotes_decisions_and_places(page):
    words = words_of(page)
    assert "Travel &amp; roads × Patients" in words
    assert "It reads 4: of the 6 people of this group who spoke, 4 said" in words
    assert "Of the 3 passages behind this cell that may be quoted, 2 are shown below" in words
    assert "2 are shown, the most that this study shows" in words
    assert "Decision 01A coded it TR1." in words
    assert "The machine had shown the code before 1 of them." in words
    assert "this code: rank 1, confidence 0.7" in words
    assert "cue 2" in words
    assert "2 to 11" in words
    assert "01C" not in words


def test_it_says_why_a_code_has_no_quote(page):
    words = words_of(page)
    assert "Far away&lt;3 speakers: too few" in words
    assert "Bad roadsnobody of this group raised it" in words


def test_names_and_words_are_shown_as_they_are_and_never_as_markup(page):
    assert "The bus is &lt;i&gt;gone&lt;/i&gt;." in page
    assert "Two hours $each$ way." in page
    assert "Staff_*x*" in words_of(page)


class Requests(HTMLParser):
    """What a page would ask for, and whether it runs anything."""

    def __init__(self) -> None:
        super().__init__()
        self.addresses: list[str] = []
        self.tags: set[str] = set()

    def handle_starttag(self, tag, attributes):
        self.tags.add(tag)
        asking = ("src", "srcset", "href", "xlink:href", "data", "action", "poster", "background")
        self.addresses += [value or "" for name, value in attributes if name in asking]


def test_the_page_asks_no_other_machine_for_anything(page):
    requests = Requests()
    requests.feed(page)
    assert requests.addresses
    assert all(address.startswith("#quote-") for address in requests.addresses)
    assert not requests.tags & {"script", "link", "iframe", "object", "embed", "base", "form"}
    assert "@import" not in page
    assert not re.search(r"url\(\s*['\"]?(?!#)", page)
    assert "default-src 'none'" in page


def test_a_synthetic_study_says_so_and_a_real_one_does_not(page, tmp_path):
    assert words_of(page).startswith(f"From a cell of the heat map to the quotes behind it {SYNTHETIC}")
    assert SYNTHETIC not in words_of(page_of(public_folder(tmp_path / "real", synthetic=False)))


@pytest.mark.parametrize(
    ("cells", "sentence"),
    [
        ([], "the heat map is empty, because no decision counts in it yet."),
        ([(*cell[:4], text) for cell, text in zip(CELLS, ["<3", "0", "<3", "0"], strict=True)], "too small to show."),
    ],
    ids=["nothing drawn", "nothing visible"],
)
def test_a_heat_map_without_a_visible_cell_is_told_in_a_sentence(tmp_path, cells, sentence):
    words = words_of(page_of(public_folder(tmp_path / "study", cells, quotes=[])))
    assert sentence in words
    assert "There is no cell to follow, so there are no quotes here." in words
    assert "There are no quotes above, so there are no decisions to show." in words
    assert SYNTHETIC in words


def test_a_cell_whose_speakers_may_not_be_quoted_is_told_in_a_sentence(tmp_path):
    words = words_of(page_of(public_folder(tmp_path / "study", quotes=QUOTES[2:])))
    assert "No quote of this cell may be shown" in words
    assert "No busno passage of it may be quoted" in words


def test_a_warning_goes_to_the_log_and_not_onto_the_page(tmp_path, capsys):
    source = tmp_path / "warns.ipynb"
    cell = nbformat.v4.new_code_cell("import warnings\nwarnings.warn('old')\nprint('said')")
    nbformat.write(nbformat.v4.new_notebook(cells=[cell]), source)
    run = run_notebook(source, tmp_path)
    assert [output["text"] for output in run.cells[0]["outputs"]] == ["said\n"]
    assert "old" in capsys.readouterr().err
