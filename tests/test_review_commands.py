"""The commands around the desk: what starts it by a double click, what they refuse, and reanchor from end to end."""

from __future__ import annotations

import shlex
import shutil
import subprocess
import sys
import time
from http.client import HTTPConnection
from urllib.parse import urlsplit

import pytest

from desk_server import running_desk
from desk_study import SESSIONS, make_desk_study, open_desk, read_sessions, released_span
from themetrail import cli
from themetrail.ledger.acts import read_ledger
from themetrail.review import launcher
from themetrail.review.sources import Sources

LEDGER = "data/coding/decisions/coder_a.csv"


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    return make_desk_study(tmp_path_factory.mktemp("desk") / "study")


@pytest.fixture
def study(made, tmp_path):
    return shutil.copytree(made, tmp_path / "it's a $study")


# --- the server ------------------------------------------------------------------------------------------


def test_a_short_answer_is_not_held_back_for_the_40_ms_of_a_delayed_acknowledgement(study):
    with running_desk(study) as (_, link):
        address = urlsplit(link)
        connection = HTTPConnection(address.netloc)
        connection.request("GET", f"/?{address.query}")
        answer = connection.getresponse()
        cookie = answer.headers["set-cookie"].split(";")[0]
        answer.read()
        took = []
        for _ in range(20):
            begun = time.perf_counter()
            connection.request("GET", "/api/welcome", headers={"cookie": cookie})
            answer = connection.getresponse()
            answer.read()
            took.append(time.perf_counter() - begun)
            assert answer.status == 200
        connection.close()
    assert min(took[5:]) < 0.03


# --- the launcher ----------------------------------------------------------------------------------------


def test_a_launcher_names_the_study_whatever_its_path_holds(study, monkeypatch):
    monkeypatch.delenv("WSL_DISTRO_NAME", raising=False)
    monkeypatch.setattr(sys, "platform", "linux")
    (path,) = launcher.leave_launchers(study)
    assert path == study / "results/private/Review desk.desktop"
    assert path.stat().st_mode & 0o111
    (line,) = (one for one in path.read_text("utf-8").splitlines() if one.startswith("Exec="))
    # As the specification has it: escapes of a string first, then those of an argument in double quotes.
    inside = line.removeprefix('Exec=sh -c "').removesuffix('"').replace("\\\\", "\\")
    script = inside.replace("%%", "%").replace("\\$", "$").replace('\\"', '"').replace("\\`", "`").replace("\\\\", "\\")
    assert shlex.split(script)[-1] == str(study)


def test_a_launcher_of_macos_runs_as_a_script(study, monkeypatch):
    monkeypatch.setattr(sys, "platform", "darwin")
    (path,) = launcher.leave_launchers(study)
    assert path.suffix == ".command"
    told = path.read_text("utf-8").replace("exec ", "echo ")
    said = subprocess.run(["sh", "-c", told], capture_output=True, text=True, check=True).stdout
    assert said.strip().endswith(f"review --study {study}")


def test_under_wsl_windows_gets_a_launcher_too(study, monkeypatch):
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setenv("WSL_DISTRO_NAME", "Debian")
    names = {path.name: path.read_text("utf-8") for path in launcher.leave_launchers(study)}
    assert "wsl.exe -d Debian -- sh -c" in names["Review desk.bat"]


def test_launchers_lie_where_git_does_not_look(study):
    assert all(path.is_relative_to(study / "results") for path in launcher.leave_launchers(study))


# --- what is refused -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("spoil", "told"),
    [
        (lambda study: shutil.rmtree(study / "results"), "Run 'make paper' first"),
        (lambda study: (study / "data/coding/coders.csv").write_text("coder,label,background\n"), "nobody is named"),
    ],
)
def test_a_study_that_cannot_be_coded_yet_says_what_to_do(study, spoil, told, capsys):
    spoil(study)
    assert cli.main(["review", "--study", str(study), "--no-browser"]) == 2
    assert told in capsys.readouterr().err


def test_an_unknown_coder_is_told_who_codes_here(study, capsys):
    assert cli.main(["review", "--study", str(study), "--no-browser", "--coder", "coder_z"]) == 2
    assert "coder_a, coder_b" in capsys.readouterr().err


# --- reanchor --------------------------------------------------------------------------------------------


def test_after_an_edit_what_is_certain_is_placed_and_the_rest_is_listed_with_both_texts(study, capsys):
    desk = open_desk(study)
    places = [released_span(study, "WS1", words) for words in ("can't get home 🚌 at all.", "The bus stops at six.")]
    desk.act("coder_a", "WS1", 0, [{"action": "add", "code": "C1"} | place for place in places], blind=True)
    first, second, *rest = SESSIONS["WS1"]
    corrected = ("A01", "participant", second[2].replace("stops at six", "stops at seven"))
    read_sessions(study, SESSIONS | {"WS1": (("F01", "facilitator", "Welcome."), first, corrected, *rest)})
    before = (study / LEDGER).read_bytes()
    assert cli.main(["reanchor", "--study", str(study), "--dry-run"]) == 1
    assert (study / LEDGER).read_bytes() == before
    assert cli.main(["reanchor", "--study", str(study)]) == 1
    assert "1 decisions placed, 1 to be looked at" in capsys.readouterr().out
    acts, problems = read_ledger(study / LEDGER, "coder_a.csv")
    assert problems == []
    assert [act.action for act in acts] == ["add", "add", "reanchor"]
    text = Sources(study).session("WS1").text
    assert text.record[acts[2].start : acts[2].end] == "can't get home 🚌 at all."
    listed = (study / "results/private/reanchor.csv").read_text("utf-8")
    assert "The bus stops at six." in listed
    assert "The bus stops at seven." in listed
    assert cli.main(["reanchor", "--study", str(study)]) == 1
    assert len(read_ledger(study / LEDGER, "coder_a.csv")[0]) == 3
