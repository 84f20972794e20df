"""Everything is made anew from a clean copy and held against what was accepted."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

from repository import PROJECT, git
from themetrail.cli import main
from themetrail.provenance.clean_copy import SUMS, clean_copy, state, tracked
from themetrail.provenance.compare import accept
from themetrail.provenance.made_from import MadeFrom
from themetrail.study.files import write_text
from themetrail.study.problems import InputError

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    folder = tmp_path / "clone"
    write_text(folder / "src/kept.py", "1\n")
    write_text(folder / "data/gone.csv", "a\n")
    write_text(folder / ".gitignore", "results/\n")
    git(tmp_path, "init", "--quiet", str(folder))
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--message", "First")
    return folder


def files(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def test_a_clean_copy_has_what_git_tracks_as_it_stands_and_nothing_else(clone: Path, tmp_path: Path) -> None:
    write_text(clone / "src/kept.py", "2\n")
    write_text(clone / "src/not_added.py", "3\n")
    write_text(clone / "results/public/old.csv", "a\n")
    (clone / "data/gone.csv").unlink()
    code, study = clean_copy(clone, clone, tmp_path / "copy")
    assert code == study
    assert files(code) == {"src/kept.py", ".gitignore"}
    assert (code / "src/kept.py").read_text() == "2\n"
    assert state(clone).endswith("with 2 changed files")


def test_a_study_of_its_own_is_copied_with_its_settings_and_data_alone(clone: Path, tmp_path: Path) -> None:
    for name in ("config/config.yaml", "data/raw/sessions.csv", "data/private/key", "results/public/a.csv"):
        write_text(tmp_path / "study" / name, "a\n")
    code, study = clean_copy(clone, tmp_path / "study", tmp_path / "copy")
    assert code != study
    assert files(study) == {"config/config.yaml", "data/raw/sessions.csv", "data/private/key"}


def test_an_unpacked_release_has_the_files_that_its_sums_name(tmp_path: Path) -> None:
    for name in ("Snakefile", "results/public/a.csv", "left_over"):
        write_text(tmp_path / name, "a\n")
    write_text(tmp_path / SUMS, f"{'0' * 64}  Snakefile\n{'0' * 64}  results/public/a.csv\n")
    assert tracked(tmp_path) == ["Snakefile"]


def test_a_folder_that_is_neither_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="neither a git repository nor"):
        tracked(tmp_path)


def test_nothing_is_made_where_nothing_was_accepted(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["verify", "--study", str(tmp_path)]) == 2
    assert "nothing has been accepted yet" in capsys.readouterr().err


# --- the whole way, with a workflow of one step in the place of ours ----------------------------------------


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """A release whose run copies one table; what that gives is accepted."""
    folder = tmp_path / "small"
    write_text(folder / "data/table.csv", "code,n\nHR1,5\nHR2,7\n")
    write_text(folder / "requirements.lock", "")
    write_text(folder / "profiles/default/config.yaml", "cores: 1\n")
    write_text(
        folder / "Snakefile",
        'rule all:\n    input: "data/table.csv"\n    output: "results/public/table.csv"\n'
        '    shell: "grep HR1 {input} > /dev/null && cp {input} {output}"\n',
    )
    # An environment of its own, for --fresh: one that calls this one, and leaves word that it was asked.
    write_text(
        folder / "Makefile",
        "env:\n\tmkdir -p .venv/bin\n"
        f"\tprintf '#!/bin/sh\\necho its own environment\\nexec {sys.executable} \"$$@\"\\n' > .venv/bin/python\n"
        "\tchmod +x .venv/bin/python\n",
    )
    write_text(folder / SUMS, "".join(f"{'0' * 64}  {name}\n" for name in sorted(files(folder))))
    write_text(folder / "results/public/table.csv", "code,n\nHR1,5\nHR2,7\n")
    accept(folder / "results/public", folder / "expected", MadeFrom())
    return folder


def verify(folder: Path, *options: str) -> int:
    return main(["verify", "--study", str(folder), "--repository", str(folder), *options])


def test_what_is_made_anew_is_held_against_what_was_accepted_whatever_lies_in_results(
    small: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_text(small / "results/public/table.csv", "left by an older run")
    assert verify(small, "--fresh") == 0
    assert "its own environment" in (small / "results/verify/run.log").read_text("utf-8")
    assert "The results made anew are what expected/ says." in capsys.readouterr().out


@pytest.mark.long
def test_what_changed_is_told_on_the_screen_and_on_a_page(small: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_text(small / "data/table.csv", "code,n\nHR1,5\nHR2,8\n")
    assert verify(small) == 1
    assert "its own environment" not in (small / "results/verify/run.log").read_text("utf-8")
    assert "row code HR2, column 'n': was 7 and is 8" in capsys.readouterr().out
    assert "column &#39;n&#39;" in (small / "results/verify/index.html").read_text("utf-8")


def test_a_run_that_cannot_end_has_its_own_status_and_says_why(small: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_text(small / "data/table.csv", "code,n\n")
    assert verify(small) == 2
    said = capsys.readouterr().err
    assert "Error in rule all" in said
    assert "It could not be made anew." in said
    assert "Error in rule all" in (small / "results/verify/run.log").read_text("utf-8")


# --- the whole way, with ours ------------------------------------------------------------------------------


@pytest.mark.long
def test_a_vote_that_changes_in_the_demonstration_is_named_for_what_is_made_from_it_and_nothing_else(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    clone, _ = clean_copy(PROJECT, PROJECT, tmp_path)
    git(tmp_path, "init", "--quiet", str(clone))
    git(clone, "add", "--all")
    git(clone, "commit", "--quiet", "--message", "As it is")
    votes = clone / "data/raw/jury_votes.csv"
    before, after = "S04,vote,1,in favour,7,9,", "S04,vote,1,in favour,6,9,"
    assert before in votes.read_text("utf-8")
    votes.write_text(votes.read_text("utf-8").replace(before, after), "utf-8")
    assert verify(clone) == 1
    told = capsys.readouterr().out.splitlines()
    changed = [line.split("  ")[1] for line in told if line.startswith("changed  ")]
    assert {"tables/T6_jury.csv", "figures/F6_jury_support.csv", "figures/F6_jury_support.png"} <= set(changed)
    assert not [name for name in changed if name.startswith("figures/F") and not name.startswith("figures/F6")]
    assert not [line for line in told if line.startswith(("missing", "new", "not what the lock has"))]
    # Code that was changed since the results were accepted, without changing them, is named beside it.
    assert [line.strip() for line in told if "can come from: input" in line] == [
        "can come from: input data/raw/jury_votes.csv: changed"
    ] * len(changed)
    assert not [line for line in told if "can come from: setting" in line or "can come from: version" in line]
    assert (clone / "results/verify/differences/figures/F6_jury_support.png").is_file()
