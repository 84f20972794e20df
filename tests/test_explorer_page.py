"""The explorer is one file that asks for nothing, runs nothing but its own script, and holds no words but quotes."""

from __future__ import annotations

import base64
import hashlib
import json
import re
import shutil
from importlib.resources import files
from itertools import product

import pytest
from lxml import html

from explorer_study import words_of, write_texts
from test_explorer_data import EVERYTHING, data_of, said_by
from test_tables import SPOKEN
from themetrail.cli import main
from themetrail.explorer.canonical import canonical
from themetrail.explorer.page import SCRIPTS, joined_scripts, page
from themetrail.explorer.public import explorer_data
from themetrail.explorer.quotes import COLUMNS
from themetrail.explorer.transcripts import transcripts_of
from themetrail.study.files import write_text
from themetrail.themes.spoken_runs import runs

HOSTILE = "</script><script>alert(1)</script><!--<img src=x onerror=alert(1)>\u2028&amp;"


@pytest.fixture(scope="module")
def private(tmp_path_factory):
    return write_texts(tmp_path_factory.mktemp("private"))


@pytest.fixture
def public(tmp_path, private):
    """Public results: what the explorer shows, a figure and a table."""
    write_text(tmp_path / "explorer.json", canonical(explorer_data(data_of(EVERYTHING), private)))
    write_text(tmp_path / "figures/F3_domains_by_group.txt", "Legend\nWho.\n\nAlternative text\nA map.\n")
    write_text(tmp_path / "figures/F3_domains_by_group.svg", "<svg xmlns='http://www.w3.org/2000/svg'/>\n")
    write_text(tmp_path / "figures/F3_domains_by_group.csv", "row,text\nHR,6\n")
    write_text(tmp_path / "tables/T3_root_causes.csv", 'Code,Speakers\nHR1,"5, or so"\n')
    write_text(tmp_path / "tables/T3_root_causes.txt", "T3. Root causes\n\nA note.\n")
    return tmp_path


def parts_of(text):
    """The data of a page by the ids of their elements."""
    tree = html.document_fromstring(text)
    return {part.get("id"): json.loads(part.text) for part in tree.xpath("//script[@type='application/json']")}


def test_the_page_is_made_from_public_files_alone_and_is_the_same_from_a_copy_of_them(public, tmp_path_factory):
    copy = tmp_path_factory.mktemp("elsewhere") / "bundle"
    shutil.copytree(public, copy)
    pages = [tmp_path_factory.mktemp("page") / "index.html" for _ in "ab"]
    for folder, path in zip((public, copy), pages, strict=True):
        assert main(["explorer", "--public", str(folder), "--page", str(path)]) == 0
    assert pages[0].read_bytes() == pages[1].read_bytes()


def test_a_folder_without_the_explorers_data_is_answered_with_what_to_name(tmp_path, capsys):
    assert main(["explorer", "--public", str(tmp_path), "--page", str(tmp_path / "index.html")]) == 2
    told = capsys.readouterr().err
    assert "explorer.json: the file is missing" in told
    assert "results/public" in told
    assert not (tmp_path / "index.html").exists()


def test_figures_and_tables_are_in_the_page(public):
    results = parts_of(page(public))["results"]
    (figure,), (table,) = results["figures"], results["tables"]
    assert (figure["number"], figure["legend"], figure["alt_text"]) == ("F3", "Who.", "A map.")
    assert figure["rows"] == [["row", "text"], ["HR", "6"]]
    assert (table["number"], table["title"], table["notes"]) == ("T3", "Root causes", ["A note."])
    assert table["rows"][1] == ["HR1", "5, or so"]


def test_a_figure_that_is_left_out_says_why(public):
    (public / "figures/F3_domains_by_group.svg").unlink()
    write_text(public / "figures/F3_domains_by_group.txt", "Left out: nothing was polled.\n")
    (figure,) = parts_of(page(public))["results"]["figures"]
    assert (figure["legend"], figure["svg"], figure["png"]) == ("Left out: nothing was polled.", "", "")


# --- safety ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("hostile", [HOSTILE, "<!--<script>", "{{ 7 * 7 }}", "%s {title}", "]]></script >"])
def test_whatever_is_in_the_results_stays_data(public, hostile):
    whole = json.loads((public / "explorer.json").read_text("utf-8"))
    whole["study"]["title"] = hostile
    whole["quotes"]["rows"][0][COLUMNS.index("words")] = hostile
    write_text(public / "explorer.json", canonical(whole))
    write_text(public / "figures/F3_domains_by_group.svg", f"<svg>{hostile}</svg>")
    write_text(public / "tables/T3_root_causes.txt", f"T3. Root causes\n\n{hostile}\n")
    text = page(public, canonical({"sessions": {"s1": [[0, "a1", "participant", 0, hostile]]}, "columns": []}))
    tree = html.document_fromstring(text)
    assert [element.get("id") for element in tree.xpath("//script")] == ["study", "results", "transcripts", None]
    assert not tree.xpath("//img | //iframe | //object | //*[@onerror or @onload or @onclick or @style]")
    assert tree.findtext(".//title") == hostile
    found = parts_of(text)
    assert found["study"] == whole
    assert found["results"]["tables"][0]["notes"] == [hostile]
    assert "\u2028" not in text.partition("<script")[2]


def test_the_policy_lets_nothing_run_but_the_pages_own_style_and_script(public):
    text = page(public)
    tree = html.document_fromstring(text)
    (policy,) = tree.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
    rules = dict(rule.strip().split(" ", 1) for rule in policy.split(";"))
    for kind, name in (("script-src", "script"), ("style-src", "style")):
        (own,) = re.findall(rf"<{name}>(.*?)</{name}>", text, re.DOTALL)
        assert rules[kind] == f"'sha256-{base64.b64encode(hashlib.sha256(own.encode()).digest()).decode()}'"
    assert rules["default-src"] == "'none'"
    assert rules["img-src"] == "data:"
    assert text.index("Content-Security-Policy") < text.index("<style")


def test_the_page_names_no_address_but_that_of_svg(public):
    own = re.sub(r'<script type="application/json".*?</script>', "", page(public), flags=re.DOTALL)
    assert set(re.findall(r"https?://[^\"'\s]+", own)) == {"http://www.w3.org/2000/svg"}


def test_each_script_is_joined_after_those_that_it_uses():
    folder = files("themetrail.explorer.static")
    there = {path.name.removesuffix(".js") for path in folder.iterdir() if path.name.endswith(".js")}
    assert there == set(SCRIPTS)
    for place, name in enumerate(SCRIPTS):
        text = folder.joinpath(f"{name}.js").read_text("utf-8")
        assert set(re.findall(r'from "\./(\w+)\.js"', text)) <= set(SCRIPTS[:place])
        assert "innerHTML" not in text
        assert "insertAdjacentHTML" not in text
    assert not re.search(r"^(import|export) ", joined_scripts(), re.MULTILINE)


# --- words -------------------------------------------------------------------------------------------------------

EVERYBODY = {who for people in SPOKEN.values() for who in people.split()}


def test_without_transcripts_no_five_words_are_in_the_page_but_those_of_quotes(public):
    text = page(public)
    rows = parts_of(text)["study"]["quotes"]["rows"]
    quoted = set().union(*(runs(row[COLUMNS.index("words")]) for row in rows))
    written = runs(html.document_fromstring(text).text_content())
    spoken = set().union(*map(said_by, EVERYBODY))
    assert quoted
    assert spoken & written == quoted & spoken
    for who in ("b1", "w1", "f1"):
        assert not said_by(who) & written


def test_with_transcripts_the_page_says_so_and_who_withdrew_is_absent(public, private):
    text = page(public, canonical(transcripts_of(data_of(EVERYTHING), private)))
    tree = html.document_fromstring(text)
    assert "It is for the team" in tree.get_element_by_id("team").text
    written = runs(tree.text_content())
    assert not said_by("w1") & written
    assert said_by("b1") <= written
    assert "transcripts" not in parts_of(page(public))
    assert "for the team" not in re.sub(r"<script.*?</script>", "", page(public), flags=re.DOTALL)


def test_every_word_of_the_small_study_is_one_persons():
    places = [(s, n) for s, people in SPOKEN.items() for n in range(len(people.split()))]
    for one, other in product(places, places):
        assert one == other or not runs(words_of(*one)) & runs(words_of(*other))


def test_synthetic_data_are_labelled(public):
    assert html.document_fromstring(page(public)).get_element_by_id("synthetic").text.startswith("Synthetic")
    whole = json.loads((public / "explorer.json").read_text("utf-8"))
    whole["study"]["synthetic"] = False
    write_text(public / "explorer.json", canonical(whole))
    assert not html.document_fromstring(page(public)).xpath("//*[@id='synthetic']")
