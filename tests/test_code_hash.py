"""A command's hash covers every module that it uses, and no other: only what depends on a change is made anew."""

from __future__ import annotations

import importlib.util
import shutil
from pathlib import Path

import pytest

import themetrail

PACKAGE = Path(themetrail.__file__).parent


@pytest.fixture
def tree(tmp_path):
    """A copy of the package."""
    return shutil.copytree(PACKAGE, tmp_path / "themetrail", ignore=shutil.ignore_patterns("__pycache__"))


def code_of(tree):
    """The copy's own ``study/code.py``, loaded anew, so that it has read nothing yet."""
    spec = importlib.util.spec_from_file_location("code_of_the_copy", tree / "study" / "code.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def commands(tree):
    return sorted(path.stem for path in (tree / "cli").glob("[!_]*.py"))


def hashes(tree):
    code = code_of(tree)
    return {name: code.code_hash(f"themetrail.cli.{name}") for name in commands(tree)}


def changed_by(tree, path, text="\n"):
    """The commands whose hash changes when text is added to a file of the copy."""
    before = hashes(tree)
    with (tree / path).open("a") as stream:
        stream.write(text)
    after = hashes(tree)
    return {name for name in before if before[name] != after[name]}


def importers(tree, module):
    """Commands that import a module by the closure of the copy."""
    code = code_of(tree)
    return {name for name in commands(tree) if module in code.closure(f"themetrail.cli.{name}")}


# --- which commands a change touches ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "touched", "untouched"),
    [
        ("cli/draw.py", {"draw"}, None),
        ("figures/f2_fishbone.py", {"draw"}, {"ingest", "tables", "table_data", "gate", "score"}),
        ("transcripts/readers/vtt.py", {"ingest"}, {"annotate", "draw", "tables", "table_data", "gate"}),
        ("suggestion/lexical.py", {"score"}, {"ingest", "draw", "gate"}),
        ("agreement/statistics.py", {"table_data"}, {"ingest", "score", "draw", "gate"}),
        ("codebook/patterns.py", {"gate", "score"}, {"ingest", "draw"}),
    ],
)
def test_a_changed_byte_of_a_module_changes_the_hash_of_the_commands_that_use_it(tree, path, touched, untouched):
    changed = changed_by(tree, path)
    assert touched <= changed
    assert not changed & (untouched if untouched is not None else set(commands(tree)) - touched)
    assert changed == importers(tree, "themetrail." + path.removesuffix(".py").replace("/", "."))


@pytest.mark.parametrize("path", ["study/problems.py", "cli/__init__.py", "__init__.py"])
def test_what_every_command_runs_through_changes_every_hash(tree, path):
    assert changed_by(tree, path) == set(commands(tree))


def test_a_further_command_changes_the_hash_of_none(tree):
    before = hashes(tree)
    (tree / "cli" / "further.py").write_text("HELP = ''\n")
    after = hashes(tree)
    assert before == {name: after[name] for name in before}


def test_a_further_reader_changes_the_hash_of_what_reads_transcripts(tree):
    before = hashes(tree)
    (tree / "transcripts" / "readers" / "further.py").write_text("NAME = ''\n")
    after = hashes(tree)
    assert {name for name in before if before[name] != after[name]} == importers(
        tree, "themetrail.transcripts.readers.further"
    )
    assert before["ingest"] != after["ingest"]


def test_data_beside_a_module_counts_with_it(tree):
    changed = changed_by(tree, "annotation/released_models.json", " ")
    assert "annotate" in changed
    assert "new" not in changed


def test_the_lock_counts(tree, tmp_path):
    code = code_of(tree)
    lock = tmp_path / "lock"
    lock.write_text("a==1\n")
    before = code.code_hash("themetrail.cli.draw", lock)
    lock.write_text("a==2\n")
    assert code.code_hash("themetrail.cli.draw", lock) != before


def test_the_hash_is_the_same_wherever_the_package_lies(tree):
    from themetrail.study.code import code_hash

    assert hashes(tree)["draw"] == code_hash("themetrail.cli.draw")


# --- which modules a module uses -------------------------------------------------------------------------


@pytest.fixture
def closure(tmp_path):
    """What a module named ``start`` uses, in a package made of the given files."""

    def used(files):
        tree = tmp_path / "themetrail"
        shutil.rmtree(tree, ignore_errors=True)
        (tree / "study").mkdir(parents=True)
        shutil.copy(PACKAGE / "study" / "code.py", tree / "study" / "code.py")
        for path, text in ({"__init__.py": "", "study/__init__.py": ""} | files).items():
            (tree / path).parent.mkdir(parents=True, exist_ok=True)
            (tree / path).write_text(text)
        found = code_of(tree).closure("themetrail.start") - {"themetrail", "themetrail.start"}
        return {name.removeprefix("themetrail.") for name in found}

    return used


def test_a_module_that_imports_nothing_uses_itself_and_its_package(closure):
    assert closure({"start.py": "import os\n"}) == set()


def test_imports_inside_functions_count_and_those_of_the_imported(closure):
    files = {
        "start.py": "def f():\n    if True:\n        from themetrail.one import g\n",
        "one.py": "import themetrail.two\n",
        "two.py": "from themetrail import three\n",
        "three.py": "import themetrail.one\n",
        "four.py": "",
    }
    assert closure(files) == {"one", "two", "three"}


def test_the_packages_around_a_module_count(closure):
    files = {
        "start.py": "from themetrail.a.b.c import d\n",
        "a/__init__.py": "from themetrail import other\n",
        "a/b/__init__.py": "",
        "a/b/c.py": "",
        "a/b/e.py": "",
        "other.py": "",
    }
    assert closure(files) == {"a", "a.b", "a.b.c", "other"}


LOOKS_UP = "import pkgutil\ndef all_of_them(): ...\n"


def test_a_package_that_looks_for_its_modules_counts_with_all_of_them(closure):
    files = {
        "start.py": "from themetrail.a import all_of_them\n",
        "a/__init__.py": LOOKS_UP,
        "a/one.py": "from themetrail import other\n",
        "a/two.py": "",
        "other.py": "",
    }
    assert closure(files) == {"a", "a.one", "a.two", "other"}
    assert closure(files | {"start.py": "import themetrail.a\n"}) == {"a", "a.one", "a.two", "other"}


def test_a_package_that_looks_for_its_modules_counts_without_them_around_one_of_them(closure):
    files = {"start.py": "from themetrail.a import one\n", "a/__init__.py": LOOKS_UP, "a/one.py": "", "a/two.py": ""}
    assert closure(files) == {"a", "a.one"}
    assert closure(files | {"start.py": "from themetrail.a.one import f\n"}) == {"a", "a.one"}


def test_a_name_that_is_no_module_stands_for_the_module_that_holds_it(closure):
    assert closure({"start.py": "from themetrail.one import NAME\n", "one.py": "NAME = 1\n"}) == {"one"}


@pytest.mark.parametrize(
    "around",
    [
        "if some:\n    pass\nelif other:\n    {}",
        "try:\n    {}\nexcept OSError:\n    pass",
        "try:\n    pass\nexcept OSError:\n    {}",
        "try:\n    pass\nexcept OSError:\n    pass\nelse:\n    {}",
        "try:\n    pass\nfinally:\n    {}",
        "with some:\n    {}",
        "for each in some:\n    pass\nelse:\n    {}",
        "match some:\n    case 1:\n        {}",
        "class Some:\n    async def run(self):\n        {}",
    ],
)
def test_an_import_counts_wherever_a_statement_may_stand(closure, around):
    assert closure({"start.py": around.format("from themetrail import one") + "\n", "one.py": ""}) == {"one"}
