"""The command line helps, refuses what it does not know, and turns mistakes in the input into instructions."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import themetrail
from themetrail import cli
from themetrail.study.files import write_text
from themetrail.study.problems import InputError, Problem


def run(*arguments):
    """Exit status of a command, whichever way it ends."""
    try:
        return cli.main(list(arguments))
    except SystemExit as end:
        return end.code


# --- help ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", cli.command_names())
def test_every_command_has_help_that_says_what_it_does_and_what_each_option_is(name, capsys):
    assert run(name, "--help") == 0
    shown = " ".join(capsys.readouterr().out.split())
    module = cli._command(name)
    assert shown.startswith(f"usage: themetrail {name} ")
    assert module.HELP in shown
    assert module.HELP[0].islower()
    assert not module.HELP.endswith(".")
    parser = cli.argparse.ArgumentParser()
    module.add_arguments(parser)
    assert all(action.help for action in parser._actions)


def test_help_lists_every_command_with_what_it_does(capsys):
    assert run("--help") == 0
    shown = " ".join(capsys.readouterr().out.split())
    for name in cli.command_names():
        assert f"{name} {cli._command(name).HELP}" in shown


def test_commands_are_named_as_they_are_typed():
    names = cli.command_names()
    assert "draw-data" in names
    assert not [name for name in names if "_" in name]


def test_the_version_is_told(capsys):
    assert run("--version") == 0
    assert capsys.readouterr().out == f"themetrail {themetrail.__version__}\n"


# --- what is not known -----------------------------------------------------------------------------------


def test_an_unknown_command_is_refused_with_those_there_are(capsys):
    assert run("analyse") == 2
    shown = capsys.readouterr().err
    assert "invalid choice: 'analyse'" in shown
    assert "ingest" in shown


def test_no_command_is_refused(capsys):
    assert run() == 2
    assert "COMMAND" in capsys.readouterr().err


def test_options_are_not_guessed_from_their_beginnings(capsys):
    assert run("schema", "--sch", "x") == 2
    assert "--schema" in capsys.readouterr().err


# --- mistakes in the input -------------------------------------------------------------------------------


def test_every_problem_is_printed_numbered_and_the_status_is_two(monkeypatch, capsys):
    problems = [Problem("b.csv", "row", 4, "seen there", "Do this."), Problem("a.csv", "", 0, "gone", "Bring it.")]

    def stop(args):
        raise InputError(problems)

    monkeypatch.setattr(cli._command("schema"), "run", stop)
    assert run("schema", "--schema", "x") == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.splitlines() == [
        "2 problems in the study's input; nothing was analysed. Please correct and run again.",
        "  1. a.csv: gone. Bring it.",
        "  2. b.csv, row 4: seen there. Do this.",
    ]


def test_a_study_with_mistakes_ends_without_a_traceback(tmp_path):
    write_text(tmp_path / "config/config.yaml", "study: {title: A}\n")
    write_text(tmp_path / "data/coding/codebook.yaml", "codes: 3\n")
    command = [sys.executable, "-m", "themetrail", "gate", "--private", "private", "--passed", "passed.json"]
    source = str(Path(themetrail.__file__).parents[1])
    ended = subprocess.run(
        command, cwd=tmp_path, env={"PYTHONPATH": source}, capture_output=True, text=True, check=False
    )
    assert ended.returncode == 2
    assert "Traceback" not in ended.stderr
    count = int(ended.stderr.split()[0])
    numbers = [int(line.split(".")[0]) for line in ended.stderr.splitlines()[1:]]
    assert numbers == list(range(1, count + 1))
    for expected in (
        "config/config.yaml, line 1: the key 'study.synthetic' is missing",
        "sessions.csv",
        "codebook.yaml",
    ):
        assert expected in ended.stderr
    assert not (tmp_path / "passed.json").exists()


def test_a_mistake_of_ours_is_not_hidden(monkeypatch):
    def stumble(args):
        raise ZeroDivisionError

    monkeypatch.setattr(cli._command("schema"), "run", stumble)
    with pytest.raises(ZeroDivisionError):
        run("schema", "--schema", "x")


def test_the_status_of_a_command_is_its_own(monkeypatch):
    monkeypatch.setattr(cli._command("schema"), "run", lambda args: 7)
    assert run("schema", "--schema", "x") == 7


def test_python_dash_m_is_the_command_line():
    source = str(Path(themetrail.__file__).parents[1])
    command = [sys.executable, "-m", "themetrail", "--version"]
    ended = subprocess.run(command, env={"PYTHONPATH": source}, capture_output=True, text=True, check=False)
    assert (ended.returncode, ended.stdout) == (0, f"themetrail {themetrail.__version__}\n")
