"""What a run made its results from: the record that ``verify`` looks for causes in, and that the crate tells from.

The record is private, for it names every file that the study brings. What depends on the day or on the machine is
not in it, so that the same study gives the same bytes.
"""

from __future__ import annotations

import json
import re
from dataclasses import asdict, dataclass, field
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING, Any

from themetrail.study.code import code_files
from themetrail.study.files import sha256
from themetrail.study.problems import InputError, Problem

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from themetrail.study.settings import Settings

_PIN = re.compile(r"^([A-Za-z0-9._-]+)==([^ ;\\]+)", re.MULTILINE)
_MODULE = "themetrail.cli."
# Files of which not even a hash is told, as of the list of known names: a short one could be guessed from it.
_SECRET = "data/private/"  # noqa: S105 - a folder


@dataclass(frozen=True)
class Rule:
    """One rule of the workflow.

    Attributes:
        command: The command that it calls, as it is typed.
        says: What it tells while it runs, its wildcards in braces.
        outputs: What it makes, from the study's folder; what it makes for each session has ``{session}`` in it.
        after: The rules whose outputs it reads.
        reads: The study's own files that it reads, from the study's folder.
        settings: The sections of the settings that it is handed; one that reads config.yaml may use any.
    """

    command: str
    says: str
    outputs: tuple[str, ...]
    after: tuple[str, ...]
    reads: tuple[str, ...]
    settings: tuple[str, ...] = ()


@dataclass(frozen=True)
class MadeFrom:
    """What results were made from.

    Attributes:
        rules: The workflow's rules by name.
        inputs: SHA-256 of the study's own files by path; config.yaml is in ``settings``.
        settings: Every setting by its dotted name, as JSON values.
        versions: Versions of the installed packages that the lock names.
        code: Hashes of the modules that the rules use, with the data files beside them.
        files: SHA-256 of each public result by its path in ``results/public``, as the run left it.
    """

    rules: Mapping[str, Rule] = field(default_factory=dict)
    inputs: Mapping[str, str] = field(default_factory=dict)
    settings: Mapping[str, Any] = field(default_factory=dict)
    versions: Mapping[str, str] = field(default_factory=dict)
    code: Mapping[str, str] = field(default_factory=dict)
    files: Mapping[str, str] = field(default_factory=dict)

    def before(self, name: str) -> frozenset[str]:
        """A rule and all that it comes after, by name."""
        found: set[str] = set()
        waiting = {name} & set(self.rules)
        while waiting:
            one = waiting.pop()
            found.add(one)
            waiting |= set(self.rules[one].after) & set(self.rules) - found
        return frozenset(found)

    def maker(self, output: str) -> str:
        """Name of the rule that makes a file of ``results``; "" where none does."""
        for name, rule in self.rules.items():
            if any(_makes(pattern, output) for pattern in rule.outputs):
                return name
        return ""

    def code_of(self, name: str) -> frozenset[str]:
        """The code files that a rule by itself uses."""
        return _code_of(self.rules[name].command)


def make_record(
    rules: Mapping[str, Rule],
    inputs: Mapping[str, Path],
    settings: Settings,
    lock: str,
    results: Mapping[str, Path],
) -> MadeFrom:
    """The record of results as they are now.

    Args:
        rules: The workflow's rules.
        inputs: The study's own files by the path that they are named by.
        settings: The study's settings.
        lock: Text of requirements.lock.
        results: Public results by their path in ``results/public``.
    """
    code: dict[str, str] = {}
    for rule in rules.values():
        if rule.command:
            code |= code_files(module_of(rule.command))
    names = settings.identifiers.known_names_file
    told = {name: path for name, path in sorted(inputs.items()) if not name.startswith((_SECRET, names))}
    return MadeFrom(
        rules=dict(sorted(rules.items())),
        inputs={name: sha256(path.read_bytes()) for name, path in told.items()},
        settings=dict(leaves(settings.model_dump(mode="json"))),
        versions=installed(lock),
        code=dict(sorted(code.items())),
        files={name: sha256(path.read_bytes()) for name, path in sorted(results.items())},
    )


def to_json(record: MadeFrom) -> dict[str, Any]:
    """The record as JSON values."""
    return asdict(record)


def read_record(path: Path) -> MadeFrom | None:
    """The record that a run left; None where there is none."""
    if not path.is_file():
        return None
    told = json.loads(path.read_text(encoding="utf-8"))
    return MadeFrom(**(told | {"rules": rules_of(told["rules"])}))


def rules_of(told: Mapping[str, Mapping[str, Any]]) -> dict[str, Rule]:
    """Rules as the workflow hands them over."""
    lists = ("outputs", "after", "reads", "settings")
    return {
        name: Rule(rule["command"], rule["says"], *(tuple(rule[part]) for part in lists))
        for name, rule in sorted(told.items())
    }


def leaves(value: Mapping[str, Any], above: str = "") -> Iterator[tuple[str, Any]]:
    """Every setting by its dotted name."""
    for name, inner in sorted(value.items()):
        if isinstance(inner, dict) and inner:
            yield from leaves(inner, f"{above}{name}.")
        else:
            yield f"{above}{name}", inner


def installed(lock: str) -> dict[str, str]:
    """Versions of the packages of a lock that are installed; what is meant for other systems is not."""
    found = {}
    for name in sorted(pins(lock)):
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            continue
    return found


def pins(lock: str) -> dict[str, frozenset[str]]:
    """The versions that a lock allows for each package; more than one where they depend on Python's."""
    allowed: dict[str, set[str]] = {}
    for name, pinned in _PIN.findall(lock):
        allowed.setdefault(name, set()).add(pinned)
    return {name: frozenset(versions) for name, versions in allowed.items()}


def public_files(folder: Path) -> dict[str, Path]:
    """The files of a folder by their path in it; hidden ones are Snakemake's."""
    paths: Iterable[Path] = sorted(folder.rglob("*"))
    return {
        path.relative_to(folder).as_posix(): path for path in paths if path.is_file() and not path.name.startswith(".")
    }


def check_fresh(public: Path, record: MadeFrom | None, shown_as: str) -> MadeFrom:
    """The record, where the public results are those that it is of.

    Raises:
        InputError: when there is no record, or results were changed or made since.
    """
    remedy = "Run 'make all': it writes down what the results were made from."
    if record is None:
        raise InputError([Problem(shown_as, "", 0, "the run left no record of what it made", remedy)])
    now = {name: sha256(path.read_bytes()) for name, path in public_files(public).items()}
    odd = sorted(name for name in {*now, *record.files} if now.get(name) != record.files.get(name))
    if odd:
        seen = f"not what the last whole run made: {', '.join(odd[:5])}{' …' if odd[5:] else ''}"
        raise InputError([Problem(shown_as, "", 0, seen, remedy)])
    return record


def module_of(command: str) -> str:
    """The module of a command."""
    return _MODULE + command.replace("-", "_")


@cache
def _code_of(command: str) -> frozenset[str]:
    return frozenset(code_files(module_of(command))) if command else frozenset()


def _makes(pattern: str, output: str) -> bool:
    """Whether a path is what a pattern with wildcards in braces stands for, or lies in such a folder."""
    regex = "[^/]+".join(map(re.escape, re.split(r"\{[^}]*\}", pattern)))
    return re.fullmatch(f"{regex}(/.*)?", output) is not None
